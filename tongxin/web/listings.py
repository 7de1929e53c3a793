"""Lists as they are shown: what the address asks of a table, a page of it, its fragment, its sheet."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.dateparse import parse_date
from django.utils.safestring import SafeString, mark_safe

from tongxin.kit.words import clean
from tongxin.web.exports import Sheet, send
from tongxin.web.tables import Column, Filter, Tab, Table
from tongxin.web.templatetags.web import shown
from tongxin.web.views import allow, is_fragment

PAGE_ROWS = 50
COUNT_CAP = 10_000


def capped_count(rows: QuerySet[Any]) -> tuple[int, bool]:
    """Count up to 10,000; the second value tells that there are more."""
    found = rows.order_by()[: COUNT_CAP + 1].count()
    return min(found, COUNT_CAP), found > COUNT_CAP


@dataclass(slots=True)
class Head:
    """A column as a listing shows it: label in the reader's language, sorting link, direction."""

    code: str
    kind: str
    label: str
    shown: bool
    href: str = ""
    dir: str = ""
    counted: bool = False

    @property
    def css(self) -> str:
        """Return the classes of the column's cells: how they are set, and whether the column is the one counted."""
        return f"k-{self.kind}{' counted' if self.counted else ''}"


@dataclass(slots=True)
class Row:
    """A row of the page: each cell is the kind of its column and the text."""

    cells: list[tuple[str, Any]]
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
            chosen += [self.table.foot.column] if self.table.foot else []
            found = [item for item in self.table.columns if item.code in chosen]
            if found:
                return found
        return [item for item in self.table.columns if not item.hidden]

    @cached_property
    def heads(self) -> list[Head]:
        """Return the heads of the shown columns with their sorting links."""
        code, down = self.sorted_by
        return [
            Head(
                item.code,
                item.kind,
                str(item.label),
                True,
                self.link(sort=("-" if code == item.code and not down else "") + item.code)
                if item.sort
                else "",
                ("descending" if down else "ascending") if code == item.code else "",
                self.table.foot is not None and self.table.foot.column == item.code,
            )
            for item in self.columns
        ]

    @cached_property
    def all_heads(self) -> list[Head]:
        """Return every column and whether it is shown."""
        return [
            Head(item.code, item.kind, str(item.label), item in self.columns) for item in self.table.columns
        ]

    @cached_property
    def page(self) -> int:
        """Return the page number, from 1."""
        if self.table.opens_last and not self.sorted_by[0] and "page" not in self.request.GET:
            return self.last_page
        try:
            wanted = int(self.request.GET.get("page", "1"))
        except ValueError:
            return 1
        return max(1, min(wanted, COUNT_CAP // PAGE_ROWS))

    @cached_property
    def counted(self) -> tuple[int, bool]:
        """Return the number of rows, at most 10,000, and whether there are more."""
        if self.chosen_tab and self.chosen_tab.holds:
            return self.tab_counts[self.chosen_tab.code]
        return capped_count(self.rows)

    @cached_property
    def tab_counts(self) -> dict[str, tuple[int, bool]]:
        """Return the number of rows in each counted tab, from one pass over at most 10,001 rows.

        The ORM would spend four times as long on putting together a filtered count for each tab (decision 8).
        """
        tabs = [tab for tab in self.table.tabs if tab.holds]
        if not tabs:
            return {}
        rows = self._filtered().filter(self.table.tallied_within()).order_by()
        tally = self.table.tally()
        some = (rows.values(**tally) if tally else rows.values("pk"))[: COUNT_CAP + 1]
        try:
            inner, parameters = some.query.sql_with_params()
        except EmptyResultSet:  # rows that the ORM can tell are none, as those of nobody's groups
            return {tab.code: (0, False) for tab in tabs}
        names = ", ".join(connection.ops.quote_name(name) for name in tally)
        grouped = f" GROUP BY {names}" if tally else ""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT COUNT(*){', ' if tally else ''}{names} FROM ({inner}) capped{grouped}",  # noqa: S608  # the ORM's own SQL
                parameters,
            )
            found = cursor.fetchall()
        more = sum(row[0] for row in found) > COUNT_CAP
        return {
            tab.code: (min(sum(row[0] for row in found if tab.holds(*row[1:])), COUNT_CAP), more)
            for tab in tabs
            if tab.holds
        }

    @cached_property
    def last_page(self) -> int:
        """Return the number of the last page."""
        return max(1, -(-self.counted[0] // PAGE_ROWS))

    @cached_property
    def shown(self) -> list[Row]:
        """Return the rows of the page."""
        start = (self.page - 1) * PAGE_ROWS
        return self.cells(self.fetched(start, start + PAGE_ROWS))

    def fetched(self, start: int, stop: int) -> list[Any]:
        """Read some of the rows, with what the columns show."""
        rows = self.table.joins(self.rows) if self.table.joins else self.rows
        return list(rows[start:stop])

    def html(self) -> SafeString:
        """Return the list as HTML: the same for the page and for its fragment."""
        return mark_safe(render_to_string("web/table.html", {"listing": self}, using="jinja"))  # noqa: S308  # it escapes

    def body(self) -> SafeString:
        """Return the rows as HTML; four hundred cells are joined here in a fraction of a template's time."""
        openings = [f'<td class="{head.css}" data-label="{escape(head.label)}">' for head in self.heads]
        return mark_safe("".join(_row_html(row, openings) for row in self.shown))  # noqa: S308  # escaped in _row_html

    def prepared(self, rows: list[Any]) -> list[Any]:
        """Join what a page of rows needs, in bulk."""
        return self.table.prepare(rows) if self.table.prepare else rows

    def cells(self, rows: list[Any]) -> list[Row]:
        """Put rows into cells, in words."""
        href, css = self.table.href, self.table.row_class
        columns = [(item.kind, item.value) for item in self.columns]
        return [
            Row(
                [(kind, shown(value(row), kind)) for kind, value in columns],
                href(row) if href else "",
                css(row) if css else "",
                getattr(row, "pk", None),
            )
            for row in self.prepared(rows)
        ]

    def values(self, rows: list[Any]) -> list[list[Any]]:
        """Put rows into plain values, as a sheet holds them."""
        return [[item.value(row) for item in self.columns] for row in self.prepared(rows)]

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
        return [
            {
                "code": item.code,
                "label": str(item.label),
                "kind": item.kind,
                "value": self.request.GET.get(item.code, ""),
                "choices": [(str(code), str(label)) for code, label in item.choices()]
                if item.choices
                else [],
            }
            for item in self.table.filters
        ]

    @property
    def choosers(self) -> list[dict[str, Any]]:
        """Return the filters that choose: on a phone they stand behind one button, the words to search do not."""
        return [item for item in self.filters if item["kind"] != "text"]

    @property
    def narrowed(self) -> int:
        """Return how many of the choosing filters are in use."""
        return sum(1 for item in self.choosers if item["value"])

    @cached_property
    def chips(self) -> list[dict[str, Any]]:
        """Return the filters in use, each with the link that takes it off."""
        return [
            {
                "label": item["label"],
                "value": dict(item["choices"]).get(item["value"], item["value"]),
                "href": self.link(**{item["code"]: None, "page": None}),
            }
            for item in self.filters
            if item["value"]
        ]

    def link(self, **changes: str | None) -> str:
        """Return the address with some parameters changed; None takes one off."""
        query = [(key, value) for key, value in self.query if key not in changes]
        query += [(key, value) for key, value in changes.items() if value is not None]
        return f"{self.request.path}?{urlencode(query)}"

    @cached_property
    def query(self) -> list[tuple[str, str]]:
        """Return the parameters of the address that say something."""
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
        return [(key, value) for key, value in self.query if key not in codes]

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
        actor = getattr(self.request, "actor", None)
        if not self.table.exportable or (actor is not None and not self.table.may_export(actor)):
            return []
        return [("XLSX", self.link(export="xlsx")), ("CSV", self.link(export="csv"))]


def escape(text: Any) -> str:
    """Escape for HTML; plain text only, so without Django's look for what is marked safe."""
    return html.escape(str(text))


def _row_html(row: Row, openings: Sequence[str]) -> str:
    href = escape(row.href)
    opening = f'<tr class="{row.css}" data-href="{href}">' if row.href else f'<tr class="{row.css}">'
    cells = [start + _cell_html(kind, text) for start, (kind, text) in zip(openings, row.cells, strict=True)]
    if row.href:
        cells[0] = f'{openings[0]}<a href="{href}">{escape(row.cells[0][1]) or "—"}</a></td>'
    return f"{opening}{''.join(cells)}</tr>"


def _cell_html(kind: str, text: Any) -> str:
    words = escape(text)
    return f'<span class="state">{words}</span></td>' if kind == "state" and words else f"{words}</td>"


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
        allow(request, declared.may_export)
        answer: HttpResponse = send(sheet_of(listing), wanted)
        return answer
    if is_fragment(request):
        return HttpResponse(listing.html())
    return render(request, template, {"listing": listing, "title": declared.title, **(context or {})})


def sheet_of(listing: Listing, title: str = "") -> Sheet:
    """Return every row that the address asks for as a sheet of the shown columns."""
    return Sheet(
        title or str(listing.table.title),
        [(str(item.label), item.kind) for item in listing.columns],
        (row for chunk in _chunks(listing) for row in chunk),
    )


def _chunks(listing: Listing) -> Any:
    start = 0
    while True:
        rows = listing.fetched(start, start + 1000)
        if not rows:
            return
        yield listing.values(rows)
        start += 1000
