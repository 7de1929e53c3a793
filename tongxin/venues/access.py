"""Who may see, book and look after venues."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.kit.actor import CHIEFS, STAFF, VOLUNTEERS, Actor
from tongxin.kit.permissions import Answer, Denied, deed
from tongxin.venues.models import AHEAD, Booking, State
from tongxin.venues.rules import GRACE

SEE = deed("venues.read", gettext_lazy("See venues and when they are taken"), STAFF | VOLUNTEERS)
SET = deed("venues.set", gettext_lazy("Set up venues, their hours and closures"), CHIEFS)
BOOK = deed("venues.book", gettext_lazy("Book venues and record their use"), STAFF)
APPROVE = deed("venues.approve", gettext_lazy("Approve bookings of venues"), CHIEFS)


def can_move(actor: Actor, booking: Booking) -> Answer:
    """Tell whether a booking may be moved, or cancelled: while it lies ahead."""
    if booking.is_void or booking.state not in AHEAD:
        return Denied(
            _("This booking is “%(state)s” and cannot be changed any more. Book anew.")
            % {"state": booking.get_state_display()}
        )
    return BOOK(actor)


def can_decide(actor: Actor, booking: Booking) -> Answer:
    """Tell whether a booking may be approved or refused: while it waits for that."""
    if booking.is_void or booking.state != State.ASKED:
        return Denied(_("This booking does not wait for approval."))
    return APPROVE(actor)


def can_use(actor: Actor, booking: Booking, at: datetime) -> Answer:
    """Tell whether the use of a venue may be recorded: of a confirmed booking that has begun."""
    if booking.is_void or booking.state != State.CONFIRMED:
        return Denied(_("Only the use of a confirmed booking is recorded."))
    if booking.starts > at:
        return Denied(_("The booking has not begun yet. Record the use once it was there."))
    return BOOK(actor)


def can_miss(actor: Actor, booking: Booking, at: datetime) -> Answer:
    """Tell whether it may be recorded that nobody came: a quarter of an hour after the beginning."""
    if booking.is_void or booking.state != State.CONFIRMED or booking.key_out_at:
        return Denied(_("Only a confirmed booking whose key was not handed out can be missed."))
    if booking.starts + GRACE > at:
        return Denied(_("Wait until a quarter of an hour after the beginning: they may be late."))
    return BOOK(actor)


def can_hand_key(actor: Actor, booking: Booking) -> Answer:
    """Tell whether the key may be handed out: once, for a confirmed booking of a venue that has one."""
    if not booking.venue.has_key or booking.state != State.CONFIRMED or booking.is_void or booking.key_out_at:
        return Denied(_("No key is to be handed out for this booking."))
    return BOOK(actor)
