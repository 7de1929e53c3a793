"""What the clock does with registers."""

import logging

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from tongxin.kit.clock import now
from tongxin.kit.scope import community_scope
from tongxin.registers import hooks, verifying

log = logging.getLogger("tongxin.clock")


# huey counts in UTC: a quarter past two at night in China.
@db_periodic_task(crontab(hour="18", minute="15"))  # type: ignore[untyped-decorator]  # huey publishes no types
def verify_registers() -> None:
    """Verify every community each night; the pages show the result."""
    for community_id in hooks.every_community():
        with community_scope(community_id):
            walks = verifying.walk_all()
            verifying.keep(walks, at=now())
            for walk in walks:
                if not walk.ok:
                    log.error(
                        "register %s of %s does not verify: %s", walk.register, community_id, walk.faults[0]
                    )
