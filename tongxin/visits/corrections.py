"""What hangs on a visit, a gift, an event or a duty when its entry is corrected, in the same transaction.

Locks: of a gift its visit; then the row that the entry speaks of, its entry and those beside it, wishes, the reasons, and duties in the order
of their ids.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tongxin.almanac.rules import OutOfCalendar
from tongxin.files.corrections import fall_with
from tongxin.kit.actor import Actor
from tongxin.kit.clock import local_date
from tongxin.kit.errors import RuleBroken
from tongxin.kit.permissions import ALLOWED, Answer, Denied
from tongxin.kit.words import run_on
from tongxin.people.models import Person
from tongxin.registers.access import who_voids
from tongxin.registers.carrying import (
    Beside,
    Correction,
    amend_beside,
    carried,
    follows,
    standing_about,
    void_beside,
)
from tongxin.registers.models import Entry
from tongxin.visits.calls.checking import OLDEST_VISIT_DAYS
from tongxin.visits.calls.goods import goods_words, value_of
from tongxin.visits.duties.making import bring_up_to_date, one_run_at_a_time
from tongxin.visits.duties.replaying import stand_with_day, stand_without, stands_without
from tongxin.visits.duties.tables import reason_words
from tongxin.visits.duties.wishes import keep_wishes, take_back, wishes_of
from tongxin.visits.entries import (
    DutyGivenUp,
    DutyWaived,
    EventCorrected,
    EventReported,
    GiftHanded,
    PictureKept,
    VisitMade,
    WishKept,
)
from tongxin.visits.events.checking import check_day
from tongxin.visits.models import (
    Duty,
    DutyState,
    FamilyEvent,
    Gift,
    Visit,
    VisitDuty,
    VisitOutcome,
    VisitWish,
)
from tongxin.web.templatetags.web import day as day_words
from tongxin.web.templatetags.web import full_day, money


def gift_checked(changes: Mapping[str, Any], by: Actor, at: datetime) -> Mapping[str, Any]:
    """Refuse a gift without what the hand-out sheet needs, naming what is missing; a number too small is for its column to refuse."""
    del by, at
    needed = ("item", "quantity", "value", "fund_source", "signed_by")
    missing = [name for name in needed if name in changes and changes[name] in (None, "")]
    if missing:
        text = _("Of each gift say what it is, where the money came from, and who signed for it.")
        raise RuleBroken(text, fields=dict.fromkeys(missing, text))
    return changes


def gift_corrected(correction: Correction) -> Iterable[Beside]:
    """Let the visit's line say what its gifts are now: it sums them up."""
    gift: Gift = correction.row
    gifts = list(Gift.objects.filter(visit_id=gift.visit_id, is_void=False).order_by("id"))
    told: dict[str, str | Decimal | None] = {"goods": goods_words(gifts), "value": value_of(gifts)}
    return amend_beside(VisitMade, gift.visit_id, told, reason=carried(correction))


def read_visit(changes: Mapping[str, Any], by: Actor, at: datetime) -> Mapping[str, Any]:
    """Refuse a day that has not come yet."""
    del by
    if changes.get("visited_on") and changes["visited_on"] > local_date(at):
        text = _("The day lies in the future.")
        raise RuleBroken(text, fields={"visited_on": text})
    return changes


def complete_visit(changes: Mapping[str, Any], before: Mapping[str, Any]) -> Mapping[str, Any]:
    """Let the name follow when another resident is named."""
    if "person" not in changes or str(changes["person"] or "") == before.get("person", ""):
        return changes
    named = Person.objects.filter(pk=changes["person"]).first() if changes["person"] else None
    return {**changes, "visited": named.name if named is not None else ""}


def visit_amended(correction: Correction) -> Iterable[Beside]:
    """Let gifts and duties follow a visit's day, and the hand-out sheet its resident.

    Raises RuleBroken for a resident of another home, a day on which it cannot have been recorded, and where the home said then what it
    does not want: that counts from the visit's day, and ended other duties on it.
    """
    visit: Visit = correction.row
    written: list[Beside] = []
    told: dict[str, Any] = {}
    if "person" in correction.changed:
        _check_person(visit, correction.by)
        told["recipient"] = visit.person.name if visit.person else visit.household.address
    if "visited_on" in correction.changed:
        _check_visit_day(visit, correction.by)
        told["given_on"] = visit.visited_on
        visit.gifts.update(given_on=visit.visited_on)
    for gift in visit.gifts.filter(is_void=False).order_by("id"):
        written += amend_beside(GiftHanded, gift.pk, told, reason=carried(correction))
    if "visited_on" in correction.changed:
        linked = VisitDuty.objects.filter(visit_id=visit.pk).values("duty_id")
        for duty in Duty.objects.filter(pk__in=linked).order_by("id").locked():
            written += stand_with_day(duty, correction, visit.visited_on)
    return written


def _check_person(visit: Visit, by: Actor) -> None:
    if visit.person is not None and visit.person.household_id != visit.household_id:
        text = _(
            "%(name)s lives at another address. Declare this visit void and record it anew for that home."
        )
        said = run_on(text % {"name": visit.person.name}, who_voids(by))
        raise RuleBroken(said, fields={"person": said})


def _check_visit_day(visit: Visit, by: Actor) -> None:
    recorded = local_date(visit.recorded_at)
    if not 0 <= (recorded - visit.visited_on).days <= OLDEST_VISIT_DAYS:
        text = _("The visit was recorded on %(day)s: it was made on that day or within the year before.")
        said = text % {"day": full_day(recorded)}
        raise RuleBroken(said, fields={"visited_on": said})
    if VisitWish.objects.filter(visit_id=visit.pk).exists():
        text = _(
            "On this visit the home said what it does not want, and that counts from its day. "
            "Declare the visit void and record it anew with its day."
        )
        text = run_on(text, who_voids(by))
        raise RuleBroken(text, fields={"visited_on": text})


def visit_voided(correction: Correction) -> Iterable[Beside]:
    """Take what a void visit gave and showed out of lists, figures and files; the duties that it did are open again, as far as they are due."""
    visit: Visit = correction.row
    reason = carried(correction)
    written: list[Beside] = list(void_beside(GiftHanded, visit.pk, reason=reason))
    visit.gifts.update(is_void=True)
    written += fall_with(PictureKept, visit.pk, at=correction.at, reason=reason)
    wishes = wishes_of(visit)
    one_run_at_a_time()
    for duty in _locked_duties(visit):
        written += stand_without(duty, correction)
    if wishes:
        written += take_back(wishes)
        written += _said_again(visit, wishes)
        _open_unwanted(visit, [wish.reason_id for wish in wishes])
    # Its event may be void meanwhile, or the consent withdrawn: then a duty opened again is none.
    written += bring_up_to_date([visit.household_id], at=correction.at).written
    return written


def visit_takes(entry: Entry, visit: Visit) -> Iterator[Any]:
    """Say which lines of the hand-out sheet fall with a visit, how its duties stand without it, which wishes are taken back."""
    for gift in visit.gifts.filter(is_void=False).order_by("id"):
        for line in standing_about(GiftHanded, gift.pk):
            what = {"line": line.label, "what": goods_words([gift]), "value": money(gift.value)}
            yield _("%(line)s (%(what)s, %(value)s) is declared void with it") % what
    for row in visit.duties_done.filter(counted=True).select_related("duty__reason", "duty__event"):
        yield duty_without(entry, row.duty)
    for wish in VisitWish.objects.filter(visit_id=visit.pk, until__isnull=True).select_related("reason"):
        yield _("what was said on it, that no visits for “%(reason)s” are wanted, is taken back") % {
            "reason": wish.reason
        }


def visit_amends(entry: Entry, visit: Visit) -> Iterator[Any]:
    """Say that the lines of the hand-out sheet follow a visit's day and resident."""
    del entry
    for gift in visit.gifts.filter(is_void=False).order_by("id"):
        for line in standing_about(GiftHanded, gift.pk):
            yield _("day and name follow in %(line)s") % {"line": line.label}


def duty_without(entry: Entry, duty: Duty) -> str:
    """Say how a duty stands if an entry about it is declared void."""
    state = DutyState(stands_without(duty, entry)).label
    words = {"duty": reason_words(duty), "day": day_words(duty.due_on), "state": state}
    return _("the must-visit “%(duty)s”, due by %(day)s, is “%(state)s” then") % words


def gift_takes(entry: Entry, gift: Gift) -> Iterator[Any]:
    """Say that the visit's line follows."""
    del entry
    for line in standing_about(VisitMade, gift.visit_id):
        yield _("%(line)s says anew what was given: an amendment of its own, with this reason") % {
            "line": line.label
        }


def event_takes(entry: Entry, event: FamilyEvent) -> Iterator[Any]:
    """Say that the visit for an event is not due any more."""
    del entry
    if Duty.objects.filter(event_id=event.pk, state=DutyState.OPEN).exists():
        yield _("its must-visit is not due any more")


def ending_takes(entry: Entry, duty: Duty) -> Iterator[Any]:
    """Say how a duty stands whose ending is taken back."""
    yield duty_without(entry, duty)


def _locked_duties(visit: Visit) -> list[Duty]:
    done = VisitDuty.objects.filter(visit_id=visit.pk, counted=True).values("duty_id")
    return list(Duty.objects.filter(pk__in=done).order_by("id").locked())


def _said_again(visit: Visit, wishes: list[VisitWish]) -> Iterator[WishKept]:
    """Keep the wishes of a void visit as those of a later one on which the same was said: it had nothing left to keep."""
    for wish in wishes:
        later = Visit.objects.counted().filter(
            outcome=VisitOutcome.NOT_WANTED,
            household_id=visit.household_id,
            recorded_at__gte=visit.recorded_at,
            duties_done__duty__reason_id=wish.reason_id,
        )
        again = later.exclude(pk=visit.pk).order_by("recorded_at", "id").first()
        if again is not None:
            yield from keep_wishes(again, [wish.reason])


def _open_unwanted(visit: Visit, reasons: list[Any]) -> None:
    """Open again what had ended because of the wishes that a void visit had left."""
    ended = Duty.objects.filter(
        household_id=visit.household_id,
        reason_id__in=reasons,
        ended_by="not_wanted",
        ended_on=visit.visited_on,
    )
    for duty in ended.order_by("id").locked():
        duty.state, duty.ended_on, duty.ended_by = DutyState.OPEN, None, ""
        duty.version += 1
        duty.save()


def event_amended(correction: Correction) -> Iterable[Beside]:
    """Move the open duty of an event with its day. Raises RuleBroken for a day that no event can have."""
    event: FamilyEvent = correction.row
    check_day(event.happened_on, event.told_on)
    return _brought(event, correction)


def event_voided(correction: Correction) -> Iterable[Beside]:
    """Declare an event void: its open duty is not due any more."""
    event: FamilyEvent = correction.row
    event.void_on = local_date(correction.at)
    event.version += 1
    event.save()
    return _brought(event, correction)


def _brought(event: FamilyEvent, correction: Correction) -> Iterable[Beside]:
    try:
        return bring_up_to_date([event.household_id], at=correction.at).written
    except OutOfCalendar:
        text = _("The table of days ends before this visit would be due.")
        raise RuleBroken(text, fields={"happened_on": text}) from None


def event_stands(entry: Entry, event: FamilyEvent, by: Actor) -> Answer:
    """Refuse where the event was declared void already."""
    del entry, by
    if event.void_on is not None:
        return Denied(_("This event was declared void already."))
    return ALLOWED


def still_ended(state: DutyState) -> Any:
    """Return the guard of an entry that ended a duty: it can be taken back as long as the duty stands as it left it."""

    def guard(entry: Entry, duty: Duty, by: Actor) -> Answer:
        del entry, by
        if duty.state != state:
            return Denied(
                _("This duty is “%(state)s” by now, so there is nothing to take back.")
                % {"state": duty.get_state_display()}
            )
        return ALLOWED

    return guard


def ending_voided(correction: Correction) -> Iterable[Beside]:
    """Open a duty again whose ending is void, unless a visit made meanwhile did it; the clock ends it anew when it is over."""
    duty: Duty = correction.row
    duty.ended_by = duty.ended_reason = ""
    return stand_without(duty, correction)


def declare() -> None:
    """Tell the registers; from `AppConfig.ready()`."""
    follows(
        VisitMade,
        read=read_visit,
        complete=complete_visit,
        amended=visit_amended,
        voided=visit_voided,
        void_takes=visit_takes,
        amend_takes=visit_amends,
    )
    follows(
        GiftHanded,
        read=gift_checked,
        amended=gift_corrected,
        voided=gift_corrected,
        hangs_on="visit",
        void_takes=gift_takes,
        amend_takes=gift_takes,
    )
    follows(
        EventReported,
        amended=event_amended,
        voided=event_voided,
        may_amend=event_stands,
        may_void=event_stands,
        void_takes=event_takes,
    )
    follows(EventCorrected, amended=event_amended, may_amend=event_stands)
    waived, given_up = still_ended(DutyState.WAIVED), still_ended(DutyState.NOT_HOME)
    follows(DutyWaived, voided=ending_voided, may_amend=waived, may_void=waived, void_takes=ending_takes)
    follows(DutyGivenUp, voided=ending_voided, may_amend=given_up, may_void=given_up, void_takes=ending_takes)
