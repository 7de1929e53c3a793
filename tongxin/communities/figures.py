"""Figures about the office's own work."""

from django.utils.translation import gettext_lazy as _

from tongxin.communities.models import WorkLog
from tongxin.kit.figures import Figure, figure

figure(
    Figure(
        code="work",
        label=_("Work recorded"),
        rows=lambda period: WorkLog.objects.counted().filter(worked_on__range=(period.first, period.last)),
        table="work",
        day="worked_on",
        by="category",
        words=dict(WorkLog.Category.choices),
        public=True,
        headline=False,
    )
)
