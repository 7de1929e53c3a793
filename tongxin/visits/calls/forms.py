"""Forms of a visit and of what was given."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.groups.models import GroupMember, ServiceType
from tongxin.kit.actor import VOLUNTEERS, Actor
from tongxin.kit.clock import local_date, now
from tongxin.visits.calls.checking import faults
from tongxin.visits.calls.facts import GiftFacts, Told, Went
from tongxin.visits.duties.tables import reason_words
from tongxin.visits.models import Duty, Mode, VisitOutcome
from tongxin.visits.workers import staff_choices
from tongxin.web.forms import Form, Text
from tongxin.web.templatetags.web import day as day_words

MOST_GIFTS = 6


def member_choices(actor: Actor, duties: list[Duty]) -> list[tuple[Any, Any]]:
    """Return the volunteers who may have gone: those of the duties' groups, for who may see their names."""
    groups = {duty.group_id for duty in duties if duty.group_id}
    if actor.role in VOLUNTEERS:
        groups &= set(actor.group_ids)
    elif actor.role != "deputy":
        return []
    rows = GroupMember.objects.current().filter(group_id__in=groups).select_related("person", "group")
    return [(row.pk, row.person.name) for row in rows.order_by("-is_leader", "joined_on")]


class VisitForm(Form):
    """A visit: what came of it and how they are; the rest has a default."""

    # Asked for unless nobody was at home, or filled in already: "optional" beside them would mislead.
    unmarked = frozenset({"situation", "visitors", "duties"})

    outcome = forms.ChoiceField(
        label=gettext_lazy("What came of it"),
        choices=VisitOutcome.choices,
        widget=forms.RadioSelect,
        initial=VisitOutcome.VISITED,
    )
    situation = Text(
        label=gettext_lazy("Situation in brief"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("How they are, in a few words. No diagnosis."),
    )
    duties = forms.MultipleChoiceField(
        label=gettext_lazy("This visit was for"), required=False, widget=forms.CheckboxSelectMultiple
    )
    need = Text(
        label=gettext_lazy("Need"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("What they ask for: it becomes a need at the desk at once."),
    )
    service_type = forms.ChoiceField(
        label=gettext_lazy("Service"), choices=ServiceType.choices, initial=ServiceType.OTHER
    )
    visitors = forms.MultipleChoiceField(
        label=gettext_lazy("Who went"), required=False, widget=forms.CheckboxSelectMultiple
    )
    visited_on = forms.DateField(label=gettext_lazy("Visited on"))
    mode = forms.ChoiceField(label=gettext_lazy("How"), choices=Mode.choices, initial=Mode.HOME)
    suggestions = Text(
        label=gettext_lazy("Suggestions"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("What they suggest to the community; kept for the forum."),
    )
    follow_up = Text(
        label=gettext_lazy("To be followed up"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        open_duties: list[Duty],
        gifts: "forms.BaseFormSet[GiftForm] | None" = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._gifts = gifts
        duties: Any = self.fields["duties"]
        duties.choices = [
            (
                str(duty.pk),
                _("%(reason)s, by %(day)s") % {"reason": reason_words(duty), "day": day_words(duty.due_on)},
            )
            for duty in open_duties
        ]
        duties.initial = [str(duty.pk) for duty in open_duties]
        self._members = {str(pk) for pk, _name in member_choices(actor, open_duties)}
        visitors: Any = self.fields["visitors"]
        staff = [] if actor.role in VOLUNTEERS else staff_choices(actor)
        visitors.choices = [(str(pk), name) for pk, name in [*staff, *member_choices(actor, open_duties)]]
        visitors.initial = [str(actor.account_id)] if staff else visitors.choices and [visitors.choices[0][0]]
        if not open_duties:
            del self.fields["duties"]
        if actor.role in VOLUNTEERS:
            del self.fields["need"], self.fields["service_type"]

    def _went(self, chosen: list[str]) -> Went:
        return Went(
            [UUID(text) for text in chosen if text not in self._members],
            [UUID(text) for text in chosen if text in self._members],
        )

    def clean(self) -> dict[str, Any]:
        """Ask for all that is missing at once: who mends one thing should not be sent back for the next."""
        facts = super().clean() or self.cleaned_data
        found = faults(
            visited_on=facts.get("visited_on"),
            today=local_date(now()),
            outcome=facts.get("outcome", ""),
            situation=facts.get("situation", ""),
            went=self._went(facts.get("visitors", [])),
            has_duties=bool(facts.get("duties")),
            has_gifts=self._gifts is not None and any(item.has_changed() for item in self._gifts.forms),
        )
        for name, text in found.items():
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, text)
        return facts

    def visit_facts(self) -> dict[str, Any]:
        """Return the facts as the action takes them."""
        facts = self.facts()
        return {
            "outcome": facts["outcome"],
            "visited_on": facts["visited_on"],
            "mode": facts["mode"],
            "duty_ids": [UUID(text) for text in facts.get("duties", [])],
            "went": self._went(facts["visitors"]),
            "told": Told(
                facts["situation"],
                facts.get("need", ""),
                facts.get("service_type", "other"),
                facts["suggestions"],
                facts["follow_up"],
            ),
            "key": facts["key"],
        }


class GiftForm(forms.Form):
    """Goods or money handed over; a row left empty is nothing."""

    unmarked = frozenset(
        {"item", "is_cash", "value", "fund_source", "signed_by", "quantity", "unit", "relation"}
    )

    use_required_attribute = False

    item = Text(label=gettext_lazy("Goods"), max_length=60, required=False)
    is_cash = forms.BooleanField(label=gettext_lazy("Money"), required=False)
    quantity = forms.DecimalField(
        label=gettext_lazy("Quantity"),
        min_value=Decimal("0.01"),
        max_digits=8,
        decimal_places=2,
        required=False,
    )
    unit = Text(label=gettext_lazy("Unit"), max_length=10, required=False)
    value = forms.DecimalField(
        label=gettext_lazy("Value in yuan"),
        min_value=Decimal("0.01"),
        max_digits=10,
        decimal_places=2,
        required=False,
    )
    fund_source = Text(label=gettext_lazy("Source of funds"), max_length=60, required=False)
    signed_by = Text(label=gettext_lazy("Signed by"), max_length=40, required=False)
    relation = Text(label=gettext_lazy("Relation of who signed"), max_length=20, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            Form.dress(field)

    def clean(self) -> dict[str, Any]:
        """Ask for what is missing of a gift that was begun."""
        facts = super().clean() or self.cleaned_data
        if facts.get("item") or facts.get("is_cash") or facts.get("value"):
            for name in ("value", "fund_source", "signed_by"):
                if not facts.get(name) and name not in self.errors:
                    self.add_error(name, _missing(self.fields[name]))
            if not facts.get("item"):
                facts["item"] = _("Money") if facts.get("is_cash") else ""
                if not facts["item"]:
                    self.add_error("item", _missing(self.fields["item"]))
        return facts

    def gift(self) -> GiftFacts | None:
        """Return the gift, or nothing for an empty row."""
        facts = self.cleaned_data
        if not facts.get("item"):
            return None
        return GiftFacts(
            item=facts["item"],
            value=facts["value"],
            fund_source=facts["fund_source"],
            signed_by=facts["signed_by"],
            quantity=facts.get("quantity") or Decimal(1),
            unit=facts.get("unit", ""),
            is_cash=facts.get("is_cash", False),
            relation=facts.get("relation", ""),
        )


def _missing(field: forms.Field) -> str:
    return str(field.error_messages["required"])


GiftFormSet = forms.formset_factory(GiftForm, extra=2, max_num=MOST_GIFTS, absolute_max=MOST_GIFTS)
