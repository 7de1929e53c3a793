"""The year-end report: figures by month, quarter and year, charts, text. Nothing is stored: all is counted anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tongxin.activities.models import Activity, Theme
from tongxin.communities.models import WorkLog
from tongxin.groups.models import ServiceType
from tongxin.kit.clock import local_date
from tongxin.kit.figures import FIGURES, Figure, Number, Period
from tongxin.needs.models import Channel, Need, OfferMade, Outcome, State
from tongxin.people.models import Consent
from tongxin.visits.models import Kind, Mode
from tongxin.web.charts import Chart, Mark, bars, columns
from tongxin.web.templatetags.web import number

# Counts below this are withheld from the sub-district, where they could tell of one person.
SMALL = 5
WORDS: Mapping[str, Any] = {
    "channel": dict(Channel.choices),
    "service_type": dict(ServiceType.choices),
    "outcome": dict(Outcome.choices),
    "state": dict(State.choices),
    "theme": dict(Theme.choices),
    "category": dict(WorkLog.Category.choices),
    "answer": dict(OfferMade.Answer.choices),
    "reason__kind": dict(Kind.choices),
    "mode": dict(Mode.choices),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as shown: its value, last year's, and where its rows are."""

    figure: Figure
    value: Number
    before: Number
    text: str
    href: str
    change: str


def words_for(figure: Figure, value: Any) -> str:
    """Return a value of the figure's splitting column in words."""
    if value in (None, ""):
        return str(_("not given"))
    return str(WORDS.get(figure.by, {}).get(value, value))


def text_of(value: Number, unit: str | Promise = "", *, withheld: bool = False) -> str:
    """Return a number as shown; small counts are withheld where asked."""
    if withheld and 0 < value < SMALL:
        return str(_("under %(n)s") % {"n": SMALL})
    return number(value) + (f"\u2009{unit}" if unit else "")


def rows_link(figure: Figure, year: int, **narrow: Any) -> str:
    """Return the address of the rows of a figure, narrowed to a month, a quarter or a value."""
    query = urlencode({key: value for key, value in narrow.items() if value is not None})
    return reverse("figure", args=[year, figure.code]) + (f"?{query}" if query else "")


def shown(figure: Figure, year: int, *, may_open: bool, withheld: bool) -> Shown:
    """Return one figure of a year beside the year before."""
    value = figure.value(Period.year(year))
    before = figure.value(Period.year(year - 1))
    text = text_of(value, figure.unit, withheld=withheld)
    href = rows_link(figure, year) if may_open else ""
    return Shown(figure, value, before, text, href, _change(value, before, figure))


def _change(value: Number, before: Number, figure: Figure) -> str:
    if figure.standing or not before:
        return ""
    difference = float(value) - float(before)
    if figure.measure.startswith("median") or not difference:
        return _("last year %(n)s") % {"n": number(before)}
    sign = "+" if difference > 0 else "−"
    return f"{sign}{abs(difference) / float(before):.0%}"


def all_shown(year: int, *, may_open: bool, withheld: bool) -> tuple[list[Shown], list[Shown]]:
    """Return the headline figures and the others."""
    found = [shown(figure, year, may_open=may_open, withheld=withheld) for figure in FIGURES.values()]
    return [item for item in found if item.figure.headline], [
        item for item in found if not item.figure.headline
    ]


def months_of(figure: Figure, year: int) -> dict[int, Number]:
    """Return month: value, January to December, one query."""
    column = figure.day
    name = f"{column}__month" if not column.endswith("__date") else f"{column[:-6]}__month"
    found = figure.split(Period.year(year), name)
    return {month: found.get(month, 0) for month in range(1, 13)}


def month_chart(figure: Figure, year: int, *, may_open: bool, withheld: bool) -> Chart:
    """Return a figure by month as standing bars, each a link to its rows."""
    values = months_of(figure, year)
    marks = [
        Mark(
            _("%(month)d") % {"month": month},
            float(value),
            text_of(value, withheld=withheld) if value else "",
            rows_link(figure, year, month=month) if may_open and value else "",
        )
        for month, value in values.items()
    ]
    best = max(values, key=lambda month: values[month])
    summary = _("Most in month %(month)s: %(value)s.") % {
        "month": best,
        "value": text_of(values[best], withheld=withheld),
    }
    title = _("%(figure)s by month") % {"figure": figure.label}
    return columns(title, summary, marks)


def split_chart(figure: Figure, year: int, *, may_open: bool, withheld: bool) -> Chart:
    """Return a figure by its splitting column as lying bars, each a link to its rows."""
    values = {key: value for key, value in figure.split(Period.year(year), figure.by).items() if value}
    marks = [
        Mark(
            words_for(figure, key),
            float(value),
            text_of(value, withheld=withheld),
            rows_link(figure, year, value=key if key is not None else "") if may_open else "",
        )
        for key, value in list(values.items())[:14]
    ]
    first = marks[0].label if marks else "—"
    summary = _("Most: %(first)s.") % {"first": first}
    return bars(_("%(figure)s: how they divide") % {"figure": figure.label}, summary, marks)


def charts(year: int, *, may_open: bool, withheld: bool) -> list[Chart]:
    """Return the charts of the report."""
    options: dict[str, Any] = {"may_open": may_open, "withheld": withheld}
    return [
        month_chart(FIGURES["receptions"], year, **options),
        split_chart(FIGURES["receptions"], year, **options),
        split_chart(FIGURES["closed"], year, **options),
        split_chart(FIGURES["served"], year, **options),
        month_chart(FIGURES["hours"], year, **options),
        split_chart(FIGURES["activities"], year, **options),
    ]


def narrowed(figure: Figure, year: int, query: Mapping[str, str]) -> tuple[QuerySet[Any], str]:
    """Return the rows that a link asks for and how they are narrowed, in words."""
    period, words = Period.year(year), _("%(year)s") % {"year": year}
    month, quarter = query.get("month", ""), query.get("quarter", "")
    if month.isdigit() and 1 <= int(month) <= 12:
        period, words = (
            Period.month(year, int(month)),
            _("%(month)s/%(year)s") % {"year": year, "month": month},
        )
    elif quarter.isdigit() and 1 <= int(quarter) <= 4:
        period, words = (
            Period.quarter(year, int(quarter)),
            _("quarter %(quarter)s of %(year)s") % {"year": year, "quarter": quarter},
        )
    rows = figure.rows(period)
    if "value" in query and figure.by:
        wanted = query["value"]
        empty = Q(**{f"{figure.by}__isnull": True})
        rows = rows.filter(**{figure.by: wanted}) if wanted else rows.filter(empty | Q(**_blank(figure)))
        words = f"{words} · {words_for(figure, wanted)}"
    return rows, words


def _blank(figure: Figure) -> dict[str, Any]:
    return {} if "__" in figure.by else {figure.by: ""}


def examples(year: int) -> list[Need]:
    """Return up to three needs whose residents agreed to be told of, without names, in the report."""
    agreed = Consent.objects.filter(purpose="example", withdrawn_on__isnull=True).values("person_id")
    rows = Need.objects.counted().filter(outcome=Outcome.SERVED, done_on__year=year, person_id__in=agreed)
    return list(rows.select_related("group").order_by("done_on", "id")[:3])


def named_activities(year: int) -> list[Activity]:
    """Return the year's activities in order."""
    return list(Activity.objects.counted().filter(held_on__year=year).order_by("held_on"))


def by_quarter(year: int) -> list[tuple[Figure, list[tuple[Number, str]]]]:
    """Return each counted figure by quarter with the links to its rows, four queries a figure."""
    table = []
    for figure in FIGURES.values():
        if figure.standing or not figure.day:
            continue
        row = [
            (figure.value(Period.quarter(year, quarter)), rows_link(figure, year, quarter=quarter))
            for quarter in (1, 2, 3, 4)
        ]
        table.append((figure, row))
    return table


def as_json(year: int) -> list[dict[str, Any]]:
    """Return each figure with its value and the number of rows that make it."""
    period = Period.year(year)
    found = []
    for figure in FIGURES.values():
        rows = figure.rows(period)
        found.append(
            {
                "code": figure.code,
                "label": str(figure.label),
                "value": _plain(figure.of(rows)),
                "unit": str(figure.unit),
                "rows": rows.count(),
            }
        )
    return found


def _plain(value: Number) -> int | float:
    return int(value) if float(value).is_integer() else float(value)


def default_year(at: datetime) -> int:
    """Return the year to show first: this one from February on, the last in January."""
    day: date = local_date(at)
    return day.year - (day.month == 1)
