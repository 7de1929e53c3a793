"""Lists, books, sheets and the report on paper: what the page holds, all of it, for who may take it along."""

import csv
import io
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from tests.conftest import World
from tests.needs.flow import received
from tests.paper.reading import pages_of, squeezed
from tests.visits.flow import RICE, due_at_winter, visited, went
from tongxin.communities.models import Account
from tongxin.registers import actions as registers
from tongxin.registers.models import Entry
from tongxin.rounds.plans.actions import draft_plan
from tongxin.visits.models import VisitReason
from tongxin.web import listings
from tongxin.web.templatetags.web import number as in_words


def paper(client: Client, address: str) -> list[str]:
    """Return the pages of what an address answers with as paper."""
    answer: Any = client.get(address)
    assert answer.status_code == 200, answer.content.decode()[-600:]
    assert answer["Content-Type"] == "application/pdf"
    return pages_of(b"".join(answer.streaming_content))


@pytest.fixture
def three(world: World, at: datetime) -> World:
    """Return the world with three people at the desk: a line amended, a line void."""
    for matter, visitor in (("楼道灯坏了", "周小兰"), ("租房押金不退", "何春梅"), ("想办老年证", "𠮷田")):
        received(world.here, at, matter=matter, visitor=visitor, person_id=None)
    first, second, _third = Entry.objects.in_book("reception").order_by("seq")
    by = world.here.by("secretary")
    registers.amend(first.pk, {"matter": "电梯坏了"}, reason="写错了", by=by, at=at)
    registers.void(second.pk, reason="登记重复", by=by, at=at)
    return world


def test_a_book_is_printed_as_it_stands_with_cover_and_end(three: World) -> None:
    cover, *inner = paper(three.client("worker"), "/registers/reception/2026/?export=pdf")
    for page in (cover, inner[0]):
        assert squeezed("Reception register") in page and "泰山社区" in page and "2026" in page
    assert squeezed("1 Jan 2026 to 23 Nov 2026") in cover
    told = "".join(inner)
    assert "电梯坏了" in told and "楼道灯坏了" not in told
    assert (
        squeezed("amended (correction 2026-001)") in told and squeezed("void (correction 2026-002)") in told
    )
    assert squeezed("This volume has 3 lines, from No. 1 to No. 3. The last serial number is 3.") in told
    assert squeezed("Lines amended: 1; declared void: 1.") in told
    assert squeezed("page 1 of 1") in told and squeezed("Checked by:") in told


def test_a_month_is_a_volume_and_what_is_looked_for_an_extract(three: World) -> None:
    client = three.client("worker")
    cover, *_rest = paper(client, "/registers/reception/2026/?export=pdf&month=11")
    assert squeezed("1 Nov 2026 to 23 Nov 2026") in cover
    (extract,) = paper(client, "/registers/reception/2026/?export=pdf&q=老年证")
    assert squeezed("Narrowed to: Words in the entry: 老年证") in extract and "𠮷田" in extract
    assert squeezed("Year: 2026") in extract and squeezed("Period: 1 Jan 2026 to 23 Nov 2026") in extract
    assert squeezed("Reception register 2026 ·") in extract, "at the foot"


def test_a_filter_of_no_known_value_is_neither_used_nor_told(three: World) -> None:
    client = three.client("worker")
    cover, *inner = paper(client, "/registers/reception/2026/?export=pdf&topic=nonsense&month=13")
    assert squeezed("1 Jan 2026 to 23 Nov 2026") in cover
    assert squeezed("This volume has 3 lines") in "".join(inner)
    page = client.get("/registers/reception/2026/?topic=nonsense&month=13").content.decode()
    assert 'class="chip"' not in page


@pytest.mark.parametrize("year", ["0", "99999999", "1066"])
def test_a_year_of_which_there_is_no_book_is_told_so(world: World, year: str) -> None:
    answer = world.client("worker").get(f"/registers/reception/{year}/?export=pdf")
    assert answer.status_code == 404 and "There are books from 1949 to" in answer.content.decode()


def test_a_year_without_a_line_says_so(world: World) -> None:
    cover, inner = paper(world.client("worker"), "/registers/reception/2025/?export=pdf")
    assert squeezed("1 Jan 2025 to 31 Dec 2025") in cover
    assert squeezed("This volume has no line.") in inner


def test_who_may_not_read_names_gets_none_on_paper(three: World) -> None:
    told = "".join(paper(three.client("auditor"), "/registers/reception/2026/?export=pdf"))
    assert squeezed("This volume has 3 lines") in told
    assert squeezed("＊ stands for what whoever printed this may not see.") in told
    assert not [word for word in ("周小兰", "𠮷田", "电梯坏了", "老年证") if word in told]


@pytest.mark.parametrize("address", ["/people/", "/households/", "/reports/2026/residents/"])
@pytest.mark.once
def test_lists_of_residents_are_printed_by_the_deed_that_exports_them(world: World, address: str) -> None:
    assert world.client("worker").get(f"{address}?export=pdf").status_code == 403
    assert "export=pdf" not in world.client("worker").get(address).content.decode()
    page = world.client("deputy").get(address).content.decode()
    assert "Print (PDF)" in page and "export=pdf" in page


@pytest.mark.once
def test_all_rows_of_a_filter_are_printed_in_its_columns(
    world: World, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listings, "PAGE_ROWS", 2)
    monkeypatch.setattr(listings, "SHEET_ROWS", 3)
    for number in range(8):
        received(
            world.here, at, service_type="legal" if number % 4 else "clinic", matter=f"第{number}件事*_#"
        )
    client, query = (
        world.client("worker"),
        "service_type=legal&tab=all&col=number&col=matter&col=received_on&page=2",
    )
    told = "".join(paper(client, f"/needs/?export=pdf&{query}"))
    sheet = client.get(f"/needs/?export=csv&{query}").content.decode("utf-8-sig")
    heads, *rows = csv.reader(io.StringIO(sheet))
    assert len(rows) == 6
    place = -1
    for row in [heads, *rows]:
        for cell in row:
            words = "23 Nov 2026" if cell == "2026-11-23" else cell.removeprefix("'")
            place = told.find(squeezed(words), place + 1)
            assert place >= 0, f"{words} is not where it belongs"
    assert squeezed("6 rows in all.") in told and squeezed("Narrowed to: Service: Legal advice") in told


@pytest.mark.once
def test_the_hand_out_sheet_and_the_round_sheets_have_room_to_sign(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    plan = draft_plan(
        reason_id=VisitReason.objects.get(kind="festival").pk,
        festival="winter_solstice",
        first=date(2026, 12, 14),
        last=date(2026, 12, 18),
        visitors={world.here.by(role).account_id: [] for role in ("worker", "deputy")},
        by=world.here.by("deputy"),
        at=at,
    )
    (sheet,) = paper(world.client("deputy"), f"/visits/plans/{plan.pk}/rounds/?export=pdf")
    assert "张伟明" in sheet and "Signature" in sheet and "Visitor:" in sheet and "3栋2单元501" in sheet
    (own,) = paper(world.client("worker"), "/visits/round/?export=pdf")
    assert squeezed("My round") in own and "Signature" in own
    visited(world.here, at, duty, gifts=[RICE], went=went(world.here, "worker", "deputy"))
    handed = "".join(paper(world.client("worker"), "/registers/handouts/?export=pdf"))
    assert squeezed("Hand-out sheet") in handed and RICE.item in handed
    assert handed.count("Signature") == 1 and "Sum" in handed
    assert f"Sum{in_words(RICE.quantity)}{in_words(RICE.value)}This" in handed


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", ("工作总结", "第1页共", "截至")),
        ("zh-hant", ("工作總結", "第1頁共", "截至")),
        ("en", ("Worksummary2026", "page1of", "Asof")),
    ],
)
@pytest.mark.once
def test_the_report_is_printed_in_the_readers_language(
    three: World, language: str, words: tuple[str, ...]
) -> None:
    Account.objects.filter(pk=three.here.by("secretary").account_id).update(language=language)
    told = "".join(paper(three.client("secretary"), "/reports/2026/?export=pdf"))
    assert [word for word in words if word not in told] == []
    assert "<" not in told and "&" not in told


@pytest.mark.once
def test_the_report_withholds_on_paper_what_it_withholds_on_the_page(three: World) -> None:
    told = "".join(paper(three.client("street"), "/reports/2026/?export=pdf"))
    assert squeezed("counts under five are withheld") in told
    assert three.client("member").get("/reports/2026/?export=pdf").status_code == 403
