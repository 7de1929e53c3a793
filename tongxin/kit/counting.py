"""A year's figures counted together, with the same days of the year before.

Figures of the same rows are counted by one statement, by month and by the values that split them; year, quarters, months and parts are
put together from its cells. What is counted is what `Figure.rows` lists: the same query, over both years, grouped.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from statistics import median
from typing import Any, NamedTuple

from django.db.models import CharField, Count, F, Func, Q, QuerySet, Sum

from tongxin.kit.figures import FIGURES, Figure, Number, Period

Rows = Callable[[Period], QuerySet[Any]]
ADDED_UP = frozenset({"count", "sum"})


class MonthOf(Func):
    """The month of a day as text, such as 2026-03: what both databases do themselves, without a call back for each row."""

    output_field = CharField()

    def as_sql(self, compiler: Any, connection: Any, **more: Any) -> Any:  # type: ignore[override]  # asked for with these two alone
        """Take it from the day as SQLite stores it, as text; let PostgreSQL write it."""
        sqlite = connection.vendor == "sqlite"
        template = "substr(%(expressions)s, 1, 7)" if sqlite else "to_char(%(expressions)s, 'YYYY-MM')"
        return super().as_sql(compiler, connection, template=template, **more)


class Measured(NamedTuple):
    """A figure's number, and the number of rows that make it."""

    value: Number
    rows: int


NOTHING = Measured(0, 0)


@dataclass(frozen=True, slots=True)
class Cell:
    """Rows of one month with one value of the splitting field. `amount` is their sum; of a median, the value that each of them has."""

    month: str
    part: Any
    rows: int
    amount: Any


def measured(figure: Figure, cells: Iterable[Cell]) -> Measured:
    """Put cells of a figure together. A figure that counts things once each cannot be: a thing may be in several cells."""
    found = list(cells)
    rows = sum(cell.rows for cell in found)
    if figure.kind == "count":
        return Measured(rows, rows)
    held = [cell for cell in found if cell.amount is not None]
    if figure.kind == "sum":
        return Measured(Decimal(sum(cell.amount for cell in held)), rows)
    values = [cell.amount for cell in held for _each in range(cell.rows)]
    return Measured(median(values) if values else 0, rows)


def greatest_first(parts: dict[Any, Measured]) -> dict[Any, Measured]:
    """Return parts in the order in which they are told; those that are equal by their codes."""
    return dict(sorted(parts.items(), key=lambda item: (-item[1].value, str(item[0] or ""))))


class YearCount:
    """The figures of one year as counted on a day; each statement is asked when the first of its figures is wanted."""

    def __init__(self, year: int, today: date) -> None:
        self.year = Period.year(year)
        # Of a year that has not begun there is nothing to compare.
        self.compared = self.year.until(today).year_before() if self.year.first <= today else None
        self._cells: dict[str, list[Cell]] = {}
        self._spans: dict[str, dict[Period, Measured]] = {}
        self._standing: dict[str, Measured] = {}

    def value(self, figure: Figure) -> Measured:
        """Return the figure of the year; of a state, as it is at the year's end."""
        if figure.standing or not figure.day:
            return self._state(figure)
        return self._over(figure, self.year)

    def before(self, figure: Figure) -> Measured:
        """Return the figure of the same days of the year before; nothing for a state, which is not compared."""
        if self.compared is None or figure.standing or not figure.day:
            return NOTHING
        return self._over(figure, self.compared)

    def quarters(self, figure: Figure) -> list[Measured]:
        """Return the figure of each quarter."""
        return [self._over(figure, quarter) for quarter in self._quarters]

    def months(self, figure: Figure) -> dict[int, Measured]:
        """Return the figure of each month, January to December."""
        if figure.kind == "distinct":
            found = self._split_alone(figure, f"{figure.day.removesuffix('__date')}__month")
        else:
            found = self._grouped(figure, lambda cell: int(cell.month[5:]))
        return {month: found.get(month, NOTHING) for month in range(1, 13)}

    def split(self, figure: Figure) -> dict[Any, Measured]:
        """Return the figure of each value of its splitting field, greatest first."""
        if figure.standing or not figure.day or figure.kind == "distinct":
            return greatest_first(self._split_alone(figure, figure.by))
        return greatest_first(self._grouped(figure, lambda cell: cell.part))

    @cached_property
    def _quarters(self) -> list[Period]:
        return [Period.quarter(self.year.first.year, number) for number in (1, 2, 3, 4)]

    def _over(self, figure: Figure, period: Period) -> Measured:
        if figure.kind == "distinct":
            return self._distinct(figure)[period]
        first, last = f"{period.first:%Y-%m}", f"{period.last:%Y-%m}"
        return measured(figure, (cell for cell in self._cells_of(figure) if first <= cell.month <= last))

    def _grouped(self, figure: Figure, by: Callable[[Cell], Any]) -> dict[Any, Measured]:
        groups: dict[Any, list[Cell]] = defaultdict(list)
        first = f"{self.year.first:%Y-%m}"
        for cell in self._cells_of(figure):
            if cell.month >= first:
                groups[by(cell)].append(cell)
        return {key: measured(figure, cells) for key, cells in groups.items()}

    def _split_alone(self, figure: Figure, by: str) -> dict[Any, Measured]:
        values = figure.split(self.year, by)
        rows = values if figure.kind == "count" else replace(figure, measure="count").split(self.year, by)
        return {key: Measured(value, int(rows.get(key, 0))) for key, value in values.items()}

    def _state(self, figure: Figure) -> Measured:
        if figure.code not in self._standing:
            if figure.together:
                counts = figure.together(self.year)
                alike = [other for other in FIGURES.values() if other.together is figure.together]
                self._standing |= {
                    other.code: Measured(counts.get(other.code, 0), counts.get(other.code, 0))
                    for other in alike
                }
            else:
                rows = figure.rows(self.year)
                value = figure.of(rows)
                number = int(value) if figure.kind == "count" else rows.count()
                self._standing[figure.code] = Measured(value, number)
        return self._standing[figure.code]

    def _both_years(self, rows: Rows, day: str) -> QuerySet[Any]:
        """Return the rows of the year and of the days that it is compared with."""
        if self.compared is None:
            return rows(self.year)
        found = rows(Period(self.compared.first, self.year.last))
        between = (self.compared.last + timedelta(days=1), self.year.first - timedelta(days=1))
        return found.exclude(**{f"{day}__range": between}) if between[0] <= between[1] else found

    def _cells_of(self, figure: Figure) -> list[Cell]:
        if figure.code not in self._cells:
            if figure.kind in ADDED_UP:
                self._add_up(_of_the_same_rows(figure))
            else:
                self._cells[figure.code] = list(self._spread(figure))
        return self._cells[figure.code]

    def _by_month(self, rows: Rows, day: str, *parts: str) -> QuerySet[Any, Any]:
        found = self._both_years(rows, day).order_by().annotate(counted_month=MonthOf(F(day)))
        cells: QuerySet[Any, Any] = found.values_list("counted_month", *parts)
        return cells

    def _add_up(self, figures: list[Figure]) -> None:
        """Count and sum figures of the same rows by one statement."""
        parts = list(dict.fromkeys(figure.by for figure in figures if figure.by))
        asked: dict[str, Any] = {}
        for at, figure in enumerate(figures):
            asked[f"counted_{at}"] = Count("pk", filter=figure.only)
            if figure.kind == "sum":
                asked[f"summed_{at}"] = Sum(figure.measured, filter=figure.only)
        cells: dict[str, list[Cell]] = {figure.code: [] for figure in figures}
        places = {name: at for at, name in enumerate(["", *parts, *asked])}
        for row in self._by_month(figures[0].among, figures[0].day, *parts).annotate(**asked):
            for at, figure in enumerate(figures):
                number = row[places[f"counted_{at}"]]
                if number:
                    amount = row[places[f"summed_{at}"]] if figure.kind == "sum" else number
                    part = row[places[figure.by]] if figure.by else None
                    cells[figure.code].append(Cell(row[0], part, number, amount))
        self._cells |= cells

    def _spread(self, figure: Figure) -> Iterable[Cell]:
        """Count how often each value of a median comes."""
        rows = self._by_month(figure.rows, figure.day, figure.by or figure.day, figure.measured)
        for month, part, value, number in rows.annotate(counted_rows=Count("pk")):
            yield Cell(month, part if figure.by else None, number, value)

    def _distinct(self, figure: Figure) -> dict[Period, Measured]:
        """Count things once each in the year, the days it is compared with and each quarter, by one statement."""
        if figure.code not in self._spans:
            periods = [self.year, *([self.compared] if self.compared else []), *self._quarters]
            asked: dict[str, Any] = {}
            for at, period in enumerate(periods):
                inside = Q(**{f"{figure.day}__range": (period.first, period.last)})
                asked[f"things_{at}"] = Count(figure.measured, distinct=True, filter=inside)
                asked[f"counted_{at}"] = Count("pk", filter=inside)
            found = self._both_years(figure.rows, figure.day).aggregate(**asked)
            self._spans[figure.code] = {
                period: Measured(found[f"things_{at}"], found[f"counted_{at}"])
                for at, period in enumerate(periods)
            }
        return self._spans[figure.code]


def _of_the_same_rows(figure: Figure) -> list[Figure]:
    """Return the figures that one statement counts with this one."""
    alike = [
        other
        for other in FIGURES.values()
        if (other.among, other.day) == (figure.among, figure.day)
        and not other.standing
        and other.kind in ADDED_UP
    ]
    return alike if figure in alike else [figure]
