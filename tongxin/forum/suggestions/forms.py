"""Forms about suggestions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongxin.communities.models import Account
from tongxin.forum.models import Adopted, Suggestion
from tongxin.forum.rules import most_alike
from tongxin.forum.suggestions.models import LONGEST
from tongxin.forum.suggestions.steps import latest_answer
from tongxin.kit.actor import STAFF
from tongxin.web.forms import Form, Text

NEWEST = 200


class StepForm(Form):
    """A step with a suggestion: `seen` is its version that the page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, about: Suggestion, **kwargs: Any) -> None:
        kwargs["initial"] = {"seen": about.version, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.about = about
        self.prepare()

    def prepare(self) -> None:
        """Fill in what depends on the suggestion."""


class ChargeForm(StepForm):
    """Who is in charge."""

    account_id = forms.ChoiceField(label=_("Person in charge"))

    def prepare(self) -> None:
        """Offer the staff of the community."""
        staff = Account.objects.filter(
            community_id=self.about.community_id, is_active=True, role__in=STAFF
        ).order_by("name", "id")
        self.fields["account_id"].choices = [  # type: ignore[attr-defined]  # a choice field
            (str(account.pk), f"{account.name} · {account.line_of_work}".rstrip(" ·")) for account in staff
        ]
        self.initial["account_id"] = str(self.about.in_charge_id or "")


class AnswerForm(StepForm):
    """An answer, or its next version."""

    text = Text(label=_("Answer"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}))
    adopted = forms.ChoiceField(label=_("Adopted or not"), choices=Adopted.choices, widget=forms.RadioSelect)
    reason = Text(
        label=_("Reason"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Why it is adopted or not. The proposer reads it."),
    )

    def prepare(self) -> None:
        """Begin with the last version."""
        if before := latest_answer(self.about):
            self.initial.update({"text": before.text, "adopted": before.adopted, "reason": before.reason})


class GiveForm(StepForm):
    """When the answer was given."""

    answered_on = forms.DateField(label=_("Answered on"))


class PublishForm(StepForm):
    """What the board says, word for word."""

    words = Text(
        label=_("What the board says"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Anybody can read it. Write no name, no phone number and no door number."),
    )
    answer = Text(
        label=_("Answer on the board"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def prepare(self) -> None:
        """Begin with what stands there, else with what was said."""
        self.initial.update({"words": self.about.public_words or self.about.content})
        if not self.about.is_answered:
            del self.fields["answer"]
            return
        given = self.about.answers.filter(given_on__isnull=False).order_by("-number").first()
        answered = f"{given.text}\n{given.reason}" if given else ""
        self.initial["answer"] = self.about.public_answer or answered


class ReasonForm(StepForm):
    """A step with a reason."""

    reason = Text(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class MergeForm(StepForm):
    """Which other one says the same."""

    into_id = forms.ChoiceField(
        label=_("The suggestion that says the same"),
        help_text=_("The likest stand first. This one then gets the other's answer."),
    )

    def prepare(self) -> None:
        """Offer what is alike first, then the newest on the same subject."""
        rows = Suggestion.objects.standing().exclude(pk=self.about.pk).order_by("-made_on", "-id")
        found = {row.pk: row for row in rows.filter(subject=self.about.subject)[:NEWEST]}
        alike = most_alike(self.about.content, [(pk, row.content) for pk, row in found.items()])
        order = [*alike, *(pk for pk in found if pk not in alike)]
        self.fields["into_id"].choices = [  # type: ignore[attr-defined]  # a choice field
            (str(pk), f"{found[pk].number} {found[pk].content[:40]}") for pk in order
        ]
