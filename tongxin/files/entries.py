"""Entries about files: that one was kept, with its fingerprint, and that it was deleted when its time was over.

An entry of its own and not a fact of the row's entry: a file may come later than the row it stands beside, and ends at a
time of its own; the row's entry would have to be amended each time.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tongxin.files.models import StoredFile
from tongxin.registers.kinds import EntryKind, entry, fact, ref, register

FILES = register(
    "files",
    _("Record of files"),
    _("Pictures kept beside an entry, each with its fingerprint; deleted when their time is over"),
)
# What an app above says of its own kind of FileKept.
ONLY_DELETED = _(
    "What was kept cannot be changed, only deleted: declare the entry void, and keep another picture."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class FileKept(EntryKind):
    """Base of the entries that keep a file. Each app declares one for each kind of row, with `beside: UUID = ref(...)`."""

    file: UUID = ref(StoredFile, _("Picture"))
    sha256: str = fact(_("Fingerprint"))
    kept_until: date | None = fact(_("Kept until"), default=None)


@entry(
    "files.forgotten/1",
    book=FILES,
    title=_("Picture deleted, its time was over"),
    instead=_("The picture is gone and cannot be brought back. Its fingerprint stays in the register."),
)
class FileForgotten(EntryKind):
    """Written by the clock: the bytes are gone, the fingerprint stays."""

    file: UUID = ref(StoredFile, _("Picture"))
    sha256: str = fact(_("Fingerprint"))
