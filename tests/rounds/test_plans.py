"""Plans before a festival: every home once, loads even, days kept; then the round sheets and the calendar feed."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import icalendar
import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import World
from tests.visits.flow import agrees, due_at_winter, fresh, set_rule, visited, went
from tongxin.kit.errors import Conflict, RuleBroken
from tongxin.kit.words import walking_order
from tongxin.people.actions import add_person
from tongxin.registers.models import Entry
from tongxin.rounds.feeds.actions import make_feed, revoke_feed
from tongxin.rounds.models import CalendarFeed, PlanItem, VisitPlan
from tongxin.rounds.plans import actions as actions_plans
from tongxin.rounds.plans.actions import confirm_plan, draft_plan, drop_plan, move_home
from tongxin.rounds.plans.spreading import Call, Stop, TooMany, Walker, blocks, spread
from tongxin.visits.models import Duty, VisitReason

SPACE = UUID(int=7)
DAY = timedelta(days=1)
DAYS = tuple(date(2027, 1, 25) + n * DAY for n in range(5))


def call(number: int, building: int, last: UUID | None = None) -> Call:
    address = f"{building}栋{1 + number % 3}单元{number:03d}"
    return Call(uuid5(SPACE, str(number)), f"{building}栋", address, last)


def walker(name: str, days: tuple[date, ...] = DAYS) -> Walker:
    return Walker(uuid5(SPACE, name), days)


# ---- spreading, as a pure rule


@settings(max_examples=25, deadline=None)
@given(
    homes=st.lists(st.integers(1, 9), min_size=1, max_size=60),
    leave=st.lists(st.sets(st.sampled_from(DAYS), max_size=4), min_size=1, max_size=5),
    most=st.integers(1, 8),
)
def test_every_home_is_called_on_once_by_somebody_who_is_there_that_day(
    homes: list[int], leave: list[set[date]], most: int
) -> None:
    calls = [call(number, building) for number, building in enumerate(homes)]
    walkers = [
        walker(f"w{at}", tuple(day for day in DAYS if day not in away)) for at, away in enumerate(leave)
    ]
    room = sum(len(one.days) for one in walkers) * most
    if len(calls) > room:
        with pytest.raises(TooMany):
            spread(calls, walkers, most)
        return
    stops = spread(calls, walkers, most)
    assert sorted(str(stop.home) for stop in stops) == sorted(str(one.home) for one in calls)
    rounds = Counter((stop.visitor, stop.day) for stop in stops)
    assert max(rounds.values()) <= most
    days = {one.id: set(one.days) for one in walkers}
    assert all(stop.day in days[stop.visitor] for stop in stops)
    for (visitor, day), size in rounds.items():
        assert sorted(s.place for s in stops if (s.visitor, s.day) == (visitor, day)) == list(
            range(1, size + 1)
        )
    assert spread(calls, walkers, most) == stops


def _by_visitor(stops: list[Stop]) -> dict[UUID, list[Stop]]:
    found: dict[UUID, list[Stop]] = {}
    for stop in stops:
        found.setdefault(stop.visitor, []).append(stop)
    return found


def test_loads_are_even_and_buildings_are_kept_together() -> None:
    calls = [call(n, n // 6) for n in range(60)]  # ten buildings of six homes
    stops = spread(calls, [walker("a"), walker("b"), walker("c"), walker("d"), walker("e")], 6)
    given_to = _by_visitor(stops)
    assert sorted(len(items) for items in given_to.values()) == [12, 12, 12, 12, 12]
    visitors = {one.building: set() for one in calls}
    for stop in stops:
        visitors[next(one.building for one in calls if one.home == stop.home)].add(stop.visitor)
    assert all(len(found) == 1 for found in visitors.values())


def test_who_is_half_the_time_on_leave_gets_half_the_homes() -> None:
    calls = [call(n, n // 3) for n in range(45)]
    stops = spread(calls, [walker("a"), walker("b", DAYS[:2]), walker("c", DAYS[:2])], 8)
    sizes = {who: len(items) for who, items in _by_visitor(stops).items()}
    assert abs(sizes[walker("a").id] - 25) <= 3
    assert abs(sizes[walker("b").id] - 10) <= 3


def test_homes_go_to_who_called_last_year_where_the_load_allows() -> None:
    last = {0: walker("a").id, 1: walker("b").id, 2: walker("c").id}
    calls = [call(n, n // 4, last[n // 4 % 3]) for n in range(36)]
    stops = {stop.home: stop.visitor for stop in spread(calls, [walker("a"), walker("b"), walker("c")], 6)}
    kept = sum(stops[one.home] == one.last_visitor for one in calls)
    assert kept >= 32


@pytest.mark.parametrize(
    ("first", "then"), [("3栋2单元501", "12栋1单元101"), ("3栋2单元101", "3栋10单元101"), ("甲3栋", "甲12栋")]
)
def test_rounds_are_walked_by_number(first: str, then: str) -> None:
    assert walking_order(first) < walking_order(then)


def test_a_building_larger_than_a_round_is_divided_evenly() -> None:
    assert [len(part) for part in blocks([call(n, 1) for n in range(13)], 6)] == [5, 5, 3]


# ---- plans, through the database


@pytest.fixture
def many(world: World, at: datetime) -> World:
    """Return the world with five homes more that are due at winter solstice."""
    due_at_winter(world.here, at)
    for number, (name, address) in enumerate(
        (
            ("赵一", "3栋1单元101"),
            ("钱二", "3栋1单元102"),
            ("孙三", "5栋1单元101"),
            ("李四", "5栋1单元102"),
            ("周五", "7栋1单元101"),
        )
    ):
        made = add_person(
            name=name,
            phone=f"1000002{number:04d}",
            address=address,
            relation="0",
            by=world.here.by("secretary"),
            at=at,
        )
        world.here.people[name] = made.pk
        agrees(world.here, at, name)
    return world


def draft(world: World, at: datetime, **facts: Any) -> VisitPlan:
    wanted: dict[str, Any] = {
        "reason_id": VisitReason.objects.get(kind="festival").pk,
        "festival": "winter_solstice",
        "first": date(2026, 12, 14),
        "last": date(2026, 12, 18),
        "most_per_day": 3,
        "visitors": {world.here.by(role).account_id: [] for role in ("worker", "deputy")},
        "by": world.here.by("deputy"),
        "at": at,
    }
    return draft_plan(**{**wanted, **facts})


def test_a_draft_holds_every_home_once_and_changes_no_duty(many: World, at: datetime) -> None:
    plan = draft(many, at)
    assert plan.items.count() == 6
    assert sorted(Counter(plan.items.values_list("account_id", flat=True)).values()) == [3, 3]
    assert not Duty.objects.filter(planned_on__isnull=False).exists()
    again = draft(many, at, key=plan.pk) if Entry.objects.filter(pk=plan.pk).exists() else plan
    assert again.pk == plan.pk


def test_nobody_is_sent_on_a_rest_day_or_on_leave(many: World, at: datetime) -> None:
    leave = [date(2026, 12, 14), date(2026, 12, 15)]
    plan = draft(
        many,
        at,
        first=date(2026, 12, 11),
        last=date(2026, 12, 16),
        visitors={many.here.by("worker").account_id: leave},
    )
    assert set(plan.items.values_list("day", flat=True)) <= {date(2026, 12, 11), date(2026, 12, 16)}


@pytest.mark.once
@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"first": date(2026, 11, 20)}, "first"),
        ({"first": date(2026, 12, 18), "last": date(2026, 12, 14)}, "first"),
        ({"last": date(2026, 12, 23)}, "first"),
        ({"visitors": {}}, "visitors"),
        ({"most_per_day": 1, "last": date(2026, 12, 15)}, "most_per_day"),
        ({"festival": "dragon_boat"}, "festival"),
        ({"festival": "spring_festival"}, None),
    ],
)
def test_a_plan_that_cannot_be_says_what_to_change(
    many: World, at: datetime, facts: dict[str, Any], field: str | None
) -> None:
    if field is None:  # a festival within 120 days: its duties are made ahead so that it can be planned
        plan = draft(many, at, first=date(2027, 1, 25), last=date(2027, 1, 29), **facts)
        assert plan.festival_on == date(2027, 2, 6)
        assert plan.items.count() == 6
        return
    with pytest.raises(RuleBroken) as fault:
        draft(many, at, **facts)
    assert set(fault.value.fields) == {field}
    assert not VisitPlan.objects.exists()


def test_beyond_the_table_of_days_nothing_is_planned(many: World) -> None:
    at = datetime.fromisoformat("2056-12-01T02:00:00+00:00")
    with pytest.raises(RuleBroken, match="2056"):
        draft(many, at, first=date(2056, 12, 10), last=date(2056, 12, 12))


def test_a_home_is_moved_by_hand_within_the_days_of_its_visitor(many: World, at: datetime) -> None:
    worker = many.here.by("worker").account_id
    plan = draft(many, at, visitors={worker: [date(2026, 12, 18)], many.here.by("deputy").account_id: []})
    item: PlanItem = plan.items.filter(account_id=many.here.by("deputy").account_id).first()
    facts = {"account_id": worker, "by": many.here.by("deputy"), "at": at}
    with pytest.raises(RuleBroken, match="cannot go"):
        move_home(plan.pk, item.household_id, day=date(2026, 12, 18), seen=1, **facts)
    moved = move_home(plan.pk, item.household_id, day=date(2026, 12, 17), seen=1, **facts)
    item.refresh_from_db()
    assert (item.account_id, item.day, item.by_hand, moved.version) == (worker, date(2026, 12, 17), True, 2)
    with pytest.raises(Conflict):
        move_home(plan.pk, item.household_id, day=date(2026, 12, 16), seen=1, **facts)
    with pytest.raises(RuleBroken, match="take part"):
        move_home(
            plan.pk,
            item.household_id,
            day=date(2026, 12, 16),
            seen=2,
            **{**facts, "account_id": many.here.by("secretary").account_id},
        )


def test_confirmed_each_home_has_its_visitor_and_day_and_a_beat_changes_it_no_more(
    many: World, at: datetime
) -> None:
    plan = draft(many, at)
    ended = Duty.objects.open().filter(household__address="7栋1单元101").get()
    visited(many.here, at, ended, went=went(many.here, "secretary"), by=many.here.by("secretary"))
    confirm_plan(plan.pk, seen=1, by=many.here.by("deputy"), at=at)
    open_now = Duty.objects.open().filter(festival="winter_solstice")
    assert open_now.count() == 5
    for duty in open_now:
        item = plan.items.get(household_id=duty.household_id)
        assert (duty.account_id, duty.planned_on, duty.assigned_by) == (item.account_id, item.day, "plan")
    assert fresh(ended).planned_on is None
    with pytest.raises(RuleBroken, match="already"):
        confirm_plan(plan.pk, seen=2, by=many.here.by("deputy"), at=at)


def test_a_dropped_draft_takes_no_effect(many: World, at: datetime) -> None:
    plan = draft(many, at)
    drop_plan(plan.pk, seen=1, by=many.here.by("deputy"), at=at)
    assert not Duty.objects.filter(planned_on__isnull=False).exists()
    with pytest.raises(RuleBroken, match="already"):
        move_home(
            plan.pk,
            plan.items.first().household_id,
            account_id=many.here.by("worker").account_id,
            day=date(2026, 12, 17),
            seen=1,
            by=many.here.by("deputy"),
            at=at,
        )


def test_last_years_visitor_is_whoever_went_last(many: World, at: datetime) -> None:
    duty = Duty.objects.open().filter(household__address="5栋1单元101").get()
    visited(many.here, at, duty, went=went(many.here, "secretary"), by=many.here.by("secretary"))
    known = actions_plans._last_visitors([duty.household_id])
    assert known == {duty.household_id: many.here.by("secretary").account_id}


# ---- its pages


def test_the_board_and_the_round_sheets_show_every_home_and_only_the_chiefs_see_them(
    many: World, at: datetime
) -> None:
    client = many.client("deputy")
    page = client.post(
        "/visits/plans/new/",
        {
            "festival": f"{VisitReason.objects.get(kind='festival').pk}:winter_solstice",
            "first": "2026-12-14",
            "last": "2026-12-18",
            "most_per_day": "4",
            "visitors": [str(many.here.by("worker").account_id)],
        },
    )
    assert page.status_code == 302, page.content.decode()[:2000]
    plan = VisitPlan.objects.get()
    board = client.get(f"/visits/plans/{plan.pk}/").content.decode()
    sheets = client.get(f"/visits/plans/{plan.pk}/rounds/").content.decode()
    for address in ("3栋1单元101", "5栋1单元102", "7栋1单元101"):
        assert address in board
        assert address in sheets
    assert "赵一" in sheets
    home = plan.items.first().household_id
    moved = client.post(
        f"/visits/plans/{plan.pk}/move/",
        {"home_id": home, "account_id": many.here.by("worker").account_id, "day": "2026-12-17", "seen": 1},
    )
    assert moved.status_code == 302
    wrong = client.post(
        f"/visits/plans/{plan.pk}/move/",
        {"home_id": home, "account_id": many.here.by("worker").account_id, "day": "2026-12-19", "seen": 2},
    )
    assert wrong.status_code == 422
    assert client.post(f"/visits/plans/{plan.pk}/confirm/", {"seen": 2}).status_code == 302
    for role in ("worker", "leader", "street", "auditor"):
        assert many.client(role).get(f"/visits/plans/{plan.pk}/rounds/").status_code == 403
    mine = many.client("worker").get("/visits/round/").content.decode()
    assert "3栋1单元101" in mine


def test_with_too_many_homes_the_form_says_what_to_change_and_keeps_what_was_typed(
    many: World, at: datetime
) -> None:
    client = many.client("deputy")
    page = client.post(
        "/visits/plans/new/",
        {
            "festival": f"{VisitReason.objects.get(kind='festival').pk}:winter_solstice",
            "first": "2026-12-14",
            "last": "2026-12-14",
            "most_per_day": "2",
            "visitors": [str(many.here.by("worker").account_id)],
            f"leave_{many.here.by('worker').account_id}": "tomorrow",
        },
    )
    assert page.status_code == 422
    assert "2027-01-28, 2027-01-29" in page.content.decode()


# ---- the calendar feed


def _events(text: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(text).walk("VEVENT"))


def test_the_calendar_names_nobody_and_counts_homes_by_day(many: World, at: datetime) -> None:
    plan = draft(many, at, visitors={many.here.by("worker").account_id: []})
    confirm_plan(plan.pk, seen=1, by=many.here.by("deputy"), at=at)
    secret = make_feed(by=many.here.by("worker"), at=at)
    answer = Client().get(f"/visits/calendar/{many.here.id}/{secret}.ics")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    events = _events(answer.content)
    assert {event["dtstart"].dt: int(str(event["summary"]).split()[0]) for event in events} == dict(
        Counter(plan.items.values_list("day", flat=True))
    )
    text = answer.content.decode()
    assert not [word for word in ("栋", *many.here.people) if word in text]


def test_a_secret_is_kept_as_a_fingerprint_shown_once_and_answers_nobody_once_revoked(
    many: World, at: datetime
) -> None:
    worker = many.here.by("worker")
    first = make_feed(by=worker, at=at)
    second = make_feed(by=worker, at=at)
    nobody = Client()

    def answers(secret: str, home: UUID = many.here.id) -> int:
        return nobody.get(f"/visits/calendar/{home}/{secret}.ics").status_code

    assert (answers(first), answers(second)) == (404, 200)
    assert answers(second, many.there.id) == 404
    assert answers("x" * 43) == 404
    assert not CalendarFeed.objects.filter(secret_print=second).exists()
    assert revoke_feed(by=worker, at=at)
    assert answers(second) == 404
    assert not revoke_feed(by=worker, at=at)


def test_the_address_is_shown_once_on_its_page(many: World, at: datetime) -> None:
    client = many.client("worker")
    made = client.post("/visits/feed/").content.decode()
    assert ".ics" in made
    assert ".ics" not in client.get("/visits/feed/").content.decode()
    assert client.post("/visits/feed/", {"revoke": "1"}).status_code == 302
    assert not CalendarFeed.objects.filter(revoked_at__isnull=True).exists()


def test_without_a_coming_festival_the_page_says_where_to_set_one(world: World) -> None:
    page = world.client("deputy").get("/visits/plans/new/")
    assert page.status_code == 200
    assert "/visits/rules/" in page.content.decode()


def test_somebody_who_left_answers_no_calendar(many: World, at: datetime) -> None:
    from tongxin.communities.models import Account

    secret = make_feed(by=many.here.by("worker"), at=at)
    Account.objects.filter(pk=many.here.by("worker").account_id).update(is_active=False)
    assert Client().get(f"/visits/calendar/{many.here.id}/{secret}.ics").status_code == 404
    set_rule(many.here, at, "illness")
