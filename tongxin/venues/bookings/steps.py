"""What each step with a booking has in common: it is saved, told to whose row it was made for, and becomes an entry."""

from datetime import datetime

from tongxin.kit.actor import Actor
from tongxin.registers.appending import Draft
from tongxin.registers.kinds import EntryKind
from tongxin.venues.bookings.calendar import calendar
from tongxin.venues.entries import BookingChanged
from tongxin.venues.hooks import tell
from tongxin.venues.models import Booking, State, Venue

Beside = EntryKind | Draft
STEP_COLUMNS = (
    "venue",
    "starts",
    "ends",
    "day",
    "state",
    "reason",
    "closure",
    "key_out_at",
    "came",
    "checked",
    "version",
)


def saved(booking: Booking) -> None:
    """Keep a booking that was locked and has taken a step."""
    booking.version += 1
    booking.save(update_fields=STEP_COLUMNS)


def time_of(booking: Booking) -> str:
    """Return day and hours of a booking, as entries keep them."""
    return f"{booking.day.isoformat()} {booking.clock}"


def changed(
    booking: Booking, what: str, *, by: Actor, at: datetime, reason: str = "", earlier: str = ""
) -> list[Beside]:
    """Save a booking that has taken a step; return its entry, and what the app above wants recorded beside it."""
    saved(booking)
    body = BookingChanged(
        booking=booking.pk,
        what=what,
        name=booking.venue.name,
        time=time_of(booking),
        earlier=earlier,
        reason=reason,
    )
    return [body, *tell(booking, what, by=by, at=at)]


def first_state(venue: Venue, by: Actor) -> State:
    """Return the state of a booking that has got its time: confirmed, unless the venue wants approval and who books cannot give it."""
    return State.ASKED if venue.needs_approval and not by.is_chief else State.CONFIRMED


def move_up(venue: Venue, *, by: Actor, at: datetime) -> list[Beside]:
    """Give time that has become free to those who wait for it, first come first; the venue is locked.

    Who waits for a time that is still taken is passed over and keeps their place.
    """
    line = list(Booking.objects.in_line(venue, at).locked())
    if not line:
        return []
    known = calendar([venue], [booking.span for booking in line])
    drafts: list[Beside] = []
    for booking in line:
        if known.fault(venue, booking.span) is None:
            booking.venue, booking.state = venue, first_state(venue, by)
            drafts += changed(booking, "moved_up", by=by, at=at)
            known.hold(booking)
    return drafts
