"""The report's charts: those that figures declare, each mark a link to its rows."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongxin.kit.counting import YearCount
from tongxin.kit.figures import FIGURES, Figure, Number, Period
from tongxin.reports.yearend import (
    Reader,
    rows_link,
    spared_parts,
    spared_text,
    text_of,
    words_for,
)
from tongxin.web.charts import Chart, Mark, bars, columns

MOST_PARTS = 14
NOTHING: tuple[set[Any], set[Any]] = (set(), set())


def charts(count: YearCount, reader: Reader) -> list[Chart]:
    """Return the charts of a year, in the order of their figures."""
    draw = {"month": month_chart, "split": split_chart}
    return [draw[kind](figure, count, reader) for figure in FIGURES.values() for kind in figure.charts]


def month_chart(figure: Figure, count: YearCount, reader: Reader) -> Chart:
    """Return a figure by month as standing bars; without a mark while there is nothing in any month."""
    title = _("%(figure)s by month") % {"figure": figure.label}
    months = count.months(figure)
    values = {month: found.value for month, found in months.items()}
    if not any(values.values()):
        return columns(title, "", [])
    spared = spared_parts(figure, months) if reader.withheld else NOTHING
    if spared is None:
        return columns(title, "", [_undivided(figure)])
    marks = [
        _mark(figure, _("%(month)d") % {"month": month}, value, _instead(figure, month, spared))
        for month, value in values.items()
    ]
    for month, mark in zip(values, marks, strict=True):
        mark.href = (
            rows_link(figure, count.year.first.year, month=month) if reader.may_open and values[month] else ""
        )
    best = _greatest(values, spared)
    most = {"month": best, "value": text_of(values[best], figure.unit)} if best else None
    return columns(title, _("Most in month %(month)s: %(value)s.") % most if most else "", marks)


def split_chart(figure: Figure, count: YearCount, reader: Reader) -> Chart:
    """Return a figure by its splitting field as lying bars, greatest first."""
    title = _("%(figure)s by %(what)s") % {"figure": figure.label, "what": _split_by(figure, count.year)}
    parts = count.split(figure)
    values = {key: part.value for key, part in list(parts.items())[:MOST_PARTS] if part.value}
    spared = spared_parts(figure, parts) if reader.withheld else NOTHING
    if spared is None:
        return bars(title, "", [_undivided(figure)])
    marks = [
        _mark(figure, words_for(figure, key), value, _instead(figure, key, spared))
        for key, value in values.items()
    ]
    for key, mark in zip(values, marks, strict=True):
        asked = key if key is not None else ""
        mark.href = rows_link(figure, count.year.first.year, value=asked) if reader.may_open else ""
    best = _greatest(values, spared)
    summary = _("Most: %(first)s.") % {"first": words_for(figure, best)} if best is not None else ""
    return bars(title, summary, marks)


def _split_by(figure: Figure, year: Period) -> str:
    """Return what the parts of a figure are: the field that splits it, of a row beyond the row that leads there."""
    first = figure.by.partition("__")[0]
    name: str = figure.rows(year).model._meta.get_field(first).verbose_name
    return str(name).lower() if get_language() == "en" else str(name)


def _instead(figure: Figure, part: Any, spared: tuple[set[Any], set[Any]]) -> str:
    """Return what stands in the place of a part that is withheld; empty where it is told."""
    small, beside = spared
    if part in small:
        return spared_text(figure)
    return str(_("not shown")) if part in beside else ""


def _undivided(figure: Figure) -> Mark:
    """Return what stands in the place of all parts where not even their number may be told."""
    return Mark(str(figure.label), 0, str(_("not shown")))


def _mark(figure: Figure, label: str, value: Number, instead: str) -> Mark:
    """Return a bar; one that is withheld has no length from which it could be read off."""
    if instead:
        return Mark(label, 0, instead)
    return Mark(label, float(value), text_of(value) if value else "")


def _greatest(values: Mapping[Any, Number], spared: tuple[set[Any], set[Any]]) -> Any:
    """Return the key with the greatest value that may be told; None if none has one."""
    told = {key: value for key, value in values.items() if key not in spared[0] | spared[1] and value}
    return max(told, key=lambda key: told[key]) if told else None
