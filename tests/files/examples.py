"""One example of the kind of entry about files that no app above declares."""

from datetime import datetime, timedelta

from tests.conftest import World
from tests.examples import Example
from tests.visits.examples import due, photographed
from tongxin.files.actions import forget
from tongxin.files.models import StoredFile
from tongxin.kit.actor import the_clock
from tongxin.visits.models import Visit


def kept(world: World, at: datetime) -> Visit:
    """Have a picture kept beside a visit."""
    return photographed(world, at, due(world, at))


def forgotten(world: World, at: datetime, _visit: Visit) -> int:
    """Let its time pass."""
    return forget(by=the_clock(world.here.id), at=at + timedelta(days=3 * 365))


KINDS = {"files.forgotten/1": Example(write=forgotten, before=kept)}

ARGUMENTS = {
    "file_id": lambda _world, _at: StoredFile.objects.first().pk,
}
