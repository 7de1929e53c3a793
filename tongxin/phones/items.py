"""What a phone may write and take along: each app above declares its kind of item in `AppConfig.ready()`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.utils.functional import Promise

from tongxin.files.pictures import Picture
from tongxin.kit.actor import Actor
from tongxin.kit.clock import local_date
from tongxin.registers.appending import Draft

Said = TypeVar("Said")
KINDS: dict[str, "ItemKind[Any]"] = {}


@dataclass(frozen=True, slots=True)
class Made:
    """The row that an item became: its id, and the number under which people find it in the register."""

    id: UUID
    number: str


@dataclass(frozen=True, slots=True)
class Coming:
    """How an item comes, for the action that makes a row of it.

    `key` is the id the row gets, None where the item's own is taken. `written_at` is by the server's clock. `apart` asks
    to leave out what the item says it belongs to, `decided` tells that a person took it after it had been held. `also`
    are entries of that decision, recorded with the row's own. `flag` notes what a reader should know.
    """

    key: UUID | None
    came_by: str
    written_at: datetime
    pictures: tuple[Picture, ...]
    flag: Callable[[str], None]
    apart: bool = False
    decided: bool = False
    also: Sequence[Draft] = ()

    def day(self, said: date, *, at: datetime) -> date:
        """Return the day an item says it happened; one still to come becomes the day it was written, and is flagged.

        Days are China's, as everywhere: by UTC a morning's visit would be yesterday's.
        """
        today = local_date(at)
        if said <= today:
            return said
        self.flag("clock")
        return min(local_date(self.written_at), today)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of what an item says, for whoever decides on it; `href` and `state` where it names a row with a page."""

    label: str
    text: str
    href: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class ItemKind(Generic[Said]):
    """A kind of item that phones write.

    `code` stands in each payload and never changes. `template` holds the partials `list` (what was taken along) and
    `form` of the page for phones, `words` the sentences of its script (frontend/phone). `read` reads the kind's own fields
    and raises Unread; `apply` makes the row by the same action as the desk, and whatever it raises holds the item. `tell`
    says on the office's page what the item says, `address` where the row is. `takes_along` is what a phone carries for an
    actor, as JSON. `apart` names the button that takes an item without what it belongs to, "" where there is nothing.
    """

    code: str
    label: str | Promise
    template: str
    read: Callable[[Mapping[str, Any]], Said]
    apply: Callable[[Said, Coming, Actor, datetime], Made]
    tell: Callable[[Said], list[Line]]
    address: Callable[[UUID], str]
    takes_along: Callable[[Actor, datetime], Mapping[str, Any]]
    words: Callable[[], Mapping[str, str]]
    apart: Callable[[Said], str] = lambda _said: ""
    flags: Mapping[str, Callable[[], str]] = field(default_factory=dict)

    @property
    def list_part(self) -> str:
        """Return the partial that lists what was taken along."""
        return f"{self.template}#list"

    @property
    def form_part(self) -> str:
        """Return the partial with the form's fields."""
        return f"{self.template}#form"


def declare(kind: ItemKind[Any]) -> None:
    """Declare a kind of item. ValueError if its code is taken."""
    if kind.code in KINDS:
        raise ValueError(f"kind of item {kind.code} is declared twice")
    KINDS[kind.code] = kind


def readers() -> dict[str, Callable[[Mapping[str, Any]], Any]]:
    """Return kind: what reads its own fields."""
    return {kind.code: kind.read for kind in KINDS.values()}
