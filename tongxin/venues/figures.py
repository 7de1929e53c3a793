"""Figures about venues and their use."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.kit.figures import Figure, Period, figure
from tongxin.venues.models import Booking, Venue


def _used(period: Period) -> QuerySet[Any]:
    return Booking.objects.used(period.first, period.last)


figure(
    Figure(
        code="venues",
        label=_("Venues"),
        rows=lambda period: Venue.objects.filter(is_active=True),
        table="venues",
        standing=True,
        public=True,
    )
)
figure(
    Figure(
        code="venue_uses",
        label=_("Uses of venues"),
        rows=_used,
        table="venue_bookings",
        day="day",
        charts=("month",),
        public=True,
    )
)
figure(
    Figure(
        code="venue_people",
        label=_("People who used venues"),
        rows=_used,
        table="venue_bookings",
        measure="sum:came",
        column="came",
        unit=_("people"),
        day="day",
        public=True,
        headline=False,
    )
)
