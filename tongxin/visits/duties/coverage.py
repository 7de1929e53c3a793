"""How far the homes that should be visited were: by festival and month, each mark a link to its rows."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tongxin.almanac.rules import FIRST_YEAR, LAST_YEAR, Festival
from tongxin.kit.clock import local_date, now
from tongxin.kit.figures import Period
from tongxin.kit.words import label_of
from tongxin.visits import access
from tongxin.visits.models import Duty, DutyState, VisitReason
from tongxin.web.charts import Part, Stack, StackChart, stacked
from tongxin.web.templatetags.web import number
from tongxin.web.views import allow

# In this order, from the left: what was done first, what was missed last and darkest but for print.
STATES = (
    (DutyState.VISITED, 1),
    (DutyState.NOT_WANTED, 2),
    (DutyState.NOT_HOME, 3),
    (DutyState.WAIVED, 4),
    (DutyState.OPEN, 5),
    (DutyState.MISSED, 6),
)
Counted = dict[Any, Counter[str]]


def _rows_link(**query: Any) -> str:
    return f"{reverse('visits')}?{urlencode({key: value for key, value in query.items() if value})}"


def _counted(period: Period, column: str) -> Counted:
    rows = Duty.objects.filter(due_on__range=(period.first, period.last)).order_by()
    found: Counted = {}
    for key, state, n in rows.values_list(column, "state").annotate(n=Count("pk")):
        found.setdefault(key, Counter())[state] += n
    return found


def _stack(label: Any, counts: Counter[str], link: Callable[[str], str]) -> Stack:
    parts = [
        Part(
            label_of(DutyState, state),
            counts[state],
            number(counts[state]),
            tone,
            link(state) if counts[state] else "",
        )
        for state, tone in STATES
    ]
    return Stack(label, parts, number(sum(counts.values())))


def _tones() -> list[tuple[int, str]]:
    return [(tone, label_of(DutyState, state)) for state, tone in STATES]


def _summary(found: Counted) -> str:
    total: Counter[str] = sum(found.values(), Counter())
    due = sum(total.values())
    made = total[DutyState.VISITED]
    return _("%(due)s due, %(made)s made, %(unwanted)s not wanted, %(missed)s missed.") % {
        "due": number(due),
        "made": number(made),
        "unwanted": number(total[DutyState.NOT_WANTED]),
        "missed": number(total[DutyState.MISSED]),
    }


def by_festival(year: int) -> StackChart:
    """Chart the year's duties by festival, in the order in which they come; each part opens its rows."""
    period = Period.year(year)
    found = {code: counts for code, counts in _counted(period, "festival").items() if code}
    stacks = [
        _stack(
            label_of(Festival, code),
            found[code],
            lambda state, code=code: _rows_link(
                tab=state, festival=code, **{"from": period.first, "to": period.last}
            ),  # type: ignore[misc]  # the default keeps each loop's value
        )
        for code in Festival.values
        if code in found
    ]
    return stacked(_("By festival"), _summary(found), stacks, _tones())


def by_month(year: int) -> StackChart:
    """Chart the year's duties by the month in which they were due; each part opens its rows."""
    found = _counted(Period.year(year), "due_on__month")
    stacks = []
    for month in sorted(found):
        period = Period.month(year, month)
        link = lambda state, period=period: _rows_link(tab=state, **{"from": period.first, "to": period.last})  # noqa: E731  # one of twelve
        stacks.append(_stack(_("%(month)d") % {"month": month}, found[month], link))
    return stacked(_("By month"), _summary(found), stacks, _tones())


def by_reason(year: int) -> StackChart:
    """Chart the year's duties by reason; each part opens its rows."""
    period = Period.year(year)
    found = _counted(period, "reason_id")
    names = {reason.pk: str(reason) for reason in VisitReason.objects.all()}
    stacks = [
        _stack(
            names[key],
            counts,
            lambda state, key=key: _rows_link(
                tab=state, reason=key, **{"from": period.first, "to": period.last}
            ),  # type: ignore[misc]  # the default keeps each loop's value
        )
        for key, counts in sorted(found.items(), key=lambda item: names[item[0]])
    ]
    return stacked(_("By reason"), _summary(found), stacks, _tones())


def coverage(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """Show how far the year's homes were visited."""
    allow(request, access.HISTORY)
    today: date = local_date(now())
    shown = today.year if year is None else year
    if not FIRST_YEAR <= shown <= LAST_YEAR:
        raise Http404
    charts = [by_festival(shown), by_month(shown), by_reason(shown)]
    context = {
        "year": shown,
        "before": max(FIRST_YEAR, shown - 1),
        "after": min(LAST_YEAR, shown + 1),
        "charts": charts,
    }
    return render(request, "visits/coverage.html", context)
