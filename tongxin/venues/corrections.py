"""What hangs on a booking when its lines are corrected."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tongxin.kit.actor import Actor
from tongxin.kit.errors import RuleBroken
from tongxin.kit.permissions import ALLOWED, Answer, Denied
from tongxin.kit.words import clean
from tongxin.registers.carrying import Beside, Correction, follows
from tongxin.registers.models import Entry
from tongxin.venues.bookings.steps import move_up
from tongxin.venues.entries import VenueBooked, VenueClosed, VenueUsed
from tongxin.venues.models import Booking, State


def read(changes: Mapping[str, Any], by: Actor, at: datetime) -> Mapping[str, Any]:
    """Read corrected facts as they were recorded."""
    del by, at
    return {name: clean(value) if isinstance(value, str) else value for name, value in changes.items()}


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


def use_voided(correction: Correction) -> Iterable[Beside]:
    """Let the booking stand as before its use was recorded; it keeps its time."""
    booking: Booking = correction.row
    booking.state, booking.came, booking.checked = State.CONFIRMED, None, ""
    booking.version += 1
    booking.save(update_fields=["state", "came", "checked", "version"])
    return ()


def declare() -> None:
    """Tell the registers; from `AppConfig.ready()`."""
    follows(VenueClosed, read=read, hangs_on="venue")
    follows(
        VenueBooked,
        read=read,
        amended=booking_amended,
        may_void=may_void_booking,
        voided=booking_voided,
        hangs_on="venue",
    )
    follows(VenueUsed, read=read, voided=use_voided, hangs_on="venue")
