"""Entries about visits: the visit register, the hand-out sheet, and the record of duties, events and rules behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.almanac.rules import Festival
from tongxin.communities.models import Account
from tongxin.needs.models import Need
from tongxin.people.models import Household, Person
from tongxin.people.rules import CATEGORIES
from tongxin.registers.kinds import EntryKind, entry, fact, ref, register
from tongxin.visits.models import (
    WAIVED_BY,
    Duty,
    EventKind,
    FamilyEvent,
    Gift,
    Kind,
    Mode,
    ToldBy,
    Visit,
    VisitOutcome,
)
from tongxin.visits.models_inbox import Submission
from tongxin.visits.models_plans import VisitPlan

VISITS = register(
    "visits", _("Visit register"), _("Homes called on: who went, how they were, what was given"), is_book=True
)
HANDOUTS = register(
    "handouts", _("Hand-out sheet"), _("Goods and money handed over, and who signed for them"), is_book=True
)
DUTIES = register(
    "duties",
    _("Record of must-visits"),
    _("Rules, events, duties made, assigned, waived and missed; plans; phones"),
)


def _reasons() -> Mapping[Any, Any]:
    return {**dict(Festival.choices), **dict(EventKind.choices)}  # the community's own reason is its own word


def _came_by() -> Mapping[Any, Any]:
    return dict(Visit._meta.get_field("came_by").flatchoices)


@entry(
    "visits.made/1", book=VISITS, title=_("Visit made"), topic="outcome", day="visited_on", voids="is_void"
)
class VisitMade(EntryKind):
    visit: UUID = ref(Visit, _("Visit"))
    visited_on: date = fact(_("Date"))
    reasons: tuple[str, ...] = fact(_("Visited for"), words=_reasons, default=())
    duties: tuple[UUID, ...] = ref(Duty, _("Duties"), default=())
    household: UUID = ref(Household, _("Household"), personal=True)
    person: UUID | None = ref(Person, _("Resident"), personal=True, default=None)
    visited: str = fact(_("Whom"), personal=True, default="")
    place: str = fact(_("Address"), personal=True, default="")
    mode: str = fact(_("How"), words=lambda: dict(Mode.choices), amends="mode")
    outcome: str = fact(_("Outcome"), words=lambda: dict(VisitOutcome.choices))
    visitors: tuple[str, ...] = fact(_("Visitors"), default=())
    situation: str = fact(_("Situation in brief"), personal=True, long=True, amends="situation", default="")
    need: UUID | None = ref(Need, _("Need"), default=None)
    need_number: str = fact(_("Need recorded"), default="")
    suggestions: str = fact(_("Suggestions"), personal=True, long=True, amends="suggestions", default="")
    goods: str = fact(_("Goods and money"), default="")
    value: Decimal | None = fact(_("Value in yuan"), default=None)
    follow_up: str = fact(_("To be followed up"), personal=True, long=True, amends="follow_up", default="")
    captured_at: datetime = fact(_("Written down"))
    came_by: str = fact(_("Came by"), words=_came_by, default="")


@entry(
    "handouts.given/1",
    book=HANDOUTS,
    title=_("Handed over"),
    topic="fund_source",
    day="given_on",
    voids="is_void",
)
class GiftHanded(EntryKind):
    gift: UUID = ref(Gift, _("Gift"))
    visit: UUID = ref(Visit, _("Visit"))
    household: UUID = ref(Household, _("Household"), personal=True)
    given_on: date = fact(_("Date"))
    recipient: str = fact(pgettext_lazy("of a person", "Name"), personal=True, default="")
    reasons: tuple[str, ...] = fact(_("Given for"), words=_reasons, default=())
    item: str = fact(_("Goods"), amends="item")
    quantity: Decimal = fact(_("Quantity"), amends="quantity")
    unit: str = fact(_("Unit"), amends="unit", default="")
    value: Decimal = fact(_("Value in yuan"), amends="value")
    fund_source: str = fact(_("Source of funds"), amends="fund_source")
    signed_by: str = fact(_("Signed by"), personal=True, amends="signed_by")
    relation: str = fact(_("Relation of who signed"), amends="relation", default="")
    handed_by: tuple[str, ...] = fact(_("Handed over by"), default=())


@dataclass(frozen=True, kw_only=True, slots=True)
class _Record(EntryKind):
    """Base of the record behind the books."""


@entry("visits.rule_set/1", book=DUTIES, title=_("Rule of must-visits set"), day="effective_from")
class RuleSet(_Record):
    kind: str = fact(_("Kind"), words=lambda: dict(Kind.choices))
    name: str = fact(_("Name"))
    effective_from: date = fact(_("In force from"))
    active: bool = fact(_("Homes are visited for this"))
    festivals: tuple[str, ...] = fact(_("Festivals"), words=lambda: dict(Festival.choices))
    categories: tuple[str, ...] = fact(_("Served categories"), words=lambda: dict(CATEGORIES))
    window_days: int = fact(_("Days before the festival"))
    limit_days: int = fact(_("Working days to the visit"))


@entry("visits.beat_set/1", book=DUTIES, title=_("Building given to a worker"))
class BeatSet(_Record):
    building: str = fact(_("Building"))
    account: UUID | None = ref(Account, _("Account"), default=None)


@entry("visits.event_reported/1", book=DUTIES, title=_("Event reported"), topic="kind", day="happened_on")
class EventReported(_Record):
    event: UUID = ref(FamilyEvent, _("Event"))
    household: UUID = ref(Household, _("Household"), personal=True)
    person: UUID = ref(Person, _("Resident"), personal=True)
    kind: str = fact(_("What happened"), words=lambda: dict(EventKind.choices))
    happened_on: date = fact(_("Happened on"))
    told_by: str = fact(_("Told by"), words=lambda: dict(ToldBy.choices))
    place: str = fact(_("Where to visit"), personal=True, default="")
    urgent_reason: str = fact(_("Why without consent"), personal=True, default="")


@entry("visits.event_corrected/1", book=DUTIES, title=_("Event corrected"))
class EventCorrected(_Record):
    event: UUID = ref(FamilyEvent, _("Event"))
    happened_on: date = fact(_("Happened on"))
    place: str = fact(_("Where to visit"), personal=True, default="")


@entry("visits.event_void/1", book=DUTIES, title=_("Event declared void"))
class EventVoid(_Record):
    event: UUID = ref(FamilyEvent, _("Event"))
    reason: str = fact(_("Reason"))


@entry("visits.duties_made/1", book=DUTIES, title=_("Duties brought up to date"))
class DutiesMade(_Record):
    """What one run of the clock, or one change of the facts, did to the duties."""

    upto: date = fact(_("Up to"))
    made: int = fact(_("Made"))
    moved: int = fact(_("Moved"))
    dropped: int = fact(_("Not due any more"))
    ended: int = fact(_("Waived or not wanted"))


@entry("visits.duty_assigned/1", book=DUTIES, title=_("Visit given to somebody"))
class DutyAssigned(_Record):
    duty: UUID = ref(Duty, _("Duty"))
    account: UUID | None = ref(Account, _("Account"), default=None)
    group_name: str = fact(_("Group"))


@entry("visits.duty_waived/1", book=DUTIES, title=_("Visit waived"), topic="code")
class DutyWaived(_Record):
    duty: UUID = ref(Duty, _("Duty"))
    code: str = fact(_("Ended by"), words=lambda: dict(WAIVED_BY))
    reason: str = fact(_("Reason"), personal=True)


@entry("visits.duty_given_up/1", book=DUTIES, title=_("Nobody at home: ended by the deputy"))
class DutyGivenUp(_Record):
    duty: UUID = ref(Duty, _("Duty"))
    attempts: int = fact(_("Times nobody was at home"))
    reason: str = fact(_("Reason"), personal=True)


@entry("visits.duty_missed/1", book=DUTIES, title=_("Window passed"), topic="state", day="due_on")
class DutyMissed(_Record):
    """Written by the clock, never by a person: a reminder to the community."""

    duty: UUID = ref(Duty, _("Duty"))
    due_on: date = fact(_("Due"))
    state: str = fact(_("State"), words=lambda: {"missed": _("Missed"), "not_home": _("Not at home")})
    attempts: int = fact(_("Times nobody was at home"))


@entry("visits.wish_kept/1", book=DUTIES, title=_("Visits of a kind not wanted"), day="since")
class WishKept(_Record):
    household: UUID = ref(Household, _("Household"), personal=True)
    name: str = fact(_("Reason"))
    since: date = fact(_("Since"))


@entry("visits.wish_lifted/1", book=DUTIES, title=_("Visits of a kind wanted again"), day="until")
class WishLifted(_Record):
    household: UUID = ref(Household, _("Household"), personal=True)
    name: str = fact(_("Reason"))
    until: date = fact(_("Wanted again from"))


@entry("visits.plan_confirmed/1", book=DUTIES, title=_("Plan of visits confirmed"), day="festival_on")
class PlanConfirmed(_Record):
    plan: UUID = ref(VisitPlan, _("Plan"))
    festival: str = fact(_("Festival"), words=lambda: dict(Festival.choices))
    festival_on: date = fact(_("Falls on"))
    homes: int = fact(_("Homes"))
    visitors: int = fact(_("Visitors"))


@entry(
    "visits.plan_changed/1", book=DUTIES, title=_("Plan of visits drafted, changed or dropped"), topic="what"
)
class PlanChanged(_Record):
    plan: UUID = ref(VisitPlan, _("Plan"))
    what: str = fact(
        _("What"),
        words=lambda: {"drafted": _("Drafted"), "moved": _("A home moved by hand"), "dropped": _("Dropped")},
    )


@entry("visits.feed_changed/1", book=DUTIES, title=_("Calendar address made or revoked"))
class FeedChanged(_Record):
    account: UUID = ref(Account, _("Account"))
    revoked: bool = fact(_("Revoked"))


@entry("visits.submission_held/1", book=DUTIES, title=_("Item of a phone held"))
class SubmissionStored(_Record):
    """An item of a phone that could not be taken into the register at once."""

    submission: UUID = ref(Submission, _("Item"))
    receipt: str = fact(_("Receipt"))
    reason: str = fact(_("Reason"))


@entry("visits.submission_decided/1", book=DUTIES, title=_("Item of a phone decided"))
class SubmissionDecided(_Record):
    submission: UUID = ref(Submission, _("Item"))
    receipt: str = fact(_("Receipt"))
    taken: bool = fact(_("Taken"))
    reason: str = fact(_("Reason"))
