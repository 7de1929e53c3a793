"""An entry that kept a file and is declared void takes the file away: the bytes go, row and fingerprint stay."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongxin.files.entries import FileKept
from tongxin.files.hooks import tell_deleted
from tongxin.files.models import StoredFile
from tongxin.kit.actor import Actor
from tongxin.kit.clock import local_date
from tongxin.kit.permissions import ALLOWED, Answer, Denied
from tongxin.registers.carrying import Beside, Correction, void_beside
from tongxin.registers.models import Entry


def may_delete(entry: Entry, file: StoredFile, by: Actor) -> Answer:
    """Refuse where the picture is gone already."""
    del entry, by
    if file.gone_on is not None:
        return Denied(_("This picture was deleted already, when its time was over."))
    return ALLOWED


def fall_with(kind: type[FileKept], row_id: UUID, *, at: datetime, reason: Any) -> Iterable[Beside]:
    """Delete the bytes of the files beside a row that is declared void, and declare the entries void that kept them.

    The caller holds the row locked; the files are locked here.
    """
    for file in StoredFile.objects.standing().filter(subject=row_id).order_by("id").locked():
        file.lose(local_date(at))
        tell_deleted(file.sha256)
    return void_beside(kind, row_id, reason=reason)


def takes(entry: Entry, file: StoredFile) -> Iterator[Any]:
    """Say that the picture itself goes."""
    del entry, file
    yield _("the picture is deleted for good; its fingerprint stays")


def deleted(correction: Correction) -> Iterable[Beside]:
    """Delete the bytes of a file whose entry is declared void."""
    file: StoredFile = correction.row
    file.lose(local_date(correction.at))
    tell_deleted(file.sha256)
    return ()
