"""A plan before a festival: drafted by the solver, adjusted by hand, confirmed; then each home has its visitor and day."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongxin.almanac.models import Day, working_days
from tongxin.almanac.rules import LAST_YEAR
from tongxin.communities.models import Account
from tongxin.kit.actor import STAFF, Actor
from tongxin.kit.clock import local_date
from tongxin.kit.errors import Conflict, RuleBroken
from tongxin.kit.ids import uuid7
from tongxin.kit.permissions import require
from tongxin.kit.words import building_of, walking_order
from tongxin.registers.appending import record
from tongxin.registers.stepping import step
from tongxin.rounds import access, entries
from tongxin.rounds.models import PlanItem, PlanVisitor, VisitPlan
from tongxin.rounds.plans.spreading import Call, Stop, TooMany, Walker, spread
from tongxin.visits.duties.making import bring_up_to_date
from tongxin.visits.models import AssignedBy, Duty, Visitor, VisitOutcome, VisitReason
from tongxin.web.templatetags.web import full_day

# Homes of a festival far ahead are planned too: duties are made so far ahead when a plan is drafted.
MOST_AHEAD_DAYS = 120


def _falls_on(festival: str, today: date) -> date:
    ahead = today + timedelta(days=MOST_AHEAD_DAYS)
    if ahead.year > LAST_YEAR:
        text = _("The table of days ends with %(year)s: nothing can be planned beyond it.") % {
            "year": LAST_YEAR
        }
        raise RuleBroken(text, fields={"festival": text})
    rows = Day.objects.span(today, ahead).filter(festivals__contains=festival).order_by("day")
    found = next((row.day for row in rows if festival in row.festival_codes), None)
    if found is None:
        text = _("This festival does not fall within the next %(n)s days.") % {"n": MOST_AHEAD_DAYS}
        raise RuleBroken(text, fields={"festival": text})
    return found


def _last_visitors(homes: Sequence[UUID]) -> dict[UUID, UUID]:
    """Return home: the worker who visited it last."""
    rows = Visitor.objects.filter(
        visit__household_id__in=homes,
        visit__is_void=False,
        visit__outcome=VisitOutcome.VISITED,
        account__isnull=False,
    )
    found = rows.order_by("visit__visited_on", "visit_id").values_list("visit__household_id", "account_id")
    return dict(found)


def _calls(plan: VisitPlan) -> list[Call]:
    rows = plan.duties().select_related("household").order_by("household_id")
    homes = {row.household_id: row.household.address for row in rows}
    last = _last_visitors(list(homes))
    return [
        Call(home, building_of(address) or address, address, last.get(home))
        for home, address in homes.items()
    ]


def _days(plan: VisitPlan, leave: Sequence[str]) -> tuple[date, ...]:
    """Return the working days of a plan on which somebody is not on leave."""
    away = set(leave)
    return tuple(day for day in working_days(plan.first, plan.last) if day.isoformat() not in away)


@step(VisitPlan, entries.PlanChanged)
def draft_plan(
    *,
    reason_id: UUID,
    festival: str,
    first: date,
    last: date,
    visitors: Mapping[UUID, Sequence[date]],
    most_per_day: int = 6,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
) -> VisitPlan:
    """Draft a plan: every open duty of the next such festival spread over visitors and working days.

    `visitors` are accounts with their days on leave. Raises RuleBroken for days after the festival, no visitors, no
    homes, and for more homes than the visitors can call on, saying by how many.
    """
    require(access.PLAN(by))
    today = local_date(at)
    falls_on = _falls_on(festival, today)
    if not today <= first <= last <= falls_on:
        text = _("The days lie between today and the festival, %(day)s, the first before the last.") % {
            "day": full_day(falls_on)
        }
        raise RuleBroken(text, fields={"first": text})
    reason: VisitReason = VisitReason.objects.get(pk=reason_id)
    brought = bring_up_to_date(ahead=(falls_on - today).days, at=at)
    plan = VisitPlan(
        id=key or uuid7(),
        community_id=by.community_id,
        reason=reason,
        festival=festival,
        festival_on=falls_on,
        first=first,
        last=last,
        most_per_day=most_per_day,
        made_at=at,
    )
    plan.save(force_insert=True)
    _take_part(plan, visitors, by)
    _write(plan, _solved(plan))
    record(entries.PlanChanged(plan=plan.pk, what="drafted"), *brought.written, by=by, at=at, key=key)
    return plan


def _take_part(plan: VisitPlan, visitors: Mapping[UUID, Sequence[date]], by: Actor) -> None:
    known = Account.objects.filter(
        pk__in=list(visitors), community_id=by.community_id, role__in=STAFF, is_active=True
    )
    PlanVisitor.objects.bulk_create(
        [
            PlanVisitor(
                community_id=by.community_id,
                plan=plan,
                account=account,
                leave=[day.isoformat() for day in visitors[account.pk]],
            )
            for account in known.order_by("name", "id")
        ]
    )


def _solved(plan: VisitPlan) -> list[Stop]:
    walkers = [Walker(row.account_id, _days(plan, row.leave)) for row in plan.visitors.order_by("account_id")]
    calls = _calls(plan)
    if not calls:
        text = _("No home is to be visited for this festival. Check the rule and the consents.")
        raise RuleBroken(text, fields={"festival": text})
    if not any(walker.days for walker in walkers):
        text = _("Nobody can go on any of these days. Choose visitors and working days.")
        raise RuleBroken(text, fields={"visitors": text})
    try:
        return spread(calls, walkers, plan.most_per_day)
    except TooMany as fault:
        text = _(
            "%(homes)s homes are to be visited and there is room for %(room)s. Add a visitor or a day, or let each call "
            "on more homes a day."
        ) % {"homes": fault.homes, "room": fault.room}
        raise RuleBroken(text, fields={"most_per_day": text}) from fault


def _write(plan: VisitPlan, stops: Sequence[Stop]) -> None:
    PlanItem.objects.bulk_create(
        [
            PlanItem(
                community_id=plan.community_id,
                plan=plan,
                household_id=stop.home,
                account_id=stop.visitor,
                day=stop.day,
                place=stop.place,
            )
            for stop in stops
        ]
    )


def _load(plan_id: UUID, *, seen: int, by: Actor) -> VisitPlan:
    require(access.PLAN(by))
    plan: VisitPlan = VisitPlan.objects.locked().get(pk=plan_id)
    if plan.state != VisitPlan.State.DRAFT:
        raise RuleBroken(_("This plan is “%(state)s” already.") % {"state": plan.get_state_display()})
    if plan.version != seen:
        raise Conflict(
            _("Somebody changed this plan while you had it open. Look at it as it stands now, then go on.")
        )
    plan.version += 1
    plan.save()
    return plan


@step(VisitPlan, entries.PlanChanged)
def move_home(
    plan_id: UUID,
    home_id: UUID,
    *,
    account_id: UUID,
    day: date,
    seen: int,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
) -> VisitPlan:
    """Give a home of a draft to another visitor or day. Raises RuleBroken for a day on leave or beyond the plan."""
    plan = _load(plan_id, seen=seen, by=by)
    item: PlanItem = PlanItem.objects.locked().get(plan_id=plan.pk, household_id=home_id)
    visitor = plan.visitors.filter(account_id=account_id).first()
    if visitor is None:
        raise RuleBroken(
            _("This visitor does not take part in the plan."), fields={"account_id": _("Not in the plan")}
        )
    if day not in _days(plan, visitor.leave):
        text = _("%(name)s cannot go on that day.") % {"name": visitor.account.name}
        raise RuleBroken(text, fields={"day": text})
    item.account_id, item.day, item.by_hand = account_id, day, True
    item.save()
    _number_stops(plan)
    record(entries.PlanChanged(plan=plan.pk, what="moved"), by=by, at=at, key=key)
    return plan


def _number_stops(plan: VisitPlan) -> None:
    """Number the stops of each round anew, in walking order."""
    rounds: dict[tuple[Any, Any], list[PlanItem]] = {}
    for item in plan.items.select_related("household"):
        rounds.setdefault((item.account_id, item.day), []).append(item)
    for items in rounds.values():
        for place, item in enumerate(
            sorted(items, key=lambda one: walking_order(one.household.address)), start=1
        ):
            item.place = place
    PlanItem.objects.bulk_update(
        [item for items in rounds.values() for item in items], ["place"], batch_size=200
    )


@step(VisitPlan, entries.PlanConfirmed)
def confirm_plan(plan_id: UUID, *, seen: int, by: Actor, at: datetime, key: UUID | None = None) -> VisitPlan:
    """Confirm a plan: each open duty gets its visitor and day. Duties that ended meanwhile are left as they are."""
    plan = _load(plan_id, seen=seen, by=by)
    items = {item.household_id: item for item in plan.items.all()}
    duties = list(plan.duties().filter(household_id__in=list(items)).order_by("id").locked())
    for duty in duties:
        item = items[duty.household_id]
        duty.account_id, duty.planned_on, duty.assigned_by = item.account_id, item.day, AssignedBy.PLAN
        duty.version += 1
    Duty.objects.bulk_update(duties, ["account", "planned_on", "assigned_by", "version"], batch_size=200)
    plan.state = VisitPlan.State.CONFIRMED
    plan.save()
    entry = entries.PlanConfirmed(
        plan=plan.pk,
        festival=plan.festival,
        festival_on=plan.festival_on,
        homes=len(duties),
        visitors=len({item.account_id for item in items.values()}),
    )
    record(entry, by=by, at=at, key=key)
    return plan


@step(VisitPlan, entries.PlanChanged)
def drop_plan(plan_id: UUID, *, seen: int, by: Actor, at: datetime, key: UUID | None = None) -> VisitPlan:
    """Drop a draft: nothing of it takes effect."""
    plan = _load(plan_id, seen=seen, by=by)
    plan.state = VisitPlan.State.DROPPED
    plan.save()
    record(entries.PlanChanged(plan=plan.pk, what="dropped"), by=by, at=at, key=key)
    return plan
