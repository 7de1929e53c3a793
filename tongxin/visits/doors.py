"""Doors beside the list of homes to be visited, to the pages of apps above; filled in their `AppConfig.ready()`."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from tongxin.kit.actor import Actor
from tongxin.kit.permissions import Answer

DOORS: list["Door"] = []


@dataclass(frozen=True, slots=True)
class Door:
    """A button: its words, where it leads, and who may go there."""

    order: int
    label: str | Promise
    url_name: str
    may: Callable[[Actor], Answer]


def doors(actor: Actor) -> list[Door]:
    """Return the doors that open for an actor, in their order."""
    return sorted((door for door in DOORS if door.may(actor)), key=lambda door: door.order)
