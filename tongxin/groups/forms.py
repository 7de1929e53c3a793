"""Forms about groups."""

from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tongxin.communities.models import Account
from tongxin.groups.models import LANGUAGES, WEEKDAYS, GroupMember, ServiceType, linked_accounts
from tongxin.kit.actor import VOLUNTEERS
from tongxin.kit.scope import current_community
from tongxin.people.rules import CONSENT_WAYS
from tongxin.web.forms import Form, Text


class AccountChoice(forms.TypedChoiceField):
    """One of the community's accounts of group leaders and members, by name and login name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=_accounts, coerce=UUID, empty_value=None, **kwargs)


def _accounts() -> list[tuple[str, str]]:
    rows = Account.objects.filter(
        community_id=current_community(), role__in=VOLUNTEERS, is_active=True
    ).order_by("name", "username")
    linked = linked_accounts()
    words = {True: _("linked"), False: _("not linked yet")}
    return [
        ("", str(_("no account"))),
        *(
            (
                str(row.pk),
                f"{row.name} · {row.username} · {row.get_role_display()} · {words[row.pk in linked]}",
            )
            for row in rows
        ),
    ]


def _members_by_group() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the current members under the names of their groups, as a select shows them."""
    rows = (
        GroupMember.objects.current()
        .select_related("group", "person")
        .order_by("group__name", "group_id", "-is_leader", "person__folded", "id")
    )
    leads = _("Leads the group")
    return [
        (
            name,
            [
                (
                    str(row.pk),
                    f"{row.person.name} · {row.person.address}" + (f" · {leads}" if row.is_leader else ""),
                )
                for row in members
            ],
        )
        for name, members in groupby(rows, key=lambda row: row.group.name)
    ]


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
    account_id = AccountChoice(label=_("Account, if there is one"), required=False)


class LinkForm(Form):
    """The account with which a volunteer signs in."""

    account_id = AccountChoice(label=_("Account"), required=False)


class LinkMemberForm(Form):
    """The volunteer who signs in with an account."""

    member_id = forms.TypedChoiceField(label=_("Volunteer"), coerce=UUID)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member_id"].choices = [("", "—"), *_members_by_group()]  # type: ignore[attr-defined]  # a choice field
