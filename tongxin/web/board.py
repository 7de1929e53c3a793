"""The public board (公示栏): what anybody may read without an account. Each app declares its section in `AppConfig.ready()`.

A section reads nothing but what somebody approved for it: its words are those that were published, names are masked, no phone number
or free text of a row passes through.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class BoardSection:
    """A part of the board.

    `registers` are the codes of the registers whose entries change it: the page that is kept ends with the next entry in one of them.
    `read` is called within the community's scope with the day and what the address asks for, and returns what `template` shows.
    """

    order: int
    code: str
    title: str | Promise
    registers: tuple[str, ...]
    template: str
    read: Callable[[date, Mapping[str, str]], dict[str, Any]]


SECTIONS: list[BoardSection] = []


def sections() -> list[BoardSection]:
    """Return the sections in their order."""
    return sorted(SECTIONS, key=lambda section: section.order)
