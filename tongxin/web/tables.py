"""Tables as apps declare them: one declaration makes the page, the fragment, the print, the XLSX and the CSV."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tongxin.kit.actor import Actor
from tongxin.kit.permissions import ALLOWED, Answer

Label = str | Promise


@dataclass(frozen=True, slots=True)
class Few:
    """Why there are never many rows, and how many at most: such rows may be read all, and sorted by what has no index."""

    rows: int
    why: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column: how to read it from a row, how it is shown, and by which database column it sorts.

    `sort` is served by an index under every tab, whatever the number of rows; `sort_few` sorts only where there are few.
    """

    code: str
    label: Label
    value: Callable[[Any], Any]
    kind: str = "text"  # text | date | moment | number | money | state | long
    sort: str = ""
    sort_few: str | Callable[[], Any] = ""  # or what makes an expression to sort by
    hidden: bool = False  # not shown until chosen

    def sorts(self, few: "Few | None") -> str | Callable[[], Any]:
        """Return by what rows of which there are few, or any number, can be sorted; empty if by nothing."""
        return self.sort or (self.sort_few if few else "")


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter kept in the address; `apply` narrows the rows to the value."""

    code: str
    label: Label
    apply: Callable[[Any, str], QuerySet[Any]]  # the rows have the words of their own table
    choices: Callable[[], Sequence[tuple[Any, Any]]] | None = None
    kind: str = "choice"  # choice | text | date

    def narrowed(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Return the rows that the value leaves: all of them where it is none of the choices or no day, none where it fits no row."""
        if self.choices and value not in {str(code) for code, _label in self.choices()}:
            return rows
        if self.kind == "date" and not _is_day(value):
            return rows
        try:
            return self.apply(rows, value)
        except (ValueError, ValidationError):
            return rows.none()


def _is_day(text: str) -> bool:
    """Tell whether a text is a day as ISO 8601 writes it."""
    try:
        return parse_date(text) is not None
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Tab:
    """A state shown as a tab with its count.

    `holds` tells from the values of the table's `tally` whether rows with these values belong to the tab; without it
    the tab is counted only when looked at (what is finished grows without end).
    """

    code: str
    label: Label
    where: Callable[[], Q]
    holds: Callable[..., bool] | None = None
    few: Few | None = None

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows of the tab."""
        return rows.filter(self.where())


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands under a list: of which column, what it is, and its text. The column is always shown, and marked."""

    column: str
    label: Label
    text: str


@dataclass(frozen=True, slots=True)
class Volume:
    """What makes a list that is printed a book: a cover, from which day to which, and what stands at its end, told of its rows.

    `order` is the order in which a book is written, where the page shows the latest first.
    """

    first: date
    last: date
    order: tuple[str, ...]
    closing: Callable[[QuerySet[Any]], Sequence[str]]


def _nothing() -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Table:
    """A list as the app declares it.

    `order` goes one way and ends in a unique column: pages never overlap, and an index of the table gives it. `few` says that the whole
    list is short. A contract test reads the plans of every tab and order with many rows.

    `tally` names expressions by whose values the rows of all counted tabs are counted in one pass; `tallied_within`
    is what these rows have in common, so that an index finds them. `export` is the deed that takes all rows out of the
    house as a sheet, wherever the table is shown; without it, who sees the list may take it along.
    """

    code: str
    title: Label
    columns: tuple[Column, ...]
    order: tuple[str, ...]
    few: Few | None = None
    filters: tuple[Filter, ...] = ()
    tabs: tuple[Tab, ...] = ()
    tally: Callable[[], Mapping[str, Any]] = _nothing
    tallied_within: Callable[[], Q] = Q
    href: Callable[[Any], str] | None = None
    empty: Label = ""
    # Adds to the rows of a page what its columns show; rows are counted without.
    joins: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None
    prepare: Callable[[list[Any]], list[Any]] | None = None  # joins what a page of rows needs, in bulk
    row_class: Callable[[Any], str] | None = None
    exportable: bool = True
    export: Callable[[Actor], Answer] | None = None
    rows: Callable[[], QuerySet[Any]] | None = None  # all rows there are, for the command line
    foot: Foot | None = None
    # The book that a print of these rows is, or None where they are an extract of it; told the filters in use by code.
    volume: Callable[[Mapping[str, str]], Volume | None] | None = None
    opens_last: bool = False  # a book reads forwards and opens where it was written last

    def may_export(self, actor: Actor) -> Answer:
        """Tell whether somebody who sees the list may take all of it out as a sheet."""
        return self.export(actor) if self.export else ALLOWED


TABLES: dict[str, Table] = {}


def table(declared: Table) -> Table:
    """Make a table known to the contract tests and to figures that list their rows in it."""
    if declared.code in TABLES:
        raise ValueError(f"table {declared.code} is declared twice")
    TABLES[declared.code] = declared
    return declared


def month_choices(year: int) -> list[tuple[str, str]]:
    """Return the months of a year as choices for a filter."""
    return [(str(month), _("%(month)d/%(year)d") % {"month": month, "year": year}) for month in range(1, 13)]
