"""Forms of reasons, rules and buildings."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy

from tongxin.almanac.rules import Festival
from tongxin.groups.models import Group
from tongxin.kit.actor import Actor
from tongxin.people.rules import CATEGORIES
from tongxin.visits.models import VisitReason
from tongxin.visits.workers import staff_choices
from tongxin.web.forms import Form, Text


class RuleForm(Form):
    """A reason's rule from a day on."""

    name = Text(
        label=gettext_lazy("Name of the fourth reason"),
        max_length=40,
        help_text=gettext_lazy("As your community calls it; for example: homes in hardship"),
    )
    by_festival = forms.TypedChoiceField(
        label=gettext_lazy("Comes with"),
        coerce=lambda value: value == "1",
        required=False,
        choices=[("0", gettext_lazy("something that happens")), ("1", gettext_lazy("festivals"))],
    )
    active = forms.BooleanField(label=gettext_lazy("Homes are visited for this"), required=False)
    effective_from = forms.DateField(
        label=gettext_lazy("In force from"),
        help_text=gettext_lazy("Today or later. What was due before stays as it was."),
    )
    festivals = forms.MultipleChoiceField(
        label=gettext_lazy("Festivals"),
        choices=Festival.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    categories = forms.MultipleChoiceField(
        label=gettext_lazy("Served categories"),
        choices=list(CATEGORIES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    window_days = forms.IntegerField(
        label=gettext_lazy("Days before the festival"), min_value=1, max_value=60
    )
    limit_days = forms.IntegerField(
        label=gettext_lazy("Working days to the visit"), min_value=1, max_value=30
    )
    account_id = forms.TypedChoiceField(
        label=gettext_lazy("Whose line of work"), required=False, coerce=UUID, empty_value=None
    )
    group_id = forms.TypedChoiceField(
        label=gettext_lazy("Group that visits too"), required=False, coerce=UUID, empty_value=None
    )

    def __init__(self, *args: Any, actor: Actor, reason: VisitReason, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        account: Any = self.fields["account_id"]
        account.choices = [("", "—"), *staff_choices(actor)]
        group: Any = self.fields["group_id"]
        group.choices = [("", "—"), *Group.objects.active().order_by("name").values_list("pk", "name")]
        unused = {"limit_days"} if reason.by_festival else {"festivals", "categories", "window_days"}
        if reason.kind != "own":
            unused |= {"name", "by_festival"}
        else:
            unused = set()
        for name in unused:
            del self.fields[name]


class BeatForm(Form):
    """A building and its worker."""

    building = Text(
        label=gettext_lazy("Building"), max_length=40, help_text=gettext_lazy("As addresses begin, as in 3栋")
    )
    account_id = forms.TypedChoiceField(
        label=gettext_lazy("Worker"), required=False, coerce=UUID, empty_value=None
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        account: Any = self.fields["account_id"]
        account.choices = [("", gettext_lazy("nobody")), *staff_choices(actor)]
