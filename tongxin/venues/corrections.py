"""What hangs on a booking when its lines are corrected."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from tongxin.kit.actor import Actor
from tongxin.kit.errors import RuleBroken
from tongxin.kit.permissions import ALLOWED, Answer, Denied
from tongxin.registers.carrying import Beside, Correction, follows
from tongxin.registers.models import Entry
from tongxin.venues.bookings.steps import move_up
from tongxin.venues.entries import VenueBooked, VenueUsed
from tongxin.venues.models import Booking, State


def booking_amended(correction: Correction) -> Iterable[Beside]:
    """Refuse more people than the venue holds."""
    booking: Booking = correction.row
    if booking.people > booking.venue.capacity:
        text = _("%(venue)s holds %(most)d people. Choose a larger one.")
        text = text % {"venue": booking.venue.name, "most": booking.venue.capacity}
        raise RuleBroken(text, fields={"people": text})
    return ()


def may_void_booking(entry: Entry, booking: Booking, by: Actor) -> Answer:
    """Refuse to void the booking of a venue that was used: that line is voided first."""
    del entry, by
    if booking.state == State.USED:
        return Denied(_("Its use is recorded. Declare that line of the book of venue use void first."))
    return ALLOWED


def booking_voided(correction: Correction) -> Iterable[Beside]:
    """Give the time to those who wait for it."""
    return move_up(correction.row.venue, by=correction.by, at=correction.at)


def booking_takes(entry: Entry, booking: Booking) -> Iterator[Any]:
    """Say who waits for the time that becomes free."""
    del entry
    line = Booking.objects.counted().filter(venue_id=booking.venue_id, state=State.WAITING)
    if booking.holds and line.within(booking.starts, booking.ends).exists():
        yield _("the time goes to those on the waiting list whom it suits, in their order")


def use_takes(entry: Entry, booking: Booking) -> Iterator[Any]:
    """Say that the booking stands again as it was."""
    del entry, booking
    yield _("the booking stands as before its use was recorded")


def use_voided(correction: Correction) -> Iterable[Beside]:
    """Let the booking stand as before its use was recorded; it keeps its time."""
    booking: Booking = correction.row
    booking.state, booking.came, booking.checked = State.CONFIRMED, None, ""
    booking.version += 1
    booking.save(update_fields=["state", "came", "checked", "version"])
    return ()


def declare() -> None:
    """Tell the registers; from `AppConfig.ready()`."""
    follows(
        VenueBooked,
        amended=booking_amended,
        may_void=may_void_booking,
        voided=booking_voided,
        void_takes=booking_takes,
        hangs_on="venue",
    )
    follows(VenueUsed, voided=use_voided, void_takes=use_takes, hangs_on="venue")
