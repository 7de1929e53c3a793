"""The start page: what waits for somebody and what they should know besides; each app fills it in `AppConfig.ready()`."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tongxin.kit.actor import Actor

WEEK_DAYS = 7


def band(due_on: date | None, today: date) -> str:
    """Return where a due date stands on the start page: late | today | week | later; what stands still is later."""
    if due_on is None:
        return "later"
    if due_on < today:
        return "late"
    if due_on == today:
        return "today"
    return "week" if (due_on - today).days <= WEEK_DAYS else "later"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits: by when (None while its clock stands), what, of whom or where, why now, the one button."""

    due: date | None
    title: str
    who: str
    why: str
    button: str
    href: str


@dataclass(frozen=True, slots=True)
class Note:
    """A line beside what waits: a link, and the words after it."""

    label: str
    href: str
    words: str


@dataclass(frozen=True, slots=True)
class Aside:
    """A short list beside what waits; without notes it is not shown."""

    title: str
    notes: Sequence[Note]


# Called with who looks and the day.
WAITING: list[Callable[[Actor, date], Iterable[Waiting]]] = []
ASIDES: list[Callable[[Actor, date], Aside]] = []
