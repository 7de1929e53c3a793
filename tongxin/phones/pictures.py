"""Pictures that phones send: kept sealed until their item comes, then opened and made clean for it."""

import base64
import hashlib
import logging
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from tongxin.files.pictures import NotAPicture, Picture, clean
from tongxin.kit.actor import Actor
from tongxin.phones.models import SealedPicture, Submission
from tongxin.phones.payload import Payload
from tongxin.phones.sealing import Unopened, unseal

log = logging.getLogger("tongxin.inbox")
MOST_SEALED_BYTES = 3 * 2**20
# Sealed pictures are kept so long: a phone may send the same item again, restored from a copy.
SEALED_KEPT_DAYS = 60
State = Submission.State


def store_sealed(sha256: str, content: bytes, *, by: Actor, at: datetime) -> SealedPicture | None:
    """Store a sealed picture under its fingerprint; None if the bytes are not what the fingerprint says."""
    if hashlib.sha256(content).hexdigest() != sha256:
        return None
    held: SealedPicture | None = SealedPicture.objects.filter(sha256=sha256).first()
    if held is not None:
        return held
    row = SealedPicture(
        community_id=by.community_id,
        sha256=sha256,
        size=len(content),
        sender_ref=by.ref,
        received_at=at,
    )
    row.content.save("", ContentFile(content), save=False)
    SealedPicture.objects.bulk_create([row], ignore_conflicts=True)
    return row


def missing(payload: Payload) -> tuple[str, ...]:
    """Return the fingerprints of an item's pictures that have not arrived."""
    wanted = [photo.sha256 for photo in payload.photos]
    held = set(SealedPicture.objects.filter(sha256__in=wanted).values_list("sha256", flat=True))
    return tuple(sha for sha in wanted if sha not in held)


def opened(payload: Payload, submission: Submission) -> tuple[Picture, ...]:
    """Return an item's pictures, opened and made clean; one that never came, or is none, is flagged and left out.

    A picture is never needed: for its sake nothing of what was written is held back.
    """
    sealed = {
        row.sha256: row
        for row in SealedPicture.objects.filter(sha256__in=[photo.sha256 for photo in payload.photos])
    }
    found = []
    for photo in payload.photos:
        if photo.sha256 not in sealed:
            submission.flag("no_photo")
            continue
        try:
            with sealed[photo.sha256].content.open("rb") as file:
                clear = unseal(file.read(), base64.b64decode(photo.key), base64.b64decode(photo.iv))
            found.append(clean(clear, taken_at=payload.written_at))
        except (Unopened, NotAPicture, ValueError, OSError):
            log.warning("a picture of item %s cannot be taken", submission.item)
            submission.flag("bad_photo")
    return tuple(found)


def forget_sealed(*, at: datetime) -> int:
    """Delete sealed pictures that nothing waits for any more; returns how many."""
    before = at - timedelta(days=SEALED_KEPT_DAYS)
    waiting = {State.RECEIVED, State.WAITING, State.HELD}
    oldest = Submission.objects.filter(state__in=waiting).order_by("received_at").first()
    if oldest is not None:  # its pictures came before it
        before = min(before, oldest.received_at - timedelta(days=SEALED_KEPT_DAYS))
    rows = list(SealedPicture.objects.filter(received_at__lt=before))
    for row in rows:
        default_storage.delete(str(row.content))
    SealedPicture.objects.filter(pk__in=[row.pk for row in rows]).remove()
    return len(rows)
