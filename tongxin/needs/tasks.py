"""What the clock does with needs."""

import logging

from django.db import DatabaseError
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from tongxin.communities.models import Community
from tongxin.kit.actor import the_clock
from tongxin.kit.clock import local_date, now
from tongxin.kit.errors import TongxinError
from tongxin.kit.scope import community_scope
from tongxin.needs.actions import expire_offer, overdue_offers

log = logging.getLogger("tongxin.clock")


def expire_all() -> int:
    """End every offer that was not answered in time, in every community; returns how many."""
    at = now()
    ended = 0
    for community_id in Community.objects.values_list("pk", flat=True):
        with community_scope(community_id):
            for need_id in overdue_offers(local_date(at)):
                try:
                    expire_offer(need_id, by=the_clock(community_id), at=at)
                    ended += 1
                except (TongxinError, DatabaseError):  # one need must not keep the others waiting
                    log.exception("offer of need %s could not be ended", need_id)
    return ended


@db_periodic_task(crontab(minute="*/10"))  # type: ignore[untyped-decorator]  # huey publishes no types
def expire_offers() -> None:
    """Run every ten minutes."""
    expire_all()
