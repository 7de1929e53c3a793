"""Make the duties of a year and, beside it, insert the same rows bare; in a process of its own, so that its memory can be told."""

import json
import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")
import django

django.setup()
from django.db import connection, transaction

from bench.memory import peak_megabytes
from tongxin.communities.models import Account
from tongxin.communities.signing_in import actor_for
from tongxin.kit.actor import Actor
from tongxin.kit.bulk import insert_rows
from tongxin.kit.clock import now
from tongxin.kit.scope import community_scope
from tongxin.visits.duties import engine
from tongxin.visits.duties.actions import make_duties
from tongxin.visits.models import Duty

YEAR_DAYS = 365
# Where making them is long, it is measured once.
MOST_TWICE = 50_000


def _again(by: Actor) -> float:
    start = time.perf_counter()
    assert not make_duties(ahead=YEAR_DAYS, by=by, at=now())
    return time.perf_counter() - start


def main() -> None:
    """Make the duties of the account's community, make them again, then take them out and insert them bare."""
    account = Account.objects.get(username=sys.argv[1])
    assert account.community_id
    with community_scope(account.community_id):
        by = actor_for(account, account.community_id)
        start = time.perf_counter()
        made = make_duties(ahead=YEAR_DAYS, by=by, at=now())
        seconds = time.perf_counter() - start
        megabytes = peak_megabytes()
        again = _again(by) if made.made < MOST_TWICE else None
        columns = ", ".join(connection.ops.quote_name(name) for name in engine.COLUMNS)
        with connection.cursor() as cursor:
            where = "WHERE community_id = %s"
            one = account.community_id.hex if connection.vendor == "sqlite" else account.community_id
            cursor.execute(f"SELECT {columns} FROM {Duty._meta.db_table} {where}", [one])
            rows = cursor.fetchall()
        with transaction.atomic():
            Duty.objects.all().remove()
            start = time.perf_counter()
            insert_rows(Duty, engine.COLUMNS, rows)
            floor = time.perf_counter() - start
    assert made.made == len(rows)
    print(
        json.dumps(
            {"made": made.made, "seconds": seconds, "megabytes": megabytes, "again": again, "floor": floor}
        )
    )


if __name__ == "__main__":
    main()
