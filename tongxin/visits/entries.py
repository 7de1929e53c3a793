"""Entries about visits: the visit register, the hand-out sheet, and the record of duties, events and rules behind them."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.almanac.rules import Festival
from tongxin.communities.models import Account
from tongxin.files.entries import FILES, ONLY_DELETED, FileKept
from tongxin.needs.models import Need
from tongxin.people.models import Household, Person
from tongxin.people.rules import CATEGORIES
from tongxin.registers.kinds import VOID_BY_APP, EntryKind, entry, fact, ref, register
from tongxin.visits.models import (
    WAIVED_BY,
    Duty,
    FamilyEvent,
    Gift,
    Mode,
    ToldBy,
    Visit,
    VisitOutcome,
    VisitRule,
    VisitWish,
    event_words,
    kind_words,
)

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


_ON_THE_SHEET = _("Correct the line of the hand-out sheet: this follows from it.")


_ON_THE_VISIT = _("Correct the visit's own line: this follows from it.")


def _reasons() -> Mapping[Any, Any]:
    return {**dict(Festival.choices), **event_words()}  # the community's own reason is its own word


def _money_or_goods() -> Mapping[Any, Any]:
    return {False: pgettext_lazy("not money", "Goods"), True: _("Money")}


def _came_by() -> Mapping[Any, Any]:
    return dict(Visit._meta.get_field("came_by").flatchoices)


@entry(
    "visits.made/1",
    book=VISITS,
    title=_("Visit made"),
    deed="visits.record",
    topic="outcome",
    day="visited_on",
    voids="is_void",
    creates=True,
)
class VisitMade(EntryKind):
    visit: UUID = ref(Visit, _("Visit"))
    visited_on: date = fact(_("Date"), amends="visited_on")
    reasons: tuple[str, ...] = fact(_("Visited for"), words=_reasons, default=())
    duties: tuple[UUID, ...] = ref(Duty, _("Duties"), default=())
    household: UUID = ref(Household, _("Household"), personal=True, column="household_id")
    person: UUID | None = ref(
        Person,
        _("Resident"),
        personal=True,
        amends="person_id",
        hint=_(
            "Somebody of the same home. If it was another home, declare the visit void and record it anew."
        ),
        default=None,
    )
    visited: str = fact(
        _("Whom"), personal=True, default="", instead=_("Choose the resident: the name follows.")
    )
    place: str = fact(_("Address"), personal=True, default="")
    mode: str = fact(_("How"), words=lambda: dict(Mode.choices), amends="mode")
    outcome: str = fact(_("Outcome"), words=lambda: dict(VisitOutcome.choices), column="outcome")
    visitors: tuple[str, ...] = fact(_("Visitors"), personal=True, default=())
    situation: str = fact(_("Situation in brief"), personal=True, long=True, amends="situation", default="")
    need: UUID | None = ref(Need, _("Need"), default=None)
    suggestions: str = fact(_("Suggestions"), personal=True, long=True, amends="suggestions", default="")
    # As the hand-out sheet says, and corrected with it.
    goods: str = fact(_("Goods and money"), instead=_ON_THE_SHEET, default="")
    value: Decimal | None = fact(_("Value in yuan"), instead=_ON_THE_SHEET, default=None)
    follow_up: str = fact(_("To be followed up"), personal=True, long=True, amends="follow_up", default="")
    captured_at: datetime = fact(_("Written down"), column="captured_at")
    came_by: str = fact(pgettext_lazy("of a visit", "Came by"), words=_came_by, column="came_by", default="")


@entry(
    "handouts.given/1",
    book=HANDOUTS,
    title=_("Handed over"),
    deed="visits.record",
    topic="fund_source",
    day="given_on",
    voids="is_void",
    creates=True,
)
class GiftHanded(EntryKind):
    gift: UUID = ref(Gift, _("Gift"))
    visit: UUID = ref(Visit, _("Visit"), column="visit_id")
    household: UUID = ref(Household, _("Household"), personal=True)
    given_on: date = fact(_("Date"), column="given_on", instead=_ON_THE_VISIT)
    recipient: str = fact(
        pgettext_lazy("of a person", "Name"), personal=True, default="", instead=_ON_THE_VISIT
    )
    reasons: tuple[str, ...] = fact(_("Given for"), words=_reasons, default=())
    is_cash: bool = fact(_("Money or goods"), words=_money_or_goods, amends="is_cash")
    item: str = fact(_("Goods"), amends="item")
    quantity: Decimal = fact(_("Quantity"), amends="quantity")
    unit: str = fact(_("Unit"), amends="unit", default="")
    value: Decimal = fact(_("Value in yuan"), amends="value")
    fund_source: str = fact(_("Source of funds"), amends="fund_source")
    signed_by: str = fact(_("Signed by"), personal=True, amends="signed_by")
    relation: str = fact(_("Relation of who signed"), amends="relation", default="")
    handed_by: tuple[str, ...] = fact(_("Handed over by"), personal=True, default=())


@entry(
    "visits.picture_kept/1",
    book=FILES,
    title=_("Picture of a visit kept"),
    deed="visits.record",
    voids=VOID_BY_APP,
    instead=ONLY_DELETED,
    creates=True,
)
class PictureKept(FileKept):
    beside: UUID = ref(Visit, _("Visit"))


_SET_ANEW = _(
    "What was due under it stays as it was. Set it anew under Rules: the change is an entry of its own."
)
_ON_THE_EVENT = _(
    "This cannot be declared void. Correct the event again on its page, or declare its report void."
)


@entry(
    "visits.rule_set/1",
    book=DUTIES,
    title=_("Rule of must-visits set"),
    day="effective_from",
    instead=_SET_ANEW,
    creates=True,
)
class RuleSet(EntryKind):
    rule: UUID = ref(VisitRule, _("Rule"))
    kind: str = fact(_("Kind"), words=kind_words)
    name: str = fact(_("Name"))
    effective_from: date = fact(_("In force from"))
    active: bool = fact(_("Homes are visited for this"))
    festivals: tuple[str, ...] = fact(_("Festivals"), words=lambda: dict(Festival.choices))
    categories: tuple[str, ...] = fact(_("Served categories"), words=lambda: dict(CATEGORIES))
    window_days: int = fact(_("Days before the festival"))
    limit_days: int = fact(_("Working days to the visit"))


@entry("visits.beat_set/1", book=DUTIES, title=_("Building given to a worker"), instead=_SET_ANEW)
class BeatSet(EntryKind):
    building: str = fact(_("Building"))
    account: UUID | None = ref(Account, _("Account"), default=None)


@entry(
    "visits.event_reported/1",
    book=DUTIES,
    title=_("Event reported"),
    deed="visits.events",
    topic="kind",
    day="happened_on",
    voids=VOID_BY_APP,
    void_in="void_on",
    creates=True,
)
class EventReported(EntryKind):
    event: UUID = ref(FamilyEvent, _("Event"))
    household: UUID = ref(Household, _("Household"), personal=True, column="household_id")
    person: UUID = ref(Person, _("Resident"), personal=True, column="person_id")
    kind: str = fact(_("What happened"), words=event_words, column="kind")
    happened_on: date = fact(_("Happened on"), amends="happened_on")
    told_by: str = fact(_("Told by"), words=lambda: dict(ToldBy.choices), amends="told_by")
    place: str = fact(_("Where to visit"), personal=True, amends="place", default="")
    urgent_reason: str = fact(_("Why without consent"), personal=True, column="urgent_reason", default="")


@entry(
    "visits.event_corrected/1",
    book=DUTIES,
    title=_("Event corrected"),
    deed="visits.events",
    day="happened_on",
    instead=_ON_THE_EVENT,
)
class EventCorrected(EntryKind):
    event: UUID = ref(FamilyEvent, _("Event"))
    happened_on: date = fact(_("Happened on"), amends="happened_on")
    place: str = fact(_("Where to visit"), personal=True, amends="place", default="")


@entry(
    "visits.event_void/1",
    book=DUTIES,
    takes_back="void_on",
    title=_("Event declared void"),
    instead=_("An event declared void stays void. If it did happen, report it anew."),
)
class EventVoid(EntryKind):
    event: UUID = ref(FamilyEvent, _("Event"))
    reason: str = fact(_("Reason"), personal=True)


@entry(
    "visits.duties_made/1",
    book=DUTIES,
    title=_("Duties brought up to date"),
    instead=_("Duties follow from rules, people and events by themselves. Correct what they follow from."),
)
class DutiesMade(EntryKind):
    """What one run of the clock, or one change of the facts, did to the duties."""

    upto: date = fact(_("Up to"))
    made: int = fact(_("Made"))
    moved: int = fact(_("Moved"))
    dropped: int = fact(_("Not due any more"))
    ended: int = fact(_("Waived or not wanted"))


@entry(
    "visits.duty_assigned/1",
    book=DUTIES,
    title=_("Visit given to somebody"),
    instead=_("This cannot be corrected. Give the visit to somebody else on its page."),
)
class DutyAssigned(EntryKind):
    duty: UUID = ref(Duty, _("Duty"))
    account: UUID | None = ref(Account, _("Account"), default=None)
    group_name: str = fact(_("Group"))


@entry(
    "visits.duty_waived/1",
    book=DUTIES,
    title=_("Visit waived"),
    deed="visits.waive",
    topic="code",
    voids=VOID_BY_APP,
)
class DutyWaived(EntryKind):
    duty: UUID = ref(Duty, _("Duty"))
    code: str = fact(_("Ended by"), words=lambda: dict(WAIVED_BY))
    reason: str = fact(_("Reason"), personal=True, amends="ended_reason")


@entry(
    "visits.duty_given_up/1",
    book=DUTIES,
    title=_("Nobody at home: ended by the deputy"),
    deed="visits.waive",
    voids=VOID_BY_APP,
)
class DutyGivenUp(EntryKind):
    duty: UUID = ref(Duty, _("Duty"))
    attempts: int = fact(_("Times nobody was at home"))
    reason: str = fact(_("Reason"), personal=True, amends="ended_reason")


@entry(
    "visits.duty_missed/1",
    book=DUTIES,
    title=_("Window passed"),
    topic="state",
    day="due_on",
    instead=_(
        "Written by the clock. If the home was visited in time, record the visit with its day: then it counts."
    ),
)
class DutyMissed(EntryKind):
    """Written by the clock, never by a person: a reminder to the community."""

    duty: UUID = ref(Duty, _("Duty"))
    due_on: date = fact(_("Due"))
    state: str = fact(_("State"), words=lambda: {"missed": _("Missed"), "not_home": _("Not at home")})
    attempts: int = fact(_("Times nobody was at home"))


@entry(
    "visits.wish_kept/1",
    book=DUTIES,
    title=_("Visits of a kind not wanted"),
    day="since",
    instead=_(
        "Declare the visit void on which it was said, or record on the home's page that they are wanted again."
    ),
    creates=True,
)
class WishKept(EntryKind):
    wish: UUID = ref(VisitWish, _("Wish"))
    household: UUID = ref(Household, _("Household"), personal=True)
    name: str = fact(_("Reason"))
    since: date = fact(_("Since"))


@entry(
    "visits.wish_lifted/1",
    book=DUTIES,
    title=_("Visits of a kind wanted again"),
    day="until",
    instead=_("This cannot be corrected. If they are not wanted after all, the next visit says so."),
)
class WishLifted(EntryKind):
    wish: UUID = ref(VisitWish, _("Wish"))
    household: UUID = ref(Household, _("Household"), personal=True)
    name: str = fact(_("Reason"))
    until: date = fact(_("Wanted again from"))
