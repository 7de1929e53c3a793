"""The lists of venues and of their bookings."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.venues.models import HOLDING, Booking, State, Venue
from tongxin.web.navigation import link_to
from tongxin.web.tables import Column, Few, Filter, Tab, Table, table

VENUES = table(
    Table(
        code="venues",
        title=_("Venues"),
        columns=(
            Column("name", _("Venue"), lambda row: row.name, sort_few="name"),
            Column("place", _("Where it is"), lambda row: row.place),
            Column("capacity", _("People it holds"), lambda row: row.capacity, "number", sort_few="capacity"),
            Column("equipment", _("Equipment"), lambda row: row.equipment, "long"),
        ),
        order=("name", "id"),
        few=Few(60, "a community has a handful of rooms"),
        href=lambda row: link_to("venue", row.pk),
        empty=_("No venue yet."),
    )
)


def slot_of(weekday: int, hour: int) -> Q:
    """Bookings that begin on a weekday (1 is Monday) and share a moment with an hour of that day."""
    later = Q(ends__date__gt=F("day")) | Q(ends__hour__gt=hour) | Q(ends__hour=hour, ends__minute__gt=0)
    return Q(day__iso_week_day=weekday, starts__hour__lte=hour) & later


def _in_slot(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    weekday, _dash, hour = value.partition("-")
    return rows.filter(slot_of(int(weekday), int(hour)))


def _venues() -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in Venue.objects.order_by("name").values_list("pk", "name")]


def _yes() -> list[tuple[str, Any]]:
    return [("1", _("Yes"))]


BOOKINGS = table(
    Table(
        code="venue_bookings",
        title=_("Bookings of venues"),
        columns=(
            Column("day", _("Date"), lambda row: row.day, "date", sort="starts"),
            Column("clock", _("Hours of the day"), lambda row: row.clock),
            Column("venue", _("Venue"), lambda row: row.venue.name),
            Column("purpose", _("Used for"), lambda row: row.purpose),
            Column("holder", _("Unit or group"), lambda row: row.holder),
            Column("people", _("People expected"), lambda row: row.people, "number"),
            Column("came", _("People who came"), lambda row: row.came, "number"),
            Column("state", _("State"), lambda row: row.get_state_display(), "state"),
        ),
        order=("-starts", "-id"),
        tabs=(
            Tab("all", _("All"), Q),
            Tab("asked", State.ASKED.label, lambda: Q(state=State.ASKED)),
            Tab("waiting", State.WAITING.label, lambda: Q(state=State.WAITING)),
            Tab("used", State.USED.label, lambda: Q(state=State.USED)),
        ),
        filters=(
            Filter("venue", _("Venue"), lambda rows, value: rows.filter(venue_id=value), _venues),
            Filter(
                "from",
                pgettext_lazy("time", "From"),
                lambda rows, value: rows.filter(day__gte=value),
                kind="date",
            ),
            Filter(
                "to",
                pgettext_lazy("time", "Until"),
                lambda rows, value: rows.filter(day__lte=value),
                kind="date",
            ),
            Filter(
                "holding",
                _("Only what took the time"),
                lambda rows, _yes: rows.filter(state__in=HOLDING),
                _yes,
            ),
            Filter("slot", _("Weekday and hour (1-10)"), _in_slot, kind="text"),
        ),
        joins=lambda rows: rows.select_related("venue"),
        href=lambda row: link_to("booking", row.pk),
        empty=_("No booking yet."),
        rows=Booking.objects.counted,
    )
)
