"""Figures about groups, volunteers and hours. Members are counted, never named, outside the roster."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.groups.models import Group, GroupMember, VolunteerHours
from tongxin.kit.figures import Figure, Period, Things, figure


def _hours(period: Period) -> QuerySet[Any]:
    return VolunteerHours.objects.select_related("group", "member__person").filter(
        served_on__range=(period.first, period.last)
    )


def _members(period: Period) -> QuerySet[Any]:
    return (
        GroupMember.objects.select_related("group", "person")
        .filter(joined_on__lte=period.last)
        .filter(Q(left_on__isnull=True) | Q(left_on__gt=period.last))
    )


figure(
    Figure(
        code="groups",
        label=_("Fellowship groups"),
        table="groups",
        standing=True,
        public=True,
        rows=lambda period: Group.objects.filter(is_active=True),
    )
)
figure(
    Figure(
        code="members",
        label=_("Volunteers on the rosters"),
        rows=_members,
        table="group_members",
        standing=True,
        by="group__name",
    )
)
figure(
    Figure(
        code="hours",
        label=_("Volunteer hours"),
        rows=_hours,
        table="hours",
        measure="sum:hours",
        column="hours",
        unit=_("hours"),
        day="served_on",
        by="group__name",
        charts=("month",),
    )
)
figure(
    Figure(
        code="volunteers",
        label=_("Volunteers who served"),
        rows=_hours,
        table="hours",
        measure="distinct:member_id",
        things=Things(lambda: GroupMember.objects.select_related("group", "person"), "group_members"),
        day="served_on",
        by="group__name",
    )
)
