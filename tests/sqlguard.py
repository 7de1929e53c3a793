"""Watches every statement: a tenant table may only be read, changed or joined together with its community."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from tongxin.communities.checks import is_tenant, own_models
from tongxin.kit.statements import NEXT

_TABLE = re.compile(
    r'(?:FROM|JOIN|UPDATE)\s+"(\w+)"(?:\s+(?:AS\s+)?"?(?!ON\b|WHERE\b|SET\b|INNER\b|LEFT\b|ORDER\b|GROUP\b|LIMIT\b)([A-Za-z]\w*)"?)?',
    re.IGNORECASE,
)


class Guard:
    """An execute wrapper that keeps what broke the rule."""

    def __init__(self) -> None:
        self.tables = _tenant_tables()
        self.faults: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        self.faults += _faults(str(sql), self.tables)
        return execute(sql, params, many, context)

    def check(self, sql: str) -> list[str]:
        """Return the tables that a statement touches without their community."""
        return list(_faults(sql, self.tables))


@lru_cache(1)
def _tenant_tables() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in own_models() if is_tenant(model))


# The same few statements are asked in most tests.
@lru_cache(20_000)
def _faults(sql: str, tables: frozenset[str]) -> tuple[str, ...]:
    return tuple(fault for each in sql.split(NEXT) for fault in _check(each, tables))


def _check(sql: str, tables: frozenset[str]) -> list[str]:
    if not sql.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE")):
        return []
    found = []
    for table, alias in _TABLE.findall(sql):
        name = alias or table
        if table in tables and not re.search(
            rf'"?{name}"?\."community_id"\s*(?:=|IN)|=\s*\(?"?{name}"?\."community_id"', sql
        ):
            found.append(f"{table}: {sql[:600]}")
    return found
