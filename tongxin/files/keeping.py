"""Keeping pictures within the action of the row they stand beside, and finding them again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile

from tongxin.files.entries import FileForgotten, FileKept
from tongxin.files.kinds import FileKind
from tongxin.files.models import StoredFile
from tongxin.files.pictures import Picture
from tongxin.kit.clock import local_date
from tongxin.kit.ids import uuid7
from tongxin.kit.scope import current_community
from tongxin.registers.models import Entry


def keep(kind: FileKind, subject: UUID, pictures: Sequence[Picture], *, at: datetime) -> list[FileKept]:
    """Store pictures beside a row and return the entries that hold their fingerprints, for the action to record.

    Called before `record()`: writing to the disk takes longer than a register may stay locked. The same picture twice
    is kept once.
    """
    written = []
    for picture in {picture.sha256: picture for picture in pictures}.values():
        row = StoredFile(
            id=uuid7(),
            community_id=current_community(),
            kind=kind.code,
            subject=subject,
            sha256=picture.sha256,
            size=len(picture.content),
            width=picture.width,
            height=picture.height,
            taken_at=picture.taken_at,
            kept_at=at,
            kept_until=kind.until(local_date(at)),
        )
        row.content.save("", ContentFile(picture.content), save=False)
        row.save(force_insert=True)
        entry: Any = kind.kept  # each has a `beside` of its own
        written.append(entry(file=row.pk, beside=subject, sha256=row.sha256, kept_until=row.kept_until))
    return written


def beside(subject: UUID) -> list[StoredFile]:
    """Return the files beside a row, in the order in which they were kept."""
    return list(StoredFile.objects.standing().filter(subject=subject).order_by("kept_at", "id"))


def fingerprint_in_chain(file: StoredFile) -> str:
    """Return the fingerprint that the register holds of a file; "" if no entry speaks of it."""
    entry = Entry.objects.about(file.pk).exclude(schema=FileForgotten.schema).with_values().first()
    return str(entry.values().get("sha256", "")) if entry else ""
