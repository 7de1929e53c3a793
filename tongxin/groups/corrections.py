"""What hangs on a membership when its entries are corrected."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tongxin.groups.entries import MemberJoined, MemberLeft
from tongxin.groups.models import GroupMember
from tongxin.kit.actor import Actor
from tongxin.kit.clock import local_date
from tongxin.kit.errors import RuleBroken
from tongxin.people.models import Consent
from tongxin.registers.carrying import Beside, Correction, follows


def read_day(changes: Mapping[str, Any], by: Actor, at: datetime) -> Mapping[str, Any]:
    """Refuse a day in the future."""
    del by
    for name in ("joined_on", "left_on"):
        if changes.get(name) and changes[name] > local_date(at):
            text = _("The day lies in the future.")
            raise RuleBroken(text, fields={name: text})
    return changes


def membership_amended(correction: Correction) -> Iterable[Beside]:
    """Keep joining before leaving; the consent that membership rests on ends with it."""
    member: GroupMember = correction.row
    if member.left_on and member.left_on < member.joined_on:
        text = _("A member cannot leave before joining.")
        raise RuleBroken(text, fields=dict.fromkeys(correction.changed, text))
    if "left_on" in correction.before_row:
        Consent.objects.filter(pk=member.consent_id).update(withdrawn_on=member.left_on)
    return ()


def declare() -> None:
    """Tell the registers; from `AppConfig.ready()`."""
    follows(MemberJoined, read=read_day, amended=membership_amended)
    follows(MemberLeft, read=read_day, amended=membership_amended)
