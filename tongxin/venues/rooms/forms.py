"""Forms for a venue and a closure."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongxin.groups.models import WEEKDAYS
from tongxin.venues.models import Venue
from tongxin.venues.rules import read_hours, write_hours
from tongxin.web.forms import Form, Text


class VenueForm(Form):
    """What a venue is, and when it is open on each weekday."""

    name = Text(label=_("Name"), max_length=40)
    place = Text(label=_("Where it is"), max_length=80, required=False)
    capacity = forms.IntegerField(label=_("People it holds"), min_value=1, max_value=5000)
    equipment = Text(label=_("Equipment"), max_length=200, required=False)
    has_key = forms.BooleanField(label=_("A key is handed out"), required=False)
    needs_approval = forms.BooleanField(label=_("Bookings need approval"), required=False)
    is_active = forms.BooleanField(label=_("Can be booked"), required=False, initial=True)
    unmarked = frozenset(f"day{code}" for code, _label in WEEKDAYS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, (code, label) in enumerate(WEEKDAYS):
            field = Text(
                label=_("Open on %(weekday)s") % {"weekday": label},
                max_length=80,
                required=False,
                initial="08:30-11:30 14:00-17:30",
                help_text=_("As in 08:30-11:30 14:00-17:30. Empty: closed. 24:00 is midnight.")
                if number == 0
                else "",
            )
            self.dress(field)
            self.fields[f"day{code}"] = field

    def clean(self) -> dict[str, Any]:
        """Read the hours of each day."""
        for code, _label in WEEKDAYS:
            try:
                self.cleaned_data[f"day{code}"] = read_hours(self.cleaned_data.get(f"day{code}", ""))
            except ValueError:
                self.add_error(f"day{code}", _("Write times as in 08:30-11:30 14:00-17:30."))
        return self.cleaned_data

    def facts(self) -> dict[str, Any]:
        """Return the facts, the hours by weekday (0 is Monday)."""
        found = super().facts()
        found["hours"] = {int(code) - 1: found.pop(f"day{code}") for code, _label in WEEKDAYS}
        return found

    @staticmethod
    def initial_of(venue: Venue) -> dict[str, Any]:
        """Return what the form shows of a venue that is there."""
        hours: dict[int, list[tuple[int, int]]] = {day: [] for day in range(7)}
        for row in venue.hours.order_by("opens"):
            hours[row.weekday].append((row.opens, row.closes))
        names = ("name", "place", "capacity", "equipment", "has_key", "needs_approval", "is_active")
        return {name: getattr(venue, name) for name in names} | {
            f"day{day + 1}": write_hours(opens) for day, opens in hours.items()
        }


class ClosureForm(Form):
    """From when until when a venue is closed, and why."""

    first = forms.DateField(label=_("Closed from"))
    last = forms.DateField(label=_("Closed until"))
    reason = Text(label=_("Reason"), max_length=80)
