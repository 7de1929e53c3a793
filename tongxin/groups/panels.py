"""What apps above show on a group's page: filled in their `AppConfig.ready()`."""

from collections.abc import Callable
from typing import Any

from tongxin.groups.models import Group
from tongxin.kit.actor import Actor

# Called with the group and who looks; returns {"title", "rows": [(words, href)], "note"}.
PANELS: list[Callable[[Group, Actor], dict[str, Any]]] = []
