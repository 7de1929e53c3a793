"""Pictures that phones send: kept sealed until their visit comes, then opened beside it."""

import base64
import hashlib
import logging
import os
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from tongxin.kit.actor import Actor
from tongxin.visits.models import Visit
from tongxin.visits.models_inbox import Blob, Submission, VisitPhoto
from tongxin.visits.payload import Payload
from tongxin.visits.sealing import Unopened, unseal

log = logging.getLogger("tongxin.inbox")
MOST_BLOB_BYTES = 3 * 2**20
# Sealed pictures are kept so long: a phone may send the same visit again, restored from a copy.
SEALED_KEPT_DAYS = 60
JPEG = b"\xff\xd8\xff"


def folder_of(community_id: UUID) -> Path:
    """Return where the pictures of a community lie."""
    folder = Path(settings.DATA) / "pictures" / community_id.hex
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: a row must never promise what a power cut took away."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def store_blob(sha256: str, content: bytes, *, by: Actor, at: datetime) -> Blob | None:
    """Store a sealed picture under its fingerprint; None if the bytes are not what the fingerprint says."""
    if hashlib.sha256(content).hexdigest() != sha256:
        return None
    held: Blob | None = Blob.objects.filter(sha256=sha256).first()
    if held is not None:
        return held
    path = folder_of(by.community_id) / f"{sha256}.sealed"
    _write(path, content)
    row = Blob(
        community_id=by.community_id,
        sha256=sha256,
        path=str(path),
        size=len(content),
        sender_ref=by.ref,
        received_at=at,
    )
    Blob.objects.bulk_create([row], ignore_conflicts=True)
    return row


def missing(payload: Payload) -> tuple[str, ...]:
    """Return the fingerprints of a visit's pictures that have not arrived."""
    wanted = [photo.sha256 for photo in payload.photos]
    held = set(Blob.objects.filter(sha256__in=wanted).values_list("sha256", flat=True))
    return tuple(sha for sha in wanted if sha not in held)


def keep(visit: Visit, payload: Payload) -> None:
    """Open a visit's pictures and keep them beside it; one that is no picture is left sealed."""
    wanted = {photo.sha256: photo for photo in payload.photos}
    for blob in Blob.objects.filter(sha256__in=list(wanted)):
        photo = wanted[blob.sha256]
        try:
            clear = unseal(
                Path(blob.path).read_bytes(), base64.b64decode(photo.key), base64.b64decode(photo.iv)
            )
        except (Unopened, ValueError, OSError):
            log.warning("a picture of visit %s cannot be opened", visit.pk)
            continue
        if not clear.startswith(JPEG):
            continue  # pages send JPEG only
        path = folder_of(visit.community_id) / f"{visit.pk}-{photo.sha256[:16]}.jpg"
        _write(path, clear)
        row = VisitPhoto(
            community_id=visit.community_id,
            visit=visit,
            path=str(path),
            sha256=hashlib.sha256(clear).hexdigest(),
            taken_at=payload.captured_at,
        )
        VisitPhoto.objects.bulk_create([row], ignore_conflicts=True)


def forget_sealed(*, at: datetime) -> int:
    """Delete sealed pictures that nothing waits for any more; returns how many."""
    before = at - timedelta(days=SEALED_KEPT_DAYS)
    waiting = {Submission.State.RECEIVED, Submission.State.WAITING, Submission.State.HELD}
    oldest = Submission.objects.filter(state__in=waiting).order_by("received_at").first()
    if oldest is not None:  # its pictures came before it
        before = min(before, oldest.received_at - timedelta(days=SEALED_KEPT_DAYS))
    rows = list(Blob.objects.filter(received_at__lt=before))
    for row in rows:
        Path(row.path).unlink(missing_ok=True)
    Blob.objects.filter(pk__in=[row.pk for row in rows]).remove()
    return len(rows)
