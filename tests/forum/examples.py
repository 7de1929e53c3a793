"""What the contract tests need of forum."""

from datetime import date, datetime

from tongxin.forum.actions import record_happening

from tests.conftest import World
from tests.examples import Example
from tongxin.forum.models import Happening


def recorded(world: World, at: datetime, _before: None = None) -> Happening:
    """Write a line into the book."""
    return record_happening(happened_on=at.date(), what="换了楼道的灯", by=world.here.by("worker"), at=at)


KINDS = {
    "forum.recorded/1": Example(
        write=recorded,
        changes={"happened_on": date(2026, 10, 12), "what": "修好了单元门"},
        counted_nowhere="it has no figure yet",
    )
}
