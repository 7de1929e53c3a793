"""Entries about what phones sent and was not taken at once."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tongxin.registers.kinds import EntryKind, fact, register

PHONES = register(
    "phones",
    _("Record of phones"),
    _("What phones sent and could not be taken at once, and what was decided about it"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class SubmissionStored(EntryKind):
    """An item of a phone that could not be taken into the register at once."""

    schema: ClassVar = "phones.held/1"
    register: ClassVar = PHONES.code
    title: ClassVar = _("Item of a phone held")
    subjects: ClassVar = ("submission",)
    submission: UUID = fact(_("Item"))
    receipt: str = fact(_("Receipt"))
    reason: str = fact(_("Reason"))


@dataclass(frozen=True, kw_only=True, slots=True)
class SubmissionDecided(EntryKind):
    schema: ClassVar = "phones.decided/1"
    register: ClassVar = PHONES.code
    title: ClassVar = _("Item of a phone decided")
    subjects: ClassVar = ("submission",)
    submission: UUID = fact(_("Item"))
    receipt: str = fact(_("Receipt"))
    taken: bool = fact(_("Taken"))
    reason: str = fact(_("Reason"))
