"""What the clock does with files."""

import logging

from django.db import DatabaseError
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from tongxin.communities.models import Community
from tongxin.files.actions import forget
from tongxin.files.sweeping import sweep
from tongxin.kit.actor import the_clock
from tongxin.kit.clock import now
from tongxin.kit.errors import TongxinError
from tongxin.kit.scope import community_scope

log = logging.getLogger("tongxin.clock")


def forget_in_all() -> int:
    """Forget and sweep in every community; returns failures."""
    failed = 0
    for community_id in Community.objects.values_list("pk", flat=True):
        with community_scope(community_id):
            try:
                while forget(by=the_clock(community_id), at=now()):
                    pass
                sweep(at=now())
            except (TongxinError, DatabaseError, OSError):  # one community must not keep the others waiting
                log.exception("forgetting files of %s failed", community_id)
                failed += 1
    return failed


# huey counts in UTC: this is twenty to one at night in China.
@db_periodic_task(crontab(hour="16", minute="40"))  # type: ignore[untyped-decorator]  # huey publishes no types
def each_night() -> None:
    """Run each night."""
    forget_in_all()
