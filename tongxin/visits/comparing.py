"""How duties stand, against the visits, decisions and misses that were recorded about them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from tongxin.registers.comparing import Difference, Told, against, in_chunks, told_of
from tongxin.visits.duties.replaying import SPEAKING, replayed
from tongxin.visits.entries import DUTIES
from tongxin.visits.models import Duty, DutyState, VisitDuty


def compare() -> Iterator[Difference]:
    """Compare state, end and attempts of each duty with the entries that name it."""
    for chunk in in_chunks(Duty.objects.all()):
        ids = [duty.pk for duty in chunk]
        told = told_of(ids, SPEAKING)
        links = VisitDuty.objects.filter(duty_id__in=ids, counted=False)
        uncounted = set(links.values_list("duty_id", "visit_id"))
        for duty in chunk:
            entries = told.get(duty.pk, ())
            beside = {visit for held, visit in uncounted if held == duty.pk}
            last = entries[-1].entry if entries else None
            yield from against(duty, last, DUTIES.code, _says(duty, entries, beside))


def _says(duty: Duty, told: Sequence[Told], uncounted: Collection[UUID]) -> Mapping[str, Any]:
    """Return what the columns of a duty must hold.

    What the facts ended (a consent that ended, an event that was none) no entry says duty by duty: then the state must be the
    one that the reason leads to.
    """
    if duty.ended_by and duty.ended_by != "hand":
        not_wanted = duty.ended_by == "not_wanted"
        return {"state": str(DutyState.NOT_WANTED if not_wanted else DutyState.WAIVED)}
    try:
        standing = replayed(duty, told, uncounted=uncounted).standing
    except LookupError:
        return {}
    return {
        "state": standing.state,
        "ended_on": standing.ended_on,
        "ended_by": "hand" if standing.state == DutyState.WAIVED else "",
        "attempts": standing.attempts,
        "rung": standing.rung,
    }
