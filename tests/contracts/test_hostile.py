"""An amendment is as strict as recording: whatever is typed is refused in a sentence, or row, chain, figures and verification agree on it.

Tried for every fact of every kind that can be amended, by the type of the fact.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from tests.conftest import World
from tests.contracts.test_corrections import CORRECTABLE, corrector_role, written
from tongxin.kit.days import FIRST_DAY
from tongxin.kit.errors import RuleBroken
from tongxin.registers import actions
from tongxin.registers.canonical import plain
from tongxin.registers.carrying import row_of
from tongxin.registers.kinds import KINDS, LONGEST_TEXT, EntryKind, python_type
from tongxin.registers.models import Entry
from tongxin.registers.reading import current_values
from tongxin.registers.verifying import walk_all

# What is no value of the type at all, and what is one that hardly can be meant.
STRANGE: Mapping[Any, Iterable[Any]] = {
    date: ["2026-01-01", 20260101, True, datetime(2026, 1, 1, tzinfo=UTC)],
    Decimal: ["1", 1.5, True, Decimal("NaN"), Decimal("Infinity"), object()],
    int: ["1", 1.0, True, Decimal(1)],
    bool: [1, "on"],
    str: [["甲"], 1, True],
    UUID: ["甲", 1],
}
HOSTILE: Mapping[Any, Iterable[Any]] = {
    date: [date.min, date.max, date(1800, 1, 1), date(2027, 6, 1), date(2026, 11, 24)],
    Decimal: [Decimal("-0"), Decimal(-1), Decimal("0.001"), Decimal("1E+400"), Decimal(99_999_999_999)],
    int: [-1, 0, 2**31, 2**70],
    bool: [],
    str: ["字" * (LONGEST_TEXT + 1), " \u3000 ", "\x00\u202e", "\ud83d"],
    UUID: [UUID(int=7)],
}
# Signs of a value that no fact may end in, accepted or not.
NEVER_BELOW_ZERO = (int, Decimal)


def _tried(world: World, at: datetime, entry: Entry, name: str, value: Any) -> bool:
    """Amend one fact in a transaction that is rolled back; tell whether it was accepted, having compared what came of it."""
    kind, by = KINDS[entry.schema], world.here.by(corrector_role(entry.schema))
    point = transaction.savepoint()
    try:
        actions.amend(entry.pk, {name: value}, reason="写错了", by=by, at=at)
    except RuleBroken as refused:
        assert str(refused.message)
        return False
    else:
        _agrees(kind, entry, name, value, at)
        return True
    finally:
        transaction.savepoint_rollback(point)


def _agrees(kind: type[EntryKind], entry: Entry, name: str, value: Any, at: datetime) -> None:
    said, held = current_values(entry).get(name), getattr(row_of(entry), kind.amendable()[name])
    assert (plain(held) or None) == (said or None), (name, value)
    if isinstance(value, NEVER_BELOW_ZERO):
        assert held >= 0, (name, value)
    if name == kind.day:
        assert FIRST_DAY <= held <= at.date(), (name, value)
    assert not [fault for walk in walk_all() for fault in walk.faults], (name, value)


@pytest.mark.parametrize("schema", CORRECTABLE)
def test_what_is_typed_in_an_amendment_is_refused_or_agreed_on(
    world: World, at: datetime, schema: str
) -> None:
    entry = written(world, at, schema)
    kind = KINDS[schema]
    for name in kind.amendable():
        for value in HOSTILE[python_type(kind, name)]:
            _tried(world, at, entry, name, value)


@pytest.mark.once
@pytest.mark.parametrize("schema", CORRECTABLE)
def test_what_is_no_value_of_its_type_is_refused(world: World, at: datetime, schema: str) -> None:
    """Before the database is asked: on the second engine nothing would differ."""
    entry = written(world, at, schema)
    kind = KINDS[schema]
    for name in kind.amendable():
        for value in STRANGE[python_type(kind, name)]:
            assert not _tried(world, at, entry, name, value), (name, value)
