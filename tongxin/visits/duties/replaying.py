"""How a duty stands by what was recorded about it and stands: asked anew when one of these is declared void, and when registers are verified."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongxin.kit.clock import local_date
from tongxin.kit.errors import RuleBroken
from tongxin.registers.carrying import Beside, Correction, amend_beside, carried
from tongxin.registers.comparing import Told, told_of
from tongxin.registers.models import Entry
from tongxin.visits.duties import rules
from tongxin.visits.duties.rules import Standing, Step
from tongxin.visits.entries import DutyGivenUp, DutyMissed, DutyWaived, VisitMade
from tongxin.visits.models import Duty, VisitDuty

DECISIONS = {DutyGivenUp.schema: "given_up", DutyWaived.schema: "waived"}


SPEAKING = (VisitMade, DutyMissed, DutyGivenUp, DutyWaived)


@dataclass(slots=True)
class Replayed:
    """Where a duty comes to: how it stands, which visits count for it, and what the clock had to say when it spoke."""

    standing: Standing = field(default_factory=Standing)
    counting: list[UUID] = field(default_factory=list)
    beside: list[UUID] = field(default_factory=list)  # visits that were linked and do not count
    tried_on: date | None = None  # the day of the last visit that counts: the next try follows from it
    by_clock: Standing | None = None


def replayed(
    duty: Duty, told: Iterable[Told], *, without: UUID | None = None, uncounted: Collection[UUID] = ()
) -> Replayed:
    """Return where a duty comes to by what was recorded about it, in the order in which it was, void entries left out.

    As if the entry `without` were void too; visits in `uncounted` are known not to count. Raises LookupError where what it
    follows from was erased.
    """
    found = Replayed()
    for item in told:
        if item.void or item.entry.pk == without:
            continue
        if item.erased & {"outcome", "visited_on", "visit"}:
            raise LookupError(f"{item.entry.label} does not tell any more what became of the duty")
        step = _step_of(duty, item)
        if step is None:
            continue
        if item.schema == VisitMade.schema:
            visit = UUID(item.values["visit"])
            if visit in uncounted:
                continue
            counts = rules.counts(found.standing, step.on, duty.due_on)
            (found.counting if counts else found.beside).append(visit)
            if counts:
                found.tried_on = step.on
        found.standing = rules.after(found.standing, step, duty.due_on)
        if step.what == "missed":
            found.by_clock = found.standing
    return found


def _step_of(duty: Duty, told: Told) -> Step | None:
    if told.schema == VisitMade.schema:
        return Step(told.values["outcome"], date.fromisoformat(told.values["visited_on"]))
    if told.schema == DutyMissed.schema:
        return Step("missed", duty.due_on)
    if told.schema in DECISIONS:
        return Step(DECISIONS[told.schema], local_date(told.entry.recorded_at))
    return None


def stands_without(duty: Duty, entry: Entry) -> str:
    """Return the state in which a duty would stand if an entry had not been written, as `stand_without` lets it; nothing is changed."""
    if duty.ended_by and entry.schema == VisitMade.schema:
        return duty.state
    told = told_of([duty.pk], SPEAKING).get(duty.pk, ())
    try:
        return replayed(duty, told, without=entry.pk).standing.state
    except LookupError:  # what was erased cannot tell; the void itself says so and refuses
        return duty.state


def stand_without(duty: Duty, correction: Correction) -> list[Beside]:
    """Let a locked duty stand as it would if the entry declared void had not been written: the next visit that stands counts, what the
    clock or the deputy decided stays decided. What the facts ended stays ended.

    Returns what is to be recorded beside: what the clock said, where it would have said something else.
    """
    told = told_of([duty.pk], SPEAKING).get(duty.pk, ())
    return _stand(duty, told, correction, without=correction.entry.pk)


def stand_with_day(duty: Duty, correction: Correction, visited_on: date) -> list[Beside]:
    """Let a locked duty stand as it would if a visit's entry had named another day; returns as `stand_without` does."""
    told = [
        replace(item, values={**item.values, "visited_on": visited_on.isoformat()})
        if item.entry.pk == correction.entry.pk
        else item
        for item in told_of([duty.pk], SPEAKING).get(duty.pk, ())
    ]
    return _stand(duty, told, correction)


def _stand(
    duty: Duty, told: Iterable[Told], correction: Correction, *, without: UUID | None = None
) -> list[Beside]:
    try:
        found = replayed(duty, told, without=without)
    except LookupError as fault:
        raise RuleBroken(
            _(
                "What was recorded about this duty was erased in part, so it cannot be told any more how it would stand."
            )
        ) from fault
    if duty.ended_by:  # neither a visit nor the clock ended it: only how often somebody went is said anew
        duty.attempts, duty.rung = found.standing.attempts, found.standing.rung
    else:
        duty.stand(found.standing)
    again = duty.is_open and found.tried_on
    duty.next_on = rules.next_try(again, duty.due_on) if again else None
    duty.version += 1
    duty.save()
    links = VisitDuty.objects.filter(duty_id=duty.pk)
    links.filter(visit_id__in=found.counting).update(counted=True)
    links.filter(visit_id__in=found.beside).update(counted=False)
    return list(_clock_corrected(duty, found.by_clock, carried(correction)))


def _clock_corrected(duty: Duty, by_clock: Standing | None, reason: str) -> Iterable[Any]:
    if by_clock is None:
        return ()
    told = {"state": by_clock.state, "attempts": by_clock.attempts}
    return amend_beside(DutyMissed, duty.pk, told, reason=reason)
