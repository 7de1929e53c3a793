"""Figures: a number and the rows that make it are one query, declared by the app that owns the rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Any, Literal

from django.db.models import Count, Q, QuerySet, Sum
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

    def until(self, day: date) -> "Period":
        """Return the part up to a day; the whole if the day lies behind it."""
        return Period(self.first, min(self.last, day))

    def year_before(self) -> "Period":
        """Return the same days of the year before; the 28th where that year has no 29th of February."""
        return Period(_year_before(self.first), _year_before(self.last))


def _year_before(day: date) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28) if leap else day.replace(year=day.year - 1)


@dataclass(frozen=True, slots=True)
class Things:
    """What a distinct count counts: `all_of` gives them, `table` is the table that lists them, one row each."""

    all_of: Callable[[], QuerySet[Any]]
    table: str

    def named_in(self, rows: QuerySet[Any], field: str) -> QuerySet[Any]:
        """Return each thing that the rows name in the field, once."""
        return self.all_of().filter(pk__in=rows.order_by().values(field))


@dataclass(frozen=True, slots=True)
class Only:
    """Some of the rows of several figures: `among` gives them all, `only` says which. Such figures are counted by one statement."""

    among: Callable[[Period], QuerySet[Any]]
    only: Q

    def __call__(self, period: Period) -> QuerySet[Any]:
        """Return the rows of a period."""
        return self.among(period).filter(self.only)


@dataclass(frozen=True, slots=True)
class Figure:
    """A named number of the report.

    `rows` gives the rows of a period, those whose `day` lies in it; figures whose `rows` are one function, or `Only` of one
    function, are counted by one statement (`kit/counting.py`). `measure` is "count", "distinct:FIELD", "sum:FIELD" or "median:FIELD";
    `table` is the table that lists rows and `column` its column in which a sum's or median's values stand; `shows` are
    columns of the table that are hidden elsewhere and tell here why a row is counted; `things` are what a distinct count counts. `by` names the field whose values split it, `words` puts these values into words,
    None for none, asked for where a community has words of its own (month splits by `day`). `charts` are those that the report draws of it.
    """

    code: str
    label: str | Promise
    rows: Callable[[Period], QuerySet[Any]]
    table: str
    unit: str | Promise = ""
    measure: str = "count"
    column: str = ""
    shows: tuple[str, ...] = ()
    things: Things | None = None
    day: str = ""
    by: str = ""
    words: Mapping[Any, str | Promise] | Callable[[], Mapping[Any, str | Promise]] = field(
        default_factory=dict
    )
    charts: tuple[Literal["month", "split"], ...] = ()
    note: str | Promise = ""
    standing: bool = False  # a state at the end of the period (residents), not a sum over it
    headline: bool = True
    public: bool = False  # tells of no single person however small it is: groups, activities
    # Counts several standing figures by one statement, number by code; those left out are none. It must count what `rows` lists.
    together: Callable[[Period], Mapping[str, int]] | None = None

    def __post_init__(self) -> None:
        if self.kind in {"sum", "median"} and not self.column:
            raise ValueError(
                f"figure {self.code}: name the `column` of table {self.table} that shows what is counted"
            )
        if self.kind == "distinct" and self.things is None:
            raise ValueError(f"figure {self.code}: say by `things` what is counted once each")

    @property
    def among(self) -> Callable[[Period], QuerySet[Any]]:
        """Return what gives the rows of which these are some, or all."""
        return self.rows.among if isinstance(self.rows, Only) else self.rows

    @property
    def only(self) -> Q | None:
        """Return which of those rows the figure counts; None for all."""
        return self.rows.only if isinstance(self.rows, Only) else None

    @property
    def kind(self) -> str:
        """Return count, distinct, sum or median."""
        return self.measure.partition(":")[0]

    @property
    def measured(self) -> str:
        """Return the field that is measured; nothing where rows are counted."""
        return self.measure.partition(":")[2]

    def of(self, rows: QuerySet[Any]) -> Number:
        """Measure rows, with the same query that lists them."""
        if self.kind == "count":
            return rows.count()
        if self.kind == "distinct":
            return int(rows.aggregate(n=Count(self.measured, distinct=True))["n"])
        if self.kind == "sum":
            return Decimal(rows.aggregate(n=Sum(self.measured))["n"] or 0)
        values = [value for value in rows.values_list(self.measured, flat=True) if value is not None]
        return median(values) if values else 0

    def value(self, period: Period) -> Number:
        """Return the figure for a period."""
        return self.of(self.rows(period))

    def split(self, period: Period, column: str) -> dict[Any, Number]:
        """Return the figure for each value of a column, one query, greatest first."""
        rows = self.rows(period).order_by()
        if self.kind == "median":
            grouped: dict[Any, list[Any]] = {}
            for key, value in rows.values_list(column, self.measured):
                if value is not None:
                    grouped.setdefault(key, []).append(value)
            return {key: median(values) for key, values in grouped.items()}
        what = {
            "count": Count("pk"),
            "distinct": Count(self.measured, distinct=True),
            "sum": Sum(self.measured),
        }[self.kind]
        found = rows.values_list(column).annotate(n=what).order_by("-n")
        return {key: number or 0 for key, number in found}


def figure(declared: Figure) -> Figure:
    """Put a figure on the report; its code is its address."""
    if declared.code in FIGURES:
        raise ValueError(f"figure {declared.code} is declared twice")
    FIGURES[declared.code] = declared
    return declared
