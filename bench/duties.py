"""Make the duties of a year, or insert the same rows bare: `python -m bench.duties (ours|floor)`.

Each way runs in a process of its own, in a community that has no duty yet.
"""

import os
import pickle
import sys
import time
from collections.abc import Iterator
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")
import django

django.setup()
from django.conf import settings
from django.db import transaction

from bench.figures import Row, tell
from bench.machine import peak_megabytes
from bench.world import DUTIES, YEAR_DAYS, signed_in
from tongxin.kit.actor import Actor
from tongxin.kit.bulk import insert_rows
from tongxin.kit.clock import now
from tongxin.kit.scope import community_scope
from tongxin.visits.duties import engine
from tongxin.visits.duties.actions import make_duties
from tongxin.visits.models import Duty

# Where making them is long, it is measured once.
MOST_TWICE = 50_000


def made(by: Actor) -> list[Row]:
    """Make them; and again, where nothing may change."""
    start = time.perf_counter()
    number = make_duties(ahead=YEAR_DAYS, by=by, at=now()).made
    rows = [Row("seconds", time.perf_counter() - start, "s"), Row("memory", peak_megabytes(), "MB")]
    if number < MOST_TWICE:
        start = time.perf_counter()
        assert not make_duties(ahead=YEAR_DAYS, by=by, at=now())
        rows.append(Row("again", time.perf_counter() - start, "s"))
    return rows


def kept() -> Iterator[list[tuple[Any, ...]]]:
    """Yield the rows that were kept when the world was built, five thousand at a time."""
    with (settings.DATA / DUTIES).open("rb") as file:
        while True:
            try:
                yield pickle.load(file)  # noqa: S301  # we wrote it
            except EOFError:
                return


def inserted(_by: Actor) -> list[Row]:
    """Insert the kept rows in one transaction; to read them from their file is not counted."""
    seconds = 0.0
    work = transaction.atomic()
    work.__enter__()
    for rows in kept():
        start = time.perf_counter()
        insert_rows(Duty, engine.COLUMNS, rows)
        seconds += time.perf_counter() - start
    start = time.perf_counter()
    work.__exit__(None, None, None)
    return [Row("seconds", seconds + time.perf_counter() - start, "s")]


def main() -> None:
    """Do the one or the other; as many rows must be there as were kept."""
    by = signed_in()
    with community_scope(by.community_id):
        found = (made if sys.argv[1] == "ours" else inserted)(by)
        number = Duty.objects.count()
        assert number == sum(len(rows) for rows in kept())
    tell([*found, Row("number", number, "")])


if __name__ == "__main__":
    main()
