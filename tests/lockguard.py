"""Watches the order of locks: rows first, the heads of the registers last, all at once.

Two transactions that take the same locks in opposite orders stop each other for good. `record()` takes the locks that
everybody shares, so an action calls it last, and once. What an action locks, changes or deletes afterwards is a fault,
but for the registers' own rows, which stand under those locks, and for rows of a table that it had locked before. A new
row may follow, one that shows its entry's number: the rows that it points to are shared, never taken
(`TenantQuerySet.locked`).
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import connection

from tongxin.kit.scope import TenantQuerySet
from tongxin.kit.statements import NEXT
from tongxin.registers.kinds import REGISTERS

_CHANGED = re.compile(r'\s*(?:UPDATE|DELETE FROM)\s+"(\w+)"')
# SQLite has no words for it, so the query sets are watched too; this finds locks taken past them on PostgreSQL.
_LOCKED = re.compile(r'\s*SELECT\b.*?\bFROM "(\w+)".*\bFOR (?:NO KEY )?UPDATE', re.DOTALL)
_HEADS = re.compile(r'\s*SELECT\b.*?\bFROM "registers_registerhead".*"register" (?:IN|=) ', re.DOTALL)
_OWN = "registers_"


# The same few statements are asked in most tests.
@lru_cache(20_000)
def _looked_at(sql: str) -> tuple[tuple[str, str], ...]:
    """Return what the statements of a text take: the heads of registers, a lock on rows of a table, a change of them."""
    found = []
    for each in sql.split(NEXT):
        if _HEADS.match(each):
            found.append(("heads", ""))
        elif locked := _LOCKED.match(each):
            found.append(("lock", locked[1]))
        elif changed := _CHANGED.match(each):
            found.append(("change", changed[1]))
    return tuple(found)


@dataclass
class _Action:
    """What one action has locked so far."""

    tables: set[str] = field(default_factory=set)
    heads: set[str] = field(default_factory=set)


class LockGuard:
    """Keeps what was locked too late. An action is told by its outermost savepoint: tests are a transaction themselves."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self._actions: dict[str, _Action] = defaultdict(_Action)
        self._resting = False
        self._around = 0

    @contextmanager
    def resting(self) -> Iterator[None]:
        """Look away, where many actions are made within one transaction on a database that nobody else writes to."""
        self._resting = True
        try:
            yield
        finally:
            self._resting = False

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch every statement and every query set that is locked."""
        plain = TenantQuerySet.locked

        def locked(queryset: Any) -> Any:
            self.lock(queryset.model._meta.db_table)
            return plain(queryset)

        # Savepoints that were open before belong to whoever keeps rows for several tests, not to an action.
        self._around = len(connection.savepoint_ids)
        TenantQuerySet.locked = locked  # type: ignore[method-assign]
        try:
            with connection.execute_wrapper(self._statement):
                yield
        finally:
            TenantQuerySet.locked = plain  # type: ignore[method-assign]

    def _statement(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        for what, table in _looked_at(str(sql)):
            self.look(what, table, params or ())
        return execute(sql, params, many, context)

    def look(self, what: str, table: str, params: Any = ()) -> None:
        """Take note of what a statement does to a table."""
        if what == "heads":
            self.take_heads({value for value in params if value in REGISTERS})
        elif what == "lock":
            self.lock(table)
        else:
            self.change(table)

    def take_heads(self, codes: set[str]) -> None:
        """Take the heads of registers."""
        if action := self._action():
            late = codes - action.heads
            if action.heads and late:
                self._find(f"heads {sorted(late)} taken after {sorted(action.heads)}: record once")
            action.heads |= codes

    def lock(self, table: str) -> None:
        """Lock rows of a table."""
        if (action := self._action()) and not table.startswith(_OWN):
            if action.heads:
                self._find(f"{table} locked after record()")
            action.tables.add(table)

    def change(self, table: str) -> None:
        """Change or delete rows of a table."""
        if (action := self._action()) and not table.startswith(_OWN):
            if action.heads and table not in action.tables:
                self._find(f"{table} changed after record()")
            action.tables.add(table)

    def _find(self, fault: str) -> None:
        if fault not in self.faults:
            self.faults.append(fault)

    def _action(self) -> _Action | None:
        first = next((sid for sid in connection.savepoint_ids[self._around :] if sid), None)
        return self._actions[first] if first and not self._resting else None
