"""What apps above want to hear about people; filled in their `AppConfig.ready()`."""

from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

from tongxin.kit.actor import Actor
from tongxin.people.models import Consent

# Called inside the withdrawal's transaction.
consent_withdrawn: list[Callable[[Consent, Actor, datetime], None]] = []
# Called inside the transaction that changed what somebody agreed to, belongs to or where they live, with the households
# concerned; with None for all of them, when a sheet was taken in.
homes_changed: list[Callable[[Collection[UUID] | None, Actor, datetime], None]] = []


def tell_homes(homes: Collection[UUID | None] | None, by: Actor, at: datetime) -> None:
    """Tell whoever listens; called before the entry is recorded, so that registers are locked in one order."""
    known = None if homes is None else {home for home in homes if home is not None}
    if known is None or known:
        for hook in homes_changed:
            hook(known, by, at)
