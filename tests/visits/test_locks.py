"""Must-visits take their locks in one order, and what is worked out meanwhile never undoes what somebody did."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from django.db import connection

from tests.conftest import World
from tests.examples import all_examples
from tests.visits.flow import agrees, due_at_winter, fresh, visited
from tongxin.kit.scope import TenantQuerySet
from tongxin.people.actions import withdraw_consent
from tongxin.people.models import Consent
from tongxin.registers import actions as registers
from tongxin.registers.models import Entry
from tongxin.visits.duties import engine, rules
from tongxin.visits.duties.actions import end_overdue, make_duties
from tongxin.visits.models import Duty

# From what is worked on to what follows from it; tables of one step are locked in no action together.
ORDER = (
    {"people_sheetimport", "phones_submission"},
    {"people_person", "people_consent"},
    {"visits_familyevent", "visits_visit", "visits_gift", "rounds_visitplan"},
    {"visits_visitwish", "rounds_planitem"},
    {"visits_visitreason"},
    {"visits_duty"},
    {"registers_registerhead"},
)
EXAMPLES = {
    code: example
    for code, example in all_examples().items()
    if code.startswith(("visits", "phones", "rounds", "handouts"))
}
_CHANGED = re.compile(r'\s*(?:UPDATE|DELETE FROM)\s+"(\w+)"')


@contextmanager
def locks_of() -> Iterator[list[str]]:
    """Note in which order tables are locked or changed, each when it is first."""
    found: list[str] = []
    plain = TenantQuerySet.locked

    def locked(queryset: Any) -> Any:
        found.append(queryset.model._meta.db_table)
        return plain(queryset)

    def changed(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        if told := _CHANGED.match(str(sql)):
            found.append(told[1])
        return execute(sql, params, many, context)

    TenantQuerySet.locked = locked  # type: ignore[method-assign]
    try:
        with connection.execute_wrapper(changed):
            yield found
    finally:
        TenantQuerySet.locked = plain  # type: ignore[method-assign]


def in_order(tables: list[str]) -> None:
    """Fail where a table is locked after one that comes later."""
    steps = [at for table in dict.fromkeys(tables) for at, step in enumerate(ORDER) if table in step]
    assert steps == sorted(steps), tables


@pytest.mark.parametrize("schema", sorted(EXAMPLES))
def test_every_deed_of_must_visits_locks_in_one_order(world: World, at: datetime, schema: str) -> None:
    example = EXAMPLES[schema]
    before = example.before(world, at)
    with locks_of() as tables:
        example.write(world, at, before)
    in_order(tables)


@pytest.mark.parametrize("outcome", ["visited", "not_wanted"])
def test_a_visit_declared_void_locks_in_the_same_order(world: World, at: datetime, outcome: str) -> None:
    visited(world.here, at, due_at_winter(world.here, at), outcome=outcome)
    entry = Entry.objects.in_book("visits").get()
    with locks_of() as tables:
        registers.void(entry.pk, reason="走错了门", by=world.here.by("secretary"), at=at)
    assert "visits_duty" in tables
    in_order(tables)


def test_the_night_and_a_consent_withdrawn_lock_in_the_same_order(world: World, at: datetime) -> None:
    due_at_winter(world.here, at)
    agrees(world.here, at, "单建国")
    for work in (
        lambda: make_duties(by=world.here.by("worker"), at=at),
        lambda: end_overdue(by=world.here.by("worker"), at=at.replace(year=2027)),
        lambda: withdraw_consent(
            Consent.objects.filter(purpose="follow_up").latest("id").pk, by=world.here.by("worker"), at=at
        ),
    ):
        with locks_of() as tables:
            work()
        in_order(tables)


def test_the_order_can_be_broken() -> None:
    with pytest.raises(AssertionError):
        in_order(["visits_duty", "visits_visitreason"])


def test_a_home_visited_while_its_duties_are_worked_out_stays_visited(
    world: World, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    duty = due_at_winter(world.here, at)
    compare, seen = rules.reconcile, []

    def meanwhile(*given: Any) -> Any:
        if not seen:  # somebody's visit is committed after the duty was read, and before it is written
            seen.append(
                Duty.objects.filter(pk=duty.pk).update(
                    state="visited", ended_on=at.date(), version=duty.version + 1
                )
            )
        return compare(*given)

    monkeypatch.setattr(engine.rules, "reconcile", meanwhile)
    withdraw_consent(Consent.objects.filter(purpose="follow_up").get().pk, by=world.here.by("worker"), at=at)
    assert seen == [1]
    assert fresh(duty).state == "visited"
