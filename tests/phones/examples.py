"""One example of each kind of entry about phones."""

from datetime import datetime

from tests.conftest import World
from tests.examples import Example
from tests.phones.phone import Phone, held
from tests.visits.examples import due
from tongxin.phones.actions import refuse_held
from tongxin.phones.models import Submission
from tongxin.visits.models import Duty


def stored(world: World, at: datetime, duty: Duty) -> Submission:
    """Send a visit that says nothing of how they are: it is held."""
    phone = Phone(world)
    phone.sends(phone.packs(phone.writes(at, duty, situation="")))
    return held()


def waiting(world: World, at: datetime) -> Submission:
    """Have an item held."""
    return stored(world, at, due(world, at))


def decided(world: World, at: datetime, item: Submission) -> Submission:
    """Refuse a held item."""
    return refuse_held(item.pk, reason="没有写情况", by=world.here.by("deputy"), at=at)


KINDS = {
    "phones.held/1": Example(write=stored, before=due),
    "phones.decided/1": Example(write=decided, before=waiting),
}

ARGUMENTS = {
    "submission_id": lambda _world, _at: Submission.objects.first().pk,
    "sha256": lambda _world, _at: "0" * 64,
}

# What phones send is in the register at once, but for what a person must decide.
CROWD = {
    "phones.Submission": {"state": "CASE n % 100 WHEN 0 THEN 'held' WHEN 1 THEN 'refused' ELSE 'applied' END"}
}
