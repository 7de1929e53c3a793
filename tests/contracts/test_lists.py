"""Every list, under every tab and in every order it offers, reads an index: no table from end to end, no sort of more than a page.

Rows of which there are few, as the list itself says and why, may be sorted. A list that fails lacks an index that begins with the community, goes
on with what the tab asks to be equal and with the column sorted by, and ends in the unique one; or the column has to sort only where rows are few
(`sort_few`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from tests.conftest import AT, World
from tests.contracts.crowd import fill as fill_tables
from tests.contracts.crowd import with_what_they_name
from tests.contracts.plans import Plan, Statement, plan_of, statements
from tests.contracts.test_pages import fill, patterns  # noqa: F401  # what the tests of this module look at
from tests.examples import all_examples
from tongxin.kit.figures import FIGURES
from tongxin.registers.kinds import KINDS, REGISTERS
from tongxin.registers.tables import book, book_rows, correction_rows, corrections
from tongxin.web.asked import Asked
from tongxin.web.listings import PAGE_ROWS, Listing
from tongxin.web.tables import TABLES
from tongxin.web.tallies import COUNT_CAP

MANY = 20_000
# Of these a community has dozens or hundreds; what points to them goes on pointing to the few of the examples.
FEW = frozenset({"groups.Group", "groups.GroupMember", "visits.VisitReason", "visits.VisitRule"})


@dataclass(frozen=True)
class Most:
    """What an engine may read: rows on PostgreSQL, hundreds of steps of its machine on SQLite."""

    page: float  # for each row shown, with all that is joined to it
    few: float  # for each row that is found before a page of them is sorted
    counted: float  # for each row up to where counting stops


MOST = {"postgresql": Most(8, 3, 1.2), "sqlite": Most(3, 0.6, 0.15)}


def lists(world: World) -> Iterator[Listing]:
    """Find every list: on the pages whose address asks for no row, and of every register its book and its corrections."""
    client = world.client("deputy")
    for pattern in patterns():
        if not pattern.pattern.regex.groupindex:
            page = client.get(reverse(pattern.name or ""))
            listing = page.context.get("listing") if page.context else None
            if isinstance(listing, Listing):
                yield listing
    for code in REGISTERS:
        yield Listing(book(code, AT.year, personal=True), Asked.nothing(), book_rows(code, AT.year))
        yield Listing(corrections(code, personal=True), Asked.nothing(), correction_rows(code, AT.year))


def write_first(model: Any, world: World, at: datetime) -> None:
    """Leave a row in a table that has none, by the example of an entry that speaks of it."""
    for schema, example in all_examples().items():
        if model in KINDS[schema].refs().values():
            example.write(world, at, example.before(world, at))
            return
    raise AssertionError(f"no row of {model._meta.label} to copy, and no example writes one")


def crowd(found: list[Listing], world: World, at: datetime) -> set[str]:
    """Fill the tables of the lists, each with as many rows as it may ever have, and return the names of those with many."""
    sizes: dict[Any, int] = {}
    for listing in found:
        rows = listing.table.few.rows if listing.table.few else MANY
        sizes[listing.base.model] = max(rows, sizes.get(listing.base.model, 0))
    all_of_them = {model: sizes.get(model, MANY) for model in with_what_they_name(sizes, FEW)}
    for model in all_of_them:
        if not model.objects.exists():
            write_first(model, world, at)
    fill_tables(
        {model: rows if rows == MANY else rows - model.objects.count() for model, rows in all_of_them.items()}
    )
    return {model._meta.db_table for model, rows in all_of_them.items() if rows == MANY}


def views(listing: Listing) -> Iterator[Listing]:
    """Return a list under each tab in each order: those it offers there, and its own."""
    for tab in [item.code for item in listing.table.tabs] or [""]:
        plain = Listing(listing.table, Asked("/", (("tab", tab),)), listing.base)
        yield plain
        for column in listing.table.columns:
            if column.sorts(plain.few):
                for sort in (column.code, f"-{column.code}"):
                    yield Listing(listing.table, Asked("/", (("tab", tab), ("sort", sort))), listing.base)


def asked_by(view: Listing) -> list[Statement]:
    """Return what a view asks of the database; in another order than its own nothing but its rows is asked anew."""
    with statements() as kept:
        if view.asked.one("sort"):
            view.page_rows()
        else:
            assert view.shown is not None and view.tabs is not None and view.counted
    return [(sql, given) for sql, given in kept if sql.startswith("SELECT")]


def judge(view: Listing, sql: str, plan: Plan, crowded: set[str]) -> str:
    """Say what is wrong with how a statement was answered; nothing if all is well."""
    most, few = MOST[connection.vendor], view.few.rows if view.few else 0
    if sql.startswith("SELECT COUNT(*)"):
        allowed, scanned = most.counted * COUNT_CAP, set[str]()
    else:
        allowed, scanned = most.page * PAGE_ROWS + most.few * few, plan.scanned & crowded
    if plan.read > allowed or scanned or plan.sorted > max(PAGE_ROWS, few):
        order = view.asked.one("sort") or "own order"
        return f"{view.table.code} {view.asked.one('tab')} {order}: read {plan.read}, sorted {plan.sorted}: {plan.told}"
    return ""


def without_an_index(found: list[Listing], crowded: set[str]) -> str:
    """Judge an order of all needs that has no index, and that no list offers."""
    (needs,) = (listing for listing in found if listing.table.code == "needs")
    view = Listing(needs.table, Asked("/", (("tab", "all"),)), needs.base)
    with statements() as kept:
        list(view.rows.order_by("hours", "id")[:PAGE_ROWS])
    return judge(view, kept[0][0], plan_of(kept[0]), crowded)


def test_every_tab_and_order_of_every_list_ends_in_an_index(filled: World, at: datetime) -> None:
    found = list(lists(filled))
    crowded = crowd(found, filled, at)
    faults, looked_at = [], 0
    for view in (view for listing in found for view in views(listing)):
        for sql, given in asked_by(view):
            looked_at += 1
            faults.append(judge(view, sql, plan_of((sql, given)), crowded))
    assert looked_at > 3 * len(found)
    assert not any(faults), "\n".join(filter(None, faults))
    assert without_an_index(found, crowded), "the judgement let an order pass that no index gives"


@pytest.mark.once
def test_every_table_is_a_list_of_a_page_or_lists_the_rows_of_figures(filled: World) -> None:
    """Rows of a figure are those of one year, which the figure's number reads all: their order needs no index."""
    of_figures = {figure.table for figure in FIGURES.values()} | {
        figure.things.table for figure in FIGURES.values() if figure.things
    }
    on_pages = {listing.table.code for listing in lists(filled)}
    assert set(TABLES) <= on_pages | of_figures
