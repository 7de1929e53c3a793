"""A corrected entry corrects the visit or the gift it speaks of, in the same transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from tongxin.kit.actor import Actor
from tongxin.kit.errors import RuleBroken
from tongxin.registers.appending import record
from tongxin.registers.carrying import Beside, Correction, follows
from tongxin.visits.actions_duties import make_duties
from tongxin.visits.entries import GiftHanded, VisitMade, WishLifted
from tongxin.visits.models import Duty, DutyState, Visit, VisitDuty, VisitOutcome, VisitWish


def gift_checked(changes: Mapping[str, Any], by: Actor, at: datetime) -> Mapping[str, Any]:
    """Refuse a gift without what the hand-out sheet needs."""
    del by, at
    if any(
        name in changes and not changes[name]
        for name in ("item", "quantity", "value", "fund_source", "signed_by")
    ):
        raise RuleBroken(_("Of each gift say what it is, where the money came from, and who signed for it."))
    return changes


def visit_voided(correction: Correction) -> Iterable[Beside]:
    """Take the gifts of a void visit out of lists and figures; the duties that the visit did are open again."""
    visit: Visit = correction.row
    visit.gifts.update(is_void=True)
    for row in VisitDuty.objects.filter(visit_id=visit.pk, counted=True).select_related("duty"):
        _reopen(row.duty, visit)
    if visit.outcome == VisitOutcome.NOT_WANTED:
        _forget_wishes(visit, correction.by, correction.at)
    return ()


def declare() -> None:
    """Tell the registers; from `AppConfig.ready()`."""
    follows(VisitMade, voided=visit_voided)
    follows(GiftHanded, read=gift_checked)


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
