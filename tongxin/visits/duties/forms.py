"""Forms of the steps with a duty."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy

from tongxin.groups.models import Group
from tongxin.kit.actor import Actor
from tongxin.visits.workers import staff_choices
from tongxin.web.forms import Form, Text


class DutyStepForm(Form):
    """A step with a duty: `seen` is the version that the page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class DutyReasonForm(DutyStepForm):
    """A step with a reason."""

    reason = Text(label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class AssignForm(DutyStepForm):
    """Who is to visit."""

    account_id = forms.TypedChoiceField(
        label=gettext_lazy("Worker"), required=False, coerce=UUID, empty_value=None
    )
    group_id = forms.TypedChoiceField(
        label=gettext_lazy("Group"), required=False, coerce=UUID, empty_value=None
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        account: Any = self.fields["account_id"]
        account.choices = [("", "—"), *staff_choices(actor)]
        group: Any = self.fields["group_id"]
        group.choices = [("", "—"), *Group.objects.active().order_by("name").values_list("pk", "name")]
        if not actor.is_chief:
            account.choices = [row for row in account.choices if row[0] == actor.account_id]
            del self.fields["group_id"]
