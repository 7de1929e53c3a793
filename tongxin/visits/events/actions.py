"""Events in families: reported, corrected, declared void. A duty follows from each, if the person agrees to be called on."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from tongxin.almanac.rules import OutOfCalendar
from tongxin.kit.actor import Actor
from tongxin.kit.clock import local_date
from tongxin.kit.errors import Conflict, RuleBroken
from tongxin.kit.ids import uuid7
from tongxin.kit.permissions import require
from tongxin.kit.words import clean
from tongxin.people.models import Person
from tongxin.registers.appending import record
from tongxin.registers.stepping import step
from tongxin.visits import access, entries
from tongxin.visits.duties.making import bring_up_to_date
from tongxin.visits.duties.rules import SAME_EVENT_DAYS
from tongxin.visits.events.checking import check_day, lacks_consent
from tongxin.visits.models import EventKind, FamilyEvent, Kind, VisitReason, VisitRule
from tongxin.web.templatetags.web import full_day

REASON_OF = {EventKind.HOSPITAL: Kind.ILLNESS, EventKind.HARDSHIP: Kind.OWN}


def _reason_of(kind: str, day: date) -> VisitReason:
    wanted = REASON_OF.get(EventKind(kind), Kind.FAMILY)
    reason = VisitReason.objects.filter(kind=wanted, by_festival=False).first()
    rule = (
        VisitRule.objects.filter(reason_id=reason.pk, effective_from__lte=day)
        .order_by("-effective_from")
        .first()
        if reason
        else None
    )
    if reason is None or rule is None or not rule.is_active:
        text = _(
            "No rule for this kind of event is in force. The deputy or the secretary sets it under Rules."
        )
        raise RuleBroken(text, fields={"kind": text})
    return reason


def _checked_consent(person: Person, urgent_reason: str, by: Actor) -> None:
    if not lacks_consent(person.pk):
        return
    if not urgent_reason:
        text = _(
            "%(name)s has not agreed to be called on. Ask and record the consent; in urgent hardship the deputy may "
            "decide, with the reason."
        ) % {"name": person.name}
        raise RuleBroken(text, fields={"person_id": text})
    require(access.URGENT(by))


@step(FamilyEvent, entries.EventReported)
def report_event(
    *,
    person_id: UUID,
    kind: str,
    happened_on: date,
    told_by: str = "family",
    place: str = "",
    urgent_reason: str = "",
    another: bool = False,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
) -> FamilyEvent:
    """Report an illness or another event in a family; the duty to visit is made at once.

    `urgent_reason` is the deputy's, where the person has not agreed to be called on. Raises RuleBroken for a day in the
    future or more than a year back, and for what looks like the same event unless `another` says that it is not.
    """
    require(access.EVENTS(by))
    today = local_date(at)
    check_day(happened_on, today)
    person: Person = Person.objects.select_related("household").get(pk=person_id)
    if person.household_id is None:
        text = _("%(name)s has no address here. Record the household first.") % {"name": person.name}
        raise RuleBroken(text, fields={"person_id": text})
    reason = _reason_of(kind, today)
    _refuse_same(person, kind, happened_on, another)
    _checked_consent(person, clean(urgent_reason), by)
    event = FamilyEvent(
        id=key or uuid7(),
        community_id=by.community_id,
        reason=reason,
        kind=kind,
        person=person,
        household_id=person.household_id,
        happened_on=happened_on,
        told_on=today,
        told_by=told_by,
        place=clean(place)[:80],
        urgent_reason=clean(urgent_reason)[:300],
    )
    event.save(force_insert=True)
    made = _brought(event, at)
    record(_reported(event), *made, by=by, at=at, key=key)
    return event


def _reported(event: FamilyEvent) -> entries.EventReported:
    return entries.EventReported(
        event=event.pk,
        household=event.household_id,
        person=event.person_id,
        kind=event.kind,
        happened_on=event.happened_on,
        told_by=event.told_by,
        place=event.place,
        urgent_reason=event.urgent_reason,
    )


def _refuse_same(person: Person, kind: str, happened_on: date, another: bool) -> None:
    near = timedelta(days=SAME_EVENT_DAYS)
    same = FamilyEvent.objects.filter(
        household=person.household,
        kind=kind,
        void_on__isnull=True,
        happened_on__range=(happened_on - near, happened_on + near),
    ).first()
    if same is not None and not another:
        text = _(
            "This looks like the event of %(day)s that is recorded already. If it is another one, say so below."
        ) % {"day": full_day(same.happened_on)}
        raise RuleBroken(text, fields={"another": text})


def _brought(event: FamilyEvent, at: datetime) -> tuple[entries.DutiesMade, ...]:
    """Bring the duties of the event's home up to date; return the entries to record."""
    try:
        return bring_up_to_date([event.household_id], at=at).written
    except OutOfCalendar:
        text = _("The table of days ends before this visit would be due.")
        raise RuleBroken(text, fields={"happened_on": text}) from None


@step(FamilyEvent, entries.EventCorrected)
def correct_event(
    event_id: UUID,
    *,
    happened_on: date,
    place: str,
    seen: int,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
) -> FamilyEvent:
    """Correct the day or the place of an event; an open duty moves with it, one that has ended stays."""
    require(access.EVENTS(by))
    event: FamilyEvent = FamilyEvent.objects.locked().get(pk=event_id)
    if event.version != seen:
        raise Conflict(
            _("Somebody corrected this event while you had it open. Compare and send again."),
            mine={_("Happened on"): happened_on, _("Where to visit"): place},
            theirs={_("Happened on"): event.happened_on, _("Where to visit"): event.place},
        )
    _refuse_void(event)
    check_day(happened_on, event.told_on)
    event.happened_on, event.place = happened_on, clean(place)[:80]
    event.version += 1
    event.save()
    made = _brought(event, at)
    entry = entries.EventCorrected(event=event.pk, happened_on=happened_on, place=event.place)
    record(entry, *made, by=by, at=at, key=key)
    return event


@step(FamilyEvent, entries.EventVoid)
def void_event(
    event_id: UUID, *, reason: str, by: Actor, at: datetime, key: UUID | None = None
) -> FamilyEvent:
    """Declare an event void because it was recorded by mistake: its open duty is not due any more."""
    require(access.EVENTS(by))
    event: FamilyEvent = FamilyEvent.objects.locked().get(pk=event_id)
    _refuse_void(event)
    if not clean(reason):
        raise RuleBroken(_("Say why."), fields={"reason": _("Missing")})
    event.void_on = local_date(at)
    event.version += 1
    event.save()
    made = _brought(event, at)
    entry = entries.EventVoid(event=event.pk, reason=clean(reason)[:300])
    record(entry, *made, by=by, at=at, key=key)
    return event


def _refuse_void(event: FamilyEvent) -> None:
    if event.void_on is not None:
        raise RuleBroken(_("This event was declared void already."))
