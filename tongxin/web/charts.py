"""Charts drawn on the server as SVG: each mark is a link to its rows, and a table says the same in words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

WIDTH, BAR_HEIGHT = 640, 26
COLUMN_HEIGHT = 150


@dataclass(slots=True)
class Mark:
    """A bar: its label, value, the text beside it and where its rows are."""

    label: str
    value: float
    text: str
    href: str = ""
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0

    @property
    def middle(self) -> float:
        """Where the label of a standing bar is centred."""
        return round(self.x + self.width / 2, 1)

    @property
    def above(self) -> float:
        """Where the value of a standing bar is written."""
        return round(self.y - 5, 1)

    @property
    def below(self) -> float:
        """Where the label of a standing bar is written."""
        return round(self.y + self.height + 16, 1)

    @property
    def before(self) -> float:
        """Where the label of a lying bar ends."""
        return round(self.x - 8, 1)

    @property
    def after(self) -> float:
        """Where the value of a lying bar begins."""
        return round(self.x + self.width + 6, 1)

    @property
    def baseline(self) -> float:
        """The line on which a lying bar's texts stand."""
        return round(self.y + self.height - 5, 1)


@dataclass(slots=True)
class Chart:
    """A chart for the template `web/chart.html`."""

    title: Any
    summary: Any
    marks: list[Mark]
    upright: bool
    width: int = WIDTH
    height: int = 0
    lines: list[float] = field(default_factory=list)


def bars(title: Any, summary: Any, marks: Sequence[Mark]) -> Chart:
    """Lay out lying bars, one a row, labels before them."""
    most = max((mark.value for mark in marks), default=0) or 1
    left, right = 150, 60
    placed = list(marks)
    for at, mark in enumerate(placed):
        mark.x, mark.y = left, at * BAR_HEIGHT + 4
        mark.width = round((WIDTH - left - right) * mark.value / most, 1)
        mark.height = BAR_HEIGHT - 8
    return Chart(title, summary, placed, upright=False, height=len(placed) * BAR_HEIGHT + 4)


def columns(title: Any, summary: Any, marks: Sequence[Mark]) -> Chart:
    """Lay out standing bars, one a month, values above and labels below."""
    most = max((mark.value for mark in marks), default=0) or 1
    step = WIDTH / max(len(marks), 1)
    placed = list(marks)
    for at, mark in enumerate(placed):
        mark.height = round((COLUMN_HEIGHT - 20) * mark.value / most, 1)
        mark.width = round(step * 0.64, 1)
        mark.x, mark.y = round(at * step + step * 0.18, 1), round(COLUMN_HEIGHT - mark.height, 1)
    return Chart(title, summary, placed, upright=True, height=COLUMN_HEIGHT + 24)


@dataclass(slots=True)
class Part:
    """A part of a stacked bar: what it is, how much, where its rows are; `tone` 1 to 5 is its shade."""

    label: Any
    value: float
    text: str
    tone: int
    href: str = ""
    x: float = 0
    width: float = 0

    @property
    def middle(self) -> float:
        """Where the part's number is centred."""
        return round(self.x + self.width / 2, 1)

    @property
    def wide(self) -> bool:
        """Tell whether the number fits into the part."""
        return self.width >= 9 * len(self.text) + 4


@dataclass(slots=True)
class Stack:
    """A lying bar made of parts, with its label before and its total after."""

    label: Any
    parts: list[Part]
    text: str
    y: float = 0
    before: float = 0
    after: float = 0

    @property
    def total(self) -> float:
        """Return the sum of the parts."""
        return sum(part.value for part in self.parts)

    @property
    def baseline(self) -> float:
        """The line on which the texts stand."""
        return round(self.y + BAR_HEIGHT - 13, 1)


@dataclass(slots=True)
class StackChart:
    """Stacked bars for the template `web/stacks.html`."""

    title: Any
    summary: Any
    stacks: list[Stack]
    tones: list[tuple[int, Any]]
    width: int = WIDTH
    height: int = 0
    bar: int = BAR_HEIGHT - 8


def stacked(
    title: Any, summary: Any, stacks: Sequence[Stack], tones: Sequence[tuple[int, Any]]
) -> StackChart:
    """Lay out stacked bars, one a row; `tones` names the shades in order."""
    most = max((stack.total for stack in stacks), default=0) or 1
    left, right = 130, 50
    placed = list(stacks)
    for at, stack in enumerate(placed):
        stack.y, stack.before = at * BAR_HEIGHT + 4, left - 8
        x = float(left)
        for part in stack.parts:
            part.x, part.width = round(x, 1), round((WIDTH - left - right) * part.value / most, 1)
            x += part.width
        stack.after = round(x + 6, 1)
    return StackChart(title, summary, placed, list(tones), height=len(placed) * BAR_HEIGHT + 4)
