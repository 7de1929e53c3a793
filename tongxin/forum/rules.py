"""When a suggestion is to be answered, which look alike, and how one stands by what was recorded of it. Pure."""

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

# The community's own limits: no law gives one for a suggestion. A petition (信访) has 15 days to be taken on and 60 to be finished
# (信访工作条例); a suggestion is answered long before it could become one.
ANSWER_DAYS = 15
SAFETY_DAYS = 5
# From this share of common pairs of characters on, two texts are shown to whoever looks for a duplicate.
ALIKE = 0.25
Key = TypeVar("Key")


def answer_days(category: str) -> int:
    """Return in how many working days a suggestion is to be answered: 15, what concerns safety 5."""
    return SAFETY_DAYS if category == "safety" else ANSWER_DAYS


def days_silent(due_on: date, answered_on: date | None, today: date) -> int:
    """Return for how many days nobody has answered after the day due; none before it, or once there is an answer."""
    return 0 if answered_on else max((today - due_on).days, 0)


def _pairs(text: str) -> set[str]:
    letters = [letter for letter in text.lower() if letter.isalnum()]
    return {first + second for first, second in itertools.pairwise(letters)}


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are, from 0 to 1: the share of their pairs of neighbouring characters that both have."""
    mine, theirs = _pairs(one), _pairs(other)
    return len(mine & theirs) / len(mine | theirs) if mine and theirs else 0.0


def most_alike(text: str, others: Iterable[tuple[Key, str]], *, most: int = 5) -> list[Key]:
    """Return the keys of the texts that are alike, the likest first."""
    found = [(likeness(text, other), at, key) for at, (key, other) in enumerate(others)]
    near = sorted((item for item in found if item[0] >= ALIKE), key=lambda item: (-item[0], item[1]))
    return [key for _share, _at, key in near[:most]]


def mask_public(name: str) -> str:
    """Return a name as the public reads it: the first character and two stars, however long it is. Nothing for nobody."""
    return f"{name[0]}**" if name else ""


# A day (2026-11-25) and a line of a book (2026-0013) are no phone numbers.
_DAY_OR_LINE = re.compile(r"(?<!\d)20\d\d-\d{1,4}(?:-\d{1,2})?(?!\d)")
_NUMBER = re.compile(r"\d[\d\s-]{5,}\d")


def gives_away(text: str, name: str) -> str:
    """Return what in a text for the board tells who said it: the proposer's name, or a row of digits as long as a phone number."""
    if len(name) > 1 and name in text:
        return name
    found = _NUMBER.search(_DAY_OR_LINE.sub("", text))
    return found.group() if found and sum(letter.isdigit() for letter in found.group()) >= 7 else ""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing recorded about a suggestion, and whether it is void."""

    what: str  # taken | charged | written | approved | given
    void: bool = False


_BECOMES = {
    "taken": "taken",
    "charged": "charged",
    "written": "written",
    "approved": "approved",
    "given": "answered",
}


@dataclass(frozen=True, slots=True)
class Stood:
    """How a suggestion stands by what was recorded of it."""

    state: str = "taken"


def stands_by(said: Sequence[Said]) -> Stood:
    """Return how a suggestion must stand by everything recorded of it, in its order.

    Given to somebody else it is theirs to answer anew, whatever was drafted; once answered, only another answer that is drafted changes that.
    """
    held = Stood()
    for one in said:
        if not one.void and not (held.state == "answered" and one.what == "charged"):
            held = replace(held, state=_BECOMES[one.what])
    return held
