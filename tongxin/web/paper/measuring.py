"""How wide texts are, and what follows for a page: upright or lying, which size of type, how wide each column.

Widths are in em: multiples of the size of type. A Chinese character is one em wide.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings

from tongxin.web.paper.fonts import REGULAR

RIGID: Final = frozenset({"number", "date", "moment", "money", "state"})
INSET: Final = 3.5  # points to the left and right of what stands in a cell
SLACK: Final = 0.1  # em: what the typesetter's own rounding may need
# Cells that are nothing but a number or a day: they never break, whatever else pays for it.
FIRM: Final = RIGID - {"state"}
LONGEST_NUMBER: Final = 24  # a longer one is no number of anything, and a column makes no room for it
LEAST_TEXT: Final = 6.0  # em: no text is set narrower while a smaller size or a wider page is left
EASY_TEXT: Final = 9.0
EASY_LONG: Final = 18.0
BLANK: Final = 6.5
MOST: Final = 60.0
# What reads as one: 2026年11月23日, 11月23日, 138 0000 1234, 1,234.50元, 3,000; identity and card numbers of 18 or 19 digits.
ONE: Final = re.compile(
    r"\d{17}[Xx]|\d{4}(?: \d{4}){2,4}(?: \d{1,3})?|\d{2,4}年\d{1,2}月(?:\d{1,2}[日号])?|\d{1,2}月\d{1,2}[日号]|1\d{2} \d{4} \d{4}|(?:¥ ?)?\d[\d,.:/-]*\d[元%]?"
)
_WORD = re.compile(r"[^\s\u2e80-\U0003ffff]+")
_CHINESE = re.compile("[一-龥]+")
_BOLD: Final = 1.1  # of the width of the same words in regular type


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet of A4 in points: whether it lies, the size of type, and the width between its margins."""

    flipped: bool
    size: float
    width: float


# Margins: 25 mm where it is bound, 15 mm on the other side. The first that holds the columns is taken.
UPRIGHT, LYING = (210 - 40) / 25.4 * 72, (297 - 40) / 25.4 * 72
PAGES: Final = (
    Page(False, 10.5, UPRIGHT),
    Page(False, 9, UPRIGHT),
    Page(True, 10.5, LYING),
    Page(True, 9, LYING),
    Page(True, 8, LYING),
    Page(True, 7, LYING),
)


@cache
def _pen() -> Callable[[str], float]:
    from PIL import ImageFont  # only a print needs it

    face = ImageFont.truetype(str(Path(settings.BUILD) / "fonts" / REGULAR), 1000)
    return lambda letter: float(face.getlength(letter)) / 1000


@cache
def _letter(letter: str) -> float:
    return _pen()(letter)


def width(text: str) -> float:
    """Return the width of a line in em, as the font of paper draws it."""
    return sum(map(_letter, text))


@dataclass(slots=True)
class Extent:
    """What the cells of a column need: the widest number or date, the widest line, and its head. All in em."""

    kind: str
    run: float = 0.0
    line: float = 0.0
    head: float = 0.0
    word: float = 0.0  # the widest word of the head that is written in letters
    seen: set[str] = field(default_factory=set)

    def named(self, label: str) -> None:
        """Measure the head."""
        self.head = width(label) * _BOLD
        self.word = max((width(found) for found in _WORD.findall(label)), default=0.0) * _BOLD

    def take(self, text: str) -> None:
        """Measure one more cell."""
        if text in self.seen:
            return
        if len(self.seen) < 4096:
            self.seen.add(text)
        for one in text.split("\n"):
            across = width(one[:400])
            self.line = max(self.line, across)
            if across > self.run:
                found = [width(number) for number in ONE.findall(one) if len(number) <= LONGEST_NUMBER]
                self.run = max([self.run, *found])
        if self.kind in FIRM:
            self.run = min(self.line, LONGEST_NUMBER)

    @property
    def firm(self) -> float:
        """Return the width below which a number, a date or the head would be torn."""
        return max(self.run, min(self.head, 2.1), min(self.word, LEAST_TEXT))

    @property
    def least(self) -> float:
        """Return the least width in which words can still be read; long ones are broken in it."""
        return self.firm if self.kind in FIRM else max(self.firm, min(self.line, LEAST_TEXT))

    @property
    def easy(self) -> float:
        """Return the width in which the column reads well."""
        if self.kind == "blank":
            return max(BLANK, self.head)
        least = max(self.least, min(self.head, 4.4))
        if self.kind in FIRM:
            return least
        if self.kind == "state":
            return max(least, min(self.line, EASY_LONG))
        return max(least, min(max(self.line, self.head), EASY_LONG if self.kind == "long" else EASY_TEXT))

    @property
    def wanted(self) -> float:
        """Return the width in which nothing is broken at all, within reason."""
        return self.easy if self.kind in RIGID else max(self.easy, min(self.line, MOST))


def even_lines(head: str, room: float) -> str:
    """Return a head of Chinese characters in lines as even as they can be, where it is wider than its column: never one under another."""
    most = max(1, int(room))
    if len(head) <= room or not _CHINESE.fullmatch(head):
        return head
    each = -(-len(head) // -(-len(head) // most))
    return "\n".join(head[at : at + each] for at in range(0, len(head), each))


def laid_out(extents: Sequence[Extent], pages: Sequence[Page] = PAGES) -> tuple[Page, list[float]]:
    """Return the page for a grid and the widths of its columns in points, which fill the page.

    The first page on which all columns read well is taken; else the last, with texts as narrow as they may be.
    """
    for page in pages:
        if _across(page, [item.easy for item in extents]) <= page.width:
            return page, widths_on(page, extents)
    return pages[-1], widths_on(pages[-1], extents)


def widths_on(page: Page, extents: Sequence[Extent]) -> list[float]:
    """Return the widths of a grid's columns on a given page, in points: together as wide as the page."""
    around = len(extents) * (2 * INSET + SLACK * page.size)
    room = (page.width - around) / page.size
    easy, wanted, least, firm = (
        [getattr(item, name) for item in extents] for name in ("easy", "wanted", "least", "firm")
    )
    if sum(easy) <= room:
        shares = _between(easy, wanted, room)
    elif sum(least) <= room:
        shares = _between(least, easy, room)
    elif sum(firm) <= room:  # words pay, and never a number or a date
        shares = _between(firm, least, room)
    else:  # more columns than a page can hold: all of them shrink alike, and what is too wide is broken
        shares = [item * room / sum(firm) for item in firm]
    spare = room - sum(shares)
    soft = [at for at, item in enumerate(extents) if item.kind not in RIGID] or list(range(len(extents)))
    for at in soft:
        shares[at] += spare / len(soft)
    return [share * page.size + 2 * INSET + SLACK * page.size for share in shares]


def _across(page: Page, shares: Sequence[float]) -> float:
    return sum(shares) * page.size + len(shares) * (2 * INSET + SLACK * page.size)


def _between(low: Sequence[float], high: Sequence[float], room: float) -> list[float]:
    """Return widths from low towards high, as far as the room goes."""
    gap = sum(high) - sum(low)
    part = min(1.0, (room - sum(low)) / gap) if gap > 0 else 0.0
    return [one + (other - one) * part for one, other in zip(low, high, strict=True)]
