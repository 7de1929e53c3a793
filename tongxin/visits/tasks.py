"""What the clock does with visits."""

import logging
from collections.abc import Callable
from functools import partial

from django.db import DatabaseError
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from tongxin.communities.models import Community
from tongxin.kit.actor import the_clock
from tongxin.kit.clock import now
from tongxin.kit.errors import TongxinError
from tongxin.kit.scope import community_scope
from tongxin.phones.inbox import apply_waiting
from tongxin.visits.duties.actions import end_overdue, make_duties

log = logging.getLogger("tongxin.clock")


def bring_all_up_to_date() -> int:
    """Make the duties of every community, and end those whose window has passed; returns failures."""
    failed = 0
    for community_id in Community.objects.values_list("pk", flat=True):
        at, by = now(), the_clock(community_id)
        with community_scope(community_id):
            # What phones sent comes first: a home visited in time must not be called missed.
            steps: dict[str, Callable[[], object]] = {
                "apply_waiting": partial(apply_waiting, at=at),
                "make_duties": partial(make_duties, by=by, at=at),
                "end_overdue": partial(end_overdue, by=by, at=at),
            }
            for name, work in steps.items():
                try:
                    work()
                except (TongxinError, DatabaseError):  # one community must not keep the others waiting
                    log.exception("%s of %s failed", name, community_id)
                    failed += 1
    return failed


@db_task()  # type: ignore[untyped-decorator]  # huey publishes no types
def catch_up() -> None:
    """Run once when the jobs start: the server may have been off at midnight."""
    bring_all_up_to_date()


# huey counts in UTC: this is ten past midnight in China.
@db_periodic_task(crontab(hour="16", minute="10"))  # type: ignore[untyped-decorator]  # huey publishes no types
def each_night() -> None:
    """Run each night."""
    bring_all_up_to_date()
