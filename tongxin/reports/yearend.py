"""The year-end report: figures by month, quarter and year. Nothing is stored: all is counted anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tongxin.kit.clock import local_date
from tongxin.kit.counting import Measured, YearCount
from tongxin.kit.figures import FIGURES, Figure, Number, Period
from tongxin.reports.withholding import SMALL, withheld
from tongxin.web.tables import TABLES
from tongxin.web.templatetags.web import number


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the report, on which day: whether they may open rows, and whether small counts are withheld."""

    today: date
    may_open: bool = True
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as shown to a reader: its number with and without its unit, its change, and where its rows are.

    `spared` tells that the number itself is withheld.
    """

    figure: Figure
    value: Number
    plain: str
    text: str
    href: str
    change: str
    spared: bool = False


def is_small(figure: Figure, value: Number, rows: int) -> bool:
    """Tell whether a number could tell of one person: fewer than five rows make it, or it counts fewer than five."""
    counted = min(rows, value) if figure.kind in {"count", "distinct"} else rows
    return not figure.public and 0 < counted < SMALL


def words_for(figure: Figure, value: Any) -> str:
    """Return a value of the figure's splitting field in words."""
    words = figure.words() if callable(figure.words) else figure.words
    if value in (None, ""):
        return str(words.get(None, _("not given")))
    return str(words.get(value, value))


def text_of(value: Number, unit: str | Promise = "") -> str:
    """Return a number as shown, with its unit."""
    return number(value) + (f"\u2009{unit}" if unit else "")


def spared_text(figure: Figure) -> str:
    """Return what stands in the place of a small count."""
    if figure.kind in {"count", "distinct"}:
        return str(_("under %(n)s") % {"n": SMALL})
    return str(_("not shown"))


def rows_link(figure: Figure, year: int, **narrow: Any) -> str:
    """Return the address of the rows of a figure, narrowed to a month, a quarter, a value or a thing counted."""
    query = urlencode({key: value for key, value in narrow.items() if value is not None})
    return reverse("figure", args=[year, figure.code]) + (f"?{query}" if query else "")


def shown(figure: Figure, count: YearCount, reader: Reader) -> Shown:
    """Return one figure of a year as a reader sees it."""
    value, rows = count.value(figure)
    small = reader.withheld and is_small(figure, value, rows)
    plain = spared_text(figure) if small else number(value)
    text = plain if small else text_of(value, figure.unit)
    href = rows_link(figure, count.year.first.year) if reader.may_open else ""
    change = "" if small else _change(figure, value, count.before(figure), reader)
    return Shown(figure, value, plain, text, href, change, spared=small)


def _change(figure: Figure, value: Number, earlier: Measured, reader: Reader) -> str:
    """Compare with the same days of the year before; where nothing was then, there is nothing to say."""
    before = earlier.value
    if not before or (reader.withheld and is_small(figure, before, earlier.rows)):
        return ""
    difference = float(value) - float(before)
    if figure.kind == "median" or not difference:
        return _("last year %(n)s") % {"n": number(before)}
    sign = "+" if difference > 0 else "−"
    return f"{sign}{abs(difference) / float(before):.0%}"


def all_shown(count: YearCount, reader: Reader) -> dict[str, Shown]:
    """Return every figure of a year by its code."""
    return {code: shown(figure, count, reader) for code, figure in FIGURES.items()}


def small_parts(figure: Figure, parts: Mapping[Any, Measured]) -> set[Any]:
    """Return which parts of a figure could tell of one person."""
    return {key for key, part in parts.items() if is_small(figure, part.value, part.rows)}


def spared_parts(figure: Figure, parts: Mapping[Any, Measured]) -> tuple[set[Any], set[Any]] | None:
    """Return the parts of a figure that could tell of one person, and those withheld so that these cannot be reckoned.

    None where the figure may not be divided at all.
    """
    small = small_parts(figure, parts)
    if figure.kind == "median":  # parts of a median add up to nothing
        return small, set()
    values = {key: part.value for key, part in parts.items()}
    hidden = withheld(values, small, counts=figure.kind in {"count", "distinct"})
    return (small, hidden - small) if hidden is not None else None


def narrowed(figure: Figure, year: int, query: Mapping[str, str]) -> tuple[QuerySet[Any], str]:
    """Return the rows that a link asks for and how they are narrowed, in words. Http404 if it names no thing."""
    period, words = _period_asked(year, query)
    rows = figure.rows(period)
    if "value" in query and figure.by:
        wanted = query["value"]
        empty = Q(**{f"{figure.by}__isnull": True})
        rows = rows.filter(**{figure.by: wanted}) if wanted else rows.filter(empty | Q(**_blank(figure)))
        words = f"{words} · {words_for(figure, wanted)}"
    if "of" in query and figure.things is not None:
        table, thing = TABLES[figure.things.table], _thing(figure, query["of"])
        rows = rows.filter(**{figure.measured: thing.pk})
        words = f"{words} · {table.columns[0].value(thing)}"
    return rows, words


def _period_asked(year: int, query: Mapping[str, str]) -> tuple[Period, str]:
    month, quarter = query.get("month", ""), query.get("quarter", "")
    if month.isdecimal() and 1 <= int(month) <= 12:
        return Period.month(year, int(month)), _("%(month)s/%(year)s") % {"year": year, "month": int(month)}
    if quarter.isdecimal() and 1 <= int(quarter) <= 4:
        words = _("quarter %(quarter)s of %(year)s") % {"year": year, "quarter": int(quarter)}
        return Period.quarter(year, int(quarter)), words
    return Period.year(year), _("%(year)s") % {"year": year}


def _thing(figure: Figure, text: str) -> Any:
    try:
        wanted = UUID(text)
    except ValueError:
        raise Http404 from None
    found = figure.things.all_of().filter(pk=wanted).first() if figure.things else None
    if found is None:
        raise Http404
    return found


def _blank(figure: Figure) -> dict[str, Any]:
    return {} if "__" in figure.by else {figure.by: ""}


def by_quarter(count: YearCount) -> list[tuple[Figure, list[tuple[Number, str]]]]:
    """Return each counted figure by quarter with the links to its rows."""
    table = []
    for figure in FIGURES.values():
        if figure.standing or not figure.day:
            continue
        row = [
            (found.value, rows_link(figure, count.year.first.year, quarter=quarter))
            for quarter, found in enumerate(count.quarters(figure), 1)
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
