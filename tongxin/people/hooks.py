"""What apps above want to hear about people; filled in their `AppConfig.ready()`."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from uuid import UUID

from tongxin.kit.actor import Actor
from tongxin.people.models import Consent
from tongxin.registers.kinds import EntryKind

# Called inside the withdrawal's transaction; whoever listens returns what is to be recorded beside it.
consent_withdrawn: list[Callable[[Consent, Actor, datetime], Sequence[EntryKind]]] = []
# Called inside the correction that moved the day of a withdrawal.
withdrawal_moved: list[Callable[[Consent], None]] = []
# Called inside the transaction that changed what somebody agreed to, belongs to or where they live, with the households
# concerned; with None for all of them, when a sheet was taken in. Whoever listens returns what is to be recorded of it.
homes_changed: list[Callable[[Collection[UUID] | None, Actor, datetime], Sequence[EntryKind]]] = []


def tell_homes(homes: Collection[UUID | None] | None, by: Actor, at: datetime) -> list[EntryKind]:
    """Tell whoever listens; return what followed, for the action to record with its own entry, once and last."""
    known = None if homes is None else {home for home in homes if home is not None}
    if known is not None and not known:
        return []
    return [body for hook in homes_changed for body in hook(known, by, at)]
