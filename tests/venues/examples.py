"""What the contract tests need of venues: one example of each kind of entry, and a row behind each figure."""

from datetime import datetime
from typing import Any

from tests.conftest import World
from tests.examples import Example
from tests.venues import flow
from tongxin.venues.models import Booking, Closure, Venue
from tongxin.venues.rooms.actions import close_venue


def set_up(world: World, at: datetime, _before: None = None) -> Venue:
    """Set up a venue, whatever others there are."""
    return flow.room(world, at, f"{Venue.objects.count() + 1}号活动室")


def room(world: World, at: datetime, _before: None = None) -> Venue:
    """Return a venue that is there, or set one up."""
    return Venue.objects.first() or set_up(world, at)


def closed(world: World, at: datetime, venue: Venue) -> Closure:
    """Close a venue for two days."""
    facts: dict[str, Any] = {"by": world.here.by("secretary"), "at": at}
    day = at.date()
    return close_venue(venue.pk, first=day + flow.DAY, last=day + 2 * flow.DAY, reason="消防检查", **facts)


def ahead(world: World, at: datetime) -> Booking:
    """Have a venue booked."""
    return flow.booked(world, at, room(world, at))


KINDS = {
    "venues.venue_set/1": Example(write=set_up),
    "venues.closed/1": Example(
        write=closed,
        before=room,
        changes={"reason": "线路检修"},
        counted_nowhere="a closure is no use of a venue",
    ),
    "venues.booked/1": Example(
        write=flow.booked,
        before=room,
        changes={
            "purpose": "诗歌朗诵会",
            "holder": "朗诵队",
            "leader": "吕芳",
            "phone": "13900005678",
            "people": 35,
        },
        counted_nowhere="a booking counts once the venue was used",
    ),
    "venues.booking_changed/1": Example(write=flow.cancelled, before=ahead),
    "venues.used/1": Example(
        write=flow.used, before=ahead, changes={"came": 31, "checked": "少一把椅子，已找回"}
    ),
}


def figures(world: World, at: datetime) -> None:
    """Leave a venue behind that was used."""
    flow.used(world, at, ahead(world, at))


def _booking(world: World, at: datetime) -> Any:
    return (Booking.objects.first() or ahead(world, at)).pk


def _closure(world: World, at: datetime) -> Any:
    return (Closure.objects.first() or closed(world, at, room(world, at))).pk


ARGUMENTS = {
    "venue_id": lambda world, at: room(world, at).pk,
    "booking_id": _booking,
    "booking_step.what": lambda _world, _at: "cancel",
    "closure_id": _closure,
}

# A venue has a name of its own. Twenty thousand copies of one time can only be kept where they hold nothing.
CROWD = {
    "venues.Venue": {"name": "'场地' || n"},
    "venues.Booking": {
        "state": "CASE WHEN n % 50 = 0 THEN 'waiting' WHEN n % 2 = 0 THEN 'no_show' ELSE 'cancelled' END"
    },
}
