"""Take in a sheet and, beside it, insert the same rows bare; in a process of its own, so that its memory can be told."""

import json
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")
import django

django.setup()
from django.db import transaction

from bench.memory import peak_megabytes
from tongxin.communities.actions import open_community
from tongxin.communities.signing_in import actor_for
from tongxin.kit.clock import now
from tongxin.kit.ids import uuid7
from tongxin.kit.scope import community_scope
from tongxin.people.models import Household, Person, PersonSearchKey
from tongxin.people.sheets import actions


def main() -> None:
    """Import into a community of its own; then insert the same rows into another."""
    path = Path(sys.argv[1])
    made = []
    for code in ("import", "floor"):
        secretary = {"username": f"{code}-bench", "name": "王", "password": "seventeen-thousand-rows"}
        made.append(open_community(street="街", name=code, code=code, secretary=secretary, at=now()))
    (community, account), (other, _account) = made
    with community_scope(community.pk):
        by = actor_for(account, community.pk)
        start = time.perf_counter()
        sheet = actions.upload(path.name, [path.read_bytes()], by=by, at=now())[0]
        actions.take_in(sheet.pk, by=by, at=now())
        seconds = time.perf_counter() - start
        megabytes = peak_megabytes()
        homes, people, keys = (
            list(Household.objects.all()),
            list(Person.objects.all()),
            list(PersonSearchKey.objects.all()),
        )
    new_ids = {row.pk: uuid7() for row in [*homes, *people]}
    for row in homes:
        row.pk, row.community_id = new_ids[row.pk], other.pk
    for person in people:
        person.household_id = new_ids.get(person.household_id)
        person.pk, person.community_id = new_ids[person.pk], other.pk
    rows = [
        PersonSearchKey(community_id=other.pk, key=row.key, person_id=new_ids[row.person_id]) for row in keys
    ]
    with community_scope(other.pk):
        start = time.perf_counter()
        with transaction.atomic():
            Household.objects.bulk_create(homes, batch_size=1000)
            Person.objects.bulk_create(people, batch_size=1000)
            PersonSearchKey.objects.bulk_create(rows, batch_size=1000)
        floor = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "megabytes": megabytes, "floor": floor}))


if __name__ == "__main__":
    main()
