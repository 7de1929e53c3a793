"""What apps above tell on a person's file and a household's page: filled in their `AppConfig.ready()`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tongxin.kit.actor import Actor


@dataclass(frozen=True, slots=True)
class Told:
    """Something done for the person: when, what, where it stands."""

    on: date
    what: Any
    state: Any
    href: str


# Called with the person's id and who looks.
STORIES: list[Callable[[UUID, Actor], Iterable[Told]]] = []
# Called with the household's id and who looks; returns what its template (under "template") shows, or None.
HOUSEHOLD_PANELS: list[Callable[[UUID, Actor], dict[str, Any] | None]] = []
