"""Forms about visits."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tongxin.almanac.rules import Festival
from tongxin.communities.models import Account
from tongxin.groups.models import Group, GroupMember, ServiceType
from tongxin.kit.actor import STAFF, VOLUNTEERS, Actor
from tongxin.kit.words import read_day
from tongxin.people.rules import CATEGORIES
from tongxin.visits.actions_visits import GiftFacts, Told, Went
from tongxin.visits.models import Duty, EventKind, Kind, Mode, ToldBy, VisitOutcome, VisitReason
from tongxin.visits.tables import reason_words
from tongxin.web.forms import Form, Text
from tongxin.web.templatetags.web import day as day_words

MOST_GIFTS = 6


def staff_choices(actor: Actor) -> list[tuple[Any, Any]]:
    """Return the workers of the community, the acting one first."""
    rows = Account.objects.filter(community_id=actor.community_id, role__in=STAFF, is_active=True).order_by(
        "name"
    )
    found = list(rows.values_list("pk", "name"))
    return sorted(found, key=lambda row: row[0] != actor.account_id)


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

    def __init__(self, *args: Any, actor: Actor, open_duties: list[Duty], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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

    def visit_facts(self) -> dict[str, Any]:
        """Return the facts as the action takes them."""
        facts = self.facts()
        chosen = facts["visitors"]
        return {
            "outcome": facts["outcome"],
            "visited_on": facts["visited_on"],
            "mode": facts["mode"],
            "duty_ids": [UUID(text) for text in facts.get("duties", [])],
            "went": Went(
                [UUID(text) for text in chosen if text not in self._members],
                [UUID(text) for text in chosen if text in self._members],
            ),
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

    def clean(self) -> dict[str, Any]:
        """Ask for what is missing of a gift that was begun."""
        facts = super().clean() or self.cleaned_data
        if facts.get("item") or facts.get("is_cash") or facts.get("value"):
            for name in ("value", "fund_source", "signed_by"):
                if not facts.get(name) and name not in self.errors:
                    self.add_error(name, _("Missing"))
            if not facts.get("item"):
                facts["item"] = _("Money") if facts.get("is_cash") else ""
                if not facts["item"]:
                    self.add_error("item", _("Missing"))
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


GiftFormSet = forms.formset_factory(GiftForm, extra=2, max_num=MOST_GIFTS, absolute_max=MOST_GIFTS)


class EventForm(Form):
    """Something that happened in a family."""

    person_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("What happened"), choices=EventKind.choices, widget=forms.RadioSelect
    )
    happened_on = forms.DateField(label=gettext_lazy("Happened on"))
    told_by = forms.ChoiceField(label=gettext_lazy("Told by"), choices=ToldBy.choices, initial=ToldBy.FAMILY)
    place = Text(
        label=gettext_lazy("Where to visit"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("If not at home: the hospital and ward. No diagnosis."),
    )
    urgent_reason = Text(
        label=gettext_lazy("Why without consent"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Only the deputy, only in urgent hardship; the reason is kept."),
    )
    another = forms.BooleanField(
        label=gettext_lazy("This is another event than the one already recorded"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = VisitReason.objects.filter(kind=Kind.OWN, by_festival=False).first()
        kind: Any = self.fields["kind"]
        kind.choices = [
            (code, str(own) if code == EventKind.HARDSHIP else label)
            for code, label in EventKind.choices
            if own or code != EventKind.HARDSHIP
        ]

    def clean_person_id(self) -> Any:
        """Ask for a resident chosen from the list: an event belongs to somebody."""
        found = self.cleaned_data.get("person_id")
        if found is None:
            raise forms.ValidationError(_("Choose the resident from the list."))
        return found


class CorrectEventForm(Form):
    """An event's day and place, as the form was opened with them."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    happened_on = forms.DateField(label=gettext_lazy("Happened on"))
    place = Text(label=gettext_lazy("Where to visit"), max_length=80, required=False)


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
