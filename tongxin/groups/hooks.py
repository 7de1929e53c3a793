"""What apps above want to hear about a membership that ends; filled in their `AppConfig.ready()`."""

from collections.abc import Callable, Collection, Mapping, Sequence
from uuid import UUID

from tongxin.groups.models import GroupMember
from tongxin.registers.kinds import EntryKind

# Called inside the transaction in which a member left; whoever listens returns what is to be recorded of it.
member_left: list[Callable[[GroupMember], Sequence[EntryKind]]] = []
# Asked with the ids of members: what is open in whose hands, in a few words each.
in_hands: list[Callable[[Collection[UUID]], Mapping[UUID, Sequence[str]]]] = []


def held_by(members: Collection[UUID]) -> dict[UUID, list[str]]:
    """Return member: what is open in their hands, as the apps above say it."""
    held: dict[UUID, list[str]] = {}
    for hook in in_hands:
        for member, words in hook(members).items():
            held.setdefault(member, []).extend(words)
    return held
