"""Entries about people: who was added, corrected, agreed, withdrew; which sheet was taken in."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.people.models import Consent, Person, SheetImport
from tongxin.people.rules import CATEGORIES, CONSENT_WAYS, PURPOSES
from tongxin.registers.kinds import VOID_BY_APP, EntryKind, entry, fact, ref, register

PEOPLE = register(
    "people",
    _("Residents record"),
    _("Residents added and corrected, consents given and withdrawn, sheets taken in"),
)


SHEET = _(
    "A sheet taken in cannot be taken back by a correction. Mend the rows in the sheet and take it in again."
)
ADDED = _(
    "A resident who was added cannot be declared void. Record on the resident's page that he or she moved away."
)
CORRECTED = _(
    "A correction of facts cannot be declared void. Correct the facts again on the resident's page."
)
MOVE = _("Homes are corrected on the resident's page, where the duties of both homes follow.")
ANEW = _("A withdrawal cannot be declared void. If the person agrees, record the consent anew.")


@entry("people.added/1", book=PEOPLE, title=_("Resident added"), deed="people.change", instead=ADDED)
class PersonAdded(EntryKind):
    person: UUID = ref(Person, _("Resident"), personal=True)
    name: str = fact(pgettext_lazy("of a person", "Name"), personal=True, amends="name")
    birth_date: date | None = fact(_("Birth date"), personal=True, amends="birth_date", default=None)
    phone: str = fact(_("Phone"), personal=True, amends="phone", default="")
    address: str = fact(_("Address"), personal=True, default="", instead=MOVE)


@entry(
    "people.corrected/1",
    book=PEOPLE,
    title=_("Resident's facts corrected"),
    deed="people.change",
    instead=CORRECTED,
)
class PersonCorrected(EntryKind):
    person: UUID = ref(Person, _("Resident"), personal=True)
    name: str = fact(pgettext_lazy("of a person", "Name"), personal=True, amends="name")
    birth_date: date | None = fact(_("Birth date"), personal=True, amends="birth_date", default=None)
    phone: str = fact(_("Phone"), personal=True, amends="phone", default="")
    address: str = fact(_("Address"), personal=True, default="", instead=MOVE)
    left_on: date | None = fact(
        _("Moved away on"), personal=True, default=None, instead=MOVE, column="left_on"
    )
    reason: str = fact(_("Reason"), personal=True, default="")
    changed: tuple[str, ...] = fact(
        _("Changed"), words=lambda: PersonAdded.labels() | {"left_on": _("Moved away on")}
    )
    # Of what changed, as it stood: a resident who came with a sheet has no entry that would tell.
    was_name: str = fact(pgettext_lazy("of a person", "Name"), personal=True, before="name", default="")
    was_birth_date: date | None = fact(_("Birth date"), personal=True, before="birth_date", default=None)
    was_phone: str = fact(_("Phone"), personal=True, before="phone", default="")
    was_address: str = fact(_("Address"), personal=True, before="address", default="")
    was_left_on: date | None = fact(_("Moved away on"), personal=True, before="left_on", default=None)


@entry(
    "people.consent_given/1",
    book=PEOPLE,
    title=_("Consent given"),
    deed="people.consent",
    topic="purpose",
    day="given_on",
    voids=VOID_BY_APP,
)
class ConsentGiven(EntryKind):
    consent: UUID = ref(Consent, _("Consent"))
    person: UUID = ref(Person, _("Resident"), personal=True, column="person_id")
    purpose: str = fact(
        _("Purpose"), words=lambda: {code: item.label for code, item in PURPOSES.items()}, column="purpose"
    )
    wording_version: str = fact(_("Version of the wording"), column="wording_version")
    given_on: date = fact(_("Given on"), amends="given_on")
    way: str = fact(_("How given"), words=lambda: dict(CONSENT_WAYS), amends="way")
    category: str = fact(_("Served category"), words=lambda: dict(CATEGORIES), personal=True, default="")


@entry(
    "people.consent_withdrawn/1",
    book=PEOPLE,
    title=_("Consent withdrawn"),
    deed="people.consent",
    topic="purpose",
    day="withdrawn_on",
    instead=ANEW,
)
class ConsentWithdrawn(EntryKind):
    consent: UUID = ref(Consent, _("Consent"))
    person: UUID = ref(Person, _("Resident"), personal=True)
    purpose: str = fact(_("Purpose"), words=lambda: {code: item.label for code, item in PURPOSES.items()})
    withdrawn_on: date = fact(_("Withdrawn on"), amends="withdrawn_on")


@entry("people.sheet_uploaded/1", book=PEOPLE, title=_("Sheet uploaded"), instead=SHEET, creates=True)
class SheetUploaded(EntryKind):
    sheet: UUID = ref(SheetImport, _("Sheet"))
    sha256: str = fact(_("Fingerprint of the file"))


@entry("people.sheet_imported/1", book=PEOPLE, title=_("Sheet taken in"), instead=SHEET)
class SheetImported(EntryKind):
    sheet: UUID = ref(SheetImport, _("Sheet"))
    sha256: str = fact(_("Fingerprint of the file"))
    read: int = fact(_("Rows read"))
    new: int = fact(_("New"))
    changed: int = fact(_("Changed"))
    unchanged: int = fact(_("Unchanged"))
    refused: int = fact(_("Refused"))
    doubtful: int = fact(_("Doubtful"))


def stated(person: Person) -> dict[str, Any]:
    """Return what an entry states of a resident, as he or she is held."""
    return {
        "name": person.name,
        "birth_date": person.birth_date,
        "phone": person.phone,
        "address": person.address,
        "left_on": person.left_on,
    }


def corrected(person: Person, before: Mapping[str, Any], *, reason: str = "") -> PersonCorrected:
    """Return the entry of a resident's facts as they are held now, with what `stated` gave before of those that changed."""
    after = stated(person)
    was = {name: value for name, value in before.items() if value != after[name]}
    old = {f"was_{name}": value for name, value in was.items()}
    return PersonCorrected(person=person.pk, **after, reason=reason, changed=tuple(was), **old)
