"""What apps above want to hear when an entry is corrected; filled in their `AppConfig.ready()`."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from tongxin.kit.actor import Actor
from tongxin.registers.models import Entry

# Called inside the amendment's transaction with the entry amended and the fields that changed.
amended: list[Callable[[Entry, Mapping[str, Any], Actor, datetime], None]] = []
# Called inside the transaction that declares an entry void.
voided: list[Callable[[Entry, Actor, datetime], None]] = []
