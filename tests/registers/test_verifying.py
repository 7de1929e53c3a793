"""What `tongxin verify` finds: columns and rows changed past their action, lines and look-ups beside the chain."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.activities.examples import held
from tests.conftest import World
from tests.needs.flow import done, received
from tests.visits import examples as visiting
from tests.visits import flow
from tongxin.activities.models import Activity
from tongxin.groups.actions import enrol
from tongxin.groups.models import Group, GroupMember
from tongxin.kit.ids import uuid7
from tongxin.needs.models import Need, Service
from tongxin.people.actions import withdraw_consent
from tongxin.people.models import Consent, Person, PersonCategory
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


def _moved_away(world: World) -> None:
    Person.objects.filter(pk=world.here.people["欧阳静"]).update(left_on=date(2026, 1, 1))


def _left(world: World) -> None:
    GroupMember.objects.filter(pk=world.here.members["欧阳静"]).update(left_on=date(2026, 11, 23))


def _leads(world: World) -> None:
    GroupMember.objects.filter(pk=world.here.members["欧阳静"]).update(is_leader=True)


def _takes_none(world: World) -> None:
    Group.objects.filter(pk=world.here.groups["watch"]).update(is_active=False)


def _withdrawn(world: World) -> None:
    Consent.objects.filter(purpose="served_category").update(withdrawn_on=date(2026, 11, 23))


def _consent_of_membership(world: World) -> None:
    Consent.objects.filter(purpose="volunteer").update(given_on=date(2020, 1, 1))


def _category_ended(world: World) -> None:
    PersonCategory.objects.update(until=date(2026, 11, 23))


def _other_category(world: World) -> None:
    PersonCategory.objects.update(category="disabled")


def _category_gone(world: World) -> None:
    PersonCategory.objects.all().remove()


def _category_twice(world: World) -> None:
    _again(PersonCategory.objects.get(), category="disabled")


@pytest.mark.parametrize(
    "change",
    [
        _moved_away,
        _left,
        _leads,
        _takes_none,
        _withdrawn,
        _consent_of_membership,
        _category_ended,
        _other_category,
        _category_gone,
        _category_twice,
    ],
)
def test_what_figures_count_and_only_several_entries_say_is_compared(
    world: World, at: datetime, change: Callable[[World], None]
) -> None:
    flow.agrees(world.here, at)
    assert found() == []
    change(world)
    assert {fault.code for fault in found()} <= {"row", "row_alone", "row_gone"} and found()


def test_ends_follow_withdrawal_leaving_void_and_their_corrections(world: World, at: datetime) -> None:
    flow.agrees(world.here, at)
    by, day = world.here.by("deputy"), at.date() - timedelta(days=1)
    void(world, at, "people.consent_given/1")
    here, early = world.here, at - timedelta(days=60)
    member = enrol(
        here.groups["watch"],
        here.people["张伟明"],
        consented_on=early.date(),
        way="paper",
        by=by,
        at=early,
    )
    withdraw_consent(member.consent_id, by=by, at=at)
    assert found() == []
    actions.amend(
        entry_of("people.consent_withdrawn/1").pk, {"withdrawn_on": day}, reason="写错", by=by, at=at
    )
    member.refresh_from_db()
    assert (member.left_on, member.consent.withdrawn_on) == (day, day)
    assert found() == []
