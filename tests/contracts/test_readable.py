"""What is read by people is laid out for them: templates, style sheets and scripts no less than Python."""

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WIDEST = 160
PAGES = sorted((ROOT / "tongxin").rglob("*.html"))
SHEETS = sorted(path for path in (ROOT / "frontend").rglob("*") if path.suffix in {".css", ".js", ".mjs"})
PYTHON = sorted(
    path for folder in ("tongxin", "tests", "tools", "bench") for path in (ROOT / folder).rglob("*.py")
)
# Elements that begin a line of their own: two of them on one line are a page written for a machine.
OWN_LINE = re.compile(
    r"<(?:article|dd|details|div|dl|dt|fieldset|footer|form|h[1-6]|header|legend|li|main|nav|ol|option|p"
    r"|section|summary|table|tbody|td|th|thead|tr|ul)\b"
)


def named(path: Path) -> str:
    """Return the path from the root, as a test's name."""
    return path.relative_to(ROOT).as_posix()


def dense(text: str) -> Iterator[tuple[int, str]]:
    """Return the lines of a template that hold more than one block element, numbered from 1."""
    for number, line in enumerate(text.splitlines(), 1):
        if len(OWN_LINE.findall(line)) > 1:
            yield number, line.strip()


def without_formatter(text: str) -> list[int]:
    """Return the lines of a Python text whose comment turns the formatter away."""
    return [
        token.start[0]
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT and re.search(r"fmt:\s*(?:skip|off)|yapf:\s*disable", token.string)
    ]


@pytest.mark.parametrize("path", [*PAGES, *SHEETS], ids=named)
def test_no_line_is_wider_than_a_reader_takes_in(path: Path) -> None:
    wide = [number for number, line in enumerate(path.read_text().splitlines(), 1) if len(line) > WIDEST]
    assert not wide, f"more than {WIDEST} characters in lines {wide}: break them between attributes or blocks"


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_a_block_element_begins_its_own_line(path: Path) -> None:
    assert list(dense(path.read_text())) == []


@pytest.mark.parametrize(
    "path",
    PYTHON,
    ids=named,
)
def test_the_formatter_lays_out_every_line(path: Path) -> None:
    assert without_formatter(path.read_text()) == []


def test_these_rules_can_fail() -> None:
    assert list(dense("<ul><li>a</li></ul>\n<p>b</p>")) == [(1, "<ul><li>a</li></ul>")]
    assert list(dense("<ul>\n  <li><a>a</a></li>\n</ul>")) == []
    assert without_formatter('a = 1\nb = [1,\n  2]  # fmt: skip\nc = "# fmt: off"\n') == [3]
    assert PAGES
    assert SHEETS
    assert PYTHON
