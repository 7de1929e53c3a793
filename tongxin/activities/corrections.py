"""What hangs on an activity when its entry is corrected: the hours of its volunteers."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tongxin.activities.entries import ActivityHeld
from tongxin.activities.models import Activity
from tongxin.activities.rules import hours_each, nearest_totals
from tongxin.groups.actions import credit_hours, take_back_hours
from tongxin.groups.models import GroupMember
from tongxin.kit.errors import RuleBroken
from tongxin.kit.words import run_on
from tongxin.registers.access import who_voids
from tongxin.registers.carrying import Beside, Correction, follows
from tongxin.registers.models import Entry
from tongxin.web.templatetags.web import number


def activity_amended(correction: Correction) -> Iterable[Beside]:
    """Let the hours of those who helped follow, down to none and up from none."""
    activity: Activity = correction.row
    each = hours_each(activity.hours, activity.volunteers)
    if each is None:
        text = run_on(_uneven(activity), who_voids(correction.by) if activity.volunteers == 0 else "")
        raise RuleBroken(text, fields={"hours": text})
    take_back_hours(activity.pk)
    if each > Decimal(0):
        helpers = GroupMember.objects.filter(activities_helped__activity=activity)
        credit_hours(
            helpers,
            served_on=activity.held_on,
            hours=each,
            source="activity",
            source_id=activity.pk,
            what=activity.title,
        )
    return ()


def _uneven(activity: Activity) -> str:
    """Say why the hours cannot be shared, and what to do."""
    if activity.volunteers == 0:
        return _(
            "No volunteer is named at this activity, so nobody can be credited. "
            "Declare the entry void and record the activity anew with its volunteers."
        )
    text = _(
        "%(hours)s hours cannot be shared evenly by %(n)s volunteers, at most 24 each. Nearest that can: %(totals)s."
    )
    totals = [number(total) for total in nearest_totals(activity.hours, activity.volunteers)]
    return text % {"hours": number(activity.hours), "n": activity.volunteers, "totals": _(", ").join(totals)}


def activity_voided(correction: Correction) -> Iterable[Beside]:
    """Take back the volunteers' hours."""
    take_back_hours(correction.row.pk)
    return ()


def activity_takes(entry: Entry, activity: Activity) -> Iterator[Any]:
    """Say whose hours are taken back."""
    del entry
    if activity.hours and activity.volunteers:
        yield _("%(hours)s hours of %(n)s volunteers are taken back") % {
            "hours": number(activity.hours),
            "n": activity.volunteers,
        }


def declare() -> None:
    """Tell the registers; from `AppConfig.ready()`."""
    follows(ActivityHeld, amended=activity_amended, voided=activity_voided, void_takes=activity_takes)
