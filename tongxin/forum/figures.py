"""Figures about suggestions; silence is counted as silence."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.forum.models import Adopted, Subject, Suggestion
from tongxin.kit.figures import Figure, Only, Period, figure


def _made(period: Period) -> QuerySet[Any]:
    rows = Suggestion.objects.counted()
    return rows.filter(made_on__range=(period.first, period.last))


def _answered(period: Period) -> QuerySet[Any]:
    rows = Suggestion.objects.standing()
    return rows.filter(answered_on__range=(period.first, period.last))


def _silent(period: Period) -> QuerySet[Any]:
    rows = Suggestion.objects.standing().filter(due_on__lt=period.last)
    return rows.filter(Q(answered_on=None) | Q(answered_on__gt=period.last))


figure(
    Figure(
        code="suggestions",
        label=_("Suggestions taken down"),
        rows=_made,
        table="suggestions",
        day="made_on",
        by="subject",
        words=dict(Subject.choices),
        charts=("month", "split"),
    )
)
figure(
    Figure(
        code="suggestions_merged",
        label=_("Suggestions that said the same as another"),
        rows=Only(_made, Q(merged_into__isnull=False)),
        table="suggestions",
        day="made_on",
        headline=False,
    )
)
figure(
    Figure(
        code="suggestions_answered",
        label=_("Suggestions answered"),
        rows=_answered,
        table="suggestions",
        day="answered_on",
        by="adopted",
        words=dict(Adopted.choices),
        charts=("split",),
    )
)
figure(
    Figure(
        code="suggestions_adopted",
        label=_("Suggestions adopted, wholly or in part"),
        rows=Only(_answered, Q(adopted__in=[Adopted.YES, Adopted.PARTLY])),
        table="suggestions",
        day="answered_on",
        headline=False,
    )
)
figure(
    Figure(
        code="suggestions_silent",
        label=_("Suggestions without an answer after the day due"),
        rows=_silent,
        table="suggestions",
        standing=True,
        note=_("Silence is counted as silence: an answer that is only drafted is none."),
    )
)
