"""Entries about visits: the visit register, the hand-out sheet, and the record of duties, events and rules behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tongxin.almanac.rules import Festival
from tongxin.people.rules import CATEGORIES
from tongxin.registers.kinds import EntryKind, fact, register
from tongxin.visits.models import WAIVED_BY, EventKind, Kind, Mode, ToldBy, Visit, VisitOutcome

VISITS = register(
    "visits", _("Visit register"), _("Homes called on: who went, how they were, what was given"), is_book=True
)
HANDOUTS = register(
    "handouts", _("Hand-out sheet"), _("Goods and money handed over, and who signed for them"), is_book=True
)
DUTIES = register(
    "duties",
    _("Record of must-visits"),
    _("Rules, events, duties made, assigned, waived and missed; wishes"),
)


def _reasons() -> Mapping[Any, Any]:
    return {**dict(Festival.choices), **dict(EventKind.choices)}  # the community's own reason is its own word


def _came_by() -> Mapping[Any, Any]:
    return dict(Visit._meta.get_field("came_by").flatchoices)


@dataclass(frozen=True, kw_only=True, slots=True)
class VisitMade(EntryKind):
    schema: ClassVar = "visits.made/1"
    register: ClassVar = VISITS.code
    title: ClassVar = _("Visit made")
    subjects: ClassVar = ("visit", "household", "person", "need", "duties")
    topic: ClassVar = "outcome"
    day: ClassVar = "visited_on"
    visit: UUID = fact(_("Visit"))
    visited_on: date = fact(_("Date"))
    reasons: tuple[str, ...] = fact(_("Visited for"), words=_reasons)
    duties: tuple[UUID, ...] = fact(_("Duties"))
    household: UUID = fact(_("Household"), personal=True)
    person: UUID | None = fact(_("Resident"), personal=True)
    visited: str = fact(_("Whom"), personal=True)
    place: str = fact(_("Address"), personal=True)
    mode: str = fact(_("How"), words=lambda: dict(Mode.choices))
    outcome: str = fact(_("Outcome"), words=lambda: dict(VisitOutcome.choices))
    visitors: tuple[str, ...] = fact(_("Visitors"))
    situation: str = fact(_("Situation in brief"), personal=True)
    need: UUID | None = fact(_("Need"))
    suggestions: str = fact(_("Suggestions"), personal=True)
    goods: str = fact(_("Goods and money"))
    value: Decimal | None = fact(_("Value in yuan"))
    follow_up: str = fact(_("To be followed up"), personal=True)
    captured_at: datetime = fact(_("Written down"))
    came_by: str = fact(_("Came by"), words=_came_by)


@dataclass(frozen=True, kw_only=True, slots=True)
class GiftHanded(EntryKind):
    schema: ClassVar = "handouts.given/1"
    register: ClassVar = HANDOUTS.code
    title: ClassVar = _("Handed over")
    subjects: ClassVar = ("gift", "visit", "household")
    topic: ClassVar = "fund_source"
    day: ClassVar = "given_on"
    gift: UUID = fact(_("Gift"))
    visit: UUID = fact(_("Visit"))
    household: UUID = fact(_("Household"), personal=True)
    given_on: date = fact(_("Date"))
    recipient: str = fact(_("Name"), personal=True)
    reasons: tuple[str, ...] = fact(_("Given for"), words=_reasons)
    item: str = fact(_("Goods"))
    quantity: Decimal = fact(_("Quantity"))
    unit: str = fact(_("Unit"))
    value: Decimal = fact(_("Value in yuan"))
    fund_source: str = fact(_("Source of funds"))
    signed_by: str = fact(_("Signed by"), personal=True)
    relation: str = fact(_("Relation of who signed"))
    handed_by: tuple[str, ...] = fact(_("Handed over by"))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Record(EntryKind):
    register: ClassVar = DUTIES.code


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleSet(_Record):
    schema: ClassVar = "visits.rule_set/1"
    title: ClassVar = _("Rule of must-visits set")
    day: ClassVar = "effective_from"
    kind: str = fact(_("Kind"), words=lambda: dict(Kind.choices))
    name: str = fact(_("Name"))
    effective_from: date = fact(_("In force from"))
    active: bool = fact(_("Homes are visited for this"))
    festivals: tuple[str, ...] = fact(_("Festivals"), words=lambda: dict(Festival.choices))
    categories: tuple[str, ...] = fact(_("Served categories"), words=lambda: dict(CATEGORIES))
    window_days: int = fact(_("Days before the festival"))
    limit_days: int = fact(_("Working days to the visit"))


@dataclass(frozen=True, kw_only=True, slots=True)
class BeatSet(_Record):
    schema: ClassVar = "visits.beat_set/1"
    title: ClassVar = _("Building given to a worker")
    building: str = fact(_("Building"))
    account: UUID | None = fact(_("Account"))


@dataclass(frozen=True, kw_only=True, slots=True)
class EventReported(_Record):
    schema: ClassVar = "visits.event_reported/1"
    title: ClassVar = _("Event reported")
    subjects: ClassVar = ("event", "household", "person")
    topic: ClassVar = "kind"
    day: ClassVar = "happened_on"
    event: UUID = fact(_("Event"))
    household: UUID = fact(_("Household"), personal=True)
    person: UUID = fact(_("Resident"), personal=True)
    kind: str = fact(_("What happened"), words=lambda: dict(EventKind.choices))
    happened_on: date = fact(_("Happened on"))
    told_by: str = fact(_("Told by"), words=lambda: dict(ToldBy.choices))
    place: str = fact(_("Where to visit"), personal=True)
    urgent_reason: str = fact(_("Why without consent"), personal=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class EventCorrected(_Record):
    schema: ClassVar = "visits.event_corrected/1"
    title: ClassVar = _("Event corrected")
    subjects: ClassVar = ("event",)
    event: UUID = fact(_("Event"))
    happened_on: date = fact(_("Happened on"))
    place: str = fact(_("Where to visit"), personal=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class EventVoid(_Record):
    schema: ClassVar = "visits.event_void/1"
    title: ClassVar = _("Event declared void")
    subjects: ClassVar = ("event",)
    event: UUID = fact(_("Event"))
    reason: str = fact(_("Reason"))


@dataclass(frozen=True, kw_only=True, slots=True)
class DutiesMade(_Record):
    """What one run of the clock, or one change of the facts, did to the duties."""

    schema: ClassVar = "visits.duties_made/1"
    title: ClassVar = _("Duties brought up to date")
    upto: date = fact(_("Up to"))
    made: int = fact(_("Made"))
    moved: int = fact(_("Moved"))
    dropped: int = fact(_("Not due any more"))
    ended: int = fact(_("Waived or not wanted"))


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyAssigned(_Record):
    schema: ClassVar = "visits.duty_assigned/1"
    title: ClassVar = _("Visit given to somebody")
    subjects: ClassVar = ("duty",)
    duty: UUID = fact(_("Duty"))
    account: UUID | None = fact(_("Account"))
    group_name: str = fact(_("Group"))


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyWaived(_Record):
    schema: ClassVar = "visits.duty_waived/1"
    title: ClassVar = _("Visit waived")
    subjects: ClassVar = ("duty",)
    topic: ClassVar = "code"
    duty: UUID = fact(_("Duty"))
    code: str = fact(_("Ended by"), words=lambda: dict(WAIVED_BY))
    reason: str = fact(_("Reason"), personal=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyGivenUp(_Record):
    schema: ClassVar = "visits.duty_given_up/1"
    title: ClassVar = _("Nobody at home: ended by the deputy")
    subjects: ClassVar = ("duty",)
    duty: UUID = fact(_("Duty"))
    attempts: int = fact(_("Times nobody was at home"))
    reason: str = fact(_("Reason"), personal=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyMissed(_Record):
    """Written by the clock, never by a person: a reminder to the community."""

    schema: ClassVar = "visits.duty_missed/1"
    title: ClassVar = _("Window passed")
    subjects: ClassVar = ("duty",)
    topic: ClassVar = "state"
    day: ClassVar = "due_on"
    duty: UUID = fact(_("Duty"))
    due_on: date = fact(_("Due"))
    state: str = fact(_("State"), words=lambda: {"missed": _("Missed"), "not_home": _("Not at home")})
    attempts: int = fact(_("Times nobody was at home"))


@dataclass(frozen=True, kw_only=True, slots=True)
class WishKept(_Record):
    schema: ClassVar = "visits.wish_kept/1"
    title: ClassVar = _("Visits of a kind not wanted")
    subjects: ClassVar = ("household",)
    day: ClassVar = "since"
    household: UUID = fact(_("Household"), personal=True)
    name: str = fact(_("Reason"))
    since: date = fact(_("Since"))


@dataclass(frozen=True, kw_only=True, slots=True)
class WishLifted(_Record):
    schema: ClassVar = "visits.wish_lifted/1"
    title: ClassVar = _("Visits of a kind wanted again")
    subjects: ClassVar = ("household",)
    day: ClassVar = "until"
    household: UUID = fact(_("Household"), personal=True)
    name: str = fact(_("Reason"))
    until: date = fact(_("Wanted again from"))
