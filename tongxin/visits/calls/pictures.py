"""Pictures of a visit: taken only where the resident agreed, never needed; seen by whoever sees the visit."""

from datetime import datetime
from uuid import UUID

from tongxin.files.kinds import FileKind
from tongxin.kit.actor import Actor
from tongxin.people.looking import note_looks
from tongxin.visits.entries import PictureKept
from tongxin.visits.models import Visit

# As long as the visit itself needs its details; then the fingerprint in the register says that there was one.
KEPT_DAYS = 2 * 365


def _may_see(actor: Actor, visit_id: UUID) -> bool:
    return bool(Visit.objects.visible_to(actor).filter(pk=visit_id).exists())


def _looked(visit_id: UUID, actor: Actor, at: datetime) -> None:
    visit: Visit = Visit.objects.select_related("person").get(pk=visit_id)
    if visit.person:
        note_looks([visit.person], "picture", by=actor, at=at)


PICTURE = FileKind(
    code="visit_picture",
    kept=PictureKept,
    kept_days=KEPT_DAYS,
    may_see=_may_see,
    looked=_looked,
)
