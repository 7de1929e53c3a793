"""What hangs on a row moves with a correction, and a row that was changed past its action is found."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from tests.activities.examples import held
from tests.conftest import World
from tests.contracts.test_corrections import form_of
from tests.lockguard import LockGuard
from tests.needs.flow import done, received
from tongxin.activities.models import Activity
from tongxin.groups.models import VolunteerHours
from tongxin.kit.clock import standing_at
from tongxin.kit.errors import RuleBroken
from tongxin.kit.figures import FIGURES, Period
from tongxin.needs import actions_closing
from tongxin.needs.models import Need, Service, State
from tongxin.people.actions import correct_person
from tongxin.people.models import Person
from tongxin.registers import actions, carrying
from tongxin.registers.models import Corrected, Entry, EntrySubject
from tongxin.registers.reading import current_values
from tongxin.registers.verifying import walk_all

YEAR = Period.year(2026)


def entry_of(schema: str) -> Entry:
    return Entry.objects.written().filter(schema=schema).latest("seq")


def amend(world: World, at: datetime, schema: str, **changes: Any) -> Entry:
    return actions.amend(entry_of(schema).pk, changes, reason="写错了", by=world.here.by("secretary"), at=at)


def faults() -> list[str]:
    return [fault.what for walk in walk_all() for fault in walk.faults]


def test_an_activity_amended_to_99_people_counts_99(world: World, at: datetime) -> None:
    held(world, at)
    amend(world, at, "activities.held/1", actual_count=99)
    assert Activity.objects.get().actual_count == 99
    assert FIGURES["came"].value(YEAR) == 99


def test_hours_of_an_activity_amended_are_those_of_its_volunteers(world: World, at: datetime) -> None:
    held(world, at)
    amend(world, at, "activities.held/1", hours=Decimal("5.00"), held_on=date(2026, 10, 1))
    given = VolunteerHours.objects.filter(source="activity")
    assert [(row.hours, row.served_on) for row in given] == [(Decimal("2.50"), date(2026, 10, 1))] * 2
    with pytest.raises(RuleBroken, match="shared evenly"):
        amend(world, at, "activities.held/1", hours=Decimal("5.01"))


def test_a_void_activity_takes_its_hours_back(world: World, at: datetime) -> None:
    held(world, at)
    before = FIGURES["activities"].value(YEAR)
    actions.void(entry_of("activities.held/1").pk, reason="重复", by=world.here.by("secretary"), at=at)
    assert FIGURES["activities"].value(YEAR) == before - 1 == 0
    assert not VolunteerHours.objects.filter(source="activity").exists()


def test_service_hours_amended_reach_volunteer_need_and_figure(world: World, at: datetime) -> None:
    need = done(world.here, at)
    assert FIGURES["hours"].value(YEAR) == Decimal("1.50")
    amend(world, at, "service.given/1", hours=Decimal("3.00"))
    assert VolunteerHours.objects.get().hours == Decimal("3.00")
    assert Need.objects.get(pk=need.pk).hours == Decimal("3.00")
    assert FIGURES["hours"].value(YEAR) == Decimal("3.00")


def test_a_void_service_lets_the_need_be_served_again(world: World, at: datetime) -> None:
    need = done(world.here, at)
    actions.void(entry_of("service.given/1").pk, reason="记在别人名下", by=world.here.by("secretary"), at=at)
    need.refresh_from_db()
    assert (need.state, need.hours, need.result, need.done_on) == (State.ACCEPTED, None, "", None)
    assert FIGURES["served"].value(YEAR) == 0
    assert faults() == []


def test_a_confirmed_service_is_not_voided_before_the_need_is_reopened(world: World, at: datetime) -> None:
    need = done(world.here, at)
    need = actions_closing.confirm(need.pk, seen=need.version, by=world.here.by("worker"), at=at)
    with pytest.raises(RuleBroken, match="Reopen the need"):
        actions.void(entry_of("service.given/1").pk, reason="错", by=world.here.by("secretary"), at=at)


def test_the_service_before_a_reopening_keeps_its_own_words(world: World, at: datetime) -> None:
    need = done(world.here, at)
    by = world.here.by("worker")
    need = actions_closing.confirm(need.pk, seen=need.version, by=by, at=at)
    need = actions_closing.reopen(need.pk, reason="没弄好", seen=need.version, by=by, at=at)
    amend(world, at, "service.given/1", content="只讲了一半", hours=Decimal("0.50"))
    need.refresh_from_db()
    assert (need.hours, need.result) == (None, "")
    assert Service.objects.get().content == "只讲了一半"
    assert faults() == []


def test_a_closing_amended_after_a_reopening_leaves_the_need_as_it_stands(world: World, at: datetime) -> None:
    need = done(world.here, at)
    by = world.here.by("worker")
    need = actions_closing.confirm(need.pk, comment="好", seen=need.version, by=by, at=at)
    need = actions_closing.reopen(need.pk, reason="没弄好", seen=need.version, by=by, at=at)
    amend(world, at, "needs.closed/1", comment="其实不满意")
    need.refresh_from_db()
    assert need.comment == ""
    assert current_values(entry_of("needs.closed/1"))["comment"] == "其实不满意"
    assert faults() == []


def test_a_wrong_person_is_relinked_in_both_books(world: World, at: datetime) -> None:
    need = done(world.here, at)
    wrong, right = world.here.people["张伟明"], world.here.people["吕芳"]
    amend(world, at, "needs.received/1", person=right, visitor="吕芳")
    need.refresh_from_db()
    assert (need.person_id, need.visitor) == (right, "吕芳")
    told = {"needs.received/1", "service.given/1"}
    assert not Entry.objects.about(wrong).written().filter(schema__in=told).exists()
    assert set(Entry.objects.about(right).written().values_list("schema", flat=True)) >= told
    assert current_values(entry_of("service.given/1"))["beneficiary"] == "吕芳"
    assert faults() == []


def test_a_later_entry_has_the_last_word(world: World, at: datetime) -> None:
    from tests.people.examples import _added

    person = _added(world, at)
    facts = {"birth_date": person.birth_date, "address": person.address, "relation": ""}
    correct_person(
        person.pk,
        seen=person.version,
        name="何春梅",
        phone="13900006666",
        by=world.here.by("worker"),
        at=at,
        **facts,
    )
    amend(world, at, "people.added/1", phone="13900007777")
    assert Person.objects.get(pk=person.pk).phone == "13900006666"
    assert faults() == []
    amend(world, at, "people.corrected/1", phone="13900008888")
    assert Person.objects.get(pk=person.pk).phone == "13900008888"
    assert Person.objects.matching("8888").filter(pk=person.pk).exists()
    assert faults() == []


def test_a_reception_amended_to_an_earlier_day_is_due_earlier(world: World, at: datetime) -> None:
    need = received(world.here, at)
    due = need.due_on
    amend(world, at, "needs.received/1", received_on=at.date() - timedelta(days=7))
    need.refresh_from_db()
    assert need.due_on < due
    assert need.due_from == at.date() - timedelta(days=7)


@pytest.mark.parametrize(
    ("schema", "changes", "message"),
    [
        ("needs.received/1", {"received_on": date(2027, 1, 1)}, "future"),
        ("needs.received/1", {"phone": "12"}, "phone|number"),
        ("needs.received/1", {"matter": ""}, "cannot be empty"),
        ("needs.received/1", {"colour": "red"}, "no field of that name"),
        ("service.given/1", {"hours": Decimal(25)}, "less than or equal to 24"),
        ("service.given/1", {"beneficiary": "别人"}, "reception's line"),
    ],
)
def test_a_correction_that_does_not_fit_changes_nothing(
    world: World, at: datetime, schema: str, changes: dict[str, Any], message: str
) -> None:
    done(world.here, at)
    entries = Entry.objects.count()
    with pytest.raises(RuleBroken, match=message):
        amend(world, at, schema, **changes)
    assert Entry.objects.count() == entries
    assert faults() == []


def test_a_row_of_another_community_cannot_be_named(world: World, at: datetime) -> None:
    received(world.here, at)
    with pytest.raises(RuleBroken, match="kept here"):
        amend(world, at, "needs.received/1", person=world.there.people["张伟明"])


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [("needs_need", "party_size", 40), ("needs_service", "hours", 9), ("people_person", "name", "别人")],
)
def test_a_row_changed_past_its_action_is_reported_with_both_values(
    world: World, at: datetime, table: str, column: str, value: Any
) -> None:
    done(world.here, at)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE community_id = %s", [value, _here(world)])
    found = [fault for walk in walk_all() for fault in walk.faults]
    assert {fault.column for fault in found} == {column}
    assert all(fault.row and str(fault.held).startswith(str(value)) and fault.said for fault in found)


def _here(world: World) -> Any:
    return world.here.id.hex if connection.vendor == "sqlite" else world.here.id


def test_a_row_put_back_into_the_lists_after_a_void_is_reported(world: World, at: datetime) -> None:
    held(world, at)
    actions.void(entry_of("activities.held/1").pk, reason="重复", by=world.here.by("secretary"), at=at)
    Activity.objects.update(is_void=False)
    assert [fault.column for walk in walk_all() for fault in walk.faults] == ["is_void"]


def test_a_line_said_to_stand_elsewhere_than_its_corrections_say_is_reported(
    world: World, at: datetime
) -> None:
    held(world, at)
    amend(world, at, "activities.held/1", held_on=date(2026, 10, 1))
    Corrected.objects.update(happened_on=date(2026, 9, 1), month=202609)
    assert any("said to stand" in what for what in faults())


def test_the_page_of_the_verification_shows_row_column_and_both_values(world: World, at: datetime) -> None:
    received(world.here, at)
    Need.objects.update(matter="换了别的话")
    client = world.client("secretary")
    client.post("/registers/verify/")
    page = client.get("/registers/verification/").content.decode()
    assert "换了别的话" in page
    assert "租房押金不退" in page
    assert "换了别的话" not in world.client("auditor").get("/registers/verification/").content.decode()


def test_a_wrong_person_is_not_handed_what_was_amended_before(world: World, at: datetime) -> None:
    """Amended once, then relinked: the copy for the wrong person holds nothing of it, the right person's what stands."""
    wrong, right = world.here.people["张伟明"], world.here.people["吕芳"]
    received(world.here, at, person_id=wrong, matter="离婚官司")
    amend(world, at, "needs.received/1", party_size=2)
    amend(world, at, "needs.received/1", person=right, visitor="吕芳")
    client = world.client("worker")
    assert "离婚官司" not in client.get(f"/people/{wrong}/copy/").content.decode()
    assert not EntrySubject.objects.filter(ref=wrong, entry__schema="needs.received/1").exists()
    told = [line["values"] for line in client.get(f"/people/{right}/copy/").json()["entries"]]
    (line,) = [values for values in told if values.get("matter") == "离婚官司"]
    assert (line["party_size"], line["visitor"]) == (2, "吕芳")


def test_a_page_about_a_row_lists_the_entry_and_not_its_amendments(world: World, at: datetime) -> None:
    need = received(world.here, at)
    amend(world, at, "needs.received/1", party_size=2)
    assert [entry.kind for entry in Entry.objects.about(need.pk)] == [Entry.Kind.CREATE]


def test_an_entry_whose_day_was_erased_is_amended_without_an_alarm(world: World, at: datetime) -> None:
    received(world.here, at)
    entry, by = entry_of("needs.received/1"), world.here.by("secretary")
    actions.erase_fields(entry.pk, ["received_on"], ground="PIPL 47", approver="王", by=by, at=at)
    later = at + timedelta(days=3)
    with standing_at(later):
        amend(world, later, "needs.received/1", party_size=3)
    assert faults() == []
    amendment = Entry.objects.get(refers_to=entry.pk, kind=Entry.Kind.AMEND)
    assert amendment.happened_on == entry.happened_on, "and stands in the month in which the line stands"


@pytest.mark.parametrize(
    ("typed", "said"),
    [("0", "must be at least 1"), ("9" * 20, "must be at most 500"), ("501", "party must be at most 500")],
)
def test_a_number_out_of_range_is_refused_at_its_field_by_name(
    world: World, at: datetime, typed: str, said: str
) -> None:
    received(world.here, at)
    entry, client = entry_of("needs.received/1"), world.client("secretary")
    answer = client.post(
        f"/registers/entries/{entry.pk}/amend/", form_of(client, entry, {"party_size": typed})
    )
    assert answer.status_code == 422
    assert said in " ".join(answer.context["form"].errors["fact_party_size"])


def test_a_number_that_the_chain_cannot_hold_is_refused_in_words(world: World, at: datetime) -> None:
    received(world.here, at)
    with pytest.raises(RuleBroken, match="too large") as broken:
        amend(world, at, "needs.received/1", party_size=10**20)
    assert set(broken.value.fields) == {"party_size"}


def test_what_an_app_refuses_stands_at_the_field_of_the_correction(world: World, at: datetime) -> None:
    received(world.here, at)
    entry, client = entry_of("needs.received/1"), world.client("secretary")
    wrong = form_of(client, entry, {"phone": "12"})
    answer = client.post(f"/registers/entries/{entry.pk}/amend/", wrong)
    assert list(answer.context["form"].errors) == ["fact_phone"]


def test_a_guard_is_asked_again_on_the_locked_row(
    world: World, at: datetime, monkeypatch: pytest.MonkeyPatch, locks: LockGuard
) -> None:
    """Whatever happens up to the moment the row is locked is seen by the guard: a service confirmed meanwhile stays."""
    need = done(world.here, at)
    entry, locked = entry_of("service.given/1"), carrying.locked_row_of

    def confirmed_meanwhile(of: Entry) -> Any:
        actions_closing.confirm(need.pk, seen=need.version, by=world.here.by("worker"), at=at)
        return locked(of)

    assert carrying.can_void(entry, world.here.by("secretary"))
    monkeypatch.setattr(carrying, "locked_row_of", confirmed_meanwhile)
    with locks.resting(), pytest.raises(RuleBroken, match="Reopen the need"):
        actions.void(entry.pk, reason="错", by=world.here.by("secretary"), at=at)
    assert not Service.objects.get().is_void
