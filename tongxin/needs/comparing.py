"""How needs stand, and the hours of who served them, against all that was recorded about them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from tongxin.almanac.models import calendar
from tongxin.almanac.rules import working_days_between
from tongxin.groups.comparing import Credited, compare_hours, hours_without
from tongxin.needs import entries
from tongxin.needs.models import Need, Service
from tongxin.needs.rules import NeedStanding, Said, standing_by
from tongxin.registers.comparing import Difference, Told, against, in_chunks, told_of
from tongxin.registers.kinds import EntryKind

STEPS: dict[type[EntryKind], str] = {
    entries.NeedReceived: "received",
    entries.NeedOffered: "offered",
    entries.NeedAccepted: "accepted",
    entries.VolunteerNamed: "named",
    entries.VolunteerLeft: "unnamed",
    entries.NeedTaken: "taken",
    entries.NeedGivenBack: "back",
    entries.NeedDeclined: "back",
    entries.OfferWithdrawn: "back",
    entries.NeedHandedBack: "back",
    entries.OfferExpired: "back",
    entries.ClockPaused: "paused",
    entries.ClockResumed: "resumed",
    entries.ServiceGiven: "served",
    entries.NeedClosed: "closed",
    entries.NeedReopened: "reopened",
}
WHAT = {kind.schema: what for kind, what in STEPS.items()}
DAY = {"paused": "since", "served": "served_on"}


def compare_standing() -> Iterator[Difference]:
    """Compare state, group, volunteer, days and hours of each need with its steps as they stand."""
    for chunk in in_chunks(Need.objects.all()):
        told = told_of([need.pk for need in chunk], list(STEPS))
        days = {need.pk: _says(standing_by(map(_said, told.get(need.pk, ())))) for need in chunk}
        counted = _days_to_done(chunk, days)
        for need in chunk:
            steps = told.get(need.pk, ())
            if steps:  # a need without an entry is reported as such
                says = _without_erased({**days[need.pk], "days_to_done": counted[need.pk]}, steps)
                yield from against(need, steps[-1].entry, entries.STEPS.code, says)


def compare_hours_served() -> Iterator[Difference]:
    """Compare what the volunteer of each service was credited with the service's entry."""
    for chunk in in_chunks(Service.objects.all()):
        told = told_of([row.pk for row in chunk], [entries.ServiceGiven])
        credited = {service: _credited(lines[-1]) for service, lines in told.items()}
        yield from compare_hours({pk: says for pk, says in credited.items() if says is not None})
    yield from hours_without("need", Service.objects.all(), entries.SERVICE.code)


def _said(told: Told) -> Said:
    what, values = WHAT[told.schema], told.values
    return Said(
        what=what,
        on=values.get(DAY.get(what, ""), ""),
        group=values.get("group", ""),
        volunteer=values.get("volunteer", ""),
        hours=values.get("hours", ""),
        void=told.void,
    )


def _says(standing: NeedStanding) -> dict[str, Any]:
    return {
        "state": standing.state,
        "group_id": standing.group,
        "volunteer_id": standing.volunteer,
        "done_on": standing.done_on,
        "hours": standing.hours,
        "paused_since": standing.paused_since,
        "times_reopened": standing.times_reopened,
    }


def _without_erased(says: Mapping[str, Any], steps: Sequence[Told]) -> dict[str, Any]:
    """Leave out what cannot be told any more because a value that it follows from was erased."""
    gone = {name for step in steps for name in step.erased}
    left_out = {
        "served_on": {"done_on", "days_to_done"},
        "received_on": {"days_to_done"},
        "hours": {"hours"},
        "since": {"paused_since"},
        "group": {"group_id"},
        "volunteer": {"volunteer_id"},
    }
    untold = {column for name in gone for column in left_out.get(name, ())}
    return {column: value for column, value in says.items() if column not in untold}


def _days_to_done(needs: Sequence[Need], says: Mapping[UUID, Mapping[str, Any]]) -> dict[UUID, int | None]:
    """Count each need's working days from the reception to the day on which it was done, in one reading of the table of days."""
    done = {pk: date.fromisoformat(said["done_on"]) for pk, said in says.items() if said["done_on"]}
    if not done:
        return dict.fromkeys(says)
    received = {need.pk: need.received_on for need in needs}
    days = calendar(min(received[pk] for pk in done), max(done.values()))
    return {pk: working_days_between(received[pk], done[pk], days) if pk in done else None for pk in says}


def _credited(told: Told) -> Credited | None:
    """Return what a service's line says of its volunteer's hours; None where that was erased."""
    if told.erased & {"served_on", "hours", "volunteer"}:
        return None
    volunteer = told.values.get("volunteer")
    if told.void or not volunteer:
        return Credited(told.entry)
    served_on = date.fromisoformat(told.values["served_on"])
    return Credited(told.entry, frozenset({UUID(volunteer)}), served_on, Decimal(told.values["hours"]))
