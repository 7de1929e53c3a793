"""Figures: a number and the rows that make it are one query, declared by the app that owns the rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils.functional import Promise

FIGURES: dict[str, "Figure"] = {}
Number = int | Decimal | float


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days from `first` to `last`, both included; labels are made where it is shown."""

    first: date
    last: date

    @classmethod
    def year(cls, year: int) -> "Period":
        """Return the calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def month(cls, year: int, month: int) -> "Period":
        """Return the calendar month, 1 to 12."""
        after = date(year + month // 12, month % 12 + 1, 1)
        return cls(date(year, month, 1), after - timedelta(days=1))

    @classmethod
    def quarter(cls, year: int, quarter: int) -> "Period":
        """Return the calendar quarter, 1 to 4."""
        return cls(cls.month(year, quarter * 3 - 2).first, cls.month(year, quarter * 3).last)


@dataclass(frozen=True, slots=True)
class Figure:
    """A named number of the report.

    `rows` gives the rows of a period; `measure` is "count", "distinct:FIELD", "sum:FIELD" or "median:FIELD";
    `by` names the column whose values split it (month splits by `day`); `table` is the table that lists rows.
    """

    code: str
    label: str | Promise
    rows: Callable[[Period], QuerySet[Any]]
    table: str
    unit: str | Promise = ""
    measure: str = "count"
    day: str = ""
    by: str = ""
    note: str | Promise = ""
    standing: bool = False  # a state at the end of the period (residents), not a sum over it
    headline: bool = True

    def of(self, rows: QuerySet[Any]) -> Number:
        """Measure rows, with the same query that lists them."""
        kind, _sep, field = self.measure.partition(":")
        if kind == "count":
            return rows.count()
        if kind == "distinct":
            return int(rows.aggregate(n=Count(field, distinct=True))["n"])
        if kind == "sum":
            return Decimal(rows.aggregate(n=Sum(field))["n"] or 0)
        values = [value for value in rows.values_list(field, flat=True) if value is not None]
        return median(values) if values else 0

    def value(self, period: Period) -> Number:
        """Return the figure for a period."""
        return self.of(self.rows(period))

    def split(self, period: Period, column: str) -> dict[Any, Number]:
        """Return the figure for each value of a column, one query, greatest first."""
        rows = self.rows(period).order_by()
        kind, _sep, field = self.measure.partition(":")
        if kind == "median":
            grouped: dict[Any, list[Any]] = {}
            for key, value in rows.values_list(column, field):
                if value is not None:
                    grouped.setdefault(key, []).append(value)
            return {key: median(values) for key, values in grouped.items()}
        what = {"count": Count("pk"), "distinct": Count(field, distinct=True), "sum": Sum(field)}[kind]
        found = rows.values_list(column).annotate(n=what).order_by("-n")
        return {key: number or 0 for key, number in found}


def figure(declared: Figure) -> Figure:
    """Put a figure on the report; its code is its address."""
    if declared.code in FIGURES:
        raise ValueError(f"figure {declared.code} is declared twice")
    FIGURES[declared.code] = declared
    return declared
