"""What hangs on a need, a service and an incident when their entries are corrected."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from tongxin.almanac.models import calendar
from tongxin.almanac.rules import working_days_between
from tongxin.groups.actions import move_hours, take_back_hours
from tongxin.kit.actor import Actor
from tongxin.kit.clock import local_date
from tongxin.kit.errors import RuleBroken
from tongxin.kit.permissions import ALLOWED, Answer, Denied
from tongxin.kit.words import clean
from tongxin.needs.entries import IncidentPassed, NeedClosed, NeedReceived, ServiceGiven
from tongxin.needs.models import Need, Outcome, Service, State
from tongxin.needs.receiving import read_phone
from tongxin.needs.rules import days_allowed
from tongxin.needs.steps import count_days
from tongxin.registers.carrying import Beside, Correction, amend_beside, follows, void_of
from tongxin.registers.models import Entry
from tongxin.registers.reading import is_void

# What the line of a service repeats of the reception's.
REPEATED = {
    "visitor": "beneficiary",
    "person": "person",
    "phone": "phone",
    "place": "place",
    "service_type": "service_type",
}


def read_reception(changes: Mapping[str, Any], by: Actor, at: datetime) -> Mapping[str, Any]:
    """Read a reception's facts as the desk reads them."""
    del by
    read: dict[str, Any] = {
        name: clean(value) if isinstance(value, str) else value for name, value in changes.items()
    }
    if "phone" in read:
        read["phone"] = read_phone(read["phone"])
    if read.get("received_on") and read["received_on"] > local_date(at):
        raise RuleBroken(_("Nobody can have come in the future."), fields={"received_on": _("In the future")})
    return read


def reception_amended(correction: Correction) -> Iterable[Beside]:
    """Let due dates, the days to done and the service's line follow a corrected reception."""
    need: Need = correction.row
    changed = correction.changed
    need.is_anonymous = not need.visitor
    if "received_on" in changed:
        _moved(need, correction)
    if "service_type" in changed and not need.is_closed:
        need.due_days = days_allowed(need.service_type, need.community.need_due_days)
        need.due_on = count_days(need.due_from, need.due_days, need.pk).due
    need.save()
    repeated = {REPEATED[name]: value for name, value in changed.items() if name in REPEATED}
    reason = _("Follows the correction of %(line)s") % {"line": correction.entry.label}
    return amend_beside(ServiceGiven, need.pk, repeated, reason=reason)


def _moved(need: Need, correction: Correction) -> None:
    before = correction.before_row.get("received_on")
    ends = [day for day in (need.done_on, need.closed_on) if day]
    if ends and need.received_on > min(ends):
        text = _("The need was done or closed on %(day)s: it cannot have been received later.") % {
            "day": min(ends)
        }
        raise RuleBroken(text, fields={"received_on": text})
    if need.due_from == before:
        need.due_from = need.received_on
        need.due_on = count_days(need.due_from, need.due_days, need.pk).due
    if need.done_on:
        need.days_to_done = _days(need.received_on, need.done_on)


def _days(received_on: date, done_on: date) -> int:
    return working_days_between(received_on, done_on, calendar(received_on, done_on))


def reception_voided(correction: Correction) -> Iterable[Beside]:
    """Take back the hours of the services that were given for a reception declared void: it counts nowhere."""
    need: Need = correction.row
    for service in Service.objects.counted().filter(need_id=need.pk):
        take_back_hours(service.pk)
    return ()


def may_void_reception(entry: Entry, need: Need, by: Actor) -> Answer:
    """Refuse to void a reception whose service stands in the service register: that line is voided first."""
    del entry, by
    if Service.objects.counted().filter(need_id=need.pk).exists():
        return Denied(
            _(
                "A service stands in the service register for this need. Declare that line void first, then this one."
            )
        )
    return ALLOWED


def read_service(changes: Mapping[str, Any], by: Actor, at: datetime) -> Mapping[str, Any]:
    """Read a service's facts as they were recorded."""
    del by
    if changes.get("served_on") and changes["served_on"] > local_date(at):
        text = _("The day lies in the future.")
        raise RuleBroken(text, fields={"served_on": text})
    return {name: clean(value) if isinstance(value, str) else value for name, value in changes.items()}


def service_amended(correction: Correction) -> Iterable[Beside]:
    """Let the volunteer's hours and the need, as it stands, follow a corrected service."""
    service: Service = correction.row
    move_hours(service.pk, served_on=service.served_on, hours=service.hours, what=service.content)
    need: Need = Need.objects.locked().get(pk=service.need_id)
    if service.served_on < need.received_on:
        text = _("The day must not lie before the reception (%(first)s).") % {"first": need.received_on}
        raise RuleBroken(text, fields={"served_on": text})
    if _is_the_needs(service, need):
        need.done_on, need.hours, need.result = service.served_on, service.hours, service.content
        need.days_to_done = _days(need.received_on, need.done_on)
        need.version += 1
        need.save()
    return ()


def _is_the_needs(service: Service, need: Need) -> bool:
    """Tell whether the need, as it stands, was done by this service: it was not reopened since."""
    last = Service.objects.counted().filter(need_id=need.pk).order_by("-id").first()
    return need.done_on is not None and last is not None and last.pk == service.pk


def may_void_service(entry: Entry, service: Service, by: Actor) -> Answer:
    """Refuse to void what the resident has confirmed: the need is reopened first."""
    del entry, by
    if service.need.is_closed and _is_the_needs(service, service.need):
        return Denied(
            _("The resident has confirmed this service. Reopen the need on its page first, with the reason.")
        )
    return ALLOWED


def service_voided(correction: Correction) -> Iterable[Beside]:
    """Take back a service declared void with its hours; the need is being served again."""
    service: Service = correction.row
    need: Need = Need.objects.locked().get(pk=service.need_id)
    is_the_needs = _is_the_needs(service, need)
    service.is_void = True
    service.save(update_fields=["is_void"])
    take_back_hours(service.pk)
    if is_the_needs:
        need.state, need.done_on, need.days_to_done = State.ACCEPTED, None, None
        need.hours, need.result = None, ""
        need.version += 1
        need.save()
    return ()


def incident_voided(correction: Correction) -> Iterable[Beside]:
    """Take back an incident that was not passed on: the need is at the desk again."""
    incident = correction.row
    incident.is_void = True
    incident.save(update_fields=["is_void"])
    need: Need = Need.objects.locked().get(pk=incident.need_id)
    if need.is_closed and need.outcome == Outcome.POLICE:
        need.state, need.outcome, need.closed_on = State.OPEN, "", None
        need.group = need.volunteer = need.taken_by = None
        need.version += 1
        need.save()
        return _closing_void(need)
    return ()


def _closing_void(need: Need) -> Iterable[Beside]:
    """Take back the closing that was written beside the incident: the need is not closed."""
    closed = Entry.objects.about(need.pk).written().filter(schema=NeedClosed.schema, topic=Outcome.POLICE)
    last = closed.order_by("seq").locked().last()
    if last is not None and not is_void(last):
        yield void_of(last, reason=_("The incident is void."))


def declare() -> None:
    """Tell the registers; from `AppConfig.ready()`."""
    follows(
        NeedReceived,
        read=read_reception,
        amended=reception_amended,
        voided=reception_voided,
        may_void=may_void_reception,
    )
    follows(
        ServiceGiven,
        read=read_service,
        amended=service_amended,
        voided=service_voided,
        may_void=may_void_service,
        hangs_on="need",
    )
    follows(IncidentPassed, voided=incident_voided, hangs_on="need")
