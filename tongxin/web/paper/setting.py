"""A document laid down for the typesetter: its rows in files of a bounded size, measured on the way.

Texts travel as JSON and are never part of the typesetter's program, so that nothing in them is a command.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongxin.kit.words import colon, comma
from tongxin.web.paper import fonts
from tongxin.web.paper.documents import Block, Document, Grid, PaperRow, Turn, Words
from tongxin.web.paper.measuring import FIRM, INSET, ONE, Extent, Page, even_lines, laid_out, width, widths_on

# A part is set at once: 2,000 rows of a register take some 300 MB of memory, 10,000 took 1.3 GB.
PART_ROWS: Final = 2000
TELL_ROWS: Final = 200  # read between two words about how far it is
PART_LETTERS: Final = 400_000
# A cell longer than this may run over the end of a page; every other row stands on one page as a whole.
TALL: Final = 120
TALL_LINES: Final = 8
UNDRAWN: Final = "〓"  # what printers set for a character that is not in the case
STRUCK, TALL_ROW, SUM = 1, 2, 4
LETTER_PAGE: Final = Page(False, 15.75, (210 - 54) / 25.4 * 72)
GRID_IN_LETTER: Final = Page(False, 10.5, LETTER_PAGE.width)

_ORDINARY = re.compile(r"[\n\x20-\x7e·—‘’“”…、-】〓㐀-䶵一-龥！-～￥]*")
_INVISIBLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
_BLANK = re.compile("[\t\xa0\u2000-\u200a\u202f\u205f]")
# Numbers and dates, and words of letters that a column may be too narrow for.
_WHOLE = re.compile(rf"{ONE.pattern}|[^\s\u2e80-\U0003ffff]{{6,}}")
_SHORT: Final = 6  # letters that stand in any column


@dataclass(slots=True)
class Drawn:
    """Makes texts fit for the typesetter, and remembers what no font can draw."""

    undrawn: dict[str, None] = field(default_factory=dict)

    def __call__(self, text: Any) -> str:
        """Return a text of shapes that some font has."""
        found = str(text)
        return found if _ORDINARY.fullmatch(found) else self._rare(found)

    def _rare(self, text: str) -> str:
        known = fonts.coverage()
        told = []
        for letter in _INVISIBLE.sub("", _BLANK.sub(" ", text)):
            if letter != "\n" and ord(letter) not in known:
                self.undrawn[letter] = None
                told.append(UNDRAWN)
            else:
                told.append(letter)
        return "".join(told)

    def note(self) -> str:
        """Say which characters are in no font, or nothing."""
        if not self.undrawn:
            return ""
        codes = comma().join(f"U+{ord(letter):04X}" for letter in self.undrawn)
        return _("%(mark)s stands for a character that no font of the server has: %(codes)s.") % {
            "mark": UNDRAWN,
            "codes": codes,
        }


Run = str | tuple[str, float]


def in_runs(text: str) -> str | list[Run]:
    """Return a text as it is, or as runs of which every second stays on one line: dates, numbers and words of letters.

    A run that a column may be too narrow for stands with its width in em; there it is broken into fours.
    """
    runs: list[Run] = []
    last = 0
    for found in _WHOLE.finditer(text):
        one = found.group()
        runs += [text[last : found.start()], one if len(one) <= _SHORT else (one, round(width(one), 2))]
        last = found.end()
    return [*runs, text[last:]] if runs else text


@dataclass
class Laid:
    """Lays a document down in a folder: `setup.json`, and parts of which each is set by itself."""

    folder: Path
    drawn: Drawn = field(default_factory=Drawn)
    progress: Callable[[int], None] = lambda rows: None
    parts: int = 0
    rows: int = 0
    grids: list[list[Extent]] = field(default_factory=list)
    heads: list[list[str]] = field(default_factory=list)
    _blocks: list[dict[str, Any]] = field(default_factory=list)
    _letters: int = 0
    _lines: int = 0

    def lay(self, document: Document) -> None:
        """Write setup and parts. What the document's rows raise is raised on; what was written is of no use then."""
        title = self.drawn(document.title)
        facts = [[self.drawn(f"{label}{colon()}"), self.drawn(text)] for label, text in document.facts]
        for block in document.blocks:
            self._take(block)
        if note := self.drawn.note():
            self._take(Words(note, "note"))
        self._close()
        page, grids = self._pages(document)
        setup = {
            "title": title,
            "facts": facts,
            "foot": self.drawn(document.footing),
            "cover": document.cover,
            "signed": [self.drawn(label) for label in document.signed],
            "letter": document.letter,
            "flipped": page.flipped,
            "size": page.size,
            "grids": grids,
            "fonts": {"body": fonts.BODY, "heading": fonts.HEADING, "title": fonts.TITLE},
            "language": "zh" if (get_language() or "").startswith("zh") else "en",
            "region": {"zh-hans": "CN", "zh-hant": "TW"}.get(get_language() or "", "GB"),
            # The words of a page's number, around the two numbers.
            "page": _("page %(page)s of %(pages)s")
            .replace("%(page)s", "\n")
            .replace("%(pages)s", "\n")
            .split("\n"),
        }
        (self.folder / "setup.json").write_text(json.dumps(setup, ensure_ascii=False), "utf-8")

    def _take(self, block: Block) -> None:
        if isinstance(block, Grid):
            self._grid(block)
        elif isinstance(block, Turn):
            self._blocks.append({"turn": self.drawn(block.title)})
        else:
            self._blocks.append({"words": in_runs(self.drawn(block.text)), "style": block.style})

    def _grid(self, grid: Grid) -> None:
        extents = [Extent(column.kind) for column in grid.columns]
        heads = [self.drawn(column.label) for column in grid.columns]
        for extent, head in zip(extents, heads, strict=True):
            extent.named(head)
        self.grids.append(extents)
        self.heads.append(heads)
        rows = self._open(empty=self.drawn(grid.empty))
        for row in grid.rows:
            told = self._row(row, extents)
            if self._lines >= PART_ROWS or self._letters >= PART_LETTERS:
                self._close()
                rows = self._open()
            rows.append(told)
            self._lines += 1
            self.rows += 1
            if self.rows % TELL_ROWS == 0:
                self.progress(self.rows)

    def _open(self, empty: str = "") -> list[Any]:
        block: dict[str, Any] = {"grid": len(self.grids) - 1, "rows": [], "empty": empty}
        self._blocks.append(block)
        rows: list[Any] = block["rows"]
        return rows

    def _row(self, row: PaperRow, extents: list[Extent]) -> list[Any]:
        style = (STRUCK if row.struck else 0) | (SUM if row.is_sum else 0)
        told: list[Any] = [style]
        for extent, cell in zip(extents, row.cells, strict=True):
            text = self.drawn(cell)
            extent.take(text)
            self._letters += len(text)
            if len(text) > TALL or text.count("\n") > TALL_LINES:
                told[0] |= TALL_ROW
            told.append(text if extent.kind in FIRM else in_runs(text))
        return told

    def _close(self) -> None:
        path = self.folder / f"part-{self.parts}.json"
        path.write_text(json.dumps(self._blocks, ensure_ascii=False), "utf-8")
        self.parts += 1
        self._blocks, self._letters, self._lines = [], 0, 0

    def _pages(self, document: Document) -> tuple[Page, list[dict[str, Any]]]:
        """Return the page of the whole document, the widest that a grid needs, and each grid's columns on it."""
        if document.letter:
            page, of_grids = LETTER_PAGE, GRID_IN_LETTER
        else:
            needed = [laid_out(extents)[0] for extents in self.grids] or [laid_out([])[0]]
            page = of_grids = max(needed, key=lambda item: (item.flipped, -item.size))
        told = []
        for heads, extents in zip(self.heads, self.grids, strict=True):
            widths = widths_on(of_grids, extents)
            rooms = [(across - 2 * INSET) / of_grids.size for across in widths]
            told.append(
                {
                    "heads": [even_lines(*pair) for pair in zip(heads, rooms, strict=True)],
                    "kinds": [item.kind for item in extents],
                    "widths": widths,
                    "size": of_grids.size,
                }
            )
        return page, told
