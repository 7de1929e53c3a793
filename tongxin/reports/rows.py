"""The rows behind a figure, as a list in which the number can be counted again."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from tongxin.kit.figures import Figure
from tongxin.reports import access
from tongxin.reports.yearend import rows_link, text_of
from tongxin.web.tables import TABLES, Column, Few, Foot, Table

OF_A_YEAR = Few(20_000, "rows of one year, all of which the number above them has read already")


def listed(
    figure: Figure, rows: QuerySet[Any], year: int, query: Mapping[str, str]
) -> tuple[Table, QuerySet[Any]]:
    """Return the table and the rows in which a figure's number stands.

    A count lists its rows. A sum or a median brings the column it is taken of to the front, marks it and ends in it. A
    distinct count lists the things counted, one row each with how many rows name it, each leading to these.
    """
    if figure.things is not None and "of" not in query:
        return _things(figure, rows, year, query)
    table = _shown(_bare(TABLES[figure.table]), figure.shows)
    if not figure.column:
        return table, rows
    (counted,) = (replace(item, hidden=False) for item in table.columns if item.code == figure.column)
    first, *others = (item for item in table.columns if item.code != figure.column)
    foot = Foot(
        figure.column,
        _("Median of all rows") if figure.kind == "median" else _("Total of all rows"),
        text_of(figure.of(rows), figure.unit),
    )
    return replace(table, columns=(first, counted, *others), foot=foot), rows


def _shown(table: Table, codes: tuple[str, ...]) -> Table:
    """Return a table with some of its hidden columns shown, right after the first."""
    if not codes:
        return table
    first, *others = table.columns
    wanted = [replace(item, hidden=False) for item in others if item.code in codes]
    return replace(table, columns=(first, *wanted, *(item for item in others if item.code not in codes)))


def _bare(table: Table) -> Table:
    """Return a table without tabs and filters, which would show other rows than the figure's."""
    return replace(table, tabs=(), filters=(), few=OF_A_YEAR, export=table.export or access.EXPORT)


def _things(
    figure: Figure, rows: QuerySet[Any], year: int, query: Mapping[str, str]
) -> tuple[Table, QuerySet[Any]]:
    assert figure.things is not None  # noqa: S101  # who calls has asked
    kept = {key: query[key] for key in ("month", "quarter", "value") if key in query}
    table = _bare(TABLES[figure.things.table])
    times = Column("times", _("Times"), lambda thing: thing.times, "number")
    things = figure.things.named_in(rows, figure.measured)
    listing = replace(
        table,
        columns=(*table.columns, times),
        href=lambda thing: rows_link(figure, year, **kept, of=thing.pk),
        prepare=_with_times(figure, rows, table.prepare),
        foot=Foot(
            "times", _("%(things)s in all") % {"things": text_of(figure.of(rows))}, text_of(rows.count())
        ),
    )
    return listing, things


def _with_times(
    figure: Figure, rows: QuerySet[Any], before: Callable[[list[Any]], list[Any]] | None
) -> Callable[[list[Any]], list[Any]]:
    """Return what adds to a page of things how many rows name each, in one query."""

    def prepare(things: list[Any]) -> list[Any]:
        prepared = before(things) if before else things
        named = rows.order_by().filter(**{f"{figure.measured}__in": [thing.pk for thing in prepared]})
        times = dict(named.values_list(figure.measured).annotate(n=Count("pk")))
        for thing in prepared:
            thing.times = times.get(thing.pk, 0)
        return prepared

    return prepare
