"""Take in a sheet of residents, or insert the same people bare: `python -m bench.importing (ours|floor) RESIDENTS`.

Each way runs in a process of its own, in a community that has nobody yet.
"""

import os
import random
import sys
import time
from pathlib import Path
from typing import Any
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")
import django

django.setup()
from django.conf import settings
from django.db import transaction

from bench.figures import Row, tell
from bench.machine import peak_megabytes
from bench.world import columns, rows_like, signed_in
from tongxin.demo.invented import people
from tongxin.demo.sheet import write_sheet
from tongxin.kit.actor import Actor
from tongxin.kit.bulk import insert_rows
from tongxin.kit.clock import local_date, now
from tongxin.kit.ids import uuid7
from tongxin.kit.scope import community_scope
from tongxin.people.keeping import key_rows
from tongxin.people.keys import fold
from tongxin.people.models import Household, Person, PersonSearchKey
from tongxin.people.sheets import actions

SEED = 4


def taken_in(residents: int, by: Actor) -> list[Row]:
    """Upload the sheet and confirm it, as a worker does."""
    path = Path(settings.DATA) / "bench.xlsx"
    write_sheet(path, residents, seed=SEED, on=local_date(now()), title="花名册")
    start = time.perf_counter()
    sheet = actions.upload(path.name, [path.read_bytes()], by=by, at=now())[0]
    actions.take_in(sheet.pk, by=by, at=now())
    seconds = time.perf_counter() - start
    return [Row("seconds", seconds, "s"), Row("memory", peak_megabytes(), "MB")]


def bare_rows(residents: int, community_id: UUID) -> list[tuple[Any, tuple[str, ...], list[tuple[Any, ...]]]]:
    """Return the rows of the same people, their homes and search keys, each list with its model and columns."""
    homes: dict[str, UUID] = {}
    home_rows, person_rows = [], []
    keys: list[tuple[Any, ...]] = []
    home_like = rows_like(Household(community_id=community_id))
    person_like = rows_like(Person(community_id=community_id, relation="0", created_at=now()))
    for found in people(residents, random.Random(SEED), on=local_date(now())):
        address = found.building + found.room
        if address not in homes:
            homes[address] = uuid7()
            home_rows.append(home_like(id=homes[address], address=address, folded=fold(address)))
        pk, facts = uuid7(), {"name": found.name, "folded": fold(found.name), "phone": found.phone}
        person_rows.append(person_like(id=pk, birth_date=found.born, household_id=homes[address], **facts))
        keys += key_rows([(pk, found.name, "", found.phone, address)], community_id)
    key_columns = ("community_id", "key", "person_id")
    return [
        (Household, columns(Household), home_rows),
        (Person, columns(Person), person_rows),
        (PersonSearchKey, key_columns, sorted(keys)),
    ]


def inserted(residents: int, by: Actor) -> list[Row]:
    """Insert the rows past the ORM in one transaction, unchecked and unrecorded; to make them is not counted."""
    rows = bare_rows(residents, by.community_id)
    start = time.perf_counter()
    with transaction.atomic():
        for model, names, those in rows:
            insert_rows(model, names, those)
    return [Row("seconds", time.perf_counter() - start, "s")]


def main() -> None:
    """Do the one or the other, and see that everybody is there."""
    way, residents = sys.argv[1], int(sys.argv[2])
    by = signed_in()
    with community_scope(by.community_id):
        found = (taken_in if way == "ours" else inserted)(residents, by)
        assert Person.objects.count() == residents
    tell(found)


if __name__ == "__main__":
    main()
