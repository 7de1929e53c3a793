"""A venue is booked, moved, given to who waits, used; and never held by two at once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.conftest import World
from tests.venues import flow
from tests.venues.examples import closed
from tongxin.kit.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tongxin.registers.models import Entry
from tongxin.venues import hooks
from tongxin.venues.bookings import changing
from tongxin.venues.bookings.calendar import alternatives
from tongxin.venues.models import Booking, State, Venue
from tongxin.venues.rooms.actions import change_venue
from tongxin.venues.rules import Span

DAY = flow.DAY


def state(booking: Booking) -> str:
    return Booking.objects.get(pk=booking.pk).state


def test_one_ends_as_the_next_begins_and_a_minute_more_is_refused(world: World, at: datetime) -> None:
    venue = flow.room(world, at)
    flow.booked(world, at, venue, "15:00", "16:00")
    flow.booked(world, at, venue, "16:00", "17:00", purpose="棋牌")
    with pytest.raises(RuleBroken, match=r"taken at 15:00–16:00: 合唱排练") as refused:
        flow.booked(world, at, venue, "14:30", "15:01")
    assert "starts" in refused.value.fields
    assert Booking.objects.count() == 2


@pytest.mark.parametrize(
    ("begins", "ends", "facts", "words"),
    [
        ("11:30", "12:01", {}, "open at 08:00-12:00 14:00-22:00"),
        ("21:00", "01:00", {}, "open at"),
        ("15:00", "16:00", {"people": 41}, "holds 40 people"),
        ("15:00", "16:00", {"day": datetime(2026, 11, 22).date()}, "That day is over"),
        ("15:00", "16:00", {"day": datetime(2028, 1, 22).date()}, "more than a year"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(
    world: World, at: datetime, begins: str, ends: str, facts: Any, words: str
) -> None:
    with pytest.raises(RuleBroken, match=words):
        flow.booked(world, at, flow.room(world, at), begins, ends, **facts)


def test_a_night_is_booked_where_both_days_are_open(world: World, at: datetime) -> None:
    venue = flow.room(world, at, hours={day: [(0, 120), (1200, 1440)] for day in range(7)})
    party = flow.booked(world, at, venue, "22:00", "01:00")
    assert party.ends - party.starts == timedelta(hours=3)
    with pytest.raises(RuleBroken, match="is taken"):
        flow.booked(world, at, venue, "00:30", "01:30", day=party.day + DAY)
    flow.booked(world, at, venue, "01:00", "02:00", day=party.day + DAY)


def test_the_database_itself_keeps_two_bookings_apart(world: World, at: datetime) -> None:
    venue = flow.room(world, at)
    first, second = flow.booked(world, at, venue), flow.booked(world, at, venue, "16:00", "17:00")
    with pytest.raises(IntegrityError, match="booking_apart"), transaction.atomic():
        Booking.objects.filter(pk=second.pk).update(starts=first.ends - timedelta(minutes=1))
    copy = _copy(first)
    with pytest.raises(IntegrityError, match="booking_apart"), transaction.atomic():
        Booking.objects.bulk_create([copy])
    Booking.objects.filter(pk=first.pk).update(state=State.CANCELLED)
    Booking.objects.bulk_create([copy])
    with pytest.raises(IntegrityError, match="booking_apart"), transaction.atomic():
        Booking.objects.filter(pk=first.pk).update(state=State.CONFIRMED)


def _copy(row: Booking) -> Booking:
    facts = {field.attname: getattr(row, field.attname) for field in row._meta.fields if field.name != "id"}
    return Booking(**{**facts, "state": State.CONFIRMED})


def test_a_clash_offers_another_time_another_room_and_a_shorter_time(world: World, at: datetime) -> None:
    venue, small = flow.room(world, at), flow.room(world, at, "阅览室", capacity=12)
    flow.room(world, at, "服务站", capacity=60)
    taken = flow.booked(world, at, venue, "15:00", "16:00")
    wanted = Span(taken.starts - timedelta(minutes=30), taken.ends)
    offered = [(one.what, one.venue.name, one.span) for one in alternatives(venue, wanted, 20)]
    assert ("Another venue", "服务站", wanted) in offered
    assert not any(name == small.name for _what, name, _span in offered)
    assert ("A shorter time", "活动室", Span(wanted.starts, taken.starts)) in offered
    other = next(span for what, _name, span in offered if what == "Another time")
    flow.booked(world, at, venue, f"{other.starts:%H:%M}", f"{other.ends:%H:%M}")


def test_who_waits_moves_up_in_order_when_time_becomes_free(world: World, at: datetime) -> None:
    venue = flow.room(world, at)
    first = flow.booked(world, at, venue)
    later = at + timedelta(minutes=1)
    second = flow.booked(world, at, venue, or_wait=True, holder="书画社")
    third = flow.booked(world, later, venue, "15:30", "16:30", or_wait=True, holder="京剧社")
    fourth = flow.booked(world, later, venue, "16:00", "17:00", holder="手工坊")
    assert [state(one) for one in (second, third, fourth)] == ["waiting", "waiting", "confirmed"]
    flow.cancelled(world, at, first)
    assert [state(one) for one in (first, second, third)] == ["cancelled", "confirmed", "waiting"]
    flow.moved(world, at, second, "08:00", "09:00")
    assert state(third) == "waiting"  # half of its time is the fourth's
    flow.cancelled(world, at, fourth)
    assert state(third) == "confirmed"
    steps = Entry.objects.filter(schema="venues.booking_changed/1").order_by("seq")
    assert [step.topic for step in steps] == ["cancelled", "moved_up", "moved", "cancelled", "moved_up"]


def test_nobody_waits_for_a_venue_that_is_closed(world: World, at: datetime) -> None:
    venue = flow.room(world, at)
    closed(world, at, venue)
    with pytest.raises(RuleBroken, match=r"closed from 2026-11-24 to 2026-11-25: 消防检查"):
        flow.booked(world, at, venue, or_wait=True)


def test_a_closure_cancels_what_was_booked_and_says_whom_to_call(world: World, at: datetime) -> None:
    venue = flow.room(world, at)
    booking, after = flow.booked(world, at, venue), flow.booked(world, at, venue, day=at.date() + 3 * DAY)
    closure = closed(world, at, venue)
    assert [state(one) for one in (booking, after)] == ["cancelled", "confirmed"]
    page = world.client("worker").get(f"/venues/closures/{closure.pk}/").content.decode()
    assert "13900001234" in page
    assert "13900001234" not in world.client("leader").get(f"/venues/closures/{closure.pk}/").content.decode()


def test_approval_is_asked_where_it_is_wanted_and_a_move_asks_again(world: World, at: datetime) -> None:
    venue = flow.room(world, at, needs_approval=True)
    booking = flow.booked(world, at, venue)
    assert booking.state == State.ASKED
    with pytest.raises(RuleBroken, match="is taken"):
        flow.booked(world, at, venue)
    facts: dict[str, Any] = {"seen": booking.version, "at": at}
    with pytest.raises(NotAllowed):
        changing.decide(booking.pk, approved=True, by=world.here.by("worker"), **facts)
    changing.decide(booking.pk, approved=True, by=world.here.by("deputy"), **facts)
    assert state(booking) == "confirmed"
    flow.moved(world, at, booking, "18:00", "19:00")
    assert state(booking) == "asked"
    again = Booking.objects.get(pk=booking.pk)
    deputy: dict[str, Any] = {"seen": again.version, "by": world.here.by("deputy"), "at": at}
    with pytest.raises(RuleBroken, match="Say why"):
        changing.decide(booking.pk, approved=False, reason=" ", **deputy)
    changing.decide(booking.pk, approved=False, reason="与防汛值班冲突", **deputy)
    assert state(booking) == "refused"
    assert flow.booked(world, at, venue, "18:00", "19:00", by=world.here.by("deputy")).state == "confirmed"


def test_who_does_not_come_frees_the_room_after_a_quarter_of_an_hour(world: World, at: datetime) -> None:
    venue = flow.room(world, at)
    booking = flow.booked(world, at, venue)
    waiting = flow.booked(world, at, venue, "15:30", "16:00", or_wait=True)
    facts: dict[str, Any] = {"seen": booking.version, "by": world.here.by("worker")}
    with pytest.raises(NotAllowed, match="quarter of an hour"):
        changing.miss(booking.pk, at=booking.starts + timedelta(minutes=14), **facts)
    changing.miss(booking.pk, at=booking.starts + timedelta(minutes=15), **facts)
    assert [state(booking), state(waiting)] == ["no_show", "confirmed"]


def test_a_key_goes_out_and_must_come_back_with_the_use(world: World, at: datetime) -> None:
    venue = flow.room(world, at, has_key=True)
    booking = flow.booked(world, at, venue)
    with pytest.raises(NotAllowed, match="not begun"):
        flow.used(world, at - 2 * DAY, booking)
    changing.hand_key(booking.pk, seen=booking.version, by=world.here.by("worker"), at=booking.starts)
    with pytest.raises(RuleBroken, match="Take it back"):
        flow.used(world, at, booking)
    flow.used(world, at, booking, key_back=True)
    entry = Entry.objects.in_book("venue_use").get()
    assert (entry.values()["came"], entry.values()["key_back"], entry.happened_on) == (18, True, booking.day)


def test_a_row_changed_meanwhile_is_not_moved_blindly(world: World, at: datetime) -> None:
    booking = flow.booked(world, at, flow.room(world, at))
    flow.moved(world, at, booking, "16:00", "17:00")
    with pytest.raises(Conflict):
        flow.moved(world, at, booking, "18:00", "19:00", seen=booking.version)


def test_a_booking_moves_to_another_venue_and_back_to_who_waits_there(world: World, at: datetime) -> None:
    venue, other = flow.room(world, at), flow.room(world, at, "阅览室")
    booking = flow.booked(world, at, venue)
    waiting = flow.booked(world, at, venue, or_wait=True)
    flow.moved(world, at, booking, "15:00", "16:00", venue_id=other.pk)
    assert Booking.objects.get(pk=booking.pk).venue_id == other.pk
    assert state(waiting) == "confirmed"


def test_capacity_does_not_sink_below_what_is_booked(world: World, at: datetime) -> None:
    venue = flow.room(world, at)
    flow.booked(world, at, venue, people=30)
    facts: dict[str, Any] = {"hours": flow.DAILY, "by": world.here.by("secretary"), "at": at}
    with pytest.raises(RuleBroken, match=r"30 people are expected on 2026-11-24 \(合唱排练\)"):
        change_venue(venue.pk, capacity=29, **facts)
    change_venue(venue.pk, capacity=30, **facts)


def test_the_app_above_is_told_and_its_entries_stand_beside(
    world: World, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str, str]] = []

    def told(booking: Booking, step: str, by: Any, at: datetime) -> list[Any]:
        heard.append((step, booking.state))
        return []

    monkeypatch.setitem(hooks.PURPOSES, "tests", hooks.Purpose("活动", lambda pk: f"/x/{pk}/", told))
    booking = flow.booked(world, at, flow.room(world, at), source="tests", source_id=world.here.id)
    flow.moved(world, at, booking, "16:00", "17:00")
    flow.cancelled(world, at, booking)
    assert heard == [("moved", "confirmed"), ("cancelled", "cancelled")]
    page = world.client("worker").get(f"/venues/bookings/{booking.pk}/").content.decode()
    assert f"/x/{world.here.id}/" in page


def test_a_venue_of_another_community_is_not_there(world: World, at: datetime) -> None:
    booking = flow.booked(world, at, flow.room(world, at))
    with pytest.raises((NotFound, Venue.DoesNotExist)):
        flow.moved(world, at, booking, "16:00", "17:00", venue_id=world.there.id)
    assert world.client("worker", world.there).get(f"/venues/bookings/{booking.pk}/").status_code == 404


def test_a_void_booking_frees_its_time_and_a_used_one_is_kept(world: World, at: datetime) -> None:
    venue = flow.room(world, at)
    booking, waiting = flow.booked(world, at, venue), flow.booked(world, at, venue, or_wait=True)
    client = world.client("secretary")
    entry = Entry.objects.about(booking.pk).get(schema="venues.booked/1")
    assert client.post(f"/registers/entries/{entry.pk}/void/", {"reason": "登记重复"}).status_code == 302
    assert state(waiting) == "confirmed"
    flow.used(world, at, waiting)
    entry = Entry.objects.about(waiting.pk).get(schema="venues.booked/1")
    assert client.post(f"/registers/entries/{entry.pk}/void/", {"reason": "登记重复"}).status_code == 422
    used = Entry.objects.in_book("venue_use").get()
    assert client.post(f"/registers/entries/{used.pk}/void/", {"reason": "登记错"}).status_code == 302
    assert state(waiting) == "confirmed"
