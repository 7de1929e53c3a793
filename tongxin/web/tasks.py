"""Long prints as jobs, one after the other; and their end."""

from uuid import UUID

from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from tongxin.web.paper import asking, prints


@db_task()  # type: ignore[untyped-decorator]  # huey publishes no types
def make_print(print_id: str) -> None:
    """Make a print that somebody waits for."""
    asking.make(UUID(print_id))


@db_periodic_task(crontab(minute="40"))  # type: ignore[untyped-decorator]  # huey publishes no types
def forget_prints() -> None:
    """Delete prints when their day is over."""
    prints.sweep()
