"""Every figure can be counted again from what its page shows; no figure is compared as nothing with nothing."""

import html
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.conftest import World
from tests.examples import fill_figures
from tongxin.kit.counting import YearCount
from tongxin.kit.figures import FIGURES, Figure, Period
from tongxin.reports import yearend
from tongxin.reports.yearend import text_of
from tongxin.web.tables import TABLES

YEAR = Period.year(2026)


def fill(world: World, at: datetime) -> None:
    """Leave rows behind every figure, by the apps' own actions."""
    fill_figures(world, at)


def _page(client: Client, address: str) -> tuple[list[str], list[str], str]:
    """Return a list's rows and the cells of the column that is counted, over all its pages, and what its foot says."""
    rows: list[str] = []
    number = 1
    while True:
        text = client.get(f"{address}{'&' if '?' in address else '?'}page={number}").content.decode()
        body = re.search(r"<tbody>(.*?)</tbody>", text, re.DOTALL)
        assert body, f"{address} lists nothing"
        rows += re.findall(r"<tr .*?</tr>", body.group(1), re.DOTALL)
        if 'rel="next"' not in text:
            break
        number += 1
    foot = re.search(r"<tfoot>.*<strong>(.*?)</strong>.*</tfoot>", text, re.DOTALL)
    cells = [
        found for row in rows for found in re.findall(r'<td class="[^"]*counted[^"]*"[^>]*>(.*?)</td>', row)
    ]
    return rows, cells, foot.group(1) if foot else ""


def _numbers(cells: list[str]) -> list[Decimal]:
    """Read shown cells back as numbers; an empty one holds none."""
    return [Decimal(re.sub(r"[¥,]", "", html.unescape(cell))) for cell in cells if cell]


def _counted_again(figure: Figure, rows: list[str], cells: list[str]) -> Any:
    if figure.kind == "sum":
        return sum(_numbers(cells))
    if figure.kind == "median":
        return median(_numbers(cells))
    return len(rows)


def test_no_figure_is_nothing_in_the_examples(filled: World) -> None:
    empty = [code for code, figure in FIGURES.items() if not figure.value(YEAR)]
    assert empty == [], "tests/<app>/examples.py: `figures` must leave a row behind each"


def test_every_figure_is_counted_again_from_the_cells_of_its_page(filled: World) -> None:
    client = filled.client("deputy")
    for code, figure in FIGURES.items():
        rows, cells, foot = _page(client, f"/reports/2026/{code}/")
        value = figure.value(YEAR)
        assert _counted_again(figure, rows, cells) == value, code
        if figure.kind in {"sum", "median"}:
            assert len(cells) == len(rows) and foot == text_of(value, figure.unit), code


def test_a_distinct_count_lists_the_things_each_leading_to_its_rows(filled: World) -> None:
    client = filled.client("deputy")
    distinct = [figure for figure in FIGURES.values() if figure.kind == "distinct"]
    assert distinct
    for figure in distinct:
        rows, cells, foot = _page(client, f"/reports/2026/{figure.code}/")
        assert len(rows) == figure.value(YEAR)
        total = figure.rows(YEAR).count()
        assert sum(_numbers(cells)) == total and foot == text_of(total), figure.code
        for row, times in zip(rows, _numbers(cells), strict=True):
            href = re.search(r'data-href="([^"]+)"', row)
            assert href and f"/{figure.code}/?of=" in href.group(1)
            named, _cells, _foot = _page(client, html.unescape(href.group(1)))
            assert len(named) == times, figure.code


def test_members_are_listed_without_their_names(filled: World) -> None:
    """Who belongs to a group stands on the roster alone."""
    for code in ("members", "volunteers"):
        text = filled.client("deputy").get(f"/reports/2026/{code}/").content.decode()
        assert not re.search("单建国|吕芳|欧阳静", text), code


def test_a_figures_parts_make_its_whole(filled: World) -> None:
    for code, figure in FIGURES.items():
        value = figure.value(YEAR)
        if figure.by and figure.kind in {"count", "sum"}:
            assert sum(figure.split(YEAR, figure.by).values()) == value, code
            for part, number in figure.split(YEAR, figure.by).items():
                asked = {"value": "" if part is None else str(part)}
                rows, _words = yearend.narrowed(figure, 2026, asked)
                assert figure.of(rows) == number, code
        if figure.day and figure.kind in {"count", "sum"}:
            assert sum(figure.split(YEAR, _month(figure)).values()) == value, code
        if figure.day and not figure.standing:
            quarters = [figure.rows(Period.quarter(2026, quarter)).count() for quarter in (1, 2, 3, 4)]
            assert sum(quarters) == figure.rows(YEAR).count(), code


def _month(figure: Figure) -> str:
    return f"{figure.day.removesuffix('__date')}__month"


# Read while the year runs, on the days around those of the examples; when it is over; and when the examples are the year before.
@pytest.mark.parametrize(
    ("year", "days_later"), [(2026, -1), (2026, 0), (2026, 400), (2027, 364), (2027, 365), (2027, 366)]
)
def test_figures_counted_together_are_what_their_rows_are(
    filled: World, at: datetime, year: int, days_later: int
) -> None:
    today, period = at.date() + timedelta(days=days_later), Period.year(year)
    count = YearCount(year, today)
    for code, figure in FIGURES.items():
        rows = figure.rows(period)
        assert count.value(figure) == (figure.of(rows), rows.count()), code
        if figure.by:
            alone = figure.split(period, figure.by)
            assert {key: part.value for key, part in count.split(figure).items()} == alone, code
        if figure.day and not figure.standing:
            earlier = figure.rows(period.until(today).year_before())
            assert count.before(figure) == (figure.of(earlier), earlier.count()), code
            quarters = [figure.value(Period.quarter(year, number)) for number in (1, 2, 3, 4)]
            assert [part.value for part in count.quarters(figure)] == quarters, code
            months = figure.split(period, _month(figure))
            assert {
                number: part.value for number, part in count.months(figure).items() if part.rows
            } == months, code


def test_what_is_told_of_the_year_before_is_not_nothing_in_the_examples(filled: World, at: datetime) -> None:
    count = YearCount(2027, at.date() + timedelta(days=500))
    compared = [figure for figure in FIGURES.values() if figure.day and not figure.standing]
    assert [figure.code for figure in compared if not count.before(figure).value] == []


@pytest.mark.parametrize(("login", "most"), [("deputy", 36), ("street", 29)])
def test_the_years_report_asks_few_statements(filled: World, login: str, most: int) -> None:
    """One for the rows of several figures, not one for each number, which were two hundred; of these some are the page's own."""
    client = filled.client(login)
    client.get("/reports/2026/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/reports/2026/").status_code == 200
    assert len(asked) <= most, "\n".join(query["sql"][:200] for query in asked.captured_queries)


def _choices_of(figure: Figure) -> Iterator[Any]:
    """Return the codes that the splitting field of a figure can hold; none where it holds words."""
    model = figure.rows(YEAR).model
    *path, name = figure.by.split("__")
    for step in path:
        model = model._meta.get_field(step).related_model
    return (code for code, _label in model._meta.get_field(name).flatchoices)


def test_every_code_by_which_a_figure_splits_has_words(filled: World) -> None:
    split = [figure for figure in FIGURES.values() if figure.by]
    assert split
    for figure in split:
        words = figure.words() if callable(figure.words) else figure.words
        without = [code for code in _choices_of(figure) if not str(words.get(code, ""))]
        assert without == [], figure.code


def test_every_figure_lists_its_rows_in_tables_that_show_what_is_counted(filled: World) -> None:
    for figure in FIGURES.values():
        columns = {column.code for column in TABLES[figure.table].columns}
        assert not figure.column or figure.column in columns, figure.code
        assert figure.things is None or figure.things.table in TABLES, figure.code
        assert "split" not in figure.charts or figure.by, figure.code
        assert "month" not in figure.charts or figure.day, figure.code


def test_a_figure_that_hides_what_it_counts_cannot_be_declared() -> None:
    for measure, fault in (
        ("sum:party_size", "column"),
        ("median:days", "column"),
        ("distinct:home", "things"),
    ):
        with pytest.raises(ValueError, match=fault):
            Figure("x", "X", FIGURES["residents"].rows, "people", measure=measure)
