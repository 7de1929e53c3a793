"""The guard over the order of locks, which stands under every other test, can fail."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import transaction

from tests.conftest import Home
from tests.contracts.tables import on_postgresql  # noqa: F401  # asked by a mark
from tests.lockguard import LockGuard
from tongxin.communities.entries import StrangerAsked
from tongxin.communities.models import Account
from tongxin.groups.models import Group
from tongxin.people.models import Person
from tongxin.registers.appending import record
from tongxin.registers.models import RegisterHead


def _recorded(here: Home, at: datetime) -> None:
    record(StrangerAsked(path="/"), by=here.by("worker"), at=at)


def _person(here: Home) -> Person:
    return Person.objects.get(pk=here.people["吕芳"])


def test_rows_first_and_heads_last_is_how_it_should_be(here: Home, at: datetime, locks: LockGuard) -> None:
    with transaction.atomic():
        person = Person.objects.locked().get(pk=_person(here).pk)
        _recorded(here, at)
        person.save(update_fields=["spelling"])  # locked before: nobody can hold it
    assert locks.faults == []


def test_two_actions_are_told_apart(here: Home, at: datetime, locks: LockGuard) -> None:
    for _time in range(2):
        with transaction.atomic():
            list(Person.objects.locked().order_by("pk"))
            _recorded(here, at)
    assert locks.faults == []


LATE: list[tuple[Callable[[Home], object], str]] = [
    (lambda here: Person.objects.locked().get(pk=_person(here).pk), "people_person locked after record()"),
    (lambda here: _person(here).save(), "people_person changed after record()"),
    (
        lambda here: Group.objects.filter(pk=here.groups["watch"]).update(capacity=3),
        "groups_group changed after record()",
    ),
    (
        lambda here: list(RegisterHead.objects.filter(register="needs").locked()),
        "heads ['needs'] taken after ['office']: record once",
    ),
]


@pytest.mark.parametrize(("late", "fault"), LATE, ids=[fault for _late, fault in LATE])
def test_what_is_locked_after_the_heads_is_found(
    here: Home, at: datetime, locks: LockGuard, late: Callable[[Home], object], fault: str
) -> None:
    with transaction.atomic():
        _recorded(here, at)
        late(here)
    assert locks.faults == [fault]
    locks.faults.clear()


@pytest.mark.skipif("not on_postgresql()", reason="SQLite has no words for a lock on rows")
def test_a_lock_past_the_query_sets_is_found(here: Home, at: datetime, locks: LockGuard) -> None:
    with transaction.atomic():
        _recorded(here, at)
        list(Account.objects.select_for_update())
    assert locks.faults == ["communities_account locked after record()"]
    locks.faults.clear()
