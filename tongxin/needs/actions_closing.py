"""From the volunteer to the end: done, confirmed, closed, reopened, passed to the police; and the clock's pauses."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongxin.almanac.models import calendar
from tongxin.almanac.rules import working_days_between
from tongxin.communities.models import Community
from tongxin.groups.actions import credit_hours
from tongxin.kit.actor import Actor
from tongxin.kit.checking import check_fields
from tongxin.kit.clock import local_date
from tongxin.kit.errors import RuleBroken
from tongxin.kit.words import clean
from tongxin.needs import access, entries
from tongxin.needs.checking import done_faults
from tongxin.needs.models import Incident, Need, NeedPause, OfferMade, Outcome, Service, State
from tongxin.needs.rules import days_allowed
from tongxin.needs.steps import count_days, end_pause, end_waiting_offer, load, reason_of
from tongxin.registers.appending import record
from tongxin.registers.stepping import step
from tongxin.web.templatetags.web import full_day

CLOSING_OUTCOMES = (Outcome.REFERRED, Outcome.NOT_NEEDED, Outcome.NOT_POSSIBLE)


@step(Need, entries.ServiceGiven)
def finish(
    need_id: UUID,
    *,
    done_on: date,
    hours: Decimal,
    result: str,
    seen: int,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
) -> Need:
    """Record what was done, when, and how many hours it took: a line of the service register.

    Hours are at least 0.25, at most 24, with two places. Raises RuleBroken naming the field.
    """
    mine = {_("Done on"): full_day(done_on), _("Hours"): hours, _("What was done"): result}
    need = load(need_id, access.can_finish, seen=seen, by=by, mine=mine)
    found = done_faults(need.received_on, done_on, hours, result, local_date(at))
    if found:
        raise RuleBroken(" ".join(found.values()), fields=found)
    need.state, need.done_on, need.hours, need.result = State.DONE, done_on, hours, clean(result)
    if need.paused_since:
        end_pause(need, done_on)
    need.days_to_done = working_days_between(need.received_on, done_on, calendar(need.received_on, done_on))
    need.save()
    record(_serve(need, done_on, hours), by=by, at=at, key=key)
    return need


def _server_of(need: Need) -> str:
    """Return who served, as the book keeps it in whatever language: the group, or the community with who of its staff."""
    if need.group is not None:
        return str(need.group.name)
    return f"{need.community.name} · {need.taken_by.name}" if need.taken_by is not None else ""


def _serve(need: Need, served_on: date, hours: Decimal) -> entries.ServiceGiven:
    """Write the service that a need just done was given, and its volunteer's hours; return its line in the service register."""
    service = Service(
        community_id=need.community_id,
        need=need,
        volunteer=need.volunteer,
        served_on=served_on,
        hours=hours,
        content=need.result,
    )
    check_fields(service)
    service.save(force_insert=True)
    if need.volunteer is not None:
        credit_hours(
            [need.volunteer],
            served_on=served_on,
            hours=hours,
            source="need",
            source_id=service.pk,
            what=service.content,
        )
    return entries.ServiceGiven(
        service=service.pk,
        need=need.pk,
        served_on=served_on,
        beneficiary=need.visitor,
        person=need.person_id,
        phone=need.phone,
        service_type=need.service_type,
        request_source=need.number,
        content=need.result,
        place=need.place,
        group=need.group_id,
        group_name=_server_of(need),
        volunteer=need.volunteer_id,
        volunteers=1 if need.volunteer_id else 0,
        hours=hours,
    )


@step(Need, entries.NeedClosed)
def confirm(
    need_id: UUID, *, comment: str = "", seen: int, by: Actor, at: datetime, key: UUID | None = None
) -> Need:
    """Record that the resident confirmed what was done; the need is closed."""
    mine = {_("Step"): _("Confirm"), _("What the resident said"): comment}
    need = load(need_id, access.can_close, seen=seen, by=by, mine=mine)
    if need.state != State.DONE:
        raise RuleBroken(_("Only what was done can be confirmed. Record first what was done."))
    need.comment = clean(comment)
    return _close(need, Outcome.SERVED, "", by, at, key)


@step(Need, entries.NeedClosed)
def close(
    need_id: UUID, *, outcome: str, reason: str, seen: int, by: Actor, at: datetime, key: UUID | None = None
) -> Need:
    """Close a need that is not served here: passed on, no longer needed, or not possible; with the reason."""
    mine = {_("Step"): _("Close"), _("Reason"): reason}
    need = load(need_id, access.can_close_unserved, seen=seen, by=by, mine=mine)
    if outcome not in CLOSING_OUTCOMES:
        raise RuleBroken(_("Choose how it ended."), fields={"outcome": _("Missing")})
    why = reason_of(reason, _("Say why it is closed without being served."))
    return _close(need, outcome, why, by, at, key)


def _close(need: Need, outcome: str, reason: str, by: Actor, at: datetime, key: UUID | None) -> Need:
    end_waiting_offer(need, OfferMade.Answer.WITHDRAWN, at=at)
    day = local_date(at)
    if need.paused_since:
        end_pause(need, day)
    need.state, need.outcome, need.closed_on = State.CLOSED, outcome, day
    need.closing_reason = reason
    need.save()
    entry = entries.NeedClosed(
        need=need.pk, outcome=outcome, closed_on=day, comment=need.comment, reason=reason
    )
    record(entry, by=by, at=at, key=key)
    return need


@step(Need, entries.NeedReopened)
def reopen(
    need_id: UUID, *, reason: str, seen: int, by: Actor, at: datetime, key: UUID | None = None
) -> Need:
    """Reopen a need because the resident says that it is not done; its clock starts anew."""
    mine = {_("Step"): _("Reopen"), _("Reason"): reason}
    need = load(need_id, access.can_reopen, seen=seen, by=by, mine=mine)
    why = reason_of(reason, _("Say what is still missing."))
    community = Community.objects.get(pk=need.community_id)
    day = local_date(at)
    need.due_days = days_allowed(need.service_type, community.need_due_days)
    need.due_from = day
    need.due_on = count_days(day, need.due_days).due
    need.state, need.outcome, need.group, need.volunteer, need.taken_by = State.OPEN, "", None, None, None
    need.done_on = need.closed_on = need.offered_at = need.answer_due = need.accepted_at = None
    need.days_to_done = None
    need.hours, need.result, need.comment, need.closing_reason = None, "", "", ""
    need.times_reopened += 1
    need.save()
    record(entries.NeedReopened(need=need.pk, reason=why, due_on=need.due_on), by=by, at=at, key=key)
    return need


@step(Need, entries.ClockPaused)
def pause(need_id: UUID, *, reason: str, seen: int, by: Actor, at: datetime, key: UUID | None = None) -> Need:
    """Stop a need's clock from the next day on, with the reason (the resident is away, papers are missing)."""
    mine = {_("Step"): _("Pause"), _("Reason"): reason}
    need = load(need_id, access.can_pause, seen=seen, by=by, mine=mine)
    why = reason_of(reason, _("Say why the clock stands."))
    day = local_date(at)
    need.paused_since = day
    NeedPause.objects.create(
        community_id=need.community_id, need=need, first=day + timedelta(days=1), reason=why
    )
    need.save()
    record(entries.ClockPaused(need=need.pk, since=day, reason=why), by=by, at=at, key=key)
    return need


@step(Need, entries.ClockResumed)
def resume(need_id: UUID, *, seen: int, by: Actor, at: datetime, key: UUID | None = None) -> Need:
    """Let a need's clock run again; the working days it stood are added to its due date."""
    need = load(need_id, access.can_resume, seen=seen, by=by, mine={_("Step"): _("Resume")})
    end_pause(need, local_date(at))
    need.save()
    record(entries.ClockResumed(need=need.pk, due_on=need.due_on), by=by, at=at, key=key)
    return need


def _passed(need_id: UUID, **_more: Any) -> Incident:
    return Incident.objects.filter(need_id=need_id).latest("passed_on", "id")


@step(_passed, entries.IncidentPassed)
def pass_to_police(
    need_id: UUID, *, station: str, what: str, seen: int, by: Actor, at: datetime, key: UUID | None = None
) -> Incident:
    """Pass a swindle to the police as an incident: what happened, where, when. The need is closed with it."""
    mine = {_("Police station"): station, _("What happened"): what}
    need = load(need_id, access.can_pass_to_police, seen=seen, by=by, mine=mine)
    missing = {name: _("Missing") for name, text in (("station", station), ("what", what)) if not clean(text)}
    if missing:
        raise RuleBroken(_("Name the police station and say what happened."), fields=missing)
    day = local_date(at)
    incident = Incident(
        community_id=need.community_id, need=need, passed_on=day, station=clean(station), what=clean(what)
    )
    check_fields(incident)
    incident.save(force_insert=True)
    end_waiting_offer(need, OfferMade.Answer.WITHDRAWN, at=at)
    if need.paused_since:
        end_pause(need, day)
    need.state, need.outcome, need.closed_on = State.CLOSED, Outcome.POLICE, day
    need.save()
    passed = entries.IncidentPassed(
        incident=incident.pk, need=need.pk, passed_on=day, station=incident.station, what=incident.what
    )
    record(
        passed, entries.NeedClosed(need=need.pk, outcome=Outcome.POLICE, closed_on=day), by=by, at=at, key=key
    )
    return incident
