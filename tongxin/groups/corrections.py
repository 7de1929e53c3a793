"""What hangs on a membership when its entries are corrected."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from tongxin.groups.entries import MemberJoined, MemberLeft
from tongxin.groups.memberships import check_hours, check_span
from tongxin.groups.models import GroupMember
from tongxin.kit.actor import Actor
from tongxin.kit.errors import RuleBroken
from tongxin.kit.permissions import ALLOWED, Answer, Denied
from tongxin.people.hooks import withdrawal_moved
from tongxin.people.models import Consent
from tongxin.registers.carrying import Beside, Correction, follows
from tongxin.registers.models import Entry


def membership_amended(correction: Correction) -> Iterable[Beside]:
    """Keep joining before leaving and apart from other memberships; the consent that it rests on begins and ends with it."""
    member: GroupMember = correction.row
    days = {"joined_on": member.joined_on, "left_on": member.left_on}
    before = {**days, **correction.before_row}
    if before == days:
        return ()
    field = next(iter(correction.changed))
    if member.left_on and member.left_on < member.joined_on:
        text = _("A member cannot leave before joining.")
        raise RuleBroken(text, fields={field: text})
    check_span(
        member.group_id, member.person_id, (member.joined_on, member.left_on), but=member.pk, field=field
    )
    check_hours(member, (before["joined_on"], before["left_on"]), field=field)
    Consent.objects.filter(pk=member.consent_id).update(
        given_on=member.joined_on, withdrawn_on=member.left_on
    )
    return ()


def may_void_leaving(entry: Entry, member: GroupMember, by: Actor) -> Answer:
    """Refuse where the person joined again since, or withdrew the consent: then nothing can be put back."""
    del entry, by
    if member.left_on is None:
        return Denied(_("This membership stands."))
    again = GroupMember.objects.filter(group_id=member.group_id, person_id=member.person_id)
    if again.filter(joined_on__gte=member.left_on).exclude(pk=member.pk).exists():
        return Denied(_("%(name)s joined the group again since.") % {"name": member.person.name})
    return ALLOWED


def leaving_voided(correction: Correction) -> Iterable[Beside]:
    """Put back a membership that never ended, with the consent that it rests on."""
    member: GroupMember = correction.row
    member.left_on = None
    member.save(update_fields=["left_on"])
    Consent.objects.filter(pk=member.consent_id).update(withdrawn_on=None)
    return ()


def leaving_takes(entry: Entry, member: GroupMember) -> Iterator[Any]:
    """Say that the member is on the roster again, and that needs are not named anew by themselves."""
    del entry
    words = {"name": member.person.name, "group": member.group.name}
    yield _("%(name)s is a member of %(group)s again, and the consent stands") % words
    yield _("needs that were taken out of these hands stay so: name the volunteer on their pages")


def end_as_withdrawn(consent: Consent) -> None:
    """Let a membership that ended with the withdrawal of its consent end on that day as corrected."""
    ended = GroupMember.objects.filter(consent_id=consent.pk, left_on__isnull=False)
    ended.update(left_on=consent.withdrawn_on)


def declare() -> None:
    """Tell the registers; from `AppConfig.ready()`."""
    follows(MemberJoined, amended=membership_amended)
    follows(
        MemberLeft,
        amended=membership_amended,
        voided=leaving_voided,
        may_void=may_void_leaving,
        hangs_on="consent",
        void_takes=leaving_takes,
    )
    withdrawal_moved.append(end_as_withdrawn)
