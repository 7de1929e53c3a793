"""What hangs on a person and on a consent when their entries are corrected."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tongxin.kit.actor import Actor
from tongxin.kit.clock import local_date
from tongxin.kit.errors import RuleBroken
from tongxin.kit.permissions import ALLOWED, Answer, Denied
from tongxin.people import hooks, rules
from tongxin.people.actions import read_fact
from tongxin.people.agreeing import check_days
from tongxin.people.entries import ConsentGiven, ConsentWithdrawn, PersonAdded, PersonCorrected
from tongxin.people.keeping import renew_keys
from tongxin.people.keys import fold
from tongxin.people.models import Consent, Person, PersonCategory
from tongxin.registers.carrying import Beside, Correction, follows
from tongxin.registers.models import Entry


def read_person(changes: Mapping[str, Any], by: Actor, at: datetime) -> Mapping[str, Any]:
    """Read a resident's facts as the form reads them."""
    del by
    read = dict(changes)
    if "name" in read:
        read["name"] = read_fact("name", rules.person_name, read["name"])
    if read.get("phone"):
        read["phone"] = read_fact("phone", rules.phone, read["phone"])
    if read.get("birth_date"):
        read["birth_date"] = read_fact(
            "birth_date", rules.birth_date, read["birth_date"], today=local_date(at)
        )
    return read


def person_amended(correction: Correction) -> Iterable[Beside]:
    """Let what is derived from a name and a phone number follow: the folded name and the search keys."""
    person: Person = correction.row
    person.folded = fold(person.name)
    person.save(update_fields=["folded"])
    renew_keys([person])
    return ()


def consent_amended(correction: Correction) -> Iterable[Beside]:
    """Let the served category and the visits that rest on a consent follow its days."""
    consent: Consent = correction.row
    if consent.withdrawn_on and consent.withdrawn_on < consent.given_on:
        text = _("A consent cannot be withdrawn before it was given.")
        raise RuleBroken(text, fields=dict.fromkeys(correction.changed, text))
    rests = PersonCategory.objects.filter(consent_id=consent.pk)
    day = next((name for name in correction.changed if name in ("given_on", "withdrawn_on")), "")
    if day and consent.purpose != "volunteer":
        category = rests.values_list("category", flat=True).first() or ""
        check_days(consent, category=category, field=day)
    if "given_on" in correction.before_row:
        rests.update(since=consent.given_on)
    if "withdrawn_on" in correction.before_row:
        rests.filter(until=correction.before_row["withdrawn_on"]).update(until=consent.withdrawn_on)
        for hook in hooks.withdrawal_moved:
            hook(consent)
    return _homes(consent, correction)


def may_void_consent(entry: Entry, consent: Consent, by: Actor) -> Answer:
    """Refuse where the consent was withdrawn: then there is nothing left that rests on it."""
    del entry, by
    if not consent.stands:
        return Denied(_("This consent was withdrawn already: nothing rests on it any more."))
    return ALLOWED


def consent_voided(correction: Correction) -> Iterable[Beside]:
    """End what rests on a consent that was never given: it counts as withdrawn on the day it was given."""
    consent: Consent = correction.row
    consent.withdrawn_on = consent.given_on
    consent.save(update_fields=["withdrawn_on"])
    for row in PersonCategory.objects.filter(consent_id=consent.pk, until__isnull=True):
        row.until = row.since  # it never stood
        row.save(update_fields=["until"])
    ended = [body for hook in hooks.consent_withdrawn for body in hook(consent, correction.by, correction.at)]
    return (*ended, *_homes(consent, correction))


def consent_takes(entry: Entry, consent: Consent) -> Iterator[Any]:
    """Say which served categories end with a consent that was never given."""
    del entry
    for row in PersonCategory.objects.filter(consent_id=consent.pk, until__isnull=True):
        yield _("“%(category)s” is not recorded any more") % {"category": row.get_category_display()}
    yield _("what rests on this consent ends at once")


def _homes(consent: Consent, correction: Correction) -> Iterable[Beside]:
    homes = {consent.person.household_id} if consent.purpose in rules.FOR_HOMES else set()
    return hooks.tell_homes(homes, correction.by, correction.at)


def declare() -> None:
    """Tell the registers; from `AppConfig.ready()`."""
    follows(PersonAdded, read=read_person, amended=person_amended)
    follows(PersonCorrected, read=read_person, amended=person_amended)
    follows(
        ConsentGiven,
        amended=consent_amended,
        voided=consent_voided,
        may_void=may_void_consent,
        void_takes=consent_takes,
    )
    follows(ConsentWithdrawn, amended=consent_amended)
