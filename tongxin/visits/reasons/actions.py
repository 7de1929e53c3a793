"""Setting the rules of must-visits: which reasons there are, from which day, for whom, within how many days."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongxin.almanac.rules import Festival
from tongxin.groups.models import Group
from tongxin.kit.actor import Actor
from tongxin.kit.checking import check_fields
from tongxin.kit.clock import local_date
from tongxin.kit.errors import RuleBroken
from tongxin.kit.permissions import require
from tongxin.kit.words import building_of, clean, narrow
from tongxin.people.rules import CATEGORIES
from tongxin.registers.appending import record
from tongxin.registers.stepping import step
from tongxin.visits import access, entries
from tongxin.visits.duties.making import bring_up_to_date, one_run_at_a_time
from tongxin.visits.models import Beat, Kind, VisitReason, VisitRule
from tongxin.visits.workers import worker_of


def _reason(kind: str, name: str, by_festival: bool, by: Actor) -> VisitReason:
    """Return the community's reason of a kind, made or renamed; the fourth has the name the community gives it."""
    own = kind == Kind.OWN
    if own and not clean(name):
        text = _("Name the fourth reason, as your community calls it.")
        raise RuleBroken(text, fields={"name": text})
    one_run_at_a_time()
    found = VisitReason.objects.filter(kind=kind).first()
    if found is None:
        found = VisitReason(community_id=by.community_id, kind=kind)
    elif own and found.by_festival != by_festival and found.rules.exists():
        text = _("A reason that comes with events cannot become one that comes with festivals, or back.")
        raise RuleBroken(text, fields={"by_festival": text})
    found.name = clean(name)[:40] if own else ""
    found.by_festival = kind == Kind.FESTIVAL or (own and by_festival)
    found.save()
    return found


def _checked(rule: VisitRule, reason: VisitReason) -> None:
    if rule.is_active and reason.by_festival and not (rule.festivals and rule.categories):
        missing = {
            name: _("Choose at least one.") for name in ("festivals", "categories") if not getattr(rule, name)
        }
        raise RuleBroken(
            _(
                "A window without a festival or without anybody to visit makes no duty. Choose both, or switch it off."
            ),
            fields=missing,
        )
    check_fields(rule)


def _rule_set(*, kind: str, **_more: Any) -> VisitRule:
    return VisitRule.objects.filter(reason__kind=kind).latest("effective_from")


@step(_rule_set, entries.RuleSet)
def set_rule(
    *,
    kind: str,
    name: str = "",
    by_festival: bool = False,
    effective_from: date,
    active: bool = True,
    festivals: Iterable[str] = (),
    categories: Iterable[str] = (),
    window_days: int = 15,
    limit_days: int = 3,
    account_id: UUID | None = None,
    group_id: UUID | None = None,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
) -> VisitRule:
    """Set a reason's rule from a day on. What was due under the rule before stays as it was.

    `window_days` are calendar days before a festival, `limit_days` working days after an event. Raises RuleBroken for
    a day in the past, an empty window, or a fourth reason without a name.
    """
    require(access.RULES(by))
    if effective_from < local_date(at):
        text = _("A rule takes effect today or later: what was due before is not rewritten.")
        raise RuleBroken(text, fields={"effective_from": text})
    reason = _reason(kind, name, by_festival, by)
    account = worker_of(account_id, by)
    rule = VisitRule(
        community_id=by.community_id,
        reason=reason,
        effective_from=effective_from,
        is_active=active,
        festivals=",".join(code for code in Festival.values if code in set(festivals)),
        categories=",".join(code for code in CATEGORIES if code in set(categories)),
        window_days=window_days,
        limit_days=limit_days,
        account=account,
        group=Group.objects.get(pk=group_id) if group_id else None,
    )
    if not reason.by_festival:
        rule.festivals = rule.categories = ""
    _checked(rule, reason)
    _take_place(rule, reason)
    brought = bring_up_to_date(at=at)
    record(_entry(rule, reason), *brought.written, by=by, at=at, key=key)
    return rule


def _take_place(rule: VisitRule, reason: VisitReason) -> None:
    """Save a version; one set for the same day and not yet used is replaced."""
    before = VisitRule.objects.filter(reason_id=reason.pk, effective_from=rule.effective_from).first()
    if before is None:
        rule.save(force_insert=True)
    elif before.duties.exists():
        text = _("A rule was set for this day already, and duties follow from it. Choose a later day.")
        raise RuleBroken(text, fields={"effective_from": text})
    else:
        rule.pk = before.pk
        rule.save(force_update=True)


def _entry(rule: VisitRule, reason: VisitReason) -> Any:
    return entries.RuleSet(
        rule=rule.pk,
        kind=reason.kind,
        name=str(reason),
        effective_from=rule.effective_from,
        active=rule.is_active,
        festivals=tuple(rule.festival_codes),
        categories=tuple(rule.category_codes),
        window_days=rule.window_days,
        limit_days=rule.limit_days,
    )


def _building(typed: str) -> str:
    name = narrow(typed).replace(" ", "")
    return building_of(name) or name


def _beat_set(*, building: str, **_more: Any) -> Beat | None:
    return Beat.objects.filter(building=_building(building)).first()


@step(_beat_set, entries.BeatSet)
def set_beat(
    *, building: str, account_id: UUID | None, by: Actor, at: datetime, key: UUID | None = None
) -> Beat | None:
    """Give a building to a worker, or take it from everybody (`account_id` None)."""
    require(access.RULES(by))
    name = _building(building)
    if not name:
        raise RuleBroken(_("Name the building, as in 3栋."), fields={"building": _("Missing")})
    account = worker_of(account_id, by)
    one_run_at_a_time()
    beat: Beat | None = None
    if account is None:
        Beat.objects.filter(building=name).delete()
    else:
        beat = Beat.objects.filter(building=name).first() or Beat(community_id=by.community_id, building=name)
        beat.account = account
        beat.save()
    brought = bring_up_to_date(at=at)
    entry = entries.BeatSet(building=name, account=account.ref if account else None)
    record(entry, *brought.written, by=by, at=at, key=key)
    return beat
