"""Entries about people: who was added, corrected, agreed, withdrew; which sheet was taken in."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.people.rules import CATEGORIES, CONSENT_WAYS, PURPOSES
from tongxin.registers.kinds import EntryKind, fact, register

PEOPLE = register(
    "people",
    _("Residents record"),
    _("Residents added and corrected, consents given and withdrawn, sheets taken in"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonAdded(EntryKind):
    schema: ClassVar = "people.added/1"
    register: ClassVar = PEOPLE.code
    title: ClassVar = _("Resident added")
    subjects: ClassVar = ("person",)
    person: UUID = fact(_("Person"))
    name: str = fact(pgettext_lazy("person", "Name"), personal=True)
    birth_date: date | None = fact(_("Birth date"), personal=True)
    phone: str = fact(_("Phone"), personal=True)
    address: str = fact(_("Address"), personal=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonCorrected(EntryKind):
    schema: ClassVar = "people.corrected/1"
    register: ClassVar = PEOPLE.code
    title: ClassVar = _("Resident's facts corrected")
    subjects: ClassVar = ("person",)
    person: UUID = fact(_("Person"))
    name: str = fact(pgettext_lazy("person", "Name"), personal=True)
    birth_date: date | None = fact(_("Birth date"), personal=True)
    phone: str = fact(_("Phone"), personal=True)
    address: str = fact(_("Address"), personal=True)
    left_on: date | None = fact(_("Moved away on"), personal=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsentGiven(EntryKind):
    schema: ClassVar = "people.consent_given/1"
    register: ClassVar = PEOPLE.code
    title: ClassVar = _("Consent given")
    subjects: ClassVar = ("person",)
    topic: ClassVar = "purpose"
    day: ClassVar = "given_on"
    person: UUID = fact(_("Person"))
    purpose: str = fact(_("Purpose"), words=lambda: {code: item.label for code, item in PURPOSES.items()})
    wording_version: str = fact(_("Version of the wording"))
    given_on: date = fact(_("Given on"))
    way: str = fact(_("How given"), words=lambda: dict(CONSENT_WAYS))
    category: str = fact(_("Served category"), words=lambda: dict(CATEGORIES), personal=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsentWithdrawn(EntryKind):
    schema: ClassVar = "people.consent_withdrawn/1"
    register: ClassVar = PEOPLE.code
    title: ClassVar = _("Consent withdrawn")
    subjects: ClassVar = ("person",)
    topic: ClassVar = "purpose"
    day: ClassVar = "withdrawn_on"
    person: UUID = fact(_("Person"))
    purpose: str = fact(_("Purpose"), words=lambda: {code: item.label for code, item in PURPOSES.items()})
    withdrawn_on: date = fact(_("Withdrawn on"))


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetUploaded(EntryKind):
    schema: ClassVar = "people.sheet_uploaded/1"
    register: ClassVar = PEOPLE.code
    title: ClassVar = _("Sheet uploaded")
    subjects: ClassVar = ("sheet",)
    sheet: UUID = fact(_("Sheet"))
    sha256: str = fact(_("Fingerprint of the file"))


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetImported(EntryKind):
    schema: ClassVar = "people.sheet_imported/1"
    register: ClassVar = PEOPLE.code
    title: ClassVar = _("Sheet taken in")
    subjects: ClassVar = ("sheet",)
    sheet: UUID = fact(_("Sheet"))
    sha256: str = fact(_("Fingerprint of the file"))
    read: int = fact(_("Rows read"))
    new: int = fact(_("New"))
    changed: int = fact(_("Changed"))
    unchanged: int = fact(_("Unchanged"))
    refused: int = fact(_("Refused"))
    doubtful: int = fact(_("Doubtful"))
