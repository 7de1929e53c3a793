"""What hangs on a need, a service and an incident when their entries are corrected."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongxin.almanac.models import calendar
from tongxin.almanac.rules import working_days_between
from tongxin.groups.actions import move_hours, take_back_hours
from tongxin.kit.actor import Actor
from tongxin.kit.clock import local_date
from tongxin.kit.errors import RuleBroken
from tongxin.kit.permissions import ALLOWED, Answer, Denied
from tongxin.needs.entries import IncidentPassed, NeedClosed, NeedReceived, ServiceGiven
from tongxin.needs.models import Incident, Need, OfferMade, Outcome, Service, State
from tongxin.needs.receiving import check_received, check_wish, read_phone
from tongxin.needs.rules import days_allowed
from tongxin.needs.steps import count_days, end_pause, end_waiting_offer
from tongxin.people.models import Person
from tongxin.registers.carrying import (
    Beside,
    Correction,
    amend_beside,
    carried,
    falls_with,
    follows,
    standing_about,
    voiding,
)
from tongxin.registers.models import Entry
from tongxin.registers.reading import is_void
from tongxin.web.templatetags.web import full_day, number

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
    read = dict(changes)
    if "phone" in read:
        read["phone"] = read_phone(read["phone"])
    if read.get("received_on"):
        check_received(read["received_on"], local_date(at))
    return read


def complete_reception(changes: Mapping[str, Any], before: Mapping[str, Any]) -> Mapping[str, Any]:
    """Let name, phone and place follow when another resident is named, where they were left as they stood and were the former's.

    What was typed anew, or was never the former resident's (a daughter came for her mother), stays.
    """
    wrong, right = before.get("person"), changes.get("person")
    if not right or not wrong or str(right) == wrong:
        return changes
    people = Person.objects.select_related("household").in_bulk([UUID(wrong), right])
    former, named = people.get(UUID(wrong)), people.get(right)
    if former is None or named is None:
        return changes
    theirs = {
        "visitor": (former.name, named.name),
        "phone": (former.phone, named.phone),
        "place": (former.address, named.address),
    }
    followed = {
        name: new
        for name, (old, new) in theirs.items()
        if before.get(name, "") == old == (changes.get(name, old) or "")
    }
    return {**changes, **followed}


def reception_amended(correction: Correction) -> Iterable[Beside]:
    """Let due dates, the days to done and the service's line follow a corrected reception."""
    need: Need = correction.row
    changed = correction.changed
    _check_amended(need, correction)
    need.is_anonymous = not need.visitor
    closing: dict[str, Any] = {}
    if "received_on" in changed:
        closing = _moved(need, correction)
    if "service_type" in changed and not need.is_closed:
        need.due_days = days_allowed(need.service_type, need.community.need_due_days)
        need.due_on = count_days(need.due_from, need.due_days, need.pk).due
    need.save()
    repeated = {REPEATED[name]: value for name, value in changed.items() if name in REPEATED}
    reason = carried(correction)
    return (
        *amend_beside(ServiceGiven, need.pk, repeated, reason=reason),
        *amend_beside(NeedClosed, need.pk, closing, reason=reason),
    )


def _check_amended(need: Need, correction: Correction) -> None:
    """Refuse what the desk would have refused, and an answer that contradicts how the need stands."""
    changed, before = correction.changed, correction.before
    if {"wanted_by", "received_on"} & changed.keys():
        check_wish(need.wanted_by, need.received_on)
    if need.person_id and not need.visitor and {"visitor", "person"} & changed.keys():
        text = _(
            "A resident is named, so the name cannot be empty. Take the resident out as well if nobody is known."
        )
        raise RuleBroken(text, fields={"visitor": text})
    if "reply" not in changed:
        return
    if need.outcome == Outcome.ANSWERED and not need.reply:
        text = _("The need was closed with this answer. Reopen it on its page first, with the reason.")
        raise RuleBroken(text, fields={"reply": text})
    if need.outcome != Outcome.ANSWERED and not before.get("reply"):
        text = _(
            "An answer filled in afterwards would not close the need. Record on its page what was done, or close it there."
        )
        raise RuleBroken(text, fields={"reply": text})


def _moved(need: Need, correction: Correction) -> dict[str, Any]:
    """Let what is counted from the day of the reception follow; return what changes of the closing made with it."""
    before = correction.before_row.get("received_on")
    at_once = need.outcome == Outcome.ANSWERED and need.closed_on == before
    if at_once:
        need.closed_on = need.received_on
    served = Service.objects.counted().filter(need_id=need.pk).values_list("served_on", flat=True)
    ends = [day for day in (need.done_on, need.closed_on, *served) if day]
    if ends and need.received_on > min(ends):
        text = _("The need was done or closed on %(day)s: it cannot have been received later.") % {
            "day": full_day(min(ends))
        }
        raise RuleBroken(text, fields={"received_on": text})
    begun = _first_step(need)
    if begun and need.received_on > begun:
        text = _("The first step with this need was on %(day)s: it cannot have been received later.") % {
            "day": full_day(begun)
        }
        raise RuleBroken(text, fields={"received_on": text})
    count_days(need.received_on, need.due_days)  # refuses a day before the table of days begins
    if need.due_from == before:
        need.due_from = need.received_on
        need.due_on = count_days(need.due_from, need.due_days, need.pk).due
    if need.done_on:
        need.days_to_done = _days(need.received_on, need.done_on)
    return {"closed_on": need.closed_on} if at_once else {}


def _first_step(need: Need) -> date | None:
    """Return the day of the first step between the reception and the end: offered, taken, paused."""
    ends = [NeedClosed.schema, IncidentPassed.schema]
    steps = (
        Entry.objects.about(need.pk).written().filter(register=NeedClosed.register).exclude(schema__in=ends)
    )
    return steps.order_by("happened_on").values_list("happened_on", flat=True).first()


def _days(received_on: date, done_on: date) -> int:
    return working_days_between(received_on, done_on, calendar(received_on, done_on))


def reception_voided(correction: Correction) -> Iterable[Beside]:
    """End what still runs for a reception declared void: the offer that waits, the pause, who would serve it.

    The group stays named, so that it can read why its need is gone. Raises RuleBroken if it was served meanwhile.
    """
    need: Need = correction.row
    possible = may_void_reception(correction.entry, need, correction.by)
    if isinstance(possible, Denied):  # served between the question and the lock
        raise RuleBroken(possible.reason)
    if need.is_closed:
        return ()
    end_waiting_offer(need, OfferMade.Answer.WITHDRAWN, at=correction.at)
    if need.is_paused:
        end_pause(need, local_date(correction.at))
    need.state, need.volunteer, need.taken_by = State.OPEN, None, None
    need.offered_at = need.answer_due = need.accepted_at = None
    need.save()
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


def service_amended(correction: Correction) -> Iterable[Beside]:
    """Let the volunteer's hours and the need, as it stands, follow a corrected service."""
    service: Service = correction.row
    move_hours(service.pk, served_on=service.served_on, hours=service.hours, what=service.content)
    need: Need = Need.objects.locked().get(pk=service.need_id)
    if service.served_on < need.received_on:
        text = _("The day must not lie before the reception (%(first)s).") % {
            "first": full_day(need.received_on)
        }
        raise RuleBroken(text, fields={"served_on": text})
    if _is_the_needs(service, need):
        if need.closed_on and service.served_on > need.closed_on:
            text = _("The need was closed on %(day)s: it cannot have been served later.")
            text %= {"day": full_day(need.closed_on)}
            raise RuleBroken(text, fields={"served_on": text})
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


def incident_amended(correction: Correction) -> Iterable[Beside]:
    """Keep the day on which an incident was passed on between the reception and the closing that was recorded with it."""
    incident: Incident = correction.row
    need = incident.need
    if "passed_on" in correction.changed:
        last = need.closed_on if need.outcome == Outcome.POLICE else None
        if incident.passed_on < need.received_on or (last and incident.passed_on > last):
            text = _("The day must lie between the reception (%(first)s) and the closing (%(last)s).")
            text %= {"first": full_day(need.received_on), "last": full_day(last) if last else "…"}
            raise RuleBroken(text, fields={"passed_on": text})
    return ()


def _closing_of(passed: Entry, need_id: UUID) -> Entry | None:
    """Return the closing recorded beside an incident; None if it is void."""
    closings = Entry.objects.about(need_id).written().filter(schema=NeedClosed.schema)
    closing: Entry | None = closings.filter(seq__gt=passed.seq).order_by("seq").first()
    return None if closing is None or is_void(closing) else closing


def incident_voided(correction: Correction) -> Iterable[Beside]:
    """Take back an incident that was not passed on, with the closing recorded beside it: the need is at the desk again."""
    incident: Incident = correction.row
    need: Need = Need.objects.locked().get(pk=incident.need_id)
    latest = Incident.objects.counted().filter(need_id=need.pk).order_by("-id").first()
    incident.is_void = True
    incident.save(update_fields=["is_void"])
    if need.is_closed and need.outcome == Outcome.POLICE and latest == incident:
        need.state, need.outcome, need.closed_on = State.OPEN, "", None
        need.group = need.volunteer = need.taken_by = None
        need.version += 1
        need.save()
    closing = _closing_of(correction.entry, need.pk)
    if closing is None:
        return ()
    return (voiding(closing, reason=carried(correction)),)


def reception_takes(entry: Entry, need: Need) -> Iterator[Any]:
    """Say what ends with a reception that is declared void."""
    del entry
    if need.state == State.OFFERED:
        yield _("the offer to %(group)s is taken back") % {"group": need.group}
    elif need.state == State.ACCEPTED:
        yield _("%(server)s has nothing more to do with it") % {"server": need.server_name}


def reception_amends(entry: Entry, need: Need) -> Iterator[Any]:
    """Say that what the service's line repeats of the reception follows."""
    del entry
    for line in standing_about(ServiceGiven, need.pk):
        yield _("name, phone, place and kind of service follow in %(line)s") % {"line": line.label}


def service_takes(entry: Entry, service: Service) -> Iterator[Any]:
    """Say that hours are taken back and the need is open again."""
    del entry
    if service.volunteer_id and service.volunteer:
        yield _("%(hours)s hours of %(name)s are taken back") % {
            "hours": number(service.hours),
            "name": service.volunteer.person.name,
        }
    if _is_the_needs(service, service.need):
        yield _("the need %(number)s is being served again") % {"number": service.need.number}


def incident_takes(entry: Entry, incident: Incident) -> Iterator[Any]:
    """Say that the closing falls with the incident, and where the need is then."""
    closing = _closing_of(entry, incident.need_id)
    if closing is not None:
        yield falls_with(closing)
    if incident.need.is_closed and incident.need.outcome == Outcome.POLICE:
        yield _("the need %(number)s is at the desk again") % {"number": incident.need.number}


def declare() -> None:
    """Tell the registers; from `AppConfig.ready()`."""
    follows(
        NeedReceived,
        read=read_reception,
        complete=complete_reception,
        amended=reception_amended,
        voided=reception_voided,
        may_void=may_void_reception,
        void_takes=reception_takes,
        amend_takes=reception_amends,
    )
    follows(
        ServiceGiven,
        amended=service_amended,
        voided=service_voided,
        may_void=may_void_service,
        hangs_on="need",
        void_takes=service_takes,
    )
    follows(
        IncidentPassed,
        amended=incident_amended,
        voided=incident_voided,
        hangs_on="need",
        void_takes=incident_takes,
    )
