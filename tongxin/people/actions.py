"""Adding and correcting residents, consents, and opening files."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongxin.kit.actor import Actor
from tongxin.kit.checking import check_fields
from tongxin.kit.clock import local_date
from tongxin.kit.days import check_happened
from tongxin.kit.errors import Conflict, RuleBroken
from tongxin.kit.ids import uuid7
from tongxin.kit.locking import in_turn
from tongxin.kit.permissions import require
from tongxin.kit.words import clean, listed
from tongxin.people import access, entries, hooks, rules
from tongxin.people.agreeing import check_days
from tongxin.people.keeping import card_print, renew_keys, write_keys
from tongxin.people.keys import fold
from tongxin.people.models import Consent, FileOpening, Household, Person, PersonCategory
from tongxin.registers.appending import Draft, record
from tongxin.registers.stepping import step


def read_fact(field: str, reader: Any, value: Any, **more: Any) -> Any:
    """Read a fact as typed by one of the rules; RuleBroken on the field if it cannot be read."""
    try:
        return reader(value, **more)
    except rules.Unreadable as fault:
        raise RuleBroken(str(fault.reason), fields={field: str(fault.reason)}) from fault


def _facts(*, name: str, birth_date: date | None, phone: str, card_number: str, on: date) -> dict[str, Any]:
    facts: dict[str, Any] = {"name": read_fact("name", rules.person_name, name)}
    facts["folded"] = fold(facts["name"])
    facts["birth_date"] = (
        read_fact("birth_date", rules.birth_date, birth_date, today=on) if birth_date else None
    )
    facts["phone"] = read_fact("phone", rules.phone, phone) if clean(phone) else ""
    if clean(card_number):
        if rules.lost_digits(card_number):
            read_fact("card_number", _refuse_lost, card_number)
        card = read_fact("card_number", rules.identity, card_number, today=on)
        facts |= {"card_kind": card.kind, "card_last4": card.last4, "card_print": card_print(card.number)}
        if facts["birth_date"] and facts["birth_date"] != card.born:
            text = _(
                "The birth date differs from the one in the identity number. Compare both with the card."
            )
            raise RuleBroken(text, fields={"birth_date": text})
        facts["birth_date"] = card.born
    return facts


def _refuse_lost(value: Any) -> None:
    raise rules.Unreadable(
        _("A spreadsheet has rounded this identity number: its last digits are lost. Type it from the card.")
    )


def household_at(address: str, community_id: UUID) -> Household | None:
    """Return the household at an address, made if there is none; None for no address."""
    line = rules.address(address)
    if not line:
        return None
    in_turn("household", fold(line))
    found = Household.objects.filter(folded=fold(line)).order_by("pk").first()
    return found or Household.objects.create(community_id=community_id, address=line, folded=fold(line))


def alike(*, folded: str, birth_date: date | None, phone: str, card: str) -> list[Person]:
    """Return persons held who may be the one about to be added: same card, or same name and birth date or phone."""
    if card:
        same = list(Person.objects.filter(card_print=card))
        if same:
            return same
    namesakes = Person.objects.filter(folded=folded).select_related("household")
    return [
        person
        for person in namesakes
        if (birth_date and person.birth_date == birth_date)
        or (phone and person.phone == phone)
        or not (birth_date or phone or card)
    ]


def _refuse_known(facts: dict[str, Any], *, another: bool) -> None:
    """Refuse a person who is held already: by card in any case, by looks unless it is said to be another."""
    card = facts.get("card_print", "")
    found = alike(folded=facts["folded"], birth_date=facts["birth_date"], phone=facts["phone"], card=card)
    if found and card and found[0].card_print == card:
        text = _("%(name)s is already held with this identity number. Open that file instead.") % {
            "name": found[0].name
        }
        raise RuleBroken(text, fields={"card_number": text})
    if found and not another:
        names = listed(f"{person.name} {person.address}".strip() for person in found[:3])
        text = _(
            "Already held: %(names)s. Open that file, or tick “another person” if this is somebody else."
        ) % {"names": names}
        raise RuleBroken(text, fields={"another": text})


@step(Person, entries.PersonAdded)
def add_person(
    *,
    name: str,
    birth_date: date | None = None,
    phone: str = "",
    address: str = "",
    relation: str = "",
    card_number: str = "",
    spelling: str = "",
    another: bool = False,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
) -> Person:
    """Add a resident. A person who looks the same is refused, unless `another` says that it is somebody else.

    The same identity number is refused in any case. Raises RuleBroken naming the field.
    """
    require(access.CHANGE(by))
    facts = _facts(name=name, birth_date=birth_date, phone=phone, card_number=card_number, on=local_date(at))
    in_turn("person", facts["folded"])
    _refuse_known(facts, another=another)
    household = household_at(address, by.community_id)
    person: Person = Person.objects.create(
        pk=key or uuid7(),
        community_id=by.community_id,
        household=household,
        relation=relation if household else "",
        spelling=clean(spelling),
        created_at=at,
        **facts,
    )
    write_keys([(person.pk, person.name, person.spelling, person.phone, person.address)], by.community_id)
    entry = entries.PersonAdded(
        person=person.pk,
        name=person.name,
        birth_date=person.birth_date,
        phone=person.phone,
        address=person.address,
    )
    record(entry, by=by, at=at, key=key)
    return person


def _changed_meanwhile(
    person: Person, name: str, birth_date: date | None, phone: str, address: str
) -> Conflict:
    named = pgettext("of a person", "Name")
    return Conflict(
        _(
            "Somebody corrected this file while you had it open. Nothing of yours is lost: compare and send again."
        ),
        mine={named: name, _("Birth date"): birth_date, _("Phone"): phone, _("Address"): address},
        theirs={
            named: person.name,
            _("Birth date"): person.birth_date,
            _("Phone"): person.phone,
            _("Address"): person.address,
        },
    )


def _refuse_others_card(person: Person, card_print: str) -> None:
    if card_print and Person.objects.filter(card_print=card_print).exclude(pk=person.pk).exists():
        text = _("Another person is already held with this identity number.")
        raise RuleBroken(text, fields={"card_number": text})


@step(Person, entries.PersonCorrected)
def correct_person(
    person_id: UUID,
    *,
    seen: int,
    name: str,
    birth_date: date | None,
    phone: str,
    address: str,
    relation: str,
    spelling: str = "",
    left_on: date | None = None,
    card_number: str = "",
    reason: str = "",
    also: Sequence[Draft] = (),
    by: Actor,
    at: datetime,
    key: UUID | None = None,
) -> Person:
    """Correct a resident's facts. `seen` is the version the form was opened with; Conflict if it changed since.

    The entry keeps what stood before of each fact that changes, and the reason. `also` are entries that an app above records of the same deed.
    """
    require(access.CHANGE(by))
    person: Person = Person.objects.locked().get(pk=person_id)
    facts = _facts(name=name, birth_date=birth_date, phone=phone, card_number=card_number, on=local_date(at))
    if person.version != seen:
        raise _changed_meanwhile(person, name, birth_date, phone, address)
    _refuse_others_card(person, facts.get("card_print", ""))
    household = household_at(address, by.community_id)
    homes = {person.household_id, household.pk if household else None}
    before = entries.stated(person)
    facts |= {"household": household, "relation": relation, "spelling": clean(spelling), "left_on": left_on}
    for field, value in facts.items():
        setattr(person, field, value)
    person.version += 1
    person.save()
    renew_keys([person])
    followed = hooks.tell_homes(homes, by, at)
    entry = entries.corrected(person, before, reason=clean(reason))
    record(entry, *followed, *also, by=by, at=at, key=key)
    return person


def _check_consent(
    person: Person, purpose: str, category: str, given_on: date, by_guardian: str, at: datetime
) -> None:
    check_happened(given_on, at, field="given_on", coming=_("Consent cannot be given in the future."))
    today = local_date(at)
    if rules.is_minor(person.birth_date, on=today) and not clean(by_guardian):
        text = _("Under 14 a guardian consents. Name the guardian.")
        raise RuleBroken(text, fields={"by_guardian": text})
    if purpose == "served_category" and category not in rules.CATEGORIES:
        raise RuleBroken(_("Choose the category agreed to."), fields={"category": _("Missing")})
    if category and PersonCategory.objects.standing().filter(person_id=person.pk, category=category).exists():
        raise RuleBroken(_("This category is recorded already."), fields={"category": _("Recorded already")})


def _consent_given(person_id: UUID, *, purpose: str, **_more: Any) -> Consent:
    return Consent.objects.filter(person_id=person_id, purpose=purpose).latest("given_on", "id")


@step(_consent_given, entries.ConsentGiven)
def give_consent(
    person_id: UUID,
    *,
    purpose: str,
    given_on: date,
    way: str,
    category: str = "",
    by_guardian: str = "",
    by: Actor,
    at: datetime,
    key: UUID | None = None,
) -> Consent:
    """Record that a person agreed to a purpose; for a served category also which one.

    Under 14 a guardian is named (PIPL art. 31). Raises RuleBroken for a day in the future.
    """
    require(access.CONSENT(by))
    person: Person = Person.objects.locked().get(pk=person_id)
    _check_consent(person, purpose, category, given_on, by_guardian, at)
    consent = Consent(
        community_id=by.community_id,
        person=person,
        purpose=purpose,
        given_on=given_on,
        way=way,
        wording_version=rules.PURPOSES[purpose].version,
        by_guardian=clean(by_guardian),
    )
    check_fields(consent)
    check_days(consent, category=category, field="given_on")
    consent.save(force_insert=True)
    if purpose == "served_category":
        PersonCategory.objects.filter(person_id=person.pk, category=category, until__isnull=True).update(
            until=given_on
        )
        PersonCategory.objects.create(
            community_id=by.community_id, person=person, category=category, consent=consent, since=given_on
        )
    followed = hooks.tell_homes({person.household_id}, by, at) if purpose in rules.FOR_HOMES else []
    entry = entries.ConsentGiven(
        consent=consent.pk,
        person=person.pk,
        purpose=purpose,
        wording_version=consent.wording_version,
        given_on=given_on,
        way=way,
        category=category if purpose == "served_category" else "",
    )
    record(entry, *followed, by=by, at=at, key=key)
    return consent


def _withdrawn(consent_id: UUID, **_more: Any) -> Consent:
    return Consent.objects.get(pk=consent_id)


@step(_withdrawn, entries.ConsentWithdrawn)
def withdraw_consent(consent_id: UUID, *, by: Actor, at: datetime, key: UUID | None = None) -> Consent:
    """Record that a person withdrew: what rested on the consent ends at once; what was done before stays lawful."""
    require(access.CONSENT(by))
    consent: Consent = Consent.objects.locked().get(pk=consent_id)
    if not consent.stands:
        return consent
    day = local_date(at)
    consent.withdrawn_on = day
    consent.save(update_fields=["withdrawn_on"])
    PersonCategory.objects.filter(consent_id=consent.pk, until__isnull=True).update(until=day)
    ended = [body for hook in hooks.consent_withdrawn for body in hook(consent, by, at)]
    homes = {consent.person.household_id} if consent.purpose in rules.FOR_HOMES else set()
    followed = hooks.tell_homes(homes, by, at)
    entry = entries.ConsentWithdrawn(
        consent=consent.pk, person=consent.person_id, purpose=consent.purpose, withdrawn_on=day
    )
    record(entry, *ended, *followed, by=by, at=at, key=key)
    return consent


def open_file(person_id: UUID, *, what: str, by: Actor, at: datetime) -> Person:
    """Return a person's file for somebody and keep that it was opened. Loading it is the permission check."""
    require(access.OPEN(by))
    person: Person = Person.objects.select_related("household").get(pk=person_id)
    FileOpening.objects.create(
        community_id=by.community_id, person=person, account_ref=by.ref, opened_at=at, what=what
    )
    return person
