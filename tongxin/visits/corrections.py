"""A corrected entry corrects the visit or the gift it speaks of, in the same transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from tongxin.kit.actor import Actor
from tongxin.kit.errors import RuleBroken
from tongxin.registers.appending import record
from tongxin.registers.models import Entry, EntrySubject
from tongxin.visits.duties.actions import make_duties
from tongxin.visits.entries import GiftHanded, VisitMade, WishLifted
from tongxin.visits.models import Duty, DutyState, Gift, Mode, Visit, VisitDuty, VisitOutcome, VisitWish

VISIT_COLUMNS = frozenset({"situation", "suggestions", "follow_up", "mode"})
GIFT_COLUMNS = frozenset({"item", "quantity", "unit", "value", "fund_source", "signed_by", "relation"})


def _subject(entry: Entry, name: str) -> UUID:
    found: UUID = EntrySubject.objects.get(entry_id=entry.pk, name=name).ref
    return found


def _refuse_others(entry: Entry, changes: Mapping[str, Any], columns: frozenset[str]) -> None:
    stuck = [name for name in changes if name not in columns]
    if stuck:
        label = entry.kind_class.labels()[stuck[0]]
        raise RuleBroken(
            _("“%(field)s” cannot be corrected: declare the entry void and record it anew.")
            % {"field": label},
            fields={stuck[0]: _("Cannot be corrected")},
        )


def amended(entry: Entry, changes: Mapping[str, Any], by: Actor, at: datetime) -> None:
    """Carry an amendment of the visit register or the hand-out sheet over to the visit or the gift."""
    del by, at
    row: Any
    if entry.schema == VisitMade.schema:
        _refuse_others(entry, changes, VISIT_COLUMNS)
        row = Visit.objects.locked().get(pk=_subject(entry, "visit"))
    elif entry.schema == GiftHanded.schema:
        _refuse_others(entry, changes, GIFT_COLUMNS)
        row = Gift.objects.locked().get(pk=_subject(entry, "gift"))
    else:
        return
    if changes.get("mode") and changes["mode"] not in Mode.values:
        raise RuleBroken(_("There is no such choice."), fields={"mode": _("No such choice")})
    if any(
        name in changes and not changes[name]
        for name in ("item", "quantity", "value", "fund_source", "signed_by")
    ):
        raise RuleBroken(_("Of each gift say what it is, where the money came from, and who signed for it."))
    for name, value in changes.items():
        setattr(row, name, "" if value is None else value)
    row.save()


def voided(entry: Entry, by: Actor, at: datetime) -> None:
    """Take a visit or gift declared void out of lists and figures; the duties that the visit did are open again."""
    if entry.schema == GiftHanded.schema:
        Gift.objects.filter(pk=_subject(entry, "gift")).update(is_void=True)
    elif entry.schema == VisitMade.schema:
        visit: Visit = Visit.objects.locked().get(pk=_subject(entry, "visit"))
        visit.is_void = True
        visit.save(update_fields=["is_void"])
        visit.gifts.update(is_void=True)
        for row in VisitDuty.objects.filter(visit_id=visit.pk, counted=True).select_related("duty"):
            _reopen(row.duty, visit)
        if visit.outcome == VisitOutcome.NOT_WANTED:
            _forget_wishes(visit, by, at)


def _forget_wishes(visit: Visit, by: Actor, at: datetime) -> None:
    """Take back the wishes that a void visit had left, and open what had ended because of them."""
    reasons = VisitDuty.objects.filter(visit_id=visit.pk).values("duty__reason_id")
    home = {"household_id": visit.household_id, "reason_id__in": reasons}
    wishes = VisitWish.objects.filter(**home, since=visit.visited_on, until__isnull=True)
    written = []
    for wish in wishes.select_related("reason").locked():
        wish.until = wish.since  # it never stood
        wish.save(update_fields=["until"])
        written.append(WishLifted(household=wish.household_id, name=str(wish.reason), until=wish.until))
    if not written:
        return
    record(*written, by=by, at=at)
    ended = Duty.objects.filter(**home, ended_by="not_wanted", ended_on=visit.visited_on)
    ended.update(state=DutyState.OPEN, ended_on=None, ended_by="", version=F("version") + 1)
    make_duties(homes=[visit.household_id], by=by, at=at)


def _reopen(duty: Duty, visit: Visit) -> None:
    """Open a duty again that a void visit had done or tried; the clock ends it anew if its window has passed."""
    if visit.outcome == VisitOutcome.NOT_HOME:
        duty.attempts = max(duty.attempts - 1, 0)
        duty.rung = max(duty.rung - 1, 0)
        duty.next_on = None
    elif duty.state == visit.outcome:
        duty.state, duty.ended_on = DutyState.OPEN, None
    duty.version += 1
    duty.save()
