"""Turns are given in the order of asking, and are passed on however a transaction ends."""

import threading
import time

import pytest

from tests.registers.processes import done, fresh_database, python
from tongxin.kit.sqlite.turns import Turns

WAITING = 5
# Threads write at the same moment in a database of their own; what each waited for is told by the longest and the usual.
SCRIPT = """
import threading, time, django
django.setup()
from django.db import OperationalError, connection, transaction
from tongxin.communities.models import Street
from tongxin.kit.sqlite.base import _TURNS

def end(how):
    try:
        with transaction.atomic():
            Street.objects.create(name=how)
            if how == "close":
                connection.close()
            if how == "rollback":
                raise LookupError
    except (LookupError, OperationalError, django.db.InterfaceError, transaction.TransactionManagementError) as fault:
        return type(fault).__name__
    return "done"

for how in ("commit", "rollback", "close", "after"):
    end(how)
    [turns] = _TURNS.values()
    thread = threading.Thread(target=lambda: (print(how, turns.take(0)), turns.give()))
    thread.start()
    thread.join()
print(sorted(Street.objects.values_list("name", flat=True)))
"""


def test_who_asked_first_goes_first() -> None:
    turns = Turns()
    assert turns.take(0)
    order: list[int] = []

    def wait(number: int) -> None:
        assert turns.take(10)
        order.append(number)
        turns.give()

    threads = []
    for number in range(WAITING):
        threads.append(threading.Thread(target=wait, args=(number,)))
        threads[-1].start()
        while len(turns._waiting) < number + 1:
            time.sleep(0.001)
    turns.give()
    for thread in threads:
        thread.join(10)
    assert order == list(range(WAITING))
    assert turns.take(0)


def test_who_cannot_wait_any_longer_leaves_the_queue() -> None:
    turns = Turns()
    assert turns.take(0)
    assert not turns.take(0.01)
    turns.give()
    assert turns.take(0)
    turns.give()


@pytest.mark.beside
@pytest.mark.once
def test_however_a_transaction_ends_the_next_one_has_its_turn() -> None:
    with fresh_database("turns") as env:
        env.pop("DATABASE_URL", None)
        said = done(python(SCRIPT, env)).splitlines()
    assert said == ["commit True", "rollback True", "close True", "after True", "['after', 'commit']"]
