"""What the clock does with registers and old files."""

import logging
import time

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from tongxin.communities.models import Community
from tongxin.kit.clock import now
from tongxin.kit.scope import community_scope
from tongxin.people.sheets.actions import folder
from tongxin.registers import verifying

log = logging.getLogger("tongxin.clock")
KEEP_SECONDS = 30 * 86400


# huey counts in UTC: a quarter past two at night in China.
@db_periodic_task(crontab(hour="18", minute="15"))  # type: ignore[untyped-decorator]  # huey publishes no types
def verify_registers() -> None:
    """Walk every chain each night; the pages show the result."""
    for community_id in Community.objects.values_list("pk", flat=True):
        with community_scope(community_id):
            walks = verifying.walk_all()
            verifying.keep(walks, at=now())
            for walk in walks:
                if not walk.ok:
                    log.error(
                        "register %s of %s does not verify: %s", walk.register, community_id, walk.faults[0]
                    )


@db_periodic_task(crontab(hour="19", minute="15"))  # type: ignore[untyped-decorator]  # huey publishes no types
def forget_sheets() -> None:
    """Delete uploaded sheets and their rows to mend after thirty days: they hold what people's cards say."""
    for path in folder().iterdir():
        if path.is_file() and path.stat().st_mtime < time.time() - KEEP_SECONDS:
            path.unlink(missing_ok=True)
