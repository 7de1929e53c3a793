"""What apps above add to an account: filled in their `AppConfig.ready()`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from tongxin.communities.models import Account
from tongxin.kit.actor import Actor

# The groups an account belongs to, with whether it leads each; called with the scope open.
groups_of: list[Callable[[UUID], Mapping[UUID, bool]]] = []


@dataclass(frozen=True, slots=True)
class Note:
    """What stands beside an account on the office's page: words, and where it is changed, for who may."""

    words: str
    href: str = ""


# Account: what an app above says of it, in one query whatever their number.
account_notes: list[Callable[[Sequence[Account], Actor], Mapping[UUID, Note]]] = []
