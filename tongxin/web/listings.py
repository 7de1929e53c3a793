"""Lists as they are shown: what was asked of a table, a page of it, its fragment, its sheet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F, OrderBy, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tongxin.kit.actor import Actor
from tongxin.kit.words import clean
from tongxin.web import tallies
from tongxin.web.asked import Asked
from tongxin.web.cells import Head, Row, rows_html
from tongxin.web.exports import Sheet, send
from tongxin.web.paper.answering import answer as on_paper
from tongxin.web.paper.lists import Imprint, document
from tongxin.web.tables import Column, Few, Tab, Table
from tongxin.web.tallies import Count
from tongxin.web.templatetags.web import way_of
from tongxin.web.views import actor_of, allow, is_fragment

PAGE_ROWS = 50
SHEET_ROWS = 1000  # read at a time into a sheet


@dataclass
class Listing:
    """A table with what is asked of it: the rows, the page of them, and what the template shows around it.

    `reader` is who looks at it as a page: without one nothing is offered to take along.
    """

    table: Table
    asked: Asked
    base: QuerySet[Any]
    reader: Actor | None = None

    @cached_property
    def chosen_tab(self) -> Tab | None:
        """Return the tab looked at; the first unless the address names another."""
        if not self.table.tabs:
            return None
        wanted = self.asked.one("tab")
        return next((tab for tab in self.table.tabs if tab.code == wanted), self.table.tabs[0])

    @property
    def few(self) -> Few | None:
        """Return why there are few rows here, if there are."""
        return (self.chosen_tab.few if self.chosen_tab else None) or self.table.few

    @cached_property
    def filtered(self) -> QuerySet[Any]:
        """Return every row that the filters leave, whatever the tab."""
        rows = self.base
        for item in self.table.filters:
            value = clean(self.asked.one(item.code))
            if value:
                rows = item.narrowed(rows, value)
        return rows

    @cached_property
    def rows(self) -> QuerySet[Any]:
        """Return every row that is asked for, in its order."""
        rows = self.filtered
        if self.chosen_tab:
            rows = self.chosen_tab.apply(rows)
        return rows.order_by(*self.ordering)

    @cached_property
    def sorted_by(self) -> tuple[str, bool]:
        """Return column code and whether downwards."""
        wanted = self.asked.one("sort")
        return wanted.lstrip("-"), wanted.startswith("-")

    @cached_property
    def ordering(self) -> Sequence[Any]:
        """Return the database order."""
        code, down = self.sorted_by
        sort = next((item.sorts(self.few) for item in self.table.columns if item.code == code), "")
        if not sort:
            return self.table.order
        # Downwards the unique column goes downwards too: an index is read in one direction.
        unique = self.table.order[-1].lstrip("-")
        if self.few:
            by = _read_first(sort) if isinstance(sort, str) else sort()
            return [OrderBy(by, descending=down), OrderBy(F(unique), descending=down)]
        return [("-" if down else "") + name for name in dict.fromkeys((str(sort), unique))]

    @cached_property
    def columns(self) -> list[Column]:
        """Return the chosen columns."""
        chosen = self.asked.every("col")
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
        foot = self.table.foot
        return [
            Head(
                item.code,
                item.kind,
                str(item.label),
                self.asked.link(sort=f"{'-' if code == item.code and not down else ''}{item.code}")
                if item.sorts(self.few)
                else "",
                ("descending" if down else "ascending") if code == item.code else "",
                foot is not None and foot.column == item.code,
            )
            for item in self.columns
        ]

    @cached_property
    def page(self) -> int:
        """Return the page number, from 1."""
        if self.table.opens_last and not self.sorted_by[0] and not self.asked.one("page"):
            return self.last_page
        try:
            wanted = int(self.asked.one("page") or 1)
        except ValueError:
            return 1
        return max(1, min(wanted, tallies.COUNT_CAP // PAGE_ROWS))

    @cached_property
    def counted(self) -> Count:
        """Return the number of rows, at most the cap, and whether there are more."""
        if self.chosen_tab and self.chosen_tab.holds:
            return self.tab_counts[self.chosen_tab.code]
        return tallies.capped_count(self.rows)

    @cached_property
    def tab_counts(self) -> dict[str, Count]:
        """Return the number of rows in each counted tab under the filters."""
        return tallies.tab_counts(self.table, self.filtered)

    @cached_property
    def last_page(self) -> int:
        """Return the number of the last page."""
        return max(1, -(-self.counted[0] // PAGE_ROWS))

    @cached_property
    def shown(self) -> list[Row]:
        """Return the rows of the page."""
        return self.cells(self.page_rows())

    def page_rows(self) -> list[Any]:
        """Read the rows of the page, from whichever end of the list is nearer: a book opens at its last."""
        start = (self.page - 1) * PAGE_ROWS
        if start:
            found, more = self.counted
            if not more and start > found / 2:
                after = found - start
                rows = self.joined.reverse()[max(after - PAGE_ROWS, 0) : max(after, 0)]
                return list(rows)[::-1]
        return self.fetched(start, start + PAGE_ROWS)

    def fetched(self, start: int, stop: int) -> list[Any]:
        """Read some of the rows, with what the columns show."""
        return list(self.joined[start:stop])

    @property
    def joined(self) -> QuerySet[Any]:
        """Return the rows with what the columns show of other tables."""
        return self.table.joins(self.rows) if self.table.joins else self.rows

    def html(self) -> SafeString:
        """Return the list as HTML: the same for the page and for its fragment."""
        return render_to_string("web/table.html", {"listing": self})

    def body(self) -> SafeString:
        """Return the rows as HTML."""
        return mark_safe(rows_html(self.heads, self.shown))  # noqa: S308  # it escapes

    def prepared(self, rows: list[Any]) -> list[Any]:
        """Join what a page of rows needs, in bulk."""
        return self.table.prepare(rows) if self.table.prepare else rows

    def cells(self, rows: list[Any]) -> list[Row]:
        """Put rows into cells, in words."""
        href, css = self.table.href, self.table.row_class
        columns = [(item.value, way_of(item.kind)) for item in self.columns]
        return [
            Row(
                [way(value(row)) for value, way in columns],
                href(row) if href else "",
                css(row) if css else "",
                getattr(row, "pk", None),
            )
            for row in self.prepared(rows)
        ]

    @cached_property
    def tabs(self) -> list[dict[str, Any]]:
        """Return the tabs with their counts under the other filters."""
        chosen = self.chosen_tab
        return [
            {
                "label": str(tab.label),
                "href": self.asked.link(tab=tab.code, page=None),
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
                "value": self.asked.one(item.code),
                "choices": [(str(code), str(label)) for code, label in item.choices()]
                if item.choices
                else [],
            }
            for item in self.table.filters
        ]

    @cached_property
    def searches(self) -> list[dict[str, Any]]:
        """Return the filters that search for words."""
        return [item for item in self.filters if item["kind"] == "text"]

    @cached_property
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
                "href": self.asked.link(**{item["code"]: None, "page": None}),
            }
            for item in self.filters
            if item["value"]
        ]

    @cached_property
    def kept(self) -> list[tuple[str, str]]:
        """Return the parameters that a new filter keeps."""
        codes = {item.code for item in self.table.filters} | {"page"}
        return [(key, value) for key, value in self.asked.parameters if key not in codes]

    @cached_property
    def kept_by_columns(self) -> list[tuple[str, str]]:
        """Return the parameters that other columns keep: all but the columns and the page."""
        used = [(item["code"], item["value"]) for item in self.filters if item["value"]]
        return [(key, value) for key, value in self.kept if key != "col"] + used

    @property
    def choosable(self) -> list[tuple[str, str]]:
        """Return code and label of every column."""
        return [(item.code, str(item.label)) for item in self.table.columns]

    @property
    def chosen(self) -> set[str]:
        """Return the codes of the columns that are shown."""
        return {item.code for item in self.columns}

    @cached_property
    def next_link(self) -> str:
        """Return the link to the next page, or nothing on the last."""
        return self.asked.link(page=str(self.page + 1)) if self.page < self.last_page else ""

    @cached_property
    def previous_link(self) -> str:
        """Return the link to the page before, or nothing on the first."""
        return self.asked.link(page=str(self.page - 1)) if self.page > 1 else ""

    @cached_property
    def exports(self) -> list[tuple[str, str]]:
        """Return the formats that the reader may take the list along in, and their links."""
        if self.reader is None or not self.table.exportable or not self.table.may_export(self.reader):
            return []
        return [("XLSX", self.asked.link(export="xlsx")), ("CSV", self.asked.link(export="csv"))]

    @cached_property
    def print_link(self) -> str:
        """Return the way to the paper of all rows, for who may take them along; else nothing."""
        return self.asked.link(export="pdf", page=None) if self.exports else ""

    @cached_property
    def narrowing(self) -> list[tuple[str, str]]:
        """Return label and value of what narrows the rows: the filters in use, and the tab unless it holds all."""
        tab = self.chosen_tab
        shown = [(_("State"), str(tab.label))] if tab and tab.code != "all" else []
        return [*shown, *((str(chip["label"]), str(chip["value"])) for chip in self.chips)]

    def sheet(self, title: str = "") -> Sheet:
        """Return every row that is asked for as a sheet of the shown columns, read while it is written."""
        return Sheet(
            title or str(self.table.title),
            [(str(item.label), item.kind) for item in self.columns],
            (row for chunk in self._chunks() for row in chunk),
        )

    def _chunks(self) -> Iterator[list[list[Any]]]:
        columns = [item.value for item in self.columns]
        for rows in self.row_chunks():
            yield [[value(row) for value in columns] for row in rows]

    def row_chunks(self) -> Iterator[list[Any]]:
        """Yield every row that is asked for, with what its columns show, some at a time."""
        start = 0
        while rows := self.fetched(start, start + SHEET_ROWS):
            yield self.prepared(rows)
            start += SHEET_ROWS


def _read_first(name: str) -> Coalesce:
    """Return a column as no index holds it: few rows are found first and then sorted.

    SQLite does not know how few they are, and would read every row there ever was in the order of an index on the column.
    """
    return Coalesce(name, name)


def table_page(
    request: HttpRequest,
    declared: Table,
    rows: QuerySet[Any],
    *,
    template: str = "web/list.html",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Answer a list: the page, its fragment, or the whole of it as XLSX, CSV or paper."""
    listing = Listing(declared, Asked.from_request(request), rows, reader=actor_of(request))
    wanted = request.GET.get("export", "")
    if wanted in {"xlsx", "csv"} and declared.exportable:
        allow(request, declared.may_export)
        answer: HttpResponse = send(listing.sheet(), wanted)
        return answer
    if wanted == "pdf" and declared.exportable:
        allow(request, declared.may_export)
        title = str((context or {}).get("title", ""))
        return on_paper(request, document(listing, Imprint.of(request), title), listing.counted[0])
    if is_fragment(request):
        return HttpResponse(listing.html())
    return render(request, template, {"listing": listing, "title": declared.title, **(context or {})})
