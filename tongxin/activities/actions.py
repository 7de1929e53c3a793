"""Recording activities."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongxin.activities import access, entries
from tongxin.activities.models import Activity, Helper, TakingPart
from tongxin.groups.actions import credit_hours
from tongxin.groups.models import Group, GroupMember
from tongxin.kit.actor import Actor
from tongxin.kit.checking import check_row
from tongxin.kit.days import check_happened
from tongxin.kit.ids import uuid7
from tongxin.kit.permissions import require
from tongxin.kit.words import clean
from tongxin.registers.appending import record
from tongxin.registers.stepping import step


@step(Activity, entries.ActivityHeld)
def record_activity(
    *,
    title: str,
    theme: str,
    held_on: date,
    actual_count: int,
    content: str,
    groups: Iterable[UUID] = (),
    volunteers: Iterable[UUID] = (),
    hours: Decimal | None = None,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
    **facts: Any,
) -> Activity:
    """Record an activity: a line of the activity register. `hours` (each) are credited to each volunteer named.

    Facts: place, planned_count, outcome, funding, amount (yuan, two places). Raises RuleBroken naming the field.
    """
    require(access.RECORD(by))
    coming = _("The activity lies in the future. Record it once it was held.")
    check_happened(held_on, at, field="held_on", coming=coming)
    activity = Activity(
        id=key or uuid7(),
        community_id=by.community_id,
        title=clean(title),
        theme=theme,
        held_on=held_on,
        actual_count=actual_count,
        content=clean(content),
        **facts,
    )
    members = list(GroupMember.objects.current().filter(pk__in=list(volunteers)))
    activity.volunteers, activity.hours = len(members), (hours or Decimal(0)) * len(members)
    check_row(activity)
    activity.save(force_insert=True)
    taking_part = _let_take_part(activity, groups)
    _let_help(activity, members, hours)
    record(_entry(activity, taking_part, members), by=by, at=at, key=key)
    return activity


def _let_take_part(activity: Activity, ids: Iterable[UUID]) -> list[Group]:
    groups = list(Group.objects.filter(pk__in=list(ids)).order_by("name"))
    TakingPart.objects.bulk_create(
        [TakingPart(community_id=activity.community_id, activity=activity, group=group) for group in groups]
    )
    return groups


def _let_help(activity: Activity, members: list[GroupMember], hours: Decimal | None) -> None:
    """Keep who helped, and credit each with the hours, if there are any."""
    Helper.objects.bulk_create(
        [Helper(community_id=activity.community_id, activity=activity, member=member) for member in members]
    )
    if hours:
        credit_hours(
            members,
            served_on=activity.held_on,
            hours=hours,
            source="activity",
            source_id=activity.pk,
            what=activity.title,
        )


def _entry(activity: Activity, groups: list[Group], helpers: list[GroupMember]) -> entries.ActivityHeld:
    return entries.ActivityHeld(
        activity=activity.pk,
        held_on=activity.held_on,
        name=activity.title,
        theme=activity.theme,
        place=activity.place,
        group_names=tuple(group.name for group in groups),
        groups=tuple(group.pk for group in groups),
        planned_count=activity.planned_count,
        actual_count=activity.actual_count,
        volunteers=activity.volunteers,
        helpers=tuple(member.pk for member in helpers),
        hours=activity.hours,
        content=activity.content,
        outcome=activity.outcome,
        funding=activity.funding,
        amount=activity.amount,
    )
