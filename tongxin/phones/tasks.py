"""What the clock does with what phones sent."""

import logging

from django.db import DatabaseError
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from tongxin.communities.models import Community
from tongxin.kit.clock import now
from tongxin.kit.errors import TongxinError
from tongxin.kit.scope import community_scope
from tongxin.phones.inbox import apply_waiting
from tongxin.phones.pictures import forget_sealed

log = logging.getLogger("tongxin.clock")


def bring_in_all() -> int:
    """Apply what waited too long and forget sealed pictures, in every community; returns failures."""
    failed = 0
    for community_id in Community.objects.values_list("pk", flat=True):
        with community_scope(community_id):
            try:
                apply_waiting(at=now())
                forget_sealed(at=now())
            except (TongxinError, DatabaseError, OSError):  # one community must not keep the others waiting
                log.exception("what phones sent to %s could not be brought in", community_id)
                failed += 1
    return failed


# huey counts in UTC: this is five past midnight in China, before anything is called missed.
@db_periodic_task(crontab(hour="16", minute="5"))  # type: ignore[untyped-decorator]  # huey publishes no types
def each_night() -> None:
    """Run each night."""
    bring_in_all()
