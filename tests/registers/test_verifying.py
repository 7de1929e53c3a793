"""What `tongxin verify` finds: columns and rows changed past their action, lines and look-ups beside the chain."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.activities.examples import held
from tests.conftest import World
from tests.needs.flow import done, received
from tests.visits import examples as visiting
from tests.visits import flow
from tongxin.activities.models import Activity
from tongxin.kit.ids import uuid7
from tongxin.needs.models import Need, Service
from tongxin.registers import actions
from tongxin.registers.models import Corrected, Entry, EntrySubject
from tongxin.registers.reading import current_values
from tongxin.registers.tables import book, book_rows
from tongxin.registers.verifying import Fault, walk_all
from tongxin.visits.models import FamilyEvent, Gift, Visit


def found() -> list[Fault]:
    return [fault for walk in walk_all() for fault in walk.faults]


def entry_of(schema: str) -> Entry:
    return Entry.objects.written().filter(schema=schema).latest("seq")


def void(world: World, at: datetime, schema: str) -> None:
    actions.void(entry_of(schema).pk, reason="登记错了", by=world.here.by("secretary"), at=at)


def _happened(world: World, at: datetime) -> None:
    held(world, at)
    done(world.here, at)
    went = flow.went(world.here, "worker", "deputy")
    flow.visited(world.here, at, visiting.due(world, at), gifts=[flow.RICE], went=went)
    assert found() == []


@pytest.mark.parametrize(
    ("model", "column", "value"),
    [
        (Visit, "outcome", "not_home"),
        (Visit, "visited_on", date(2025, 1, 1)),
        (Gift, "given_on", date(2025, 1, 1)),
        (Activity, "volunteers", 90),
        (Service, "need_id", None),
    ],
)
def test_a_column_that_cannot_be_amended_is_compared_too(
    world: World, at: datetime, model: Any, column: str, value: Any
) -> None:
    _happened(world, at)
    if column == "need_id":
        value = received(world.here, at).pk
    model.objects.update(**{column: value})
    assert [fault.column for fault in found()] == [column]


def _again(row: Any, **other: Any) -> None:
    row.pk, row._state.adding = uuid7(), True
    for name, value in other.items():
        setattr(row, name, value)
    row.save()


@pytest.mark.parametrize(
    ("model", "other", "register"),
    [
        (Activity, {"actual_count": 5000}, "activity"),
        (Gift, {"value": Decimal(90_000)}, "handouts"),
        (Service, {"hours": Decimal(20)}, "service"),
    ],
)
def test_a_row_that_no_entry_created_is_reported(
    world: World, at: datetime, model: Any, other: dict[str, Any], register: str
) -> None:
    _happened(world, at)
    _again(model.objects.get(), **other)
    told = [(walk.register, fault.code) for walk in walk_all() for fault in walk.faults]
    assert (register, "row_alone") in told


def test_a_row_is_reported_where_its_register_holds_no_entry_yet(world: World, at: datetime) -> None:
    Activity.objects.create(
        community_id=world.here.id,
        title="从未举办",
        theme="culture",
        held_on=at.date(),
        actual_count=5000,
        content="x",
    )
    assert [walk.register for walk in walk_all() if not walk.ok] == ["activity"]
    client = world.client("secretary")
    client.post("/language/", {"language": "zh-hans", "next": "/"})
    client.post("/registers/verify/")
    page = client.get("/registers/verification/")
    assert page.status_code == 200
    assert "活动：有一行数据没有对应的登记条目。" in page.content.decode()


def _unnamed(world: World) -> None:
    EntrySubject.objects.filter(ref=Need.objects.get().pk).remove()
    Need.objects.update(party_size=77)


def _renamed(world: World) -> None:
    people = world.here.people
    EntrySubject.objects.filter(ref=people["张伟明"], name="person").update(ref=people["吕芳"])


@pytest.mark.parametrize("change", [_unnamed, _renamed])
def test_an_entry_found_under_other_rows_than_it_names_is_reported(
    world: World, at: datetime, change: Callable[[World], None]
) -> None:
    done(world.here, at)
    assert found() == []
    change(world)
    assert any(fault.code == "subjects" for fault in found())


def test_a_person_put_right_leaves_no_fault(world: World, at: datetime) -> None:
    received(world.here, at)
    other = world.here.people["吕芳"]
    actions.amend(
        entry_of("needs.received/1").pk,
        {"person": other},
        reason="同名",
        by=world.here.by("secretary"),
        at=at,
    )
    assert found() == []


@pytest.mark.parametrize(("column", "value"), [("month", 202501), ("topic", "culture")])
def test_month_and_kind_under_which_a_corrected_line_stands_are_compared(
    world: World, at: datetime, column: str, value: Any
) -> None:
    held(world, at)
    by = world.here.by("secretary")
    actions.amend(entry_of("activities.held/1").pk, {"actual_count": 3}, reason="数错", by=by, at=at)
    assert found() == []
    assert Corrected.objects.exclude(**{column: value}).update(**{column: value}) == 1
    assert [fault.code for fault in found()] == ["line"]


def test_a_void_service_put_back_by_hand_is_reported(world: World, at: datetime) -> None:
    done(world.here, at)
    void(world, at, "service.given/1")
    assert found() == []
    Service.objects.update(is_void=False)
    assert [fault.column for fault in found()] == ["is_void"]


def test_a_void_event_put_back_by_hand_is_reported(world: World, at: datetime) -> None:
    visiting.told(world, at)
    void(world, at, "visits.event_reported/1")
    assert found() == []
    FamilyEvent.objects.update(void_on=None)
    assert [fault.column for fault in found()] == ["void_on"]


def test_what_is_told_anew_after_an_erasure_is_compared_and_shown(world: World, at: datetime) -> None:
    received(world.here, at)
    entry, by = entry_of("needs.received/1"), world.here.by("secretary")
    actions.erase_fields(entry.pk, ["phone", "received_on"], ground="个保法47条", approver="王", by=by, at=at)
    assert found() == []
    actions.amend(entry.pk, {"party_size": 2}, reason="两人", by=by, at=at)
    assert found() == []
    actions.amend(entry.pk, {"phone": "13911112222"}, reason="新号码", by=by, at=at)
    assert found() == []
    assert current_values(entry)["phone"] == "13911112222"
    table = book("reception", 2026, personal=True)
    assert table.prepare is not None
    (line,) = table.prepare(list(book_rows("reception", 2026)))
    assert line.fact("phone") == "13911112222"
    assert line.line.erased == {"received_on"}
    page = world.client("secretary").get(f"/registers/entries/{entry.pk}/").content.decode()
    assert "13911112222" in page
    Need.objects.update(phone="13999999999")
    assert [fault.column for fault in found()] == ["phone"]
