"""Build a world in the database that the environment names: `python -m bench.world KIND RESIDENTS`.

A town has residents to be found, a hundred thousand entries by the register's own chaining, twenty thousand needs, homes to be
visited and their duties. A served community has residents and what makes duties, but none yet: they lie beside it in a file.
An empty one has its secretary.
"""

import io
import os
import pickle
import random
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")
from tongxin.config import environment

environment.make_keys()
import django

django.setup()
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from tongxin.almanac.actions import fill
from tongxin.communities.actions import open_community
from tongxin.communities.models import Account
from tongxin.communities.signing_in import actor_for
from tongxin.demo.invented import people
from tongxin.groups.actions import form_group
from tongxin.kit.actor import Actor
from tongxin.kit.bulk import insert_rows
from tongxin.kit.clock import CHINA, local_date, now
from tongxin.kit.ids import uuid7
from tongxin.kit.scope import community_scope
from tongxin.needs.entries import NeedReceived
from tongxin.needs.models import Need
from tongxin.people.keeping import measure_tables, write_keys
from tongxin.people.keys import fold
from tongxin.people.models import Consent, Household, Person, PersonCategory
from tongxin.people.rules import PURPOSES
from tongxin.registers import appending
from tongxin.registers.models import Entry, EntryField, EntrySubject, RegisterHead
from tongxin.visits.duties import engine
from tongxin.visits.duties.actions import make_duties
from tongxin.visits.models import Duty, FamilyEvent, VisitReason
from tongxin.visits.reasons.actions import set_rule

TYPES = ("legal", "clinic", "tutoring", "jobs", "goods", "company", "repair", "errand", "other")
ENTRIES = 100_000
BATCH = 2000
# Only the newest entries have their values beside the chain: what is measured reads no others, and a million rows of
# values would take most of the run to write.
WITH_VALUES = 12_000
NEEDS = 20_000
MOST_DIFFERENT = 50_000
YEAR_DAYS = 365
USERNAME, PASSWORD = "bench", "tongxin-bench"
# The rows of a year's duties, in lists of five thousand, pickled one after the other.
DUTIES = "duties.rows"
# One resident in sixteen is served and agrees to be called on; one in ten of these falls ill within two months.
ONE_SERVED_IN = 16
ONE_EVENT_IN = 10
ONE_LEFT_IN = 99
CATEGORIES = ("elderly_alone", "disabled", "allowance", "special_hardship")
FESTIVALS = ("spring_festival", "dragon_boat", "mid_autumn", "double_ninth")


def main() -> None:
    """Migrate, build, and let the database count its rows."""
    kind, residents, at = sys.argv[1], int(sys.argv[2]), now()
    call_command("migrate", verbosity=0, stdout=io.StringIO())
    with transaction.atomic():
        fill()
    by = _opened(at)
    with community_scope(by.community_id):
        if kind != "empty":
            _settled(kind, residents, by, at)
        _counted_anew()
        if kind == "town":
            make_duties(ahead=YEAR_DAYS, by=by, at=at)
        elif kind == "served":
            _keep_duties(by, at)
        _counted_anew()


def _opened(at: datetime) -> Actor:
    secretary = {"username": USERNAME, "name": "王书记", "password": PASSWORD}
    community, account = open_community(street="街道", name="社区", code="bench", secretary=secretary, at=at)
    with community_scope(community.pk):
        return actor_for(account, community.pk)


def signed_in() -> Actor:
    """Return who works in the one community of a world."""
    account = Account.objects.get(username=USERNAME)
    assert account.community_id
    with community_scope(account.community_id):
        return actor_for(account, account.community_id)


def _settled(kind: str, residents: int, by: Actor, at: datetime) -> None:
    # One transaction: outside one, SQLite would sync the disk for each of a million keys.
    with transaction.atomic():
        people = add_people(residents, residents, by.community_id, at)
        serve(people[::ONE_SERVED_IN], by, at)
        if kind == "town":
            write_keys(((row.pk, row.name, "", row.phone, row.address) for row in people), by.community_id)
            for code in ("legal", "health", "home"):
                form_group(code=code, name=code, offers=TYPES, by=by, at=at)
            _entries(by, at)


def _counted_anew() -> None:
    """Let the database count its rows as it does on a site: PostgreSQL by itself in time, SQLite after an import.

    Not more: told that a file holds one community, SQLite takes an index that begins with it for useless and reads the table.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    else:
        measure_tables()


def _keep_duties(by: Actor, at: datetime) -> None:
    """Make the duties of a year, write their rows into a file, take them back: the floor inserts the same rows bare."""
    columns = ", ".join(connection.ops.quote_name(name) for name in engine.COLUMNS)
    with transaction.atomic():
        make_duties(ahead=YEAR_DAYS, by=by, at=at)
        with connection.cursor() as cursor, (settings.DATA / DUTIES).open("wb") as file:
            cursor.execute(f"SELECT {columns} FROM {Duty._meta.db_table}")
            while rows := cursor.fetchmany(5000):
                pickle.dump(rows, file)
        transaction.set_rollback(True)


def serve(served: list["Resident"], by: Actor, at: datetime) -> None:
    """Set the rules of visits, and let residents be served and agree to be called on; some fall ill within two months."""
    facts: dict[str, Any] = {
        "effective_from": local_date(at),
        "account_id": by.account_id,
        "by": by,
        "at": at,
    }
    set_rule(kind="festival", festivals=FESTIVALS, categories=CATEGORIES, window_days=15, **facts)
    set_rule(kind="illness", limit_days=3, **facts)
    today = local_date(at)
    illness = VisitReason.objects.get(kind="illness")
    consents, categories, events = [], [], []
    for number, person in enumerate(served):
        common = {"community_id": by.community_id, "person_id": person.pk}
        since = today - timedelta(days=90)
        both = [
            Consent(
                purpose=code, wording_version=PURPOSES[code].version, given_on=since, way="paper", **common
            )
            for code in ("served_category", "follow_up")
        ]
        consents += both
        categories.append(
            PersonCategory(category=CATEGORIES[number % 4], consent=both[0], since=since, **common)
        )
        if number % ONE_EVENT_IN == 0:
            day = today - timedelta(days=number % 60)
            told = {"kind": "hospital", "happened_on": day, "told_on": day, "told_by": "family"}
            events.append(FamilyEvent(reason=illness, household_id=person.home, **told, **common))
    for model, rows in ((Consent, consents), (PersonCategory, categories), (FamilyEvent, events)):
        insert(model, rows)


def insert(model: Any, rows: Iterable[Any]) -> None:
    """Insert rows past the ORM, whose own preparing of each value would take most of the run."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    insert_rows(
        model, columns(model), (tuple(getattr(row, field.attname) for field in fields) for row in rows)
    )


def columns(model: Any) -> tuple[str, ...]:
    """Return the columns that are written: the database fills what is generated."""
    return tuple(field.column for field in model._meta.concrete_fields if not field.generated)


@dataclass(slots=True)
class Resident:
    """A resident as far as what is written beside the residents needs to know."""

    pk: UUID
    home: UUID
    name: str
    phone: str
    address: str


def rows_like(row: Any) -> Callable[..., tuple[Any, ...]]:
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
    home_like = rows_like(Household(community_id=community_id))
    person_like = rows_like(Person(community_id=community_id, relation="0", created_at=at))
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
                    left_on=None if len(residents) % ONE_LEFT_IN else at.date(),
                )
            )
            residents.append(one)
        insert_rows(Household, columns(Household), home_rows)
        insert_rows(Person, columns(Person), person_rows)
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
            # Most of those that are open came within days; one in three hundred of the others was forgotten, and is late.
            closed = number < ENTRIES - 540 and number % 300 != 0
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


if __name__ == "__main__":
    main()
