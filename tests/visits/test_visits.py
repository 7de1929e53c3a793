"""Visits, gifts, wishes, and how duties end; through the real database."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from tests.conftest import World
from tests.visits.flow import RICE, agrees, due_at_winter, fresh, ill, night, person, set_rule, visited, went
from tongxin.kit.actor import the_clock
from tongxin.kit.errors import Conflict, NotAllowed, RuleBroken
from tongxin.kit.ids import uuid7
from tongxin.kit.scope import community_scope
from tongxin.needs.models import Need
from tongxin.people.actions import correct_person
from tongxin.people.models import Household, Person
from tongxin.registers import actions as registers
from tongxin.registers.models import Entry
from tongxin.registers.verifying import walk_all
from tongxin.visits.calls.actions import record_visit
from tongxin.visits.calls.facts import GiftFacts, Told, Went
from tongxin.visits.duties import actions as actions_duties
from tongxin.visits.duties.actions import end_overdue, make_duties
from tongxin.visits.events import actions as actions_events
from tongxin.visits.models import (
    Beat,
    Duty,
    Gift,
    Visit,
    VisitDuty,
    VisitWish,
)
from tongxin.visits.reasons import actions as actions_rules
from tongxin.visits.tasks import bring_all_up_to_date

DAY = timedelta(days=1)


def test_a_visit_ends_its_duties_and_is_a_line_of_the_register(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    set_rule(world.here, at, "illness", limit_days=3)
    ill(world.here, at)
    both = list(Duty.objects.filter(household_id=duty.household_id))
    assert len(both) == 2
    visit = visited(
        world.here, at, *both, told=Told(situation="精神好", suggestions="楼道太暗", follow_up="送防滑垫")
    )
    assert {fresh(row).state for row in both} == {"visited"}
    entry = Entry.objects.in_book("visits").with_values().get()
    assert visit.number == f"2026-{entry.number:04d}"
    assert entry.values()["reasons"] == ["hospital", "winter_solstice"]
    assert entry.values()["suggestions"] == "楼道太暗"
    assert all(walk.ok for walk in walk_all())


def test_sent_twice_a_visit_is_recorded_once(world: World, at: datetime) -> None:
    duty, key = due_at_winter(world.here, at), uuid7()
    assert visited(world.here, at, duty, key=key).pk == visited(world.here, at, duty, key=key).pk == key
    assert (Visit.objects.count(), Entry.objects.in_book("visits").count()) == (1, 1)


def test_goods_need_two_and_stand_on_the_hand_out_sheet(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    with pytest.raises(RuleBroken, match="by two"):
        visited(world.here, at, duty, gifts=[RICE])
    cash = GiftFacts("慰问金", Decimal("300.00"), "社区慰问经费", "张小明", is_cash=True, relation="儿子")
    visited(world.here, at, duty, gifts=[RICE, cash], went=went(world.here, "worker", "deputy"))
    lines = [entry.values() for entry in Entry.objects.in_book("handouts").with_values().order_by("seq")]
    assert [(line["item"], line["value"], line["signed_by"]) for line in lines] == [
        ("大米", "80.00", "张伟明"),
        ("慰问金", "300.00", "张小明"),
    ]
    assert all(line["handed_by"] == ["worker人", "deputy人"] for line in lines)
    made = Entry.objects.in_book("visits").with_values().get().values()
    assert (made["value"], made["goods"]) == ("380.00", "大米1袋、慰问金1")
    assert sum(Gift.objects.values_list("value", flat=True)) == Decimal("380.00")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"visited_on": date(2026, 11, 24)}, "in the future"),
        ({"visited_on": date(1996, 11, 24)}, "more than a year"),
        ({"outcome": "nonsense"}, "Say what came of it"),
        ({"told": Told()}, "how they are"),
        ({"went": Went()}, "Say who went"),
        ({"went": Went([uuid7()])}, "neither a worker"),
        ({"outcome": "not_home", "gifts": [RICE]}, "nothing can have been handed over"),
        ({"gifts": [GiftFacts("米", Decimal(0), "x", "y")], "two": True}, "more than 0"),
        ({"gifts": [GiftFacts("米", Decimal(1), "", "y")], "two": True}, "where the money came from"),
        ({"gifts": [GiftFacts("米", Decimal(10**6), "x", "y")], "two": True}, "at most 100,000"),
        ({"outcome": "not_wanted", "duty_ids": []}, "Tick which"),
        ({"duty_ids": [uuid7()]}, "another home"),
    ],
)
def test_a_visit_that_cannot_be_is_refused_and_nothing_is_written(
    world: World, at: datetime, facts: dict[str, object], words: str
) -> None:
    duty = due_at_winter(world.here, at)
    if facts.pop("two", False):
        facts["went"] = went(world.here, "worker", "deputy")
    with pytest.raises(RuleBroken, match=words), transaction.atomic():
        visited(world.here, at, duty, **facts)
    assert fresh(duty).is_open
    assert not Visit.objects.exists()


def test_a_need_heard_at_the_door_is_recorded_with_one_click(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    visit = visited(world.here, at, duty, told=Told("还好", need="厨房水管漏水", service_type="repair"))
    need = Need.objects.get()
    assert visit.need_id == need.pk
    assert (need.channel, need.service_type, need.place) == ("visit", "repair", "3栋2单元501")
    assert Entry.objects.about(need.pk).filter(register="visits").exists()


def test_nobody_at_home_climbs_the_ladder_to_the_deputy(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    seen = []
    for number in range(3):
        visited(world.here, at + number * 2 * DAY, duty, outcome="not_home", told=Told())
        seen.append((fresh(duty).rung, fresh(duty).next_on))
    assert seen == [(1, date(2026, 11, 25)), (2, date(2026, 11, 27)), (3, date(2026, 11, 29))]
    later = at + 7 * DAY
    with pytest.raises(NotAllowed):
        actions_duties.give_up(
            duty.pk, reason="多次无人", seen=fresh(duty).version, by=world.here.by("worker"), at=later
        )
    actions_duties.give_up(
        duty.pk, reason="邻居说住到女儿家去了", seen=fresh(duty).version, by=world.here.by("deputy"), at=later
    )
    assert (fresh(duty).state, fresh(duty).attempts) == ("not_home", 3)


def test_the_deputy_does_not_end_it_before_the_ladder_was_climbed(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    with pytest.raises(NotAllowed, match="Try again first"):
        actions_duties.give_up(duty.pk, reason="x", seen=duty.version, by=world.here.by("deputy"), at=at)


def test_missed_is_written_by_the_clock_and_not_at_home_where_somebody_tried(
    world: World, at: datetime
) -> None:
    duty = due_at_winter(world.here, at)
    agrees(world.here, at, "单建国")
    tried = Duty.objects.exclude(pk=duty.pk).get()
    visited(world.here, at, tried, outcome="not_home", told=Told())
    last = datetime(2026, 12, 22, 15, tzinfo=at.tzinfo)
    assert end_overdue(by=the_clock(world.here.id), at=last) == 0
    assert end_overdue(by=the_clock(world.here.id), at=last + DAY) == 2
    assert (fresh(duty).state, fresh(tried).state) == ("missed", "not_home")
    written = Entry.objects.filter(schema="visits.duty_missed/1")
    assert {entry.actor_ref for entry in written} == {the_clock(world.here.id).ref}
    assert not [name for name in dir(actions_duties) if "miss" in name.lower() and name != "DutyMissed"]


def test_a_visit_made_in_time_but_told_late_is_made(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    after = datetime(2026, 12, 24, 2, tzinfo=at.tzinfo)
    night(world.here, after)
    assert fresh(duty).state == "missed"
    visited(world.here, after, duty, visited_on=date(2026, 12, 21))
    assert fresh(duty).state == "visited"


def test_a_visit_after_the_window_is_kept_beside_the_missed_duty(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    after = datetime(2026, 12, 24, 2, tzinfo=at.tzinfo)
    night(world.here, after)
    visit = visited(world.here, after, duty)
    assert fresh(duty).state == "missed"
    assert VisitDuty.objects.get(visit_id=visit.pk).counted is False


def test_not_wanted_stops_further_duties_of_that_kind_until_somebody_says_otherwise(
    world: World, at: datetime
) -> None:
    duty = due_at_winter(world.here, at)
    set_rule(world.here, at, "illness", limit_days=3)
    visited(world.here, at, duty, outcome="not_wanted", told=Told())
    wish = VisitWish.objects.get()
    assert (fresh(duty).state, wish.since, wish.until) == ("not_wanted", at.date(), None)
    night(world.here, at + 20 * DAY)
    assert not Duty.objects.filter(festival="spring_festival").exists()
    ill(world.here, at + 20 * DAY)  # another kind is still wanted
    assert Duty.objects.filter(event__isnull=False).exists()
    actions_duties.lift_wish(wish.pk, by=world.here.by("worker"), at=at + 21 * DAY)
    assert Duty.objects.filter(festival="spring_festival").exists()
    schemas = set(Entry.objects.filter(register="duties").values_list("schema", flat=True))
    assert {"visits.wish_kept/1", "visits.wish_lifted/1"} <= schemas


def test_work_goes_to_the_building_s_worker_else_to_the_line_s_and_a_beat_moves_it(
    world: World, at: datetime
) -> None:
    line = world.here.by("deputy").account_id
    set_rule(world.here, at, account_id=line)
    agrees(world.here, at)
    duty = Duty.objects.get()
    assert duty.account_id == line
    worker = world.here.by("worker").account_id
    actions_rules.set_beat(building="3 栋", account_id=worker, by=world.here.by("secretary"), at=at)
    assert fresh(duty).account_id == worker
    actions_duties.assign(
        duty.pk,
        account_id=line,
        group_id=world.here.groups["health"],
        seen=fresh(duty).version,
        by=world.here.by("deputy"),
        at=at,
    )
    actions_rules.set_beat(building="3栋", account_id=None, by=world.here.by("secretary"), at=at)
    assert (fresh(duty).account_id, fresh(duty).group_id, Beat.objects.count()) == (
        line,
        world.here.groups["health"],
        0,
    )


def test_reassigned_work_keeps_the_visitor_s_credit(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    visit = visited(world.here, at, duty, outcome="not_home", told=Told())
    actions_duties.assign(
        duty.pk,
        account_id=world.here.by("deputy").account_id,
        seen=fresh(duty).version,
        by=world.here.by("deputy"),
        at=at,
    )
    assert [visitor.account_id for visitor in visit.visitors.all()] == [world.here.by("worker").account_id]


def test_a_worker_takes_a_visit_over_but_gives_it_to_nobody_else(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    worker = world.here.by("worker")
    actions_duties.assign(duty.pk, account_id=worker.account_id, seen=duty.version, by=worker, at=at)
    with pytest.raises(RuleBroken, match="deputy and the secretary"):
        actions_duties.assign(
            duty.pk, account_id=world.here.by("deputy").account_id, seen=fresh(duty).version, by=worker, at=at
        )


def test_waived_with_a_reason_and_the_second_of_two_is_told(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    with pytest.raises(RuleBroken, match="Say why"):
        actions_duties.waive(duty.pk, reason=" ", seen=duty.version, by=world.here.by("deputy"), at=at)
    with pytest.raises(NotAllowed):
        actions_duties.waive(duty.pk, reason="x", seen=duty.version, by=world.here.by("worker"), at=at)
    actions_duties.waive(
        duty.pk, reason="本周已由街道走访", seen=duty.version, by=world.here.by("deputy"), at=at
    )
    assert (fresh(duty).state, fresh(duty).ended_reason) == ("waived", "本周已由街道走访")
    with pytest.raises(Conflict):
        actions_duties.waive(duty.pk, reason="y", seen=duty.version, by=world.here.by("deputy"), at=at)


def test_two_people_of_one_home_are_one_duty_and_a_duty_ends_with_who_moved_away(
    world: World, at: datetime
) -> None:
    duty = due_at_winter(world.here, at)
    agrees(world.here, at, "吕芳")
    assert Duty.objects.count() == 1
    assert set(fresh(duty).persons) == {str(world.here.people[name]) for name in ("张伟明", "吕芳")}
    for name in ("张伟明", "吕芳"):
        one: Person = person(world.here, name)
        correct_person(
            one.pk,
            seen=one.version,
            name=one.name,
            birth_date=None,
            phone=one.phone,
            address=one.address,
            relation=one.relation,
            left_on=(at + 2 * DAY).date(),
            by=world.here.by("worker"),
            at=at + 2 * DAY,
        )
    assert (fresh(duty).state, fresh(duty).ended_by) == ("waived", "consent_ended")


def test_moving_house_takes_the_duty_along(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    one = person(world.here)
    correct_person(
        one.pk,
        seen=one.version,
        name=one.name,
        birth_date=None,
        phone=one.phone,
        address="7栋1单元302",
        relation=one.relation,
        by=world.here.by("worker"),
        at=at + 2 * DAY,
    )
    assert (fresh(duty).state, fresh(duty).ended_by) == ("waived", "not_due")
    assert Duty.objects.exclude(pk=duty.pk).get().household.address == "7栋1单元302"


def test_a_void_visit_opens_its_duties_again_and_takes_its_gifts_out(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    visit = visited(world.here, at, duty, gifts=[RICE], went=went(world.here, "worker", "deputy"))
    entry = Entry.objects.in_book("visits").get()
    registers.void(entry.pk, reason="走错了门", by=world.here.by("secretary"), at=at)
    assert fresh(duty).is_open
    assert Visit.objects.get(pk=visit.pk).is_void
    assert Gift.objects.get().is_void


def test_a_void_refusal_takes_its_wish_back_and_all_that_had_ended_with_it(
    world: World, at: datetime
) -> None:
    duty = due_at_winter(world.here, at)
    at += 17 * DAY  # spring festival is within sixty days, so its duty stands too
    night(world.here, at)
    visited(world.here, at, fresh(duty), outcome="not_wanted")
    assert [row.state for row in Duty.objects.all()] == ["not_wanted"], "the one to come has vanished"
    entry = Entry.objects.in_book("visits").get()
    registers.void(entry.pk, reason="走错了门", by=world.here.by("secretary"), at=at)
    assert VisitWish.objects.get().until == VisitWish.objects.get().since
    assert [(row.state, row.festival) for row in Duty.objects.order_by("due_on")] == [
        ("open", "winter_solstice"),
        ("open", "spring_festival"),
    ]


def test_a_duty_that_a_void_visit_belongs_to_is_waived_and_never_vanishes(world: World, at: datetime) -> None:
    set_rule(world.here, at, "illness")
    agrees(world.here, at)
    event = ill(world.here, at)
    duty = Duty.objects.get(event_id=event.pk)
    visited(world.here, at, duty, outcome="not_home")
    registers.void(
        Entry.objects.in_book("visits").get().pk, reason="走错了门", by=world.here.by("secretary"), at=at
    )
    actions_events.void_event(event.pk, reason="听错了", by=world.here.by("worker"), at=at)
    assert (fresh(duty).state, fresh(duty).ended_by) == ("waived", "not_due")


def test_an_amended_entry_corrects_the_visit_and_the_gift(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    visit = visited(world.here, at, duty, gifts=[RICE], went=went(world.here, "worker", "deputy"))
    registers.amend(
        Entry.objects.in_book("visits").get().pk,
        {"situation": "腿脚不便"},
        reason="写漏",
        by=world.here.by("worker"),
        at=at,
    )
    registers.amend(
        Entry.objects.in_book("handouts").get().pk,
        {"value": Decimal("88.00")},
        reason="看错发票",
        by=world.here.by("worker"),
        at=at,
    )
    visit.refresh_from_db()
    assert (visit.situation, Gift.objects.get().value) == ("腿脚不便", Decimal("88.00"))
    with pytest.raises(RuleBroken, match="cannot be corrected"):
        registers.amend(
            Entry.objects.in_book("visits").get(kind="create").pk,
            {"outcome": "not_home"},
            reason="x",
            by=world.here.by("worker"),
            at=at,
        )


def test_volunteers_visit_for_their_group_only(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    leader = world.here.by("leader")
    facts = {"went": Went([], [world.here.members["单建国"]]), "by": leader}
    with pytest.raises(NotAllowed, match="Only the group"):
        visited(world.here, at, duty, **facts)
    actions_duties.assign(
        duty.pk,
        account_id=None,
        group_id=world.here.groups["legal"],
        seen=duty.version,
        by=world.here.by("deputy"),
        at=at,
    )
    with pytest.raises(RuleBroken, match="The desk records needs"):
        visited(world.here, at, duty, told=Told("好", need="修灯"), **facts)
    assert visited(world.here, at, duty, **facts).visitors.get().name == "单建国"


def test_another_community_s_homes_are_not_there(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    with community_scope(world.there.id):
        assert not Duty.objects.visible_to(world.there.by("deputy")).filter(pk=duty.pk).exists()
        with pytest.raises(Household.DoesNotExist):
            record_visit(
                visited_on=at.date(),
                outcome="visited",
                went=went(world.there),
                told=Told("好"),
                household_id=duty.household_id,
                by=world.there.by("worker"),
                at=at,
            )


def test_the_night_serves_every_community_and_a_year_beyond_the_table_is_told(
    world: World, at: datetime
) -> None:
    due_at_winter(world.here, at)
    assert bring_all_up_to_date() == 0
    with pytest.raises(RuleBroken, match="2056"):
        make_duties(by=the_clock(world.here.id), at=datetime(2056, 12, 1, tzinfo=at.tzinfo))


def test_day_by_day_through_the_database_gives_the_same_as_all_at_once(world: World, at: datetime) -> None:
    from tongxin.visits.models import Duty as Row

    set_rule(world.here, at)
    set_rule(world.here, at, "illness", limit_days=3)
    agrees(world.here, at)
    ill(world.here, at)
    set_rule(world.here, at, effective_from=(at + 40 * DAY).date(), window_days=5)

    def told() -> list[tuple[object, ...]]:
        columns = ("household_id", "occasion", "opens_on", "due_on", "state", "ended_on", "rule_id")
        return sorted(Row.objects.values_list(*columns), key=str)

    save = transaction.savepoint()
    for number in range(80):
        night(world.here, at + number * DAY)
    by_day = told()
    transaction.savepoint_rollback(save)
    save = transaction.savepoint()
    night(world.here, at + 79 * DAY)
    at_once = told()
    transaction.savepoint_rollback(save)
    assert by_day == at_once
    assert {row[4] for row in by_day} == {"missed", "open"} or {row[4] for row in by_day} == {"missed"}
