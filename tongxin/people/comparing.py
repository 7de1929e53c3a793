"""Who moved away, which consents stand and who counts in which category, against the entries that say so."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from tongxin.people.entries import PEOPLE, ConsentGiven, ConsentWithdrawn, PersonCorrected
from tongxin.people.models import Consent, Person, PersonCategory
from tongxin.registers.comparing import Difference, Told, against, in_chunks, told_of

SERVED = "served_category"


def compare_moved_away() -> Iterator[Difference]:
    """Find residents who are said to have moved away although no correction says so: nobody is taken in as gone."""
    for chunk in in_chunks(Person.objects.filter(left_on__isnull=False)):
        told = told_of([person.pk for person in chunk], [PersonCorrected])
        for person in chunk:
            if person.pk not in told:
                label = person._meta.label
                yield Difference(None, PEOPLE.code, label, person.pk, "left_on", None, None, personal=True)


def compare_consents() -> Iterator[Difference]:
    """Compare the end of each consent, and the categories that rest on it, with its entries.

    The consent of a membership has none: it begins and ends with the membership, which is compared in its place.
    """
    for chunk in in_chunks(Consent.objects.all()):
        ids = [consent.pk for consent in chunk]
        told = told_of(ids, [ConsentGiven, ConsentWithdrawn])
        resting: dict[Any, list[PersonCategory]] = {}
        for row in PersonCategory.objects.filter(consent_id__in=ids).order_by("pk"):
            resting.setdefault(row.consent_id, []).append(row)
        for consent in chunk:
            entries = told.get(consent.pk, [])
            if any(item.schema == ConsentGiven.schema for item in entries):
                yield from against(consent, entries[-1].entry, PEOPLE.code, _ends(entries))
                yield from _categories(consent, entries, resting.get(consent.pk, []))
            else:
                for row in resting.get(consent.pk, []):
                    yield Difference(None, PEOPLE.code, row._meta.label, row.pk, "id", None, str(row.pk))


def _ends(entries: Sequence[Told]) -> dict[str, Any]:
    """Return on which day a consent ended: withdrawn, or never given and so on the day on which it was said to be."""
    if any("withdrawn_on" in item.erased or "given_on" in item.erased for item in entries):
        return {}
    given = next(item for item in entries if item.schema == ConsentGiven.schema)
    days = [item.values.get("withdrawn_on") for item in entries if item.schema == ConsentWithdrawn.schema]
    if given.void:
        return {"withdrawn_on": given.values.get("given_on")}
    return {"withdrawn_on": days[-1] if days else None}


def _categories(
    consent: Consent, entries: Sequence[Told], rows: Sequence[PersonCategory]
) -> Iterator[Difference]:
    given = next(item for item in entries if item.schema == ConsentGiven.schema)
    wanted = consent.purpose == SERVED
    for row in rows[int(wanted) :]:
        yield Difference(None, PEOPLE.code, row._meta.label, row.pk, "id", None, str(row.pk))
    if not wanted:
        return
    if not rows:
        label = PersonCategory._meta.label
        yield Difference(given.entry, PEOPLE.code, label, consent.pk, "id", str(consent.pk), None)
        return
    says = {"person_id": given.values.get("person"), "category": given.values.get("category")}
    says |= {"since": given.values.get("given_on"), "until": _ends(entries).get("withdrawn_on")}
    erased = {"person_id": "person", "category": "category", "since": "given_on", "until": "given_on"}
    told = {column: value for column, value in says.items() if erased[column] not in given.erased}
    for found in against(rows[0], given.entry, PEOPLE.code, told):
        yield replace(found, personal=True)
