"""Writing a judged sheet: everything in one transaction, in bulk, with one register entry for the sheet.

Who came by a sheet has no entry of his or her own: the sheet's stands for all. Where somebody was added or corrected by hand, the register
says what the columns hold; a sheet that changes them says so in an entry of that person.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from tongxin.kit.bulk import insert_rows
from tongxin.kit.scope import current_community
from tongxin.people.entries import PersonAdded, PersonCorrected, corrected, stated
from tongxin.people.keeping import renew_keys, write_keys
from tongxin.people.keys import fold
from tongxin.people.models import Household, Person
from tongxin.people.sheets.judging import Judgement, Known
from tongxin.registers.models import EntrySubject

BATCH = 1000
NEW_PERSON = (
    "id",
    "community_id",
    "name",
    "folded",
    "spelling",
    "birth_date",
    "phone",
    "household_id",
    "relation",
    "card_kind",
    "card_last4",
    "card_print",
    "version",
    "created_at",
)


def held_people() -> list[Known]:
    """Return every person held, as far as rows are compared with them."""
    rows = Person.objects.values_list(
        "pk", "name", "folded", "birth_date", "phone", "household__address", "card_print", "relation"
    )
    return [
        Known(pk, name, folded, born, phone, address or "", card, relation)
        for pk, name, folded, born, phone, address, card, relation in rows.iterator(chunk_size=5000)
    ]


def _households(people: Iterable[Known]) -> dict[str, UUID]:
    """Return folded address: household, making those that are missing."""
    found: dict[str, UUID] = dict(Household.objects.values_list("folded", "pk"))
    fresh: list[Household] = []
    for person in people:
        line = fold(person.address)
        if line and line not in found:
            household = Household(
                community_id=current_community(),
                address=person.address,
                folded=line,
                number=person.household_number,
            )
            fresh.append(household)
            found[line] = household.pk
    Household.objects.bulk_create(fresh, batch_size=BATCH)
    return found


def write(judged: Judgement, *, at: datetime) -> list[PersonCorrected]:
    """Insert the new and update the changed; return what is to be recorded of people who have entries of their own."""
    community_id = current_community()
    homes = _households([*judged.fresh, *judged.changed.values()])
    rows = (
        (
            row.id,
            community_id,
            row.name,
            row.folded,
            "",
            row.birth_date,
            row.phone,
            homes.get(fold(row.address)),
            row.relation,
            row.card_kind,
            row.card_last4,
            row.card_print,
            1,
            at,
        )
        for row in judged.fresh
    )
    insert_rows(Person, NEW_PERSON, rows)
    write_keys(((row.id, row.name, "", row.phone, row.address) for row in judged.fresh), community_id)
    return _update(judged, homes)


def _update(judged: Judgement, homes: dict[str, UUID]) -> list[PersonCorrected]:
    ids = list(judged.changed)
    told: list[PersonCorrected] = []
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        before = {person.pk: stated(person) for person in _of_whom_entries_speak(batch)}
        _update_batch(judged, homes, batch)
        people = Person.objects.filter(pk__in=list(before)).select_related("household").order_by("pk")
        told += [corrected(person, before[person.pk]) for person in people]
    return told


def _of_whom_entries_speak(ids: list[UUID]) -> QuerySet[Person]:
    """Return those among people of whom an entry of their own says what the columns hold."""
    own = EntrySubject.objects.filter(
        ref__in=ids,
        name=PersonAdded.row_field(),
        entry__schema__in=[PersonAdded.schema, PersonCorrected.schema],
    )
    return Person.objects.filter(pk__in=own.values("ref")).select_related("household")


def _update_batch(judged: Judgement, homes: dict[str, UUID], ids: list[UUID]) -> None:
    people = list(Person.objects.filter(pk__in=ids).locked())
    for person in people:
        row = judged.changed[person.pk]
        person.birth_date, person.phone, person.relation = row.birth_date, row.phone, row.relation
        person.card_print = row.card_print or person.card_print
        person.card_kind = row.card_kind or person.card_kind
        person.card_last4 = row.card_last4 or person.card_last4
        if row.address:
            person.household_id = homes[fold(row.address)]
        person.version += 1
    columns = [
        "birth_date",
        "phone",
        "relation",
        "card_print",
        "card_kind",
        "card_last4",
        "household",
        "version",
    ]
    Person.objects.bulk_update(people, columns, batch_size=200)
    renew_keys(Person.objects.filter(pk__in=[person.pk for person in people]).select_related("household"))
