"""A document on paper: what stands in the PDF, and what happens where it cannot be made."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings
from django.utils import translation

from tests.paper.reading import book, claims_archive, pages_of, sizes_of, squeezed
from tongxin.kit.errors import TongxinError
from tongxin.web.paper import printing, setting
from tongxin.web.paper.documents import Document, Grid, PaperColumn, PaperRow, Turn, Words
from tongxin.web.paper.printing import Busy, PaperFault, as_bytes, folder, print_to

HOSTILE = '#import "@preview/x:1.0.0" #read("/etc/passwd") $x^2$ *粗* _斜_ @甲 \\ // /* */ <l> `r` = h #{while true {}} ]) "'
TWO = [("序号", "number"), ("事由", "long")]


def left_over() -> list[str]:
    """Return what prints have left behind."""
    return [path.name for path in folder().iterdir() if path.name.startswith(("setting-", "answer-"))]


def test_no_text_is_a_command(tmp_path: Path) -> None:
    paper = tmp_path / "paper.pdf"
    grid = Grid([PaperColumn(HOSTILE), PaperColumn("乙")], [PaperRow([HOSTILE, "二"])], HOSTILE)
    blocks = [
        grid,
        Words(HOSTILE, "part"),
        Words(HOSTILE),
        Turn(HOSTILE),
        Grid([PaperColumn("丙")], [], HOSTILE),
    ]
    document = Document(HOSTILE, [(HOSTILE, HOSTILE)], blocks, cover=True, signed=[HOSTILE], foot=HOSTILE)
    assert print_to(paper, document) == 3
    told = "".join(pages_of(paper))
    # Cover, title, fact twice on it, head, cell, two texts, title and fact and heading of the new page, nothing there, signature, feet.
    assert told.count(squeezed(HOSTILE)) >= 16
    assert claims_archive(paper)


def test_a_line_may_fill_more_than_a_page_and_a_word_more_than_a_line() -> None:
    tall = "居民反映楼道照明损坏。" * 400
    told = pages_of(as_bytes(book([["1", "短"], ["2", tall], ["3", "x" * 2000], ["4", "末"]], TWO)))
    assert len(told) > 2
    assert all("序号事由" in page for page in told), "the head stands on each page"
    assert "".join(told).count("楼") == 400
    assert "".join(told).count("x") == 2000


def test_rare_characters_are_drawn_and_others_named() -> None:
    with translation.override("en"):
        (told,) = pages_of(as_bytes(book([["1", "𠮷野㐱"], ["2", "李👍"]], TWO)))
    assert "𠮷野㐱" in told and "李〓" in told
    assert squeezed("〓 stands for a character that no font of the server has: U+1F44D.") in told


def test_many_columns_lie_and_few_stand() -> None:
    wide = [(f"列{at}", "text") for at in range(12)]
    assert sizes_of(as_bytes(book([["联系电话13800001234"] * 12], wide))) == {(297, 210)}
    assert sizes_of(as_bytes(book([["1", "短"]], TWO))) == {(210, 297)}


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a part end after a hundred rows."""
    monkeypatch.setattr(setting, "PART_ROWS", 100)


def test_parts_join_without_a_gap_and_their_pages_count_on(small_parts: None, tmp_path: Path) -> None:
    paper = tmp_path / "paper.pdf"
    rows = [[f"第{at}号", "事由" * (at % 40 + 1)] for at in range(1, 301)]
    done: list[tuple[int, ...]] = []
    document = book(rows, [("号", "text"), ("事由", "long")], cover=True)
    with translation.override("zh-hans"):
        pages = print_to(paper, document, progress=lambda *told: done.append(told))
    told = pages_of(paper)
    inner = told[1:]
    assert len(told) == pages
    assert [f"第{at}页共{pages - 1}页" in page for at, page in enumerate(inner, 1)] == [True] * (pages - 1)
    assert "页共" not in told[0], "a cover has no number"
    whole = "".join(inner)
    assert [whole.count(f"第{at}号") for at in range(1, 301)] == [1] * 300
    least = min(len(page) for page in inner[:-1])
    assert least > max(len(page) for page in inner) / 2, (
        "no page within the book ends early where a part ends"
    )
    assert done[-1] == (300, 300, 300) and len({rows for rows, _total, _read in done}) >= 3
    assert claims_archive(paper)
    assert left_over() == []


def test_a_print_that_breaks_off_leaves_no_file(tmp_path: Path) -> None:
    def rows() -> Iterator[PaperRow]:
        yield PaperRow(["1", "一"])
        raise ConnectionError("the database went away")

    paper = tmp_path / "paper.pdf"
    document = Document("册", [], [Grid([PaperColumn("甲"), PaperColumn("乙")], rows())])
    with pytest.raises(ConnectionError):
        print_to(paper, document)
    assert not paper.exists() and left_over() == []


@pytest.mark.parametrize(("megabytes", "seconds"), [(60, 60), (1024, 0)])
def test_what_takes_too_much_ends_itself_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, megabytes: int, seconds: int
) -> None:
    monkeypatch.setattr(printing, "MEGABYTES", megabytes)
    monkeypatch.setattr(printing, "CPU_SECONDS", seconds)
    paper = tmp_path / "paper.pdf"
    with pytest.raises(PaperFault), translation.override("en"):
        print_to(paper, book([[str(at), "事由" * 30] for at in range(400)], TWO))
    assert not paper.exists() and left_over() == []


def test_big_prints_wait_for_each_other_and_the_last_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "AT_ONCE", 1)
    running, most = 0, 0
    lock, plain = threading.Lock(), printing._child

    def counted(*given: object) -> object:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.05)
        try:
            return plain(*given)  # type: ignore[arg-type]  # as it was called
        finally:
            with lock:
                running -= 1

    monkeypatch.setattr(printing, "_child", counted)
    made: list[bytes] = []
    both = [
        threading.Thread(target=lambda: made.append(as_bytes(book([["1", "一"]], TWO)))) for _ in range(2)
    ]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert (len(made), most) == (2, 1)
    with printing.turn(), pytest.raises(Busy):
        print_to(Path("/nowhere"), book([["1", "一"]], TWO), patience=0)
    assert left_over() == []


def test_a_missing_font_is_told_with_what_to_do(tmp_path: Path) -> None:
    with override_settings(BUILD=tmp_path), pytest.raises(TongxinError, match="make setup") as told:
        as_bytes(book([["1", "一"]], TWO))
    assert told.value.status == 503
    assert "NotoSerifSC_400Regular.ttf" in str(told.value.message)
