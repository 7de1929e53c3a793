"""A community of a given size with a hundred thousand entries and twenty thousand needs, written in bulk by the register's own chaining."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from tongxin.communities.actions import open_community
from tongxin.communities.models import Account
from tongxin.communities.signing_in import actor_for
from tongxin.demo.invented import people
from tongxin.groups.actions import form_group
from tongxin.kit.actor import Actor
from tongxin.kit.bulk import insert_rows
from tongxin.kit.clock import CHINA
from tongxin.kit.ids import uuid7
from tongxin.kit.scope import community_scope
from tongxin.needs.entries import NeedReceived
from tongxin.needs.models import Need
from tongxin.people.keeping import write_keys
from tongxin.people.keys import fold
from tongxin.people.models import Household, Person
from tongxin.registers import appending
from tongxin.registers.models import Entry, EntryField, EntrySubject, RegisterHead

TYPES = ("legal", "clinic", "tutoring", "jobs", "goods", "company", "repair", "errand", "other")
ENTRIES = 100_000
BATCH = 2000
# Only the newest entries have their values beside the chain: what is measured reads no others, and a million rows of
# values would take most of the run to write.
WITH_VALUES = 6_000
NEEDS = 20_000
MOST_DIFFERENT = 50_000


def build(at: datetime) -> tuple[Account, Actor]:
    """Open the community with its entries and needs, and return the account to work as."""
    community, account = open_community(
        street="街道",
        name="社区",
        code="bench",
        secretary={"username": "bench", "name": "王书记", "password": "tongxin-bench"},
        at=at,
    )
    # One transaction: outside one, SQLite would sync the disk for each of a million keys.
    with community_scope(community.pk), transaction.atomic():
        by = actor_for(account, community.pk)
        for code in ("legal", "health", "home"):
            form_group(code=code, name=code, offers=TYPES, by=by, at=at)
        _entries(by, at)
    return account, by


def grow(residents: int, by: Actor, at: datetime) -> None:
    """Add residents until there are as many as asked, and let the database count its rows anew."""
    with community_scope(by.community_id), transaction.atomic():
        held = Person.objects.count()
        rows = add_people(residents - held, held, by.community_id, at)
        write_keys(((row.pk, row.name, "", row.phone, row.address) for row in rows), by.community_id)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def insert(model: Any, rows: Iterable[Any]) -> None:
    """Insert rows past the ORM, whose own preparing of each value would take most of the run."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    insert_rows(
        model, _columns(model), (tuple(getattr(row, field.attname) for field in fields) for row in rows)
    )


def _columns(model: Any) -> list[str]:
    return [field.column for field in model._meta.concrete_fields if not field.generated]


@dataclass(slots=True)
class Resident:
    """A resident as far as what is written beside the residents needs to know."""

    pk: UUID
    home: UUID
    name: str
    phone: str
    address: str


def _rows_like(row: Any) -> Callable[..., tuple[Any, ...]]:
    """Return a function that gives rows like one, some values changed: a million model instances would take minutes."""
    fields = [field for field in row._meta.concrete_fields if not field.generated]
    at = {field.attname: number for number, field in enumerate(fields)}
    blank = [getattr(row, field.attname) for field in fields]

    def changed(**values: Any) -> tuple[Any, ...]:
        found = blank.copy()
        for name, value in values.items():
            found[at[name]] = value
        return tuple(found)

    return changed


def add_people(number: int, seed: int, community_id: UUID, at: datetime) -> list[Resident]:
    """Add invented residents with their households, not yet to be found by name; beyond fifty thousand their names recur."""
    home_like = _rows_like(Household(community_id=community_id))
    person_like = _rows_like(Person(community_id=community_id, relation="0", created_at=at))
    some = list(people(min(number, MOST_DIFFERENT), random.Random(seed), on=at.date()))
    residents: list[Resident] = []
    for estate in range(-(-number // MOST_DIFFERENT)):
        homes: dict[str, UUID] = {}
        home_rows, person_rows = [], []
        for found in some[: number - len(residents)]:
            address = (f"{estate}区" if estate else "") + found.building + found.room
            home = homes.get(address)
            if home is None:
                home = homes[address] = uuid7()
                home_rows.append(home_like(id=home, address=address, folded=fold(address)))
            one = Resident(uuid7(), home, found.name, found.phone, address)
            person_rows.append(
                person_like(
                    id=one.pk,
                    name=one.name,
                    folded=fold(one.name),
                    birth_date=found.born,
                    phone=one.phone,
                    household_id=home,
                )
            )
            residents.append(one)
        insert_rows(Household, _columns(Household), home_rows)
        insert_rows(Person, _columns(Person), person_rows)
    return residents


def _entries(by: Actor, at: datetime) -> None:
    """Append with the register's own chaining, inserted in batches; each with its need."""
    head = RegisterHead(community_id=by.community_id, register="reception", head_hash="0" * 64)
    first = datetime(at.year, 1, 1, 1, tzinfo=CHINA) - timedelta(days=365)
    span = (at - first).total_seconds()
    for start in range(0, ENTRIES, BATCH):
        entries, fields, subjects, needs = [], [], [], []
        for number in range(start, start + BATCH):
            moment = first + timedelta(seconds=span * number / ENTRIES)
            day: date = moment.date()
            need_id = uuid7()
            body = NeedReceived(
                need=need_id,
                received_on=day,
                channel="walk_in",
                visitor="张伟明",
                party_size=1,
                category="help",
                service_type=TYPES[number * 7 % 9],
                matter="想请人看看合同",
            )
            draft = appending.Draft.written(body)
            entry, salted = appending.chained(head, draft, by, moment)
            entries.append(entry)
            if number >= ENTRIES - WITH_VALUES:
                fields += appending.field_rows(entry, salted)
                subjects += appending.subject_rows(entry, draft.of, draft.facts)
            closed = number < ENTRIES - 600
            if number >= ENTRIES - NEEDS:
                needs.append(
                    Need(
                        id=need_id,
                        community_id=by.community_id,
                        number=f"{entry.year}-{entry.number:05d}",
                        received_at=moment,
                        received_on=day,
                        channel="walk_in",
                        category="help",
                        service_type=body.service_type,
                        visitor="张伟明",
                        matter=body.matter,
                        state="closed" if closed else "open",
                        outcome="answered" if closed else "",
                        closed_on=day if closed else None,
                        due_days=5,
                        due_on=day + timedelta(days=7),
                        due_from=day,
                    )
                )
        for model, rows in ((Entry, entries), (Need, needs)):
            insert(model, rows)
        insert_rows(EntryField, appending.FIELD_COLUMNS, fields)
        insert_rows(EntrySubject, appending.SUBJECT_COLUMNS, subjects)
    head.save(force_insert=True)
