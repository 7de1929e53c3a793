"""Tables: one declaration makes the page, the fragment, the print, the XLSX and the CSV."""

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tongxin.kit.words import clean
from tongxin.web.exports import Sheet, send
from tongxin.web.templatetags.web import shown
from tongxin.web.views import is_fragment

PAGE_ROWS = 50
COUNT_CAP = 10_000
Label = str | Promise


@dataclass(frozen=True, slots=True)
class Column:
    """A column: how to read it from a row, how it is shown, and by which database column it sorts."""

    code: str
    label: Label
    value: Callable[[Any], Any]
    kind: str = "text"  # text | date | moment | number | money | state | long
    sort: str = ""
    hidden: bool = False  # not shown until chosen


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter kept in the address; `apply` narrows the rows to the value."""

    code: str
    label: Label
    apply: Callable[[QuerySet[Any], str], QuerySet[Any]]
    choices: Callable[[], Sequence[tuple[Any, Any]]] | None = None
    kind: str = "choice"  # choice | text | date


@dataclass(frozen=True, slots=True)
class Tab:
    """A state shown as a tab with its count."""

    code: str
    label: Label
    where: Callable[[], Q]
    counted: bool = True  # what is finished is counted only when looked at

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows of the tab."""
        return rows.filter(self.where())


@dataclass(frozen=True, slots=True)
class Table:
    """A list as the app declares it. `order` must end in a unique column so that pages never overlap."""

    code: str
    title: Label
    columns: tuple[Column, ...]
    order: tuple[str, ...]
    filters: tuple[Filter, ...] = ()
    tabs: tuple[Tab, ...] = ()
    counted_within: Callable[[], Q] = Q  # what all counted tabs have in common, so that an index finds it
    href: Callable[[Any], str] | None = None
    empty: Label = ""
    prepare: Callable[[list[Any]], list[Any]] | None = None  # joins what a page of rows needs, in bulk
    row_class: Callable[[Any], str] | None = None
    exportable: bool = True


TABLES: dict[str, Table] = {}


def table(declared: Table) -> Table:
    """Make a table known to the contract tests and to figures that list their rows in it."""
    if declared.code in TABLES:
        raise ValueError(f"table {declared.code} is declared twice")
    TABLES[declared.code] = declared
    return declared


def capped_count(rows: QuerySet[Any]) -> tuple[int, bool]:
    """Count up to 10,000; the second value tells that there are more."""
    found = rows.order_by()[: COUNT_CAP + 1].count()
    return min(found, COUNT_CAP), found > COUNT_CAP


@dataclass(slots=True)
class Cell:
    """A value with its column, ready for the template."""

    column: Column
    value: Any


@dataclass(slots=True)
class Row:
    """A row of the page."""

    cells: list[Cell]
    href: str
    css: str
    pk: Any


@dataclass
class Listing:
    """What the template shows of a table for one request."""

    table: Table
    request: HttpRequest
    base: QuerySet[Any]

    @cached_property
    def chosen_tab(self) -> Tab | None:
        """Return the tab looked at; the first unless the address names another."""
        if not self.table.tabs:
            return None
        wanted = self.request.GET.get("tab")
        return next((tab for tab in self.table.tabs if tab.code == wanted), self.table.tabs[0])

    def _filtered(self) -> QuerySet[Any]:
        rows = self.base
        for item in self.table.filters:
            value = clean(self.request.GET.get(item.code, ""))
            if value:
                rows = _apply(item, rows, value)
        return rows

    @cached_property
    def rows(self) -> QuerySet[Any]:
        """Return every row that the address asks for, in its order."""
        rows = self._filtered()
        if self.chosen_tab:
            rows = self.chosen_tab.apply(rows)
        return rows.order_by(*self.ordering)

    @cached_property
    def sorted_by(self) -> tuple[str, bool]:
        """Return column code and whether downwards, from the address."""
        wanted = self.request.GET.get("sort", "")
        return wanted.lstrip("-"), wanted.startswith("-")

    @cached_property
    def ordering(self) -> tuple[str, ...]:
        """Return the database order."""
        code, down = self.sorted_by
        column = next((item for item in self.table.columns if item.code == code and item.sort), None)
        return (("-" if down else "") + column.sort, *self.table.order) if column else self.table.order

    @cached_property
    def columns(self) -> list[Column]:
        """Return the chosen columns."""
        chosen = self.request.GET.getlist("col")
        if chosen:
            found = [item for item in self.table.columns if item.code in chosen]
            if found:
                return found
        return [item for item in self.table.columns if not item.hidden]

    @cached_property
    def heads(self) -> list[dict[str, Any]]:
        """Return the heads of the columns with their sorting links."""
        code, down = self.sorted_by
        return [
            {
                "column": item,
                "href": self.link(sort=("-" if code == item.code and not down else "") + item.code)
                if item.sort
                else "",
                "dir": ("descending" if down else "ascending") if code == item.code else "",
            }
            for item in self.columns
        ]

    @cached_property
    def all_columns(self) -> list[tuple[Column, bool]]:
        """Return every column and whether it is shown."""
        shown = {item.code for item in self.columns}
        return [(item, item.code in shown) for item in self.table.columns]

    @cached_property
    def page(self) -> int:
        """Return the page number, from 1."""
        try:
            wanted = int(self.request.GET.get("page", "1"))
        except ValueError:
            return 1
        return max(1, min(wanted, COUNT_CAP // PAGE_ROWS))

    @cached_property
    def counted(self) -> tuple[int, bool]:
        """Return the number of rows, at most 10,000, and whether there are more."""
        if self.chosen_tab and self.chosen_tab.counted:
            return self.tab_counts[self.chosen_tab.code]
        return capped_count(self.rows)

    @cached_property
    def tab_counts(self) -> dict[str, tuple[int, bool]]:
        """Return the number of rows in each counted tab, all in one query over at most 10,001 rows."""
        tabs = [tab for tab in self.table.tabs if tab.counted]
        if not tabs:
            return {}
        some = self._filtered().filter(self.table.counted_within()).order_by()[: COUNT_CAP + 1]
        counts = {f"tab_{tab.code}": Count("pk", filter=tab.where()) for tab in tabs}
        found = some.aggregate(all_of_them=Count("pk"), **counts)
        more = found["all_of_them"] > COUNT_CAP
        return {tab.code: (min(found[f"tab_{tab.code}"], COUNT_CAP), more) for tab in tabs}

    @cached_property
    def last_page(self) -> int:
        """Return the number of the last page."""
        return max(1, -(-self.counted[0] // PAGE_ROWS))

    @cached_property
    def shown(self) -> list[Row]:
        """Return the rows of the page."""
        start = (self.page - 1) * PAGE_ROWS
        return self.cells(list(self.rows[start : start + PAGE_ROWS]))

    def body(self) -> SafeString:
        """Return the rows as HTML; four hundred cells are put together here in a tenth of a template's time."""
        openings = [_opening(column) for column in self.columns]
        return mark_safe("".join(_row_html(row, openings) for row in self.shown))  # noqa: S308  # every value is escaped in _row_html

    def cells(self, rows: list[Any]) -> list[Row]:
        """Put rows into cells."""
        if self.table.prepare:
            rows = self.table.prepare(rows)
        columns = self.columns
        return [
            Row(
                [Cell(item, item.value(row)) for item in columns],
                self.table.href(row) if self.table.href else "",
                self.table.row_class(row) if self.table.row_class else "",
                getattr(row, "pk", None),
            )
            for row in rows
        ]

    @cached_property
    def tabs(self) -> list[dict[str, Any]]:
        """Return the tabs with their counts under the other filters."""
        chosen = self.chosen_tab
        return [
            {
                "label": tab.label,
                "href": self.link(tab=tab.code, page=None),
                "here": tab is chosen,
                "count": self.counted if tab is chosen else self.tab_counts.get(tab.code),
            }
            for tab in self.table.tabs
        ]

    @cached_property
    def filters(self) -> list[dict[str, Any]]:
        """Return the filters with what is chosen."""
        found = []
        for item in self.table.filters:
            value = self.request.GET.get(item.code, "")
            choices = [(str(code), str(label)) for code, label in item.choices()] if item.choices else []
            found.append(
                {"filter": item, "value": value, "choices": choices, "options": _options(choices, value)}
            )
        return found

    @cached_property
    def chips(self) -> list[dict[str, Any]]:
        """Return the filters in use, each with the link that takes it off."""
        return [
            {
                "label": item["filter"].label,
                "value": dict(item["choices"]).get(item["value"], item["value"]),
                "href": self.link(**{item["filter"].code: None, "page": None}),
            }
            for item in self.filters
            if item["value"]
        ]

    def link(self, **changes: str | None) -> str:
        """Return the address with some parameters changed; None takes one off."""
        query = [(key, value) for key, value in self._query() if key not in changes]
        query += [(key, value) for key, value in changes.items() if value is not None]
        return f"{self.request.path}?{urlencode(query)}"

    def _query(self) -> list[tuple[str, str]]:
        return [
            (key, value)
            for key, values in self.request.GET.lists()
            for value in values
            if value and key != "export"
        ]

    @cached_property
    def kept(self) -> list[tuple[str, str]]:
        """Return the parameters that a new filter keeps."""
        codes = {item.code for item in self.table.filters} | {"page"}
        return [(key, value) for key, value in self._query() if key not in codes]

    @cached_property
    def next_link(self) -> str:
        """Return the link to the next page, or nothing on the last."""
        return self.link(page=str(self.page + 1)) if self.page < self.last_page else ""

    @cached_property
    def previous_link(self) -> str:
        """Return the link to the page before, or nothing on the first."""
        return self.link(page=str(self.page - 1)) if self.page > 1 else ""

    @cached_property
    def exports(self) -> list[tuple[str, str]]:
        """Return the formats and their links."""
        if not self.table.exportable:
            return []
        return [("XLSX", self.link(export="xlsx")), ("CSV", self.link(export="csv"))]


def escape(text: Any) -> str:
    """Escape for HTML; plain text only, so without Django's look for what is marked safe."""
    return html.escape(str(text))


def _row_html(row: Row, openings: Sequence[str]) -> str:
    href = escape(row.href)
    opening = f'<tr class="{row.css}" data-href="{href}">' if row.href else f'<tr class="{row.css}">'
    cells = (
        start + _cell_html(cell, href if at == 0 else "")
        for at, (start, cell) in enumerate(zip(openings, row.cells, strict=True))
    )
    return opening + "".join(cells) + "</tr>"


def _options(choices: Sequence[tuple[str, str]], chosen: str) -> SafeString:
    """Return the options of a filter's choice, put together here for the same reason as the rows."""
    options = (
        f'<option value="{escape(code)}"{" selected" if code == chosen else ""}>{escape(label)}</option>'
        for code, label in choices
    )
    return mark_safe("".join(options))  # noqa: S308  # escaped above


def _opening(column: Column) -> str:
    return f'<td class="k-{column.kind}" data-label="{escape(column.label)}">'


def _cell_html(cell: Cell, href: str) -> str:
    text: str = escape(shown(cell.value, cell.column.kind))
    if href:
        return f'<a href="{href}">{text or "—"}</a></td>'
    if cell.column.kind == "state" and text:
        return f'<span class="state">{text}</span></td>'
    return f"{text}</td>"


def _apply(item: Filter, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if item.choices and value not in {str(code) for code, _label in item.choices()}:
        return rows
    if item.kind == "date" and parse_date_or_none(value) is None:
        return rows
    try:
        return item.apply(rows, value)
    except (ValueError, ValidationError):
        return rows.none()


def parse_date_or_none(value: str) -> Any:
    """Read an ISO date; anything else gives None."""
    try:
        return parse_date(value)
    except ValueError:
        return None


def table_page(
    request: HttpRequest,
    declared: Table,
    rows: QuerySet[Any],
    *,
    template: str = "web/list.html",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Answer a list: the page, its fragment, or the whole of it as XLSX or CSV."""
    listing = Listing(declared, request, rows)
    wanted = request.GET.get("export", "")
    if wanted in {"xlsx", "csv"} and declared.exportable:
        return send(sheet_of(listing), wanted)
    name = "web/table.html" if is_fragment(request) else template
    return render(request, name, {"listing": listing, "title": declared.title, **(context or {})})


def sheet_of(listing: Listing, title: str = "") -> Sheet:
    """Return every row that the address asks for as a sheet of the shown columns."""
    return Sheet(
        title or str(listing.table.title),
        [(str(item.label), item.kind) for item in listing.columns],
        ([cell.value for cell in row.cells] for chunk in _chunks(listing) for row in chunk),
    )


def _chunks(listing: Listing) -> Any:
    start = 0
    while True:
        rows = list(listing.rows[start : start + 1000])
        if not rows:
            return
        yield listing.cells(rows)
        start += 1000


def month_choices(year: int) -> list[tuple[str, str]]:
    """Return the months of a year as choices for a filter."""
    return [(str(month), _("%(month)d/%(year)d") % {"month": month, "year": year}) for month in range(1, 13)]
