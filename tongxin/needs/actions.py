"""From the desk to a group: reception, offer, answer."""

from datetime import date, datetime
from typing import Any, Unpack
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.communities.models import Community
from tongxin.groups.models import Group, GroupMember
from tongxin.kit.actor import CLOCK_REF, Actor
from tongxin.kit.clock import local_date
from tongxin.kit.errors import RuleBroken
from tongxin.kit.permissions import require
from tongxin.needs import access, entries
from tongxin.needs.models import Need, OfferMade, State
from tongxin.needs.receiving import ReceptionFacts, numbered, reception
from tongxin.needs.steps import candidates, count_days, end_offer, end_waiting_offer, load, reason_of
from tongxin.registers.appending import record
from tongxin.registers.stepping import step


@step(Need, entries.NeedReceived)
def receive(*, by: Actor, at: datetime, key: UUID | None = None, **facts: Unpack[ReceptionFacts]) -> Need:
    """Receive somebody at the desk. With a reply it is answered and closed at once; else it becomes a need.

    The facts are those of `reception`. Without a resident and a name it is anonymous. Raises RuleBroken naming the field.
    """
    require(access.RECEIVE(by))
    need, written = reception(**facts, by=by, at=at, key=key)
    # The number is the reception register's: the row that shows it goes with the entry.
    record(*written, by=by, at=at, key=key, beside=lambda lines: [numbered(need, lines[0])])
    return need


@step(Need, entries.NeedOffered)
def offer(
    need_id: UUID, group_id: UUID, *, seen: int, by: Actor, at: datetime, key: UUID | None = None
) -> Need:
    """Offer a need to a group; one offered before is taken back. Any active group may be asked, suited or not."""
    need = load(need_id, access.can_offer, seen=seen, by=by, mine={_("Step"): _("Offer to a group")})
    group: Group = Group.objects.active().get(pk=group_id)
    if need.group_id == group.pk and need.state == State.OFFERED:
        raise RuleBroken(_("This group has the need already and has not answered yet."))
    order = [candidate.group.id for candidate in candidates(need, on=local_date(at))]
    end_waiting_offer(need, OfferMade.Answer.WITHDRAWN, at=at)
    entry = _put_to(need, group, place=order.index(group.pk) + 1, at=at)
    need.save()
    record(entry, by=by, at=at, key=key)
    return need


def _put_to(need: Need, group: Group, *, place: int, at: datetime) -> entries.NeedOffered:
    community = Community.objects.get(pk=need.community_id)
    answer_due = count_days(local_date(at), community.answer_due_days).due
    OfferMade.objects.create(
        community_id=need.community_id, need=need, group=group, offered_at=at, answer_due=answer_due
    )
    need.group, need.volunteer, need.taken_by = group, None, None
    need.state, need.offered_at, need.answer_due, need.accepted_at = State.OFFERED, at, answer_due, None
    return entries.NeedOffered(
        need=need.pk, group=group.pk, group_name=group.name, answer_due=answer_due, place_in_order=place
    )


@step(Need, entries.NeedAccepted)
def accept(
    need_id: UUID, member_id: UUID, *, seen: int, by: Actor, at: datetime, key: UUID | None = None
) -> Need:
    """Accept a need for the group, naming the volunteer who will serve it."""
    need = load(need_id, access.can_answer, seen=seen, by=by, mine={_("Step"): _("Accept")})
    member = _volunteer_of(need, member_id)
    end_waiting_offer(need, OfferMade.Answer.ACCEPTED, at=at)
    need.volunteer, need.state, need.accepted_at = member, State.ACCEPTED, at
    need.save()
    entry = entries.NeedAccepted(
        need=need.pk, group=need.group_id, group_name=str(need.group), volunteer=member.pk
    )
    record(entry, by=by, at=at, key=key)
    return need


def _volunteer_of(need: Need, member_id: UUID) -> GroupMember:
    member = GroupMember.objects.current().of(need.group_id).filter(pk=member_id).first()
    if member is None:
        text = _("Choose a volunteer of this group who has not left.")
        raise RuleBroken(text, fields={"volunteer": text})
    return member


@step(Need, entries.VolunteerNamed)
def name_volunteer(
    need_id: UUID, member_id: UUID, *, seen: int, by: Actor, at: datetime, key: UUID | None = None
) -> Need:
    """Name another volunteer of the group that serves a need; hours recorded later are this volunteer's."""
    mine = {_("Step"): _("Name another volunteer")}
    need = load(need_id, access.can_name, seen=seen, by=by, mine=mine)
    need.volunteer = _volunteer_of(need, member_id)
    need.save()
    entry = entries.VolunteerNamed(
        need=need.pk, group=need.group_id, group_name=str(need.group), volunteer=need.volunteer.pk
    )
    record(entry, by=by, at=at, key=key)
    return need


@step(Need, entries.NeedTaken)
def take(need_id: UUID, *, seen: int, by: Actor, at: datetime, key: UUID | None = None) -> Need:
    """Take a need oneself, as a member of the staff, instead of a group: the clock and the confirmation stay the same.

    An offer that waits is taken back. The hours recorded later are nobody's volunteer hours.
    """
    need = load(need_id, access.can_take, seen=seen, by=by, mine={_("Step"): _("We do it ourselves")})
    end_waiting_offer(need, OfferMade.Answer.WITHDRAWN, at=at)
    _back_to_desk(need)
    need.state, need.taken_by_id, need.accepted_at = State.ACCEPTED, by.account_id, at
    need.save()
    record(entries.NeedTaken(need=need.pk, account=by.ref), by=by, at=at, key=key)
    return need


@step(Need, entries.OfferWithdrawn)
def withdraw(need_id: UUID, *, seen: int, by: Actor, at: datetime, key: UUID | None = None) -> Need:
    """Take back an offer that the group has not answered yet; the need is at the desk again."""
    mine = {_("Step"): _("Take the offer back")}
    need = load(need_id, access.can_withdraw, seen=seen, by=by, mine=mine)
    entry = entries.OfferWithdrawn(need=need.pk, group=need.group_id, group_name=str(need.group))
    end_waiting_offer(need, OfferMade.Answer.WITHDRAWN, at=at)
    _back_to_desk(need)
    need.save()
    record(entry, by=by, at=at, key=key)
    return need


@step(Need, entries.NeedHandedBack)
def hand_back(
    need_id: UUID, *, reason: str, seen: int, by: Actor, at: datetime, key: UUID | None = None
) -> Need:
    """Give back a need that a member of the staff had taken, with the reason: it returns to the desk, its clock runs on."""
    mine = {_("Step"): _("Give back to the desk"), _("Reason"): reason}
    need = load(need_id, access.can_hand_back, seen=seen, by=by, mine=mine)
    why = reason_of(reason, _("Say why, so that the desk can find another way."))
    entry = entries.NeedHandedBack(
        need=need.pk, account=need.taken_by.ref if need.taken_by else by.ref, reason=why
    )
    _back_to_desk(need)
    need.save()
    record(entry, by=by, at=at, key=key)
    return need


@step(Need, entries.NeedGivenBack)
def give_back(
    need_id: UUID, *, reason: str, seen: int, by: Actor, at: datetime, key: UUID | None = None
) -> Need:
    """Give back a need that the group had accepted, with the reason: it returns to the desk, its clock runs on."""
    mine = {_("Step"): _("Give back"), _("Reason"): reason}
    need = load(need_id, access.can_give_back, seen=seen, by=by, mine=mine)
    why = reason_of(reason, _("Say why, so that the desk can find another group."))
    offer = end_offer(need, OfferMade.Answer.RETURNED, at=at, reason=why, held=OfferMade.Answer.ACCEPTED)
    entry = entries.NeedGivenBack(
        offer=offer.pk,
        need=need.pk,
        group=need.group_id,
        group_name=str(need.group),
        reason=why,
    )
    _back_to_desk(need)
    need.save()
    record(entry, by=by, at=at, key=key)
    return need


@step(Need, entries.NeedDeclined)
def decline(
    need_id: UUID, *, reason: str, seen: int, by: Actor, at: datetime, key: UUID | None = None
) -> Need:
    """Decline a need for the group, with a reason. It returns to the desk."""
    mine = {_("Step"): _("Decline"), _("Reason"): reason}
    need = load(need_id, access.can_answer, seen=seen, by=by, mine=mine)
    why = reason_of(reason, _("Say why, so that the desk can find another group."))
    ended = end_offer(need, OfferMade.Answer.DECLINED, at=at, reason=why)
    entry = entries.NeedDeclined(
        offer=ended.pk, need=need.pk, group=need.group_id, group_name=str(need.group), reason=why
    )
    _back_to_desk(need)
    need.save()
    record(entry, by=by, at=at, key=key)
    return need


def _back_to_desk(need: Need) -> None:
    need.state, need.group, need.volunteer, need.taken_by = State.OPEN, None, None, None
    need.offered_at = need.answer_due = need.accepted_at = None


def overdue_offers(on: date) -> list[UUID]:
    """Return the needs whose offer was due to be answered before a day; none that was declared void."""
    rows = OfferMade.objects.filter(answer=OfferMade.Answer.WAITING, answer_due__lt=on, need__is_void=False)
    rows = rows.order_by("answer_due")
    return list(rows.values_list("need_id", flat=True))


@transaction.atomic
def expire_offer(need_id: UUID, *, by: Actor, at: datetime) -> Need:
    """End an offer that was not answered in time and offer the need to the next group that suits, if there is one.

    The clock does this; the deputy sees it on the start page. Returns the need unchanged if it was
    answered or declared void meanwhile.
    """
    need: Need = Need.objects.locked().get(pk=need_id)
    waiting = OfferMade.objects.filter(
        need_id=need.pk, answer=OfferMade.Answer.WAITING, answer_due__lt=local_date(at)
    )
    if by.ref != CLOCK_REF or need.is_void or need.state != State.OFFERED or not waiting.exists():
        return need
    ended = end_waiting_offer(need, OfferMade.Answer.EXPIRED, at=at)
    written: list[Any] = [
        entries.OfferExpired(
            need=need.pk,
            group=need.group_id,
            group_name=str(need.group),
            answer_due=ended.answer_due if ended else None,
        )
    ]
    _back_to_desk(need)
    order = candidates(need, on=local_date(at))
    best = next(((place, item) for place, item in enumerate(order, start=1) if item.suits), None)
    if best is not None:
        group: Group = Group.objects.get(pk=best[1].group.id)
        written.append(_put_to(need, group, place=best[0], at=at))
    need.version += 1
    need.save()
    record(*written, by=by, at=at)
    return need
