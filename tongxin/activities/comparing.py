"""The hours of those who helped at activities, against the activities' entries."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from tongxin.activities.entries import ACTIVITY, ActivityHeld
from tongxin.activities.models import Activity
from tongxin.activities.rules import hours_each
from tongxin.groups.comparing import Credited, compare_hours, hours_without
from tongxin.registers.comparing import Difference, Told, in_chunks, told_of
from tongxin.registers.kinds import refs_in


def compare() -> Iterator[Difference]:
    """Compare what volunteers were credited for each activity with its entry."""
    for chunk in in_chunks(Activity.objects.all()):
        told = told_of([row.pk for row in chunk], [ActivityHeld])
        credited = {activity: _credited(entries[-1]) for activity, entries in told.items()}
        yield from compare_hours({pk: says for pk, says in credited.items() if says is not None})
    yield from hours_without("activity", Activity.objects.all(), ACTIVITY.code)


def _credited(told: Told) -> Credited | None:
    """Return what an entry says of hours; None where that was erased."""
    if told.erased & {"held_on", "hours", "helpers"}:
        return None
    helpers = frozenset(refs_in(told.values.get("helpers")))
    each = hours_each(Decimal(told.values.get("hours", "0")), len(helpers))
    if told.void or not each:
        return Credited(told.entry)
    return Credited(told.entry, helpers, date.fromisoformat(told.values["held_on"]), each)
