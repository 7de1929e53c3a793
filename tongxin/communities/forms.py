"""Forms about the office."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.communities.models import Account, Post
from tongxin.kit.actor import Role
from tongxin.web.forms import Form, Text

NOT_CHOSEN = ("", _("please choose"))


class AccountForm(Form):
    """An account's facts."""

    name = Text(label=pgettext_lazy("of a person", "Name"), max_length=40)
    role = forms.ChoiceField(
        label=_("Role"), choices=Role.choices, help_text=_("Decides what the account may do")
    )
    post = forms.ChoiceField(label=_("Post"), choices=Post.choices)
    line_of_work = Text(label=_("Line of work"), max_length=60, required=False)
    duties = Text(
        label=_("Duties in the leading group"), max_length=500, required=False, widget=forms.Textarea
    )


class NewAccountForm(AccountForm):
    """A new account."""

    username = Text(label=_("Login name"), max_length=60)
    password = forms.CharField(
        label=_("First password"),
        widget=forms.PasswordInput,
        strip=False,
        help_text=_("At least ten characters"),
    )
    # The secretary is the first of both lists: nothing is chosen for whoever opens an account.
    role = forms.ChoiceField(
        label=_("Role"), choices=(NOT_CHOSEN, *Role.choices), help_text=_("Decides what the account may do")
    )
    post = forms.ChoiceField(label=_("Post"), choices=(NOT_CHOSEN, *Post.choices))
    field_order = ["name", "username", "password"]

    def clean(self) -> dict[str, Any]:
        """Say what is wrong with the password together with all else."""
        facts = super().clean() or self.cleaned_data
        if facts.get("password"):
            account = Account(username=facts.get("username", ""), name=facts.get("name", ""))
            try:
                validate_password(facts["password"], account)
            except forms.ValidationError as fault:
                self.add_error("password", fault)
        return facts


class ChangeAccountForm(AccountForm):
    """An account to change."""

    is_active = forms.BooleanField(label=_("May sign in"), required=False)


class LimitsForm(Form):
    """The community's limits."""

    need_due_days = forms.IntegerField(label=_("Working days to serve a need"), min_value=1, max_value=60)
    answer_due_days = forms.IntegerField(
        label=_("Working days for a group to answer an offer"), min_value=1, max_value=30
    )
