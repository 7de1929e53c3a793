"""Lists: filters in the address, sorting, paging, capped counts, exports of exactly what is shown."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.conftest import World
from tests.needs.flow import received
from tongxin.needs.models import Need
from tongxin.needs.tables import NEEDS
from tongxin.web import listings, tallies
from tongxin.web.asked import Asked
from tongxin.web.tables import Foot
from tongxin.web.templatetags.web import boxes, options, swap


@pytest.fixture
def listed(world: World, at: datetime) -> World:
    """Return the world with twelve needs."""
    for number in range(12):
        received(
            world.here, at, service_type="clinic" if number % 3 == 0 else "legal", matter=f"事 {number:02d}"
        )
    return world


def test_filters_chips_and_sorting_live_in_the_address(listed: World) -> None:
    client = listed.client("worker")
    page = client.get("/needs/?service_type=clinic&sort=number&tab=all")
    listing = page.context["listing"]
    assert listing.counted == (4, False)
    assert [need.number for need in listing.rows] == sorted(need.number for need in listing.rows)
    assert "service_type" not in listing.chips[0]["href"]
    assert 'hx-get="/needs/"' in page.content.decode()


def test_a_fragment_is_the_same_table_without_the_shell(listed: World) -> None:
    client = listed.client("worker")
    whole, part = (
        client.get("/needs/").content.decode(),
        client.get("/needs/", headers={"hx-request": "true"}).content.decode(),
    )
    assert "<html" in whole and "<html" not in part
    assert whole.count("data-href") == part.count("data-href")


@pytest.mark.parametrize("query", ["", "tab=all&sort=number", "tab=all&sort=-number", "sort=-service_type"])
def test_pages_read_from_either_end_hold_every_row_once_in_order(
    listed: World, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    monkeypatch.setattr(listings, "PAGE_ROWS", 5)
    client = listed.client("worker")
    pages = [client.get(f"/needs/?{query}&page={page}").context["listing"] for page in (1, 2, 3)]
    assert [len(listing.shown) for listing in pages] == [5, 5, 2]
    assert [row.pk for listing in pages for row in listing.shown] == [need.pk for need in pages[0].rows]


def test_where_rows_may_be_many_only_what_has_an_index_sorts(listed: World) -> None:
    client = listed.client("worker")
    few, many = (client.get(f"/needs/?tab={tab}&sort=-service_type") for tab in ("unfinished", "all"))
    assert "sort=service_type" in few.content.decode()
    assert [row.service_type for row in few.context["listing"].rows][:9] == ["legal"] * 8 + ["clinic"]
    assert "sort=service_type" not in many.content.decode()
    assert many.context["listing"].ordering == NEEDS.order


@pytest.mark.parametrize(
    "query",
    [
        "page=x",
        "page=-3",
        "page=99999999",
        "sort=nonsense",
        "tab=nonsense",
        "service_type=x",
        "from=2026-99-99",
        "group=x",
        "col=nonsense",
        "q=%00",
    ],
)
def test_nonsense_in_the_address_is_passed_over(listed: World, query: str) -> None:
    assert listed.client("worker").get(f"/needs/?{query}").status_code == 200


def test_pages_never_overlap_and_counts_are_capped(listed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listings, "PAGE_ROWS", 5)
    monkeypatch.setattr(tallies, "COUNT_CAP", 10)
    client = listed.client("worker")
    seen = [
        row.pk for number in (1, 2) for row in client.get(f"/needs/?page={number}").context["listing"].shown
    ]
    assert len(set(seen)) == 10
    assert "more than 10" in client.get("/needs/").content.decode()


def test_a_list_of_none_has_empty_tabs(world: World) -> None:
    listing = listings.Listing(NEEDS, Asked.nothing(), Need.objects.none())
    assert {tab["count"] for tab in listing.tabs if tab["count"]} == {(0, False)}
    assert listing.shown == []


def test_an_export_holds_exactly_the_rows_and_columns_shown(listed: World) -> None:
    text = (
        listed.client("worker")
        .get("/needs/?export=csv&service_type=clinic&col=number&col=matter")
        .content.decode("utf-8-sig")
    )
    lines = text.strip().splitlines()
    assert lines[0] == "Number,What is asked"
    assert len(lines) == 5


@pytest.mark.parametrize(
    "address",
    ["/people/", "/households/", "/reports/2026/residents/", "/reports/2026/households/"],
)
@pytest.mark.parametrize(("role", "answer"), [("worker", 403), ("deputy", 200)])
def test_lists_of_residents_leave_the_house_by_one_deed_wherever_they_are_shown(
    world: World, address: str, role: str, answer: int
) -> None:
    client = world.client(role)
    page = client.get(address)
    assert page.status_code == 200
    assert ("export=csv" in page.content.decode()) is (answer == 200)
    for kind in ("csv", "xlsx"):
        assert client.get(f"{address}?export={kind}").status_code == answer


def test_the_years_workbook_holds_no_list_of_residents(world: World) -> None:
    book = b"".join(world.client("worker").get("/reports/2026/?export=xlsx").streaming_content)
    sheet_names = zipfile.ZipFile(io.BytesIO(book)).read("xl/workbook.xml").decode()
    assert "Needs served" in sheet_names and "Residents" not in sheet_names


def test_search_finds_people_needs_and_entries(listed: World) -> None:
    client = listed.client("worker")
    assert "张伟明" in client.get("/search/?q=zwm").content.decode()
    assert "事 07" in client.get("/search/?q=事 07").content.decode()
    number = Need.objects.first().number  # type: ignore[union-attr]
    assert "/registers/entries/" in client.get(f"/search/?q={number}").content.decode()
    assert "Nothing found" in client.get("/search/?q=无此人").content.decode()


def test_what_people_typed_cannot_become_markup(world: World, at: datetime) -> None:
    received(world.here, at, matter='<script>alert("1")</script> & more')
    text = world.client("worker").get('/needs/?tab=all&q="><script>').content.decode()
    assert "<script>" not in text.replace("<script src", "")
    text = world.client("worker").get("/needs/?tab=all").content.decode()
    assert "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; more" in text
    assert "<script>alert" not in text


def test_cells_that_hold_nothing_are_empty_so_that_a_phone_leaves_them_out(listed: World) -> None:
    summed = replace(NEEDS, foot=Foot("matter", "In all", "12"))
    text = listings.Listing(summed, Asked.nothing(), Need.objects.select_related("group")).html()
    found = re.findall(r"<td class=[^>]*>(.*?)</td>", text[text.index("<tfoot>") :], re.DOTALL)
    assert found == ["In all", "", "", "<strong>12</strong>", "", "", "", "", ""]


def test_the_choices_of_filters_and_columns_are_escaped_and_ticked() -> None:
    choices = [("a", "A & B"), ('"b"', "<C>")]
    assert options(choices, '"b"') == (
        '<option value="a">A &amp; B</option><option value="&quot;b&quot;" selected>&lt;C&gt;</option>'
    )
    assert boxes("col", choices, {"a"}) == (
        '<label><input type="checkbox" name="col" value="a" checked> A &amp; B</label>\n'
        '<label><input type="checkbox" name="col" value="&quot;b&quot;"> &lt;C&gt;</label>'
    )
    assert 'href="/?a=1&amp;b=&quot;"' in swap('/?a=1&b="')


@pytest.mark.parametrize(("what", "rows"), [("people", 4), ("reception", 12)])
def test_a_command_writes_a_list_that_no_address_asked_for(
    listed: World, tmp_path: Path, what: str, rows: int
) -> None:
    path = tmp_path / "list.csv"
    call_command("export", what, str(path), community=listed.here.code, stdout=io.StringIO())
    assert len(path.read_text("utf-8-sig").splitlines()) == 1 + rows
