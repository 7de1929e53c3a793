"""The form for an activity."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongxin.activities.models import Theme
from tongxin.groups.models import Group
from tongxin.kit.clock import local_date, now
from tongxin.web.forms import Form, Text


class ActivityForm(Form):
    """What was held."""

    title = Text(label=_("Title"), max_length=80)
    theme = forms.ChoiceField(label=_("Kind"), choices=Theme.choices)
    held_on = forms.DateField(label=_("Held on"))
    place = Text(label=_("Place"), max_length=80, required=False)
    groups = forms.MultipleChoiceField(
        label=_("Groups that took part"), required=False, widget=forms.CheckboxSelectMultiple
    )
    planned_count = forms.IntegerField(
        label=_("People expected"), min_value=0, max_value=100_000, required=False
    )
    actual_count = forms.IntegerField(label=_("People who came"), min_value=0, max_value=100_000)
    content = Text(label=_("What was done"), max_length=4000, widget=forms.Textarea)
    outcome = Text(
        label=_("Result and echo"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    funding = Text(label=_("Funds from"), max_length=60, required=False)
    amount = forms.DecimalField(
        label=_("Amount in yuan"), min_value=Decimal(0), max_digits=10, decimal_places=2, required=False
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        groups: Any = self.fields["groups"]
        groups.choices = list(Group.objects.active().order_by("name").values_list("pk", "name"))

    def clean_held_on(self) -> date | None:
        """Refuse a day in the future together with all else that does not fit."""
        held_on: date | None = self.cleaned_data["held_on"]
        if held_on and held_on > local_date(now()):
            raise forms.ValidationError(_("The activity lies in the future. Record it once it was held."))
        return held_on
