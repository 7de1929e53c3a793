"""What the contract tests need of what all pages share."""

from datetime import datetime

from tests.conftest import World
from tongxin.web.paper.prints import Print


def _print_id(world: World, at: datetime) -> str:
    """Return a print of the secretary's that is being made."""
    del at
    by = world.here.by("secretary")
    return Print.begin(by, path="/needs/", query="export=pdf", title="Needs", language="en").id


ARGUMENTS = {"print_id": _print_id}
