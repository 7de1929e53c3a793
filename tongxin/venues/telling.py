"""What venues tell on the start page: bookings to approve, uses not recorded, keys not back."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from tongxin.kit.actor import Actor
from tongxin.kit.clock import CHINA
from tongxin.venues import access
from tongxin.venues.models import Booking, State
from tongxin.web.waiting import Waiting

SHOWN = 20


def to_do(actor: Actor, today: date) -> QuerySet[Booking]:
    """Return the bookings about which the actor has something to do, the earliest first."""
    midnight = datetime.combine(today, time(), CHINA)
    wanted = Q()
    if access.APPROVE(actor):
        wanted |= Q(state=State.ASKED)
    if access.BOOK(actor):
        wanted |= Q(state=State.CONFIRMED, ends__lte=midnight)
    rows = Booking.objects.counted()
    return rows.filter(wanted).order_by("starts", "id") if wanted else rows.none()


def waiting(actor: Actor, today: date) -> Iterable[Waiting]:
    """Return what waits about venues for who looks."""
    if not access.BOOK(actor):
        return
    for booking in to_do(actor, today).select_related("venue")[:SHOWN]:
        asked = booking.state == State.ASKED
        if asked:
            why = _("waits for approval")
        else:
            why = _("the key is not back") if booking.key_out_at else _("its use is not recorded")
        yield Waiting(
            due=booking.day,
            title=f"{booking.venue.name} · {booking.clock}",
            who=f"{booking.purpose} · {booking.holder}",
            why=why,
            button=_("Decide") if asked else _("Record"),
            href=reverse("booking", args=[booking.pk]),
        )
