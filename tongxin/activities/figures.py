"""Figures about activities."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.activities.models import Activity, Theme
from tongxin.kit.figures import Figure, Only, Period, figure


def _held(period: Period) -> QuerySet[Any]:
    return Activity.objects.counted().filter(held_on__range=(period.first, period.last))


figure(
    Figure(
        code="activities",
        label=_("Activities held"),
        rows=_held,
        table="activities",
        day="held_on",
        by="theme",
        words=dict(Theme.choices),
        charts=("split",),
        public=True,
    )
)
figure(
    Figure(
        code="came",
        label=_("People who came to activities"),
        rows=_held,
        table="activities",
        measure="sum:actual_count",
        column="actual_count",
        unit=_("people"),
        day="held_on",
        by="theme",
        words=dict(Theme.choices),
        public=True,
        headline=False,
    )
)
figure(
    Figure(
        code="training",
        label=_("Training sessions"),
        table="activities",
        day="held_on",
        headline=False,
        public=True,
        rows=Only(_held, Q(theme=Theme.TRAINING)),
    )
)
