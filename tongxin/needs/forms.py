"""Forms about needs."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongxin.groups.models import ServiceType
from tongxin.kit.clock import local_date, now
from tongxin.needs.checking import done_faults
from tongxin.needs.models import Category, Channel, Outcome
from tongxin.needs.receiving import faults
from tongxin.needs.rules import LEAST_HOURS, MOST_HOURS
from tongxin.web.forms import Form, Text


class ReceptionForm(Form):
    """Reception at the desk: who, what, words; the rest has a default."""

    person_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    visitor = Text(
        label=_("Who came"),
        max_length=40,
        required=False,
        help_text=_(
            "Name, pinyin, initials, last digits of the phone or building. Leave empty if no name is given."
        ),
    )
    service_type = forms.ChoiceField(
        label=_("Service"), choices=ServiceType.choices, widget=forms.RadioSelect
    )
    matter = Text(label=_("What is asked"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    reply = Text(
        label=_("Answer at the desk"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("With an answer the matter is closed at once."),
    )
    channel = forms.ChoiceField(label=_("Came by"), choices=Channel.choices, initial=Channel.WALK_IN)
    category = forms.ChoiceField(label=_("Came for"), choices=Category.choices, initial=Category.HELP)
    phone = Text(label=_("Phone"), max_length=30, required=False)
    place = Text(label=_("Place"), max_length=80, required=False)
    wanted_by = forms.DateField(label=_("Wanted by"), required=False)
    party_size = forms.IntegerField(label=_("People in the party"), min_value=1, max_value=500, initial=1)
    received_on = forms.DateField(
        label=_("Received on"), required=False, help_text=_("Today, unless you enter a pile of paper")
    )

    def clean(self) -> dict[str, Any]:
        """Ask for all that does not fit at once, beside what the fields themselves refuse."""
        facts = super().clean() or self.cleaned_data
        today = local_date(now())
        found = faults(
            matter=facts.get("matter"),
            phone=facts.get("phone", ""),
            received_on=facts.get("received_on") or today,
            wanted_by=facts.get("wanted_by"),
            today=today,
        )
        for name, text in found.items():
            if name not in self.errors:
                self.add_error(name, str(text))
        return facts


class StepForm(Form):
    """A step with a need: `seen` is the version of the need that the page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class OfferForm(StepForm):
    """Offer to a group."""

    group_id = forms.UUIDField()


class AcceptForm(StepForm):
    """Accept with a volunteer."""

    volunteer = forms.UUIDField(label=_("Volunteer"))


class WordsForm(StepForm):
    """A step with a reason."""

    reason = Text(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class DoneForm(StepForm):
    """What was done."""

    done_on = forms.DateField(label=_("Done on"))
    hours = forms.DecimalField(
        label=_("Hours"),
        min_value=LEAST_HOURS,
        max_value=MOST_HOURS,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "0.25", "inputmode": "decimal"}),
    )
    result = Text(label=_("What was done"), max_length=2000, widget=forms.Textarea)

    def judge(self, received_on: date) -> None:
        """Say beside what the fields themselves refuse what the rules of a service would: all at once."""
        said = self.cleaned_data
        found = done_faults(
            received_on, said.get("done_on"), said.get("hours"), said.get("result"), local_date(now())
        )
        for name, text in found.items():
            if name not in self.errors:
                self.add_error(name, text)


class ConfirmForm(StepForm):
    """What the resident said."""

    comment = Text(
        label=_("What the resident said"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CloseForm(StepForm):
    """Closed without being served."""

    outcome = forms.ChoiceField(
        label=_("How it ended"),
        choices=[
            (code, Outcome(code).label)
            for code in (Outcome.NOT_NEEDED, Outcome.REFERRED, Outcome.NOT_POSSIBLE)
        ],
    )
    reason = Text(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class PoliceForm(StepForm):
    """An incident for the police."""

    station = Text(label=_("Police station"), max_length=60)
    what = Text(
        label=_("What happened"),
        max_length=1000,
        widget=forms.Textarea,
        help_text=_("What, where and when. Write nothing about anybody's belief or character."),
    )
