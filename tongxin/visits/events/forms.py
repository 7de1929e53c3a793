"""Forms of events in families."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.visits.models import EventKind, Kind, ToldBy, VisitReason
from tongxin.web.forms import Form, Text


class EventForm(Form):
    """Something that happened in a family."""

    person_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("What happened"), choices=EventKind.choices, widget=forms.RadioSelect
    )
    happened_on = forms.DateField(label=gettext_lazy("Happened on"))
    told_by = forms.ChoiceField(label=gettext_lazy("Told by"), choices=ToldBy.choices, initial=ToldBy.FAMILY)
    place = Text(
        label=gettext_lazy("Where to visit"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("If not at home: the hospital and ward. No diagnosis."),
    )
    urgent_reason = Text(
        label=gettext_lazy("Why without consent"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Only the deputy, only in urgent hardship; the reason is kept."),
    )
    another = forms.BooleanField(
        label=gettext_lazy("This is another event than the one already recorded"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = VisitReason.objects.filter(kind=Kind.OWN, by_festival=False).first()
        kind: Any = self.fields["kind"]
        kind.choices = [
            (
                code,
                _("Something else that calls for a visit (%(reason)s)") % {"reason": own}
                if code == EventKind.HARDSHIP
                else label,
            )
            for code, label in EventKind.choices
            if own or code != EventKind.HARDSHIP
        ]

    def clean_person_id(self) -> Any:
        """Ask for a resident chosen from the list: an event belongs to somebody."""
        found = self.cleaned_data.get("person_id")
        if found is None:
            raise forms.ValidationError(_("Choose the resident from the list."))
        return found


class CorrectEventForm(Form):
    """An event's day and place, as the form was opened with them."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    happened_on = forms.DateField(label=gettext_lazy("Happened on"))
    place = Text(label=gettext_lazy("Where to visit"), max_length=80, required=False)
