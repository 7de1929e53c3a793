"""What hangs on a membership when its entries are corrected."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from tongxin.groups.entries import MemberJoined, MemberLeft
from tongxin.groups.memberships import check_hours, check_span
from tongxin.groups.models import GroupMember
from tongxin.kit.errors import RuleBroken
from tongxin.people.hooks import withdrawal_moved
from tongxin.people.models import Consent
from tongxin.registers.carrying import Beside, Correction, follows


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


def end_as_withdrawn(consent: Consent) -> None:
    """Let a membership that ended with the withdrawal of its consent end on that day as corrected."""
    ended = GroupMember.objects.filter(consent_id=consent.pk, left_on__isnull=False)
    ended.update(left_on=consent.withdrawn_on)


def declare() -> None:
    """Tell the registers; from `AppConfig.ready()`."""
    follows(MemberJoined, amended=membership_amended)
    follows(MemberLeft, amended=membership_amended)
    withdrawal_moved.append(end_as_withdrawn)
