"""Long prints as jobs, one after the other; and their end."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task, on_startup

from tongxin.web.paper import asking, keeping, prints


@db_task()  # type: ignore[untyped-decorator]  # huey publishes no types
def make_next_print() -> None:
    """Make the print whose turn it is: one for each that was asked, whoever is served first."""
    asking.make_next()


@on_startup()  # type: ignore[untyped-decorator]  # huey publishes no types
def take_up_prints() -> None:
    """Make what waited or was being made when the server was stopped, and delete what it left."""
    keeping.clear_workplaces()
    for _print in prints.in_turn():
        make_next_print()


@db_periodic_task(crontab(minute="40"))  # type: ignore[untyped-decorator]  # huey publishes no types
def forget_prints() -> None:
    """Delete prints when their day is over."""
    prints.sweep()
