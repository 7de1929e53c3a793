"""What apps above want to hear when a community's days change; filled in their `AppConfig.ready()`."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from tongxin.kit.actor import Actor
from tongxin.registers.kinds import EntryKind

# Called inside the transaction with the days that were entered; returns what is to be recorded of what followed.
days_changed: list[Callable[[Sequence[date], Actor, datetime], Sequence[EntryKind]]] = []
