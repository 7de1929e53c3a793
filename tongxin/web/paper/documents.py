"""What stands on paper, in the reader's words: apart from how it is set."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Words:
    """A run of text. The styles: a part's heading, a line of work's heading, a paragraph, an item of a list, a small note."""

    text: str
    style: Literal["part", "line", "text", "item", "note"] = "text"


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """A column of a grid. `kind` is that of `web.tables.Column`, or `blank`: left empty, to be written in by hand."""

    label: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A row of a grid, its cells in words. A struck row stands crossed out: it was declared void. A sum stands in bold."""

    cells: Sequence[str]
    struck: bool = False
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its head on each page. The rows are read once, while they are laid down."""

    columns: Sequence[PaperColumn]
    rows: Iterable[PaperRow]
    empty: str = ""  # what stands there when there is no row


@dataclass(frozen=True, slots=True)
class Turn:
    """A new page, which begins with a heading of its own."""

    title: str


Block = Words | Grid | Turn


@dataclass(frozen=True, slots=True)
class Document:
    """Title, the facts beneath it (label, text), and what follows.

    `blocks` is read once and in order, so that what stands at the end may tell what the rows before it came to. A cover is a
    page of its own with title and facts. `signed` are the labels of the places to sign at the end. A letter is set as official
    papers are (GB/T 9704-2012: margins, size three), everything else as a book.
    """

    title: str
    facts: Sequence[tuple[str, str]]
    blocks: Iterable[Block]
    cover: bool = False
    signed: Sequence[str] = ()
    letter: bool = False
    foot: str = ""  # on every page, beside the page's number
