"""Entries about files: that one was kept, with its fingerprint, and that it was deleted when its time was over.

An entry of its own and not a fact of the row's entry: a file may come later than the row it stands beside, stands beside
rows of any app, and ends at a time of its own; the row's entry would have to be amended each time.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tongxin.files.kinds import KINDS
from tongxin.registers.kinds import EntryKind, fact, register

FILES = register(
    "files",
    _("Record of files"),
    _("Pictures kept beside an entry, each with its fingerprint; deleted when their time is over"),
)


def _kinds() -> dict[Any, Any]:
    return {kind.code: kind.label for kind in KINDS.values()}


@dataclass(frozen=True, kw_only=True, slots=True)
class FileKept(EntryKind):
    schema: ClassVar = "files.kept/1"
    register: ClassVar = FILES.code
    title: ClassVar = _("Picture kept")
    subjects: ClassVar = ("file", "beside")
    topic: ClassVar = "kind"
    file: UUID = fact(_("File"))
    beside: UUID = fact(_("Beside"))
    kind: str = fact(_("Kind"), words=_kinds)
    sha256: str = fact(_("Fingerprint"))
    kept_until: date | None = fact(_("Kept until"))


@dataclass(frozen=True, kw_only=True, slots=True)
class FileForgotten(EntryKind):
    """Written by the clock: the bytes are gone, the fingerprint stays."""

    schema: ClassVar = "files.forgotten/1"
    register: ClassVar = FILES.code
    title: ClassVar = _("Picture deleted, its time was over")
    subjects: ClassVar = ("file", "beside")
    topic: ClassVar = "kind"
    file: UUID = fact(_("File"))
    beside: UUID = fact(_("Beside"))
    kind: str = fact(_("Kind"), words=_kinds)
    sha256: str = fact(_("Fingerprint"))
