"""Forms of plans."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tongxin.kit.actor import Actor
from tongxin.kit.words import read_day
from tongxin.visits.duties.forms import DutyStepForm
from tongxin.visits.workers import staff_choices
from tongxin.web.forms import Form, Text


def read_days(text: str) -> list[date]:
    """Read days separated by commas, blanks or 、. ValueError names the one that is none."""
    parts = text.replace("、", ",").replace("，", ",").replace(" ", ",").replace("\n", ",").split(",")
    return [read_day(part) for part in parts if part.strip()]


class PlanForm(Form):
    """A plan to be drafted: festival, days, how many homes a day, who goes."""

    festival = forms.ChoiceField(label=gettext_lazy("Festival"))
    first = forms.DateField(label=gettext_lazy("First day"))
    last = forms.DateField(label=gettext_lazy("Last day"))
    most_per_day = forms.IntegerField(
        label=gettext_lazy("Homes a visitor can call on in a day"), min_value=1, max_value=40, initial=6
    )
    visitors = forms.MultipleChoiceField(label=gettext_lazy("Who goes"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, actor: Actor, festivals: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        festival: Any = self.fields["festival"]
        festival.choices = festivals
        visitors: Any = self.fields["visitors"]
        self._staff = staff_choices(actor)
        visitors.choices = [(str(pk), name) for pk, name in self._staff]
        for pk, name in self._staff:
            self.fields[f"leave_{pk}"] = Text(
                label=_("Days on leave of %(name)s") % {"name": name},
                required=False,
                max_length=300,
                help_text=_("Days with commas, as in 2027-01-28, 2027-01-29"),
            )

    def clean(self) -> dict[str, Any]:
        """Read the days on leave."""
        facts = super().clean() or self.cleaned_data
        leave: dict[UUID, list[date]] = {}
        for pk, _name in self._staff:
            if str(pk) in facts.get("visitors", []):
                try:
                    leave[pk] = read_days(facts.get(f"leave_{pk}", ""))
                except ValueError:
                    self.add_error(
                        f"leave_{pk}", _("Not understood as days. Write them as 2027-01-28, 2027-01-29.")
                    )
        facts["leave"] = leave
        return facts

    @property
    def leave_fields(self) -> list[Any]:
        """Return the fields with the days on leave."""
        return [self[f"leave_{pk}"] for pk, _name in self._staff]

    def plan_facts(self) -> dict[str, Any]:
        """Return the facts as the action takes them."""
        facts = self.facts()
        return {
            "first": facts["first"],
            "last": facts["last"],
            "most_per_day": facts["most_per_day"],
            "visitors": facts["leave"],
            "key": facts["key"],
        }


class MoveForm(DutyStepForm):
    """A home of a plan given to another visitor or day."""

    home_id = forms.UUIDField(widget=forms.HiddenInput)
    account_id = forms.UUIDField(label=pgettext_lazy("visits", "Visitor"))
    day = forms.DateField(label=gettext_lazy("Day"))
