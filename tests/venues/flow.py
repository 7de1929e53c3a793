"""Steps with venues, as tests and examples take them."""

from datetime import date, datetime, time, timedelta
from typing import Any

from tests.conftest import World
from tongxin.venues.bookings import actions, changing
from tongxin.venues.models import Booking, Series, Venue
from tongxin.venues.rooms.actions import open_venue
from tongxin.venues.rules import span_of

DAILY = {day: [(8 * 60, 12 * 60), (14 * 60, 22 * 60)] for day in range(7)}
DAY = timedelta(days=1)


def room(world: World, at: datetime, name: str = "活动室", **facts: Any) -> Venue:
    """Set up a venue that is open every day from 8 to 12 and from 14 to 22."""
    said: dict[str, Any] = {"capacity": 40, "hours": DAILY, "by": world.here.by("secretary"), "at": at}
    return open_venue(name=name, **{**said, **facts})


def clocked(day: date, begins: str, ends: str) -> dict[str, datetime]:
    """Return from when until when, by the clock."""
    span = span_of(day, time.fromisoformat(begins), time.fromisoformat(ends))
    return {"starts": span.starts, "ends": span.ends}


def booked(
    world: World, at: datetime, venue: Venue, begins: str = "15:00", ends: str = "16:00", **facts: Any
) -> Booking:
    """Book a venue tomorrow, for the choir."""
    day = facts.pop("day", at.date() + DAY)
    said: dict[str, Any] = {"purpose": "合唱排练", "holder": "合唱队", "people": 20}
    said |= {"leader": "单建国", "phone": "13900001234", "by": world.here.by("worker"), "at": at}
    return actions.book(venue.pk, **clocked(day, begins, ends), **{**said, **facts})


def weekly(world: World, at: datetime, venue: Venue, weeks: int = 4, **facts: Any) -> Series:
    """Book a venue tomorrow and every week after, so many times."""
    day = at.date() + DAY
    said: dict[str, Any] = {"unit": "weekly", "every": 1, "until": day + timedelta(weeks=weeks - 1)}
    said |= {"purpose": "书法班", "holder": "书法小组", "people": 15, "by": world.here.by("worker"), "at": at}
    return actions.book_series(venue.pk, **clocked(day, "09:00", "10:30"), **{**said, **facts})


def moved(world: World, at: datetime, booking: Booking, begins: str, ends: str, **facts: Any) -> Booking:
    """Move a booking to other hours, or another day."""
    fresh = Booking.objects.get(pk=booking.pk)
    day = facts.pop("day", fresh.day)
    said: dict[str, Any] = {"seen": fresh.version, "by": world.here.by("worker"), "at": at}
    return changing.move_booking(booking.pk, **clocked(day, begins, ends), **{**said, **facts})


def cancelled(world: World, at: datetime, booking: Booking, **facts: Any) -> Booking:
    """Cancel a booking."""
    fresh = Booking.objects.get(pk=booking.pk)
    said: dict[str, Any] = {
        "reason": "排练改期",
        "seen": fresh.version,
        "by": world.here.by("worker"),
        "at": at,
    }
    return changing.cancel_booking(booking.pk, **{**said, **facts})


def used(world: World, at: datetime, booking: Booking, **facts: Any) -> Booking:
    """Record that a venue was used, two days later."""
    fresh = Booking.objects.get(pk=booking.pk)
    said: dict[str, Any] = {"came": 18, "checked": "桌椅归位，门窗已关", "seen": fresh.version}
    said |= {"by": world.here.by("worker"), "at": at + 2 * DAY}
    return changing.record_use(booking.pk, **{**said, **facts})
