"""Today, the report, and the demo's figures, counted from rows."""

import io
import re
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from tests.conftest import World
from tests.lockguard import LockGuard
from tests.needs.flow import done, offered, received
from tongxin.communities.models import Community
from tongxin.demo.making import SMALL, Size, make_community
from tongxin.kit.figures import FIGURES, Period
from tongxin.kit.scope import community_scope
from tongxin.needs.actions_closing import pause, reopen
from tongxin.needs.models import Need, Outcome, State
from tongxin.registers.kinds import REGISTERS
from tongxin.registers.models import Entry
from tongxin.registers.verifying import walk_all


def test_today_has_what_waits_by_due_time_and_a_pleasant_page_when_nothing_does(
    world: World, at: datetime
) -> None:
    client = world.client("worker")
    assert "Nothing waits for you" in client.get("/today/").content.decode()
    received(world.here, at - timedelta(days=20), matter="早就该办的")
    received(world.here, at, matter="刚来的")
    text = client.get("/today/").content.decode()
    assert text.index("早就该办的") < text.index("刚来的")
    assert "Late" in text


def test_what_just_happened_says_of_whom_it_speaks(world: World, at: datetime) -> None:
    need = offered(world.here, at + timedelta(minutes=5), matter="楼上漏水三个月")
    client = world.client("deputy")
    about = {item.what: item.about for item in client.get("/today/").context["happened"]}
    assert about["Received"] == f"{need.number} 楼上漏水三个月 · 张伟明"
    assert about["Offered to a group"] == f"{need.number} 楼上漏水三个月 · legal组"
    text = client.get("/today/").content.decode()
    assert "楼上漏水三个月" in text
    assert re.search(r"<a[^>]*>Offered to a group</a>", text)


def test_nothing_dated_before_today_stands_under_a_later_heading(world: World, at: datetime) -> None:
    """A need that was served late waits for the resident's word from today on; one whose clock stands has no day."""
    done(world.here, at - timedelta(days=30), received_on=(at - timedelta(days=30)).date())
    paused = received(world.here, at - timedelta(days=20))
    pause(
        paused.pk,
        reason="居民外出",
        seen=paused.version,
        by=world.here.by("worker"),
        at=at - timedelta(days=19),
    )
    received(world.here, at - timedelta(days=20))
    bands = {code: rows for code, _label, rows in world.client("worker").get("/today/").context["bands"]}
    assert {code: len(rows) for code, rows in bands.items()} == {"late": 1, "today": 1, "later": 1}
    assert bands["later"][0].due is None
    assert all(row.due < at.date() for row in bands["late"])


def test_the_search_says_what_can_be_typed_and_finds_what_the_apps_find(world: World, at: datetime) -> None:
    need = received(world.here, at, matter="楼上漏水")
    client = world.client("worker")
    assert "the number of an entry" in client.get("/search/").content.decode()
    for words, address in (
        ("漏水", f"/needs/{need.pk}/"),
        ("weiming", f"/people/{world.here.people['张伟明']}/"),
    ):
        assert address in client.get("/search/", {"q": words}).content.decode(), words
    entry = Entry.objects.in_book("reception").latest("seq")
    assert f"/registers/entries/{entry.pk}/" in client.get("/search/", {"q": need.number}).content.decode()
    assert "Nothing found" in client.get("/search/", {"q": "查无此人"}).content.decode()


def test_a_group_leader_searches_needs_alone(world: World, at: datetime) -> None:
    titles = [
        str(finder.title)
        for finder, _rows, _more in world.client("leader").get("/search/", {"q": "张"}).context["found"]
    ]
    assert "Residents" not in titles


def test_the_report_s_workbook_holds_figures_and_rows(world: World, at: datetime) -> None:
    done(world.here, at)
    book = b"".join(world.client("deputy").get("/reports/2026/?export=xlsx").streaming_content)
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        sheets = archive.read("xl/workbook.xml").decode()
    assert "Figures 2026" in sheets and "Needs served" in sheets


def test_every_mark_of_a_chart_leads_to_as_many_rows_as_it_shows(world: World, at: datetime) -> None:
    done(world.here, at)
    received(world.here, at, service_type="clinic")
    client = world.client("deputy")
    for chart in client.get("/reports/2026/").context["charts"]:
        for mark in chart.marks:
            if mark.href:
                figure = client.get(mark.href).context
                assert figure["value"].split("\u2009")[0] == mark.text.split("\u2009")[0], mark.href


@pytest.mark.slow
@pytest.mark.once  # the demo lives on SQLite
def test_the_demo_shows_the_figures_of_the_work_reports(
    world: World, locks: LockGuard, tmp_path: Path
) -> None:
    at = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    accounts = (
        ("d2", "李明", "deputy", "deputy_director", "", ""),
        ("w2", "陈燕", "worker", "social_worker", "", ""),
        ("l2leader", "赵文", "leader", "volunteer", "", ""),
    )
    with locks.resting():
        community: Community = make_community(
            "demo",
            "泰山社区",
            "王兰",
            SMALL,
            tmp_path,
            at=at,
            say=lambda _words: None,
            seed=5,
            accounts=accounts,
        )
    with community_scope(community.pk):
        year = Period.year(2026)
        wanted = {
            "residents": SMALL.residents,
            "taiwan_compatriot": 14,
            "taiwan_relative": 14,
            "allowance_relatives": 3,
            "allowance_compatriots": 2,
            "jobs_found": 14,
            "training": 6,
            "groups": 6,
        }
        assert {code: FIGURES[code].value(year) for code in wanted} == wanted
        assert set(Need.objects.values_list("state", flat=True)) == set(State.values)
        assert (
            {"answered", "served"}
            <= set(Need.objects.values_list("outcome", flat=True))
            <= {"", *Outcome.values}
        )
        books = {code for code, item in REGISTERS.items() if item.is_book}
        assert {code for code in books if Entry.objects.in_book(code, 2026).exists()} == books
        assert all(walk.ok for walk in walk_all())
        assert connection.in_atomic_block


def test_sizes_of_the_demo_are_those_of_the_mission() -> None:
    from tongxin.demo.making import TAISHAN, XINE

    assert Size(17_000, TAISHAN.needs, 14, 14, 3, 2, 14, 6) == TAISHAN
    assert TAISHAN.needs >= 600
    assert XINE.residents > 0


def test_what_is_counted_can_be_seen_and_a_year_not_begun_is_not_offered(world: World, at: datetime) -> None:
    need = reopened(world, at)
    client = world.client("worker")
    rows = client.get("/reports/2026/reopened/").content.decode()
    assert need.number in rows and "押金还没退" in rows and "23 Nov 2026" in rows
    assert "单*国" in client.get("/reports/2026/members/").content.decode(), "rows are told apart"
    assert "/reports/2027/" not in client.get("/reports/2026/").content.decode().partition("<svg")[0]


def reopened(world: World, at: datetime) -> Need:
    need, by = done(world.here, at), world.here.by("worker")
    return reopen(need.pk, reason="押金还没退", seen=need.version, by=by, at=at)
