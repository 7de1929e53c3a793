"""Forms about groups."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tongxin.groups.models import LANGUAGES, WEEKDAYS, ServiceType
from tongxin.people.rules import CONSENT_WAYS
from tongxin.web.forms import Form, Text


class GroupForm(Form):
    """A group's facts."""

    code = forms.SlugField(
        label=_("Short name in addresses"), max_length=30, help_text=_("Latin letters, as in legal")
    )
    name = Text(
        label=_("Name"), max_length=40, help_text=_("The name of its service, as in Legal service group")
    )
    formal_title = Text(label=_("Title in the report"), max_length=60, required=False)
    description = Text(label=_("What it does"), required=False, max_length=500, widget=forms.Textarea)
    offers = forms.MultipleChoiceField(
        label=_("Services"), choices=ServiceType.choices, widget=forms.CheckboxSelectMultiple
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=LANGUAGES, widget=forms.CheckboxSelectMultiple, required=False
    )
    weekdays = forms.MultipleChoiceField(
        label=_("Days available"), choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple
    )
    capacity = forms.IntegerField(label=_("Open needs it can carry"), min_value=1, max_value=200, initial=6)
    is_active = forms.BooleanField(label=_("Takes on needs"), required=False, initial=True)

    def group_facts(self) -> dict[str, object]:
        """Return the facts as the actions take them."""
        facts = self.facts()
        facts["languages"] = ",".join(facts["languages"])
        facts["weekdays"] = "".join(sorted(facts["weekdays"]))
        return facts


class EnrolForm(Form):
    """A volunteer joining."""

    person = forms.UUIDField(label=_("Person"), widget=forms.HiddenInput)
    consented_on = forms.DateField(label=_("Consent given on"))
    way = forms.ChoiceField(label=_("How given"), choices=list(CONSENT_WAYS.items()))
    is_leader = forms.BooleanField(label=_("Leads the group"), required=False)
    username = Text(label=_("Login name, if there is an account"), max_length=60, required=False)
