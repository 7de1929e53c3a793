"""What every step with a need shares: loading it for somebody, noticing that it changed, the group facts."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from tongxin.almanac.models import calendar, calendar_from
from tongxin.almanac.rules import Count as DayCount
from tongxin.almanac.rules import (
    DayFact,
    OutOfCalendar,
    Pause,
    Standing,
    count_working_days,
    working_days_between,
)
from tongxin.groups.models import Group, offers_by_group
from tongxin.kit.actor import Actor
from tongxin.kit.clock import local_date
from tongxin.kit.errors import Conflict, RuleBroken
from tongxin.kit.permissions import Answer, require
from tongxin.kit.words import clean
from tongxin.needs import access
from tongxin.needs.models import REFUSED, Need, NeedPause, OfferMade, State, pauses_of
from tongxin.needs.rules import Asked, Candidate, GroupFacts, Refusal, due, rank
from tongxin.web.templatetags.web import full_day

LONGEST_REASON = 300
CARRIED = (State.OFFERED, State.ACCEPTED)


def load(
    need_id: UUID,
    may: Callable[[Actor, Need], Answer],
    *,
    seen: int,
    by: Actor,
    mine: dict[Any, Any] | None = None,
) -> Need:
    """Lock a need for a step. Loading it is the permission check; a need changed since `seen` is a Conflict.

    One declared void meanwhile is refused with that sentence and not as a conflict: there is nothing to compare.
    """
    need: Need = Need.objects.visible_to(by).locked().get(pk=need_id)
    require(access.stands(need))
    if need.version != seen:
        raise changed_meanwhile(need, mine or {})
    require(may(by, need))
    need.version += 1
    return need


def changed_meanwhile(need: Need, mine: dict[Any, Any]) -> Conflict:
    """Return the refusal with both versions: what was typed, and how the need stands now."""
    theirs = {
        _("State"): need.get_state_display(),
        _("Group"): need.server_name or "—",
        _("Due"): full_day(need.due_on),
        _("What was done"): need.result or "—",
    }
    return Conflict(
        _(
            "Somebody changed this need while you had it open. Nothing was recorded twice: compare, then go on from how it stands now."
        ),
        mine=mine,
        theirs=theirs,
    )


def reason_of(text: str, missing: Any) -> str:
    """Read the reason of a step as typed; RuleBroken if there is none (said as `missing`) or it is longer than its column."""
    reason = clean(text)
    if not reason:
        raise RuleBroken(missing, fields={"reason": _("Missing")})
    if len(reason) > LONGEST_REASON:
        said = _("Say it in at most %(most)s characters; these are %(n)s.") % {
            "most": LONGEST_REASON,
            "n": len(reason),
        }
        raise RuleBroken(said, fields={"reason": said})
    return reason


def count_days(start: date, days: int, need_id: UUID | None = None) -> DayCount:
    """Count a due date from the table of days, with the need's pauses. One that has not ended moves it only when it does."""
    pauses = [item for item in pauses_of(need_id) if item.last is not None] if need_id else []
    try:
        return due(start, days, _days_for(start, days, pauses), pauses)
    except OutOfCalendar:
        raise RuleBroken(
            _("The table of days ends before this due date. Fill it with `tongxin init --calendar`.")
        ) from None


def recount_done(days: Sequence[date]) -> None:
    """Count the working days to done anew of needs over whose time some days became working days or days off."""
    if not days:
        return
    over = Need.objects.filter(received_on__lt=max(days), done_on__gte=min(days))
    spans = [(need, need.received_on, need.done_on) for need in over.order_by("id").locked() if need.done_on]
    if not spans:
        return
    known = calendar(min(received for _need, received, _done in spans), max(done for *_need, done in spans))
    for need, received, done in spans:
        need.days_to_done = working_days_between(received, done, known)
    Need.objects.bulk_update([need for need, *_span in spans], ["days_to_done"], batch_size=500)


def clock_of(need: Need) -> DayCount | Standing | None:
    """Return how a need's clock stands: the count to its due date, a count that an open pause has stopped, or nothing.

    Nothing where the table of days ends too early to tell: a page must be readable without it.
    """
    pauses = pauses_of(need.pk)
    try:
        return count_working_days(
            need.due_from, need.due_days, _days_for(need.due_from, need.due_days, pauses), pauses
        )
    except OutOfCalendar:
        return None


def _days_for(start: date, days: int, pauses: Sequence[Pause]) -> dict[date, DayFact]:
    """Read the days that a count can need: its own, those of the longest holiday, and those of each ended pause."""
    paused = sum((item.last - item.first).days + 1 for item in pauses if item.last is not None)
    return calendar_from(start, days + max(paused, 0))


def group_facts(need: Need | None = None) -> list[GroupFacts]:
    """Return what counts of each active group, in four queries whatever their number."""
    offers = offers_by_group()
    loads = dict(
        Need.objects.counted()
        .filter(state__in=CARRIED)
        .order_by()
        .values_list("group_id")
        .annotate(n=Count("pk"))
    )
    turns = dict(OfferMade.objects.order_by().values_list("group_id").annotate(last=Max("offered_at")))
    said_no = refusals(need.pk) if need is not None else {}
    return [
        GroupFacts(
            id=group.pk,
            name=group.name,
            offers=frozenset(offers.get(group.pk, ())),
            capacity=group.capacity,
            load=loads.get(group.pk, 0),
            weekdays=group.weekdays,
            last_turn=local_date(turns[group.pk]) if group.pk in turns else None,
            refusal=said_no.get(group.pk),
        )
        for group in Group.objects.active()
    ]


def refusals(need_id: UUID) -> dict[UUID, Refusal]:
    """Return the groups that said no to a need, each with its last words."""
    rows = OfferMade.objects.filter(need_id=need_id, answer__in=REFUSED).order_by("answered_at")
    return {
        group: Refusal(answer, reason)
        for group, answer, reason in rows.values_list("group_id", "answer", "reason")
    }


def candidates(need: Need, *, on: date) -> list[Candidate]:
    """Return every active group for a need, best first, with reasons."""
    return rank(group_facts(need), Asked(need.service_type, on, need.wanted_by))


def end_offer(
    need: Need, answer: str, *, at: datetime, reason: str = "", held: str = OfferMade.Answer.WAITING
) -> OfferMade:
    """Answer the offer that waits, or end the one that the group holds as `held`; where a group answers, there is one."""
    offer = _end_offer(need, held, answer, at, reason)
    if offer is None:
        raise RuleBroken(_("No offer waits for an answer any more. Reload the page."))
    return offer


def end_waiting_offer(need: Need, answer: str, *, at: datetime, reason: str = "") -> OfferMade | None:
    """Answer the offer that waits, if one does."""
    return _end_offer(need, OfferMade.Answer.WAITING, answer, at, reason)


def _end_offer(need: Need, held: str, answer: str, at: datetime, reason: str) -> OfferMade | None:
    offer: OfferMade | None = (
        OfferMade.objects.filter(need_id=need.pk, group=need.group, answer=held)
        .order_by("-offered_at")
        .first()
    )
    if offer is not None:
        offer.answer, offer.answered_at, offer.reason = answer, at, reason
        offer.save(update_fields=["answer", "answered_at", "reason"])
    return offer


def end_pause(need: Need, day: date) -> None:
    """End the pause with this day; one that began and ended on a day leaves nothing to leave out."""
    running = NeedPause.objects.filter(need_id=need.pk, last__isnull=True)
    running.filter(first__gt=day).delete()
    running.update(last=day)
    need.paused_since = None
    need.due_on = count_days(need.due_from, need.due_days, need.pk).due
