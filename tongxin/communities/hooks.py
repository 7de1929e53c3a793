"""What apps above add to an account: filled in their `AppConfig.ready()`."""

from collections.abc import Callable
from uuid import UUID

# The groups an account leads or belongs to; called with the scope open.
groups_of: list[Callable[[UUID], frozenset[UUID]]] = []
