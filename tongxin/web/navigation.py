"""Finding one's way: the rail, where each app puts its own place in `AppConfig.ready()`, and links to rows."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext as _

from tongxin.kit.actor import Actor, Role
from tongxin.web.finding import finders_for
from tongxin.web.tallies import counted_together


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the rail: where it leads, who sees it, and how much waits there for the one looking."""

    order: int
    label: str | Promise
    url_name: str
    prefix: str
    roles: frozenset[Role]
    waiting: Callable[[Actor], QuerySet[Any, Any]] | None = None  # what waits, as values of one column


@dataclass(frozen=True, slots=True)
class Recording:
    """A kind of happening that the button “Record” offers."""

    order: int
    label: str | Promise
    url_name: str
    roles: frozenset[Role]


PLACES: list[Place] = []
RECORDINGS: list[Recording] = []


MOST_WAITING = 100  # counted for a line of the rail
_MARK = UUID(int=0)


@cache
def _around(url_name: str) -> tuple[str, str]:
    before, _mark, after = reverse(url_name, args=[_MARK]).partition(str(_MARK))
    return before, after


def link_to(url_name: str, pk: UUID) -> str:
    """Return the address of a row's page; a list asks for fifty at once, so the pattern is resolved only once."""
    before, after = _around(url_name)
    return f"{before}{pk}{after}"


def rail(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    """Return the lines for an actor, the one looked at marked; what waits at all of them is counted in one statement."""
    places = [place for place in sorted(PLACES, key=lambda place: place.order) if actor.role in place.roles]
    waiting = {place.url_name: place.waiting(actor) for place in places if place.waiting}
    counts = dict(zip(waiting, counted_together(list(waiting.values()), MOST_WAITING), strict=True))
    return [
        {
            "label": place.label,
            "url": reverse(place.url_name),
            "here": request.path.startswith(place.prefix),
            "count": counts.get(place.url_name, 0),
        }
        for place in places
    ]


def recordings(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    """Return what the actor may record."""
    return [
        {"label": item.label, "url": reverse(item.url_name), "here": request.path == reverse(item.url_name)}
        for item in sorted(RECORDINGS, key=lambda item: item.order)
        if actor.role in item.roles
    ]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: what a page's frame needs, made only where a template shows it: finders have no frame."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {}
    return {
        "actor": actor,
        "community": getattr(request, "community", None),
        "rail": SimpleLazyObject(partial(rail, request, actor)),
        "recordings": SimpleLazyObject(partial(recordings, request, actor)),
        "finds": SimpleLazyObject(lambda: _(", ").join(str(finder.title) for finder in finders_for(actor))),
    }
