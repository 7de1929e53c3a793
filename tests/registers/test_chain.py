"""The chain: what it holds, what it refuses, what a walk finds."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import rfc8785
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import World
from tests.needs.flow import done, received
from tongxin.kit.errors import NotAllowed, RuleBroken
from tongxin.registers import actions
from tongxin.registers.canonical import canonical, plain
from tongxin.registers.models import Entry, EntryField, RegisterHead
from tongxin.registers.reading import current_values
from tongxin.registers.verifying import walk, walk_all


@given(
    st.dictionaries(
        st.from_regex(r"[a-z_]{1,12}", fullmatch=True),
        st.one_of(
            st.none(),
            st.booleans(),
            st.integers(-(2**52), 2**52),
            st.text(st.characters(exclude_categories=["Cs"])),
            st.lists(st.text(st.characters(exclude_categories=["Cs"]))),
        ),
    )
)
def test_canonical_bytes_are_those_of_the_standard(value: dict[str, object]) -> None:
    assert canonical(plain_all(value)).encode() == rfc8785.dumps(value)  # type: ignore[arg-type]


def plain_all(value: dict[str, object]) -> dict[str, object]:
    return {key: plain(item) for key, item in value.items()}


@pytest.mark.parametrize("value", [1.5, float("nan"), {1, 2}, object()])
def test_what_has_no_exact_form_is_not_hashed(value: object) -> None:
    with pytest.raises(TypeError):
        plain(value)


def test_every_register_verifies_after_a_need_was_served(world: World, at: datetime) -> None:
    done(world.here, at)
    walks = walk_all()
    assert {item.register for item in walks} >= {
        "reception",
        "service",
        "needs",
        "office",
        "people",
        "groups",
    }
    assert all(item.ok for item in walks), [item.faults for item in walks]


def test_serial_numbers_have_no_gap_and_begin_anew_each_year(world: World, at: datetime) -> None:
    for days in (0, 1, 60, 61, 2):
        received(world.here, at + timedelta(days=days))
    rows = list(Entry.objects.in_book("reception").order_by("seq").values_list("year", "number"))
    assert rows == [(2026, 1), (2026, 2), (2027, 1), (2027, 2), (2026, 3)]
    assert walk("reception").ok


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE registers_entry SET topic = 'x'",
        "DELETE FROM registers_entry",
        "UPDATE registers_entryfield SET value = '1'",
        "DELETE FROM registers_entryfield",
        "DELETE FROM registers_registerhead",
    ],
)
def test_the_database_itself_refuses_to_change_or_delete(world: World, at: datetime, statement: str) -> None:
    received(world.here, at)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def _tamper(sql: str) -> None:
    """Change the database behind the triggers' back, as somebody with the file in hand could."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Deferred checks of keys must have run before the table may be altered.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in ("registers_entry", "registers_entryfield"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(sql)


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        (
            "UPDATE registers_entryfield SET value = '\"别的话\"' WHERE name = 'matter'",
            ("value_changed", {"field": "matter"}),
        ),
        ("DELETE FROM registers_entryfield WHERE name = 'phone'", ("value_gone", {"field": "phone"})),
        (
            "UPDATE registers_entry SET topic = 'clinic' WHERE register = 'reception'",
            ("column", {"column": "topic"}),
        ),
        (
            "UPDATE registers_entry SET happened_on = '2026-01-01' WHERE register = 'reception'",
            ("column", {"column": "happened_on"}),
        ),
        (
            "UPDATE registers_entry SET number = 9 WHERE register = 'reception' AND seq = 2",
            ("number", {"found": 9, "expected": 2}),
        ),
    ],
)
def test_a_walk_finds_what_was_tampered_with(world: World, at: datetime, sql: str, found: Any) -> None:
    received(world.here, at)
    received(world.here, at)
    _tamper(sql)
    faults = walk("reception").faults
    assert found in [(fault.code, fault.about) for fault in faults]


def test_a_cut_tail_is_seen_by_the_head(world: World, at: datetime) -> None:
    for _time in range(3):
        received(world.here, at)
    last = Entry.objects.in_book("reception").latest("seq")
    _tamper(f"DELETE FROM registers_entryfield WHERE entry_id = '{_raw(last.pk)}'")
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM registers_entrysubject WHERE entry_id = '{_raw(last.pk)}'")
        cursor.execute(f"DELETE FROM registers_entry WHERE id = '{_raw(last.pk)}'")
    fault = walk("reception").faults[0]
    assert (fault.code, fault.about["head"], fault.about["chain"]) == ("head", 3, 2)


def _raw(value: object) -> str:
    return str(value) if connection.vendor == "postgresql" else str(value).replace("-", "")


def test_an_amendment_keeps_the_first_words_beside_the_new(world: World, at: datetime) -> None:
    need = received(world.here, at, matter="押金不退")
    entry = Entry.objects.about(need.pk).get()
    actions.amend(
        entry.pk, {"matter": "租房押金三千元不退"}, reason="写得不全", by=world.here.by("worker"), at=at
    )
    need.refresh_from_db()
    assert current_values(entry)["matter"] == need.matter == "租房押金三千元不退"
    assert entry.values()["matter"] == "押金不退"
    assert walk("reception").ok


@pytest.mark.parametrize(
    ("changes", "reason", "message"),
    [
        ({"matter": "别的"}, " ", "without a reason"),
        ({"party_size": "许多"}, "错", "takes a whole number"),
        ({"matter": "租房押金不退"}, "错", "Nothing was changed"),
        ({"need": None}, "错", "cannot be corrected"),
        ({"service_type": "magic"}, "错", "not a valid choice"),
    ],
)
def test_a_correction_that_cannot_be_recorded_says_why(
    world: World, at: datetime, changes: dict[str, object], reason: str, message: str
) -> None:
    entry = Entry.objects.about(received(world.here, at).pk).get()
    with pytest.raises(RuleBroken, match=message):
        actions.amend(entry.pk, changes, reason=reason, by=world.here.by("worker"), at=at)


def test_a_void_entry_keeps_its_number_and_its_need_counts_no_longer(world: World, at: datetime) -> None:
    need = received(world.here, at)
    entry = Entry.objects.about(need.pk).get()
    with pytest.raises(NotAllowed, match=r"“.*” is for: "):
        actions.void(entry.pk, reason="重复", by=world.here.by("worker"), at=at)
    actions.void(entry.pk, reason="重复", by=world.here.by("deputy"), at=at)
    need.refresh_from_db()
    assert need.is_void
    with pytest.raises(RuleBroken, match="is void"):
        actions.amend(entry.pk, {"matter": "别的"}, reason="错", by=world.here.by("worker"), at=at)
    assert walk("reception").ok


def test_after_erasure_the_value_is_gone_and_the_chain_verifies(world: World, at: datetime) -> None:
    entry = Entry.objects.about(received(world.here, at).pk).get()
    actions.erase_fields(
        entry.pk,
        ["phone", "visitor"],
        ground="PIPL 47",
        approver="王秀兰",
        by=world.here.by("secretary"),
        at=at,
    )
    assert not EntryField.objects.filter(entry_id=entry.pk, name__in=["phone", "visitor"]).exists()
    assert "phone" in json.loads(bytes(entry.header))["fields"]
    assert walk("reception").ok


def test_recorded_at_is_hashed_to_the_microsecond_as_stored(world: World) -> None:
    moment = datetime(2026, 11, 23, 2, 0, 0, 123456, tzinfo=UTC)
    received(world.here, moment)
    assert Entry.objects.in_book("reception").get().recorded_at == moment
    assert walk("reception").ok


def test_a_refused_action_leaves_no_entry_and_no_gap(world: World, at: datetime) -> None:
    received(world.here, at)
    before = RegisterHead.objects.get(register="reception").head_hash
    with pytest.raises(RuleBroken):
        received(world.here, at, matter="  ")
    assert RegisterHead.objects.get(register="reception").head_hash == before
