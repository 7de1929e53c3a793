"""The one search box: what each app finds for it, filled in its `AppConfig.ready()`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from tongxin.kit.actor import Actor, Role

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Found:
    """Something found: its words, its page, what helps to tell it from others, where it stands."""

    label: str
    href: str
    hint: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Finder:
    """A kind of thing that the search box finds.

    `hint` says what may be typed; `find` is called with who asks, the cleaned words and how many are shown; `more` gives
    the address of the whole list for the same words.
    """

    order: int
    title: str | Promise
    hint: str | Promise
    roles: frozenset[Role]
    find: Callable[[Actor, str, int], Iterable[Found]]
    more: Callable[[str], str] | None = None


FINDERS: list[Finder] = []


def finders_for(actor: Actor) -> list[Finder]:
    """Return the finders whose finds the actor may see, in order."""
    return sorted((item for item in FINDERS if actor.role in item.roles), key=lambda item: item.order)
