"""Figures about must-visits: what was due, made, not wanted, missed; homes, goods and money."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.kit.figures import Figure, Only, Period, Things, figure
from tongxin.people.models import Household
from tongxin.visits.calls.tables import visit_rows
from tongxin.visits.duties.tables import duty_rows
from tongxin.visits.models import Duty, DutyState, Gift, Mode, Visit, VisitOutcome, kind_words


def _due(period: Period) -> QuerySet[Any]:
    found: QuerySet[Any] = duty_rows(Duty.objects.filter(due_on__range=(period.first, period.last)))
    return found


def _ended(state: str) -> Only:
    return Only(_due, Q(state=state))


def _visits(period: Period) -> QuerySet[Any]:
    found: QuerySet[Any] = visit_rows(Visit.objects.filter(visited_on__range=(period.first, period.last)))
    return found


def _gifts(period: Period) -> QuerySet[Any]:
    rows = Gift.objects.filter(is_void=False, given_on__range=(period.first, period.last))
    return rows.select_related("visit__household")


figure(
    Figure(
        code="visits_due",
        label=_("Must-visits due"),
        rows=_due,
        table="duties",
        day="due_on",
        by="reason__kind",
        words=kind_words,
        charts=("split",),
        note=_("Homes whose window ends in the period, whatever became or becomes of it"),
    )
)
figure(
    Figure(
        code="visits_in_time",
        label=_("Must-visits made"),
        rows=_ended(DutyState.VISITED),
        table="duties",
        day="due_on",
        by="reason__kind",
        words=kind_words,
    )
)
figure(
    Figure(
        code="visits_missed",
        label=_("Must-visits missed"),
        rows=_ended(DutyState.MISSED),
        table="duties",
        day="due_on",
        by="reason__kind",
        words=kind_words,
        note=_("A reminder to the community, never a mark against anybody"),
    )
)
figure(
    Figure(
        code="visits_not_wanted",
        label=_("Visits not wanted"),
        rows=_ended(DutyState.NOT_WANTED),
        table="duties",
        day="due_on",
        by="reason__kind",
        words=kind_words,
        headline=False,
    )
)
figure(
    Figure(
        code="visits_not_home",
        label=_("Nobody at home"),
        rows=_ended(DutyState.NOT_HOME),
        table="duties",
        day="due_on",
        by="reason__kind",
        words=kind_words,
        headline=False,
    )
)
figure(
    Figure(
        code="visits_made",
        label=_("Visits to homes"),
        table="visits",
        day="visited_on",
        by="mode",
        words=dict(Mode.choices),
        charts=("month",),
        rows=Only(_visits, Q(outcome=VisitOutcome.VISITED)),
    )
)
figure(
    Figure(
        code="homes_visited",
        label=_("Homes visited"),
        table="visits",
        measure="distinct:household_id",
        things=Things(Household.objects.all, "households"),
        day="visited_on",
        by="mode",
        words=dict(Mode.choices),
        headline=False,
        rows=Only(_visits, Q(outcome=VisitOutcome.VISITED)),
    )
)
figure(
    Figure(
        code="visit_suggestions",
        label=_("Suggestions heard on visits"),
        table="visits",
        day="visited_on",
        by="mode",
        words=dict(Mode.choices),
        headline=False,
        rows=Only(_visits, ~Q(suggestions="")),
        shows=("suggestions",),
    )
)
figure(
    Figure(
        code="gifts",
        label=_("Value of goods and money given"),
        rows=_gifts,
        table="gifts",
        measure="sum:value",
        column="value",
        unit=_("yuan"),
        day="given_on",
        by="fund_source",
    )
)
figure(
    Figure(
        code="gifts_goods",
        label=_("Value of goods given"),
        rows=Only(_gifts, Q(is_cash=False)),
        table="gifts",
        measure="sum:value",
        column="value",
        unit=_("yuan"),
        day="given_on",
        by="fund_source",
        headline=False,
    )
)
figure(
    Figure(
        code="gifts_cash",
        label=_("Money given"),
        rows=Only(_gifts, Q(is_cash=True)),
        table="gifts",
        measure="sum:value",
        column="value",
        unit=_("yuan"),
        day="given_on",
        by="fund_source",
        headline=False,
    )
)
