"""What the contract tests need of each app, from its `tests/<app>/examples.py`.

`KINDS` holds one example of each kind of entry, `ARGUMENTS` what stands for each part of an address, and `figures` leaves rows behind each
figure. What is missing is said by the test that needs it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.conftest import World


@dataclass(frozen=True, slots=True)
class Example:
    """How an entry of a kind comes about, and how it is corrected.

    `before` makes what must be there first and hands it on to `write`, which does the deed that writes the entry. `changes` names a new value
    for each fact that can be amended: as Python has it, or a function of the world. `others` are the figures that the same deed moves by
    its other entries: a visit counts as one, whether or not its gift is void.
    """

    write: Callable[[World, datetime, Any], Any]
    before: Callable[[World, datetime], Any] = lambda world, at: None
    changes: Mapping[str, Any] = field(default_factory=dict)
    others: frozenset[str] = frozenset()
    counted_nowhere: str = ""  # why no figure moves with it, where none does


def all_examples() -> dict[str, Example]:
    """Return schema: example, from every app's file."""
    found: dict[str, Example] = {}
    for module in modules():
        found |= getattr(module, "KINDS", {})
    return found


def all_arguments() -> dict[str, Callable[[World, datetime], Any]]:
    """Return what stands for each part of an address, by its name; `page.part` where it differs for a page."""
    return {name: make for module in modules() for name, make in getattr(module, "ARGUMENTS", {}).items()}


def fill_figures(world: World, at: datetime) -> None:
    """Leave rows behind every figure of the report, by the actions of every app."""
    for module in modules():
        if hasattr(module, "figures"):
            module.figures(world, at)


def modules() -> Iterator[Any]:
    """Return the examples of every app, in the order of their names."""
    for path in sorted(Path(__file__).parent.glob("*/examples.py")):
        yield import_module(f"tests.{path.parent.name}.examples")
