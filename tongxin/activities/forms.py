"""The form for an activity."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from tongxin.activities.models import Theme
from tongxin.activities.rules import CENT, MOST_HOURS
from tongxin.groups.access import can_see_roster
from tongxin.groups.models import Group, GroupMember
from tongxin.kit.actor import Actor
from tongxin.kit.clock import local_date, now
from tongxin.kit.words import mask_name
from tongxin.web.forms import Form, Text


class Members(forms.CheckboxSelectMultiple):
    """Members under the name of their group; the page shows those of the groups ticked."""

    groups: Mapping[str, str]

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Name the group beside each member, for the page's script."""
        option = super().create_option(*args, **kwargs)
        option["attrs"]["data-of-group"] = self.groups[str(option["value"])]
        return option


class ActivityForm(Form):
    """What was held."""

    title = Text(label=_("Title"), max_length=80)
    theme = forms.ChoiceField(label=_("Kind"), choices=Theme.choices)
    held_on = forms.DateField(label=_("Held on"))
    place = Text(label=_("Place"), max_length=80, required=False)
    groups = forms.MultipleChoiceField(
        label=_("Groups that took part"), required=False, widget=forms.CheckboxSelectMultiple
    )
    volunteers = forms.MultipleChoiceField(
        label=_("Volunteers who helped"),
        required=False,
        widget=Members,
        help_text=_("Members of the groups ticked above."),
    )
    hours = forms.DecimalField(
        label=_("Hours of each"),
        required=False,
        min_value=CENT,
        max_value=MOST_HOURS,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "0.25", "inputmode": "decimal"}),
        help_text=_("Credited to each volunteer ticked; may be entered later by an amendment."),
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

    def __init__(self, *args: object, actor: Actor, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        groups, volunteers = cast("Any", self.fields["groups"]), cast("Any", self.fields["volunteers"])
        groups.choices = list(Group.objects.active().order_by("name").values_list("pk", "name"))
        rows = GroupMember.objects.current().filter(group__is_active=True).select_related("person", "group")
        self._groups = {str(row.pk): str(row.group_id) for row in rows}
        volunteers.widget.groups = self._groups
        volunteers.choices = [
            (
                name,
                [
                    (
                        row.pk,
                        row.person.name
                        if can_see_roster(actor, row.group_id)
                        else mask_name(row.person.name),
                    )
                    for row in sorted(rows, key=lambda row: (not row.is_leader, row.joined_on, row.pk))
                    if row.group_id == pk
                ],
            )
            for pk, name in groups.choices
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse volunteers of a group that did not take part, and hours that are nobody's."""
        facts = super().clean() or self.cleaned_data
        took_part = set(facts.get("groups", ()))
        chosen = facts.get("volunteers", ())
        if {self._groups[pk] for pk in chosen} - took_part:
            self.add_error("volunteers", _("Tick the group of each volunteer too: it took part."))
        if facts.get("hours") and not chosen and "volunteers" not in self.errors:
            self.add_error("volunteers", _("Choose whose hours these are."))
        return facts

    def clean_held_on(self) -> date | None:
        """Refuse a day in the future together with all else that does not fit."""
        held_on: date | None = self.cleaned_data["held_on"]
        if held_on and held_on > local_date(now()):
            raise forms.ValidationError(_("The activity lies in the future. Record it once it was held."))
        return held_on
