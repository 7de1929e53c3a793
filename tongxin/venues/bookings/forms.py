"""Forms for a booking and what becomes of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.groups.models import Group
from tongxin.kit.clock import CHINA, local_date
from tongxin.venues.models import Booking, Venue
from tongxin.venues.rules import MONTHLY, WEEKLY, Span, span_of
from tongxin.web.forms import Form, Text

REPEATS = (
    ("", _("Once")),
    (f"{WEEKLY}-1", _("Every week")),
    (f"{WEEKLY}-2", _("Every two weeks")),
    (f"{WEEKLY}-4", _("Every four weeks")),
    (f"{MONTHLY}-1", _("Every month on the same weekday, such as the second Friday")),
    (f"{MONTHLY}-2", _("Every two months on the same weekday")),
)


def _clock(label: Any, **more: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, **more)


class TimeForm(Form):
    """Which venue, on which day, from when until when."""

    venue = forms.TypedChoiceField(label=_("Venue"), coerce=UUID)
    day = forms.DateField(label=_("Date"))
    from_time = _clock(pgettext_lazy("time", "From"))
    to_time = _clock(
        pgettext_lazy("time", "Until"), help_text=_("An end before the beginning is on the next day.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        venue: Any = self.fields["venue"]
        rooms = Venue.objects.filter(is_active=True).order_by("name")
        venue.choices = [(str(pk), name) for pk, name in rooms.values_list("pk", "name")]

    def field_of(self, name: str) -> str | None:
        """Show what is wrong with a time at the field by which it was typed."""
        return super().field_of({"starts": "from_time", "ends": "to_time"}.get(name, name))

    def span(self) -> Span:
        """Return the time that was typed."""
        typed = self.cleaned_data
        return span_of(typed["day"], typed["from_time"], typed["to_time"])

    def typed_span(self) -> Span | None:
        """Return the time that was typed even where a rule refused it; None if it cannot be read."""
        try:
            read = {
                name: self.fields[name].clean(self.data.get(name)) for name in ("day", "from_time", "to_time")
            }
        except ValidationError:
            return None
        return span_of(read["day"], read["from_time"], read["to_time"])

    @staticmethod
    def of_span(span: Span) -> dict[str, Any]:
        """Return how a time is typed."""
        begin, end = span.starts.astimezone(CHINA), span.ends.astimezone(CHINA)
        return {"day": local_date(begin), "from_time": begin.time(), "to_time": end.time()}


class BookingForm(TimeForm):
    """A booking, alone or in a series."""

    purpose = Text(label=_("Used for"), max_length=80)
    group = forms.ChoiceField(label=_("Group"), required=False)
    holder = Text(
        label=_("Unit or group"), max_length=40, required=False, help_text=_("Empty: the group chosen above.")
    )
    people = forms.IntegerField(label=_("People expected"), min_value=1, max_value=5000)
    leader = Text(label=_("In charge"), max_length=40, required=False)
    phone = Text(label=_("Phone"), max_length=20, required=False)
    equipment = Text(label=_("Equipment"), max_length=200, required=False)
    repeat = forms.ChoiceField(label=_("Repeat"), choices=REPEATS, required=False)
    until = forms.DateField(label=_("Repeat until"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group: Any = self.fields["group"]
        rows = Group.objects.active().order_by("name").values_list("pk", "name")
        group.choices = [("", "—"), *((str(pk), name) for pk, name in rows)]

    def clean(self) -> dict[str, Any]:
        """Take the group's name where nobody else is named, and ask for the last day of a series."""
        typed = self.cleaned_data
        names = dict(self.fields["group"].choices)  # type: ignore[attr-defined]  # a choice field
        if not typed.get("holder"):
            typed["holder"] = names.get(typed.get("group"), "") if typed.get("group") else ""
        if not typed["holder"] and "holder" not in self.errors:
            self.add_error("holder", _("Say who uses it, or choose a group."))
        if typed.get("repeat") and not typed.get("until") and "until" not in self.errors:
            self.add_error("until", _("Until when does it repeat?"))
        return typed

    def booking_facts(self) -> dict[str, Any]:
        """Return the facts of a booking, as the actions take them."""
        typed, span = self.facts(), self.span()
        names = ("purpose", "holder", "people", "leader", "phone", "equipment", "key")
        found = {name: typed[name] for name in names}
        found |= {"starts": span.starts, "ends": span.ends}
        found["group_id"] = UUID(typed["group"]) if typed["group"] else None
        return found

    def series_facts(self) -> dict[str, Any]:
        """Return how a series repeats."""
        unit, _dash, every = self.cleaned_data["repeat"].partition("-")
        return {"unit": unit, "every": int(every), "until": self.cleaned_data["until"]}


class MoveForm(TimeForm):
    """Another time or venue; a drag sends the same."""

    following = forms.BooleanField(label=_("Move the later ones of the series as far"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, booking: Booking, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if booking.series_id is None:
            del self.fields["following"]

    def move_facts(self) -> dict[str, Any]:
        """Return where and when to, as the action takes it."""
        typed, span = self.facts(), self.span()
        found = {"venue_id": typed["venue"], "starts": span.starts, "ends": span.ends}
        return found | {
            "following": typed.get("following", False),
            "seen": typed["seen"],
            "key": typed["key"],
        }


class UseForm(Form):
    """How it was used and left."""

    came = forms.IntegerField(label=_("People who came"), min_value=0, max_value=5000)
    key_back = forms.BooleanField(label=_("Key is back"), required=False)
    checked = Text(
        label=_("Found when it was left"),
        max_length=200,
        required=False,
        help_text=_("Tidy, lights and windows, equipment complete."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, booking: Booking, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not booking.key_out_at:
            del self.fields["key_back"]


class StepForm(Form):
    """A step with a booking, with its reason where it needs one."""

    reason = Text(label=_("Reason"), max_length=200, required=False)
    following = forms.BooleanField(required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)


def chosen(data: Any) -> Any:
    """Return what was sent with the alternative that was chosen in place of the time typed."""
    venue, _bar, times = data.get("take", "").partition("|")
    if not times:
        return data
    try:
        begin, _bar, end = times.partition("|")
        span = Span(datetime.fromisoformat(begin), datetime.fromisoformat(end))
        typed = TimeForm.of_span(span)
    except ValueError:
        return data
    copy = data.copy()
    copy["venue"], copy["day"] = venue, typed["day"].isoformat()
    copy["from_time"], copy["to_time"] = f"{typed['from_time']:%H:%M}", f"{typed['to_time']:%H:%M}"
    return copy
