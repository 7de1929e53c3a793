"""Pictures that phones send: kept sealed until their item comes, then opened and made clean for it."""

import base64
import hashlib
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from tongxin.files.pictures import NotAPicture, Picture, clean
from tongxin.kit.actor import Actor
from tongxin.phones.models import SealedPicture, Submission
from tongxin.phones.payload import Payload
from tongxin.phones.reading import readable
from tongxin.phones.sealing import Unopened, unseal

log = logging.getLogger("tongxin.inbox")
MOST_SEALED_BYTES = 3 * 2**20
# The page makes pictures smaller, to 1,600 points at most, before it seals them (frontend/phone/photo.js).
MOST_POINTS = 4_000_000
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


def opened(payload: Payload) -> dict[str, Picture | None]:
    """Return an item's pictures as they have arrived, opened and made clean: None for one that is none.

    Opening takes seconds and many megabytes, so it is done before a transaction begins: on SQLite nobody else could write.
    """
    found: dict[str, Picture | None] = {}
    for sealed in SealedPicture.objects.filter(sha256__in=[photo.sha256 for photo in payload.photos]):
        photo = next(photo for photo in payload.photos if photo.sha256 == sealed.sha256)
        if not sealed.content:  # deleted with what it had become
            found[photo.sha256] = None
            continue
        try:
            with sealed.content.open("rb") as file:
                clear = unseal(file.read(), base64.b64decode(photo.key), base64.b64decode(photo.iv))
            found[photo.sha256] = clean(clear, taken_at=payload.written_at, most_points=MOST_POINTS)
        except (Unopened, NotAPicture, ValueError, OSError):
            log.warning("a picture of item %s cannot be taken", payload.item)
            found[photo.sha256] = None
    return found


def take(
    payload: Payload, submission: Submission, ahead: Mapping[str, Picture | None]
) -> tuple[Picture, ...]:
    """Return an item's pictures, in its order, of those opened ahead; what never came, or is none, is flagged and left out.

    A picture is never needed: for its sake nothing of what was written is held back.
    """
    found = []
    for photo in payload.photos:
        picture = ahead.get(photo.sha256)
        if picture is None:
            submission.flag("bad_photo" if photo.sha256 in ahead else "no_photo")
            continue
        SealedPicture.objects.filter(sha256=photo.sha256).update(became=picture.sha256)
        found.append(picture)
    return tuple(found)


def forget_with(became: str) -> None:
    """Delete the sealed copies of a picture that was deleted; called inside that action."""
    for sealed in SealedPicture.objects.filter(became=became).exclude(content=""):
        sealed.lose()


def _awaited() -> set[str]:
    """Return the fingerprints of the pictures that undecided items name."""
    waiting = Submission.objects.filter(state__in=[State.RECEIVED, State.WAITING, State.HELD])
    return {
        photo.sha256
        for submission in waiting.iterator(chunk_size=50)
        if (payload := readable(submission)) is not None
        for photo in payload.photos
    }


def forget_sealed(*, at: datetime) -> int:
    """Delete sealed pictures that nothing waits for any more; returns how many."""
    past = SealedPicture.objects.filter(received_at__lt=at - timedelta(days=SEALED_KEPT_DAYS))
    awaited = _awaited() if past.exists() else set()
    rows = [row for row in past if row.sha256 not in awaited]
    for row in rows:
        if row.content:
            default_storage.delete(str(row.content))
    SealedPicture.objects.filter(pk__in=[row.pk for row in rows]).remove()
    return len(rows)
