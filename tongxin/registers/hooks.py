"""What apps above tell the registers; filled in their `AppConfig.ready()`."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Named:
    """A row in words, and its page if it has one."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Naming:
    """How an entry's page speaks of the rows of a model, and how a wrong one is chosen anew.

    `href` gives the address of a row's page; `choose` the form field with which an amendment names another row; `key` the
    column by which entries name it (an account's random reference instead of its id). `brief` says in a line for staff
    what the row is about, free text included, where entries pass by (the start page); `apart` says, for staff, what tells a row from
    another that is called the same; `related` names what words read.
    """

    words: Callable[[Any], str] = str
    brief: Callable[[Any], str] | None = None
    apart: Callable[[Any], str] | None = None
    related: tuple[str, ...] = ()
    href: Callable[[UUID], str] | None = None
    choose: Callable[[str | Promise], forms.Field] | None = None
    key: str = "pk"


# By model. A row of a model that is not named here is spoken of by its own `__str__`, without a link.
NAMINGS: dict[type[models.Model], Naming] = {}


def name_rows(
    model: type[models.Model], ids: Collection[UUID], *, brief: bool = False, apart: bool = False
) -> list[Named]:
    """Put rows into words, one query; a row that is gone is said to be gone. `brief` and `apart` are for staff alone."""
    naming = NAMINGS.get(model, Naming())
    words = (
        naming.brief if brief and naming.brief else naming.apart if apart and naming.apart else naming.words
    )
    rows = model._default_manager.filter(**{f"{naming.key}__in": list(ids)})
    found = {
        getattr(row, naming.key): row
        for row in (rows.select_related(*naming.related) if naming.related else rows)
    }
    return [
        Named(words(found[pk]), naming.href(pk) if naming.href else "")
        if pk in found
        else Named(_("no longer kept"))
        for pk in ids
    ]


# Accounts lie above the registers: who acted, reference: name. Set by `communities`.
names_of_actors: list[Callable[[set[UUID]], dict[UUID, str]]] = []


def actors(refs: set[UUID]) -> dict[UUID, str]:
    """Return reference: name of who wrote entries."""
    return {ref: name for names in names_of_actors for ref, name in names(refs).items()}


# So do the communities whose registers the clock verifies. Set by `communities`.
list_of_communities: list[Callable[[], Iterable[UUID]]] = []


def every_community() -> list[UUID]:
    """Return the ids of all communities."""
    return [pk for listed in list_of_communities for pk in listed()]


@dataclass(frozen=True, slots=True)
class Later:
    """Columns of a book that on paper are filled in later by hand, read here from the rows as they stand.

    `read` is called once for a page with the ids of its entries and gives entry id: column name: value.
    """

    columns: Sequence[tuple[str, str | Promise]]
    read: Callable[[Sequence[UUID]], dict[UUID, dict[str, Any]]]


# By register code.
LATER: dict[str, Later] = {}


def later(
    register: str,
    columns: Iterable[tuple[str, str | Promise]],
    read: Callable[[Sequence[UUID]], dict[UUID, dict[str, Any]]],
) -> None:
    """Declare a book's later columns; ValueError if they are declared twice."""
    if register in LATER:
        raise ValueError(f"the later columns of {register} are declared twice")
    LATER[register] = Later(tuple(columns), read)
