"""Watches the order of locks: rows first, the heads of the registers last, once in an action.

Two transactions that take the same locks in opposite orders stop each other for good. `record()` takes the locks that
everybody shares, so an action calls it last: whatever it locks, changes or deletes afterwards is a fault, but for the
registers' own rows, which stand under those locks.
"""

import re
from collections.abc import Callable
from typing import Any

_LOCKS = re.compile(r"^\s*(?:UPDATE|DELETE FROM)\s+\"(\w+)\"|^\s*SELECT\b.*?\bFROM \"(\w+)\".*\bFOR (?:NO KEY )?UPDATE", re.DOTALL)
_HEAD = "registers_registerhead"
OWN = "registers_"


class LockGuard:
    """An execute wrapper that keeps what was locked too late.

    An action is told by its outermost savepoint: tests run within a transaction of their own.
    """

    def __init__(self) -> None:
        self.faults: list[str] = []
        self._recorded: dict[str, bool] = {}

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        action = next((sid for sid in context["connection"].savepoint_ids if sid), None)
        if action is not None:
            self._look(action, str(sql))
        return execute(sql, params, many, context)
