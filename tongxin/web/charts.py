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
