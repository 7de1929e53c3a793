"""Making duties, ending those whose window has passed, and what people decide about a duty."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.groups.models import Group
from tongxin.kit.actor import Actor
from tongxin.kit.clock import local_date
from tongxin.kit.errors import Conflict, RuleBroken
from tongxin.kit.permissions import Answer, require
from tongxin.kit.words import clean
from tongxin.registers.appending import record
from tongxin.registers.stepping import step
from tongxin.visits import access, entries
from tongxin.visits.duties import engine, rules
from tongxin.visits.duties.making import bring_up_to_date
from tongxin.visits.models import AssignedBy, Duty, DutyState, VisitWish
from tongxin.visits.workers import worker_of

END_BATCH = 500


@transaction.atomic
def make_duties(
    *, homes: Collection[UUID] | None = None, ahead: int = engine.LOOK_AHEAD_DAYS, by: Actor, at: datetime
) -> engine.Counts:
    """Bring duties to what follows from rules, people, events and days: each night, and when one of these changes.

    `homes` limits it to some households. `ahead` is how many calendar days ahead duties are made, to be planned.
    Idempotent: running it again changes nothing and writes no entry.
    """
    brought = bring_up_to_date(homes, ahead=ahead, at=at)
    if brought.written:
        record(*brought.written, by=by, at=at)
    return brought.counts


@transaction.atomic
def end_overdue(*, by: Actor, at: datetime) -> int:
    """End the duties whose window has passed: missed, or not at home if somebody tried. Only the clock does this.

    Returns how many were ended.
    """
    day = local_date(at)
    rows = list(Duty.objects.open().filter(due_on__lt=day).order_by("id").locked())
    written: list[Any] = []
    for row in rows:
        row.state = rules.ended_by_clock(row.due_on, day, row.attempts)
        row.ended_on = row.due_on + timedelta(days=1)
        row.version += 1
        written.append(
            entries.DutyMissed(duty=row.pk, due_on=row.due_on, state=row.state, attempts=row.attempts)
        )
    Duty.objects.bulk_update(rows, ["state", "ended_on", "version"], batch_size=END_BATCH)
    if written:
        record(*written, by=by, at=at)
    return len(rows)


def _load(
    duty_id: UUID,
    may: Callable[[Actor, Duty], Answer],
    *,
    seen: int,
    by: Actor,
    mine: dict[Any, Any],
) -> Duty:
    """Lock a duty for a step. Loading it is the permission check; one changed since `seen` is a Conflict."""
    duty: Duty = Duty.objects.visible_to(by).locked().get(pk=duty_id)
    if duty.version != seen:
        raise Conflict(
            _(
                "Somebody changed this duty while you had it open. Nothing was recorded twice: compare, then go on from how it stands now."
            ),
            mine=mine,
            theirs={
                _("State"): duty.get_state_display(),
                _("Due"): duty.due_on,
                _("Responsible"): str(duty.account or "—"),
            },
        )
    require(may(by, duty))
    duty.version += 1
    return duty


@step(Duty, entries.DutyAssigned)
def assign(
    duty_id: UUID,
    *,
    account_id: UUID | None,
    group_id: UUID | None = None,
    seen: int,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
) -> Duty:
    """Give a duty to a worker, or also to a group. Who visited before keeps the credit: that stands with the visit."""
    duty = _load(duty_id, access.can_assign, seen=seen, by=by, mine={_("Step"): _("Give to")})
    if account_id is None and group_id is None:
        text = _("Choose who is to visit.")
        raise RuleBroken(text, fields={"account_id": text})
    if not by.is_chief and account_id != by.account_id:
        text = _(
            "You may take a visit over yourself; giving it to others is for the deputy and the secretary."
        )
        raise RuleBroken(text, fields={"account_id": text})
    account = duty.account = worker_of(account_id, by)
    duty.group = Group.objects.active().get(pk=group_id) if group_id else None
    duty.assigned_by = AssignedBy.HAND
    duty.save()
    entry = entries.DutyAssigned(
        duty=duty.pk, account=account.ref if account else None, group_name=str(duty.group or "")
    )
    record(entry, by=by, at=at, key=key)
    return duty


@step(Duty, entries.DutyWaived)
def waive(duty_id: UUID, *, reason: str, seen: int, by: Actor, at: datetime, key: UUID | None = None) -> Duty:
    """Waive a duty with a reason: nobody need go."""
    mine = {_("Step"): _("Waive"), _("Reason"): reason}
    duty = _load(duty_id, access.can_waive, seen=seen, by=by, mine=mine)
    _end(duty, DutyState.WAIVED, _words(reason), at)
    entry = entries.DutyWaived(duty=duty.pk, code="hand", reason=duty.ended_reason)
    record(entry, by=by, at=at, key=key)
    return duty


@step(Duty, entries.DutyGivenUp)
def give_up(
    duty_id: UUID, *, reason: str, seen: int, by: Actor, at: datetime, key: UUID | None = None
) -> Duty:
    """End a duty at whose door nobody opened, after the ladder was climbed: the deputy says what was tried."""
    mine = {_("Step"): _("Nobody at home"), _("Reason"): reason}
    duty = _load(duty_id, access.can_give_up, seen=seen, by=by, mine=mine)
    _end(duty, DutyState.NOT_HOME, _words(reason), at)
    entry = entries.DutyGivenUp(duty=duty.pk, attempts=duty.attempts, reason=duty.ended_reason)
    record(entry, by=by, at=at, key=key)
    return duty


def _words(reason: str) -> str:
    words = clean(reason)
    if not words:
        raise RuleBroken(_("Say why."), fields={"reason": _("Missing")})
    return words[:300]


def _end(duty: Duty, state: str, reason: str, at: datetime) -> None:
    duty.state, duty.ended_on, duty.ended_reason, duty.next_on = state, local_date(at), reason, None
    duty.ended_by = "hand" if state == DutyState.WAIVED else ""
    duty.save()


def _lifted(wish_id: UUID, **_more: Any) -> VisitWish:
    return VisitWish.objects.get(pk=wish_id)


@step(_lifted, entries.WishLifted)
def lift_wish(wish_id: UUID, *, by: Actor, at: datetime, key: UUID | None = None) -> VisitWish:
    """Record that a home wants visits of a kind again: duties are made from today on."""
    require(access.WISH(by))
    wish: VisitWish = VisitWish.objects.locked().select_related("reason").get(pk=wish_id)
    if wish.until is not None:
        return wish
    wish.until = local_date(at)
    wish.save(update_fields=["until"])
    brought = bring_up_to_date([wish.household_id], at=at)
    entry = entries.WishLifted(
        wish=wish.pk, household=wish.household_id, name=str(wish.reason), until=wish.until
    )
    record(entry, *brought.written, by=by, at=at, key=key)
    return wish
