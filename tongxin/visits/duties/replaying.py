"""How a duty stands by what was recorded about it and stands: asked anew when one of these is declared void."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongxin.kit.clock import local_date
from tongxin.registers.carrying import Beside, amend_beside
from tongxin.registers.models import Entry, EntrySubject
from tongxin.visits.duties import rules
from tongxin.visits.duties.rules import Standing, Step
from tongxin.visits.entries import DutyGivenUp, DutyMissed, DutyWaived, VisitMade
from tongxin.visits.models import Duty, VisitDuty

DECISIONS = {DutyGivenUp.schema: "given_up", DutyWaived.schema: "waived"}


@dataclass(slots=True)
class _Replayed:
    """Where a duty comes to: how it stands, which visits count for it, and what the clock had to say when it spoke."""

    standing: Standing = field(default_factory=Standing)
    counting: list[UUID] = field(default_factory=list)
    by_clock: Standing | None = None


def _told(duty: Duty, without: Entry) -> list[Entry]:
    """Return the entries that name a duty and stand, in the order in which they were recorded, as if one were void."""
    # Subjects are numbered as they are written, while the duty is locked: `recorded_at` is the moment the request began.
    named = EntrySubject.objects.filter(ref=duty.pk, entry__kind=Entry.Kind.CREATE)
    order = list(named.exclude(entry_id=without.pk).order_by("id").values_list("entry_id", flat=True))
    void = Entry.objects.filter(refers_to__in=order, kind=Entry.Kind.VOID).values("refers_to")
    found = {
        entry.pk: entry for entry in Entry.objects.filter(pk__in=order).exclude(pk__in=void).with_values()
    }
    return [found[pk] for pk in dict.fromkeys(order) if pk in found]


def _replayed(duty: Duty, without: Entry) -> _Replayed:
    found = _Replayed()
    for entry in _told(duty, without):
        values = entry.values()
        if entry.schema == VisitMade.schema:
            step = Step(values["outcome"], date.fromisoformat(values["visited_on"]))
            if rules.counts(found.standing, step.on, duty.due_on):
                found.counting.append(UUID(values["visit"]))
        elif entry.schema == DutyMissed.schema:
            step = Step("missed", duty.due_on)
        elif entry.schema in DECISIONS:
            step = Step(DECISIONS[entry.schema], local_date(entry.recorded_at))
        else:
            continue
        found.standing = rules.after(found.standing, step, duty.due_on)
        if step.what == "missed":
            found.by_clock = found.standing
    return found


def stand_without(duty: Duty, entry: Entry) -> list[Beside]:
    """Let a locked duty stand as it would if an entry had not been written: the next visit that stands counts, what the
    clock or the deputy decided stays decided. What the facts ended stays ended.

    Returns what is to be recorded beside: what the clock said, where it would have said something else.
    """
    found = _replayed(duty, entry)
    if duty.ended_by:  # neither a visit nor the clock ended it: only how often somebody went is said anew
        duty.attempts, duty.rung = found.standing.attempts, found.standing.rung
    else:
        duty.stand(found.standing)
    duty.next_on = None
    duty.version += 1
    duty.save()
    VisitDuty.objects.filter(duty_id=duty.pk, visit_id__in=found.counting).update(counted=True)
    return list(_clock_corrected(duty, found.by_clock))


def _clock_corrected(duty: Duty, by_clock: Standing | None) -> Iterable[Any]:
    if by_clock is None:
        return ()
    told = {"state": by_clock.state, "attempts": by_clock.attempts}
    return amend_beside(DutyMissed, duty.pk, told, reason=_("What it followed from was declared void."))
