"""What the database does for a statement: the tables it reads from end to end, how many rows it reads, how many it sorts."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

STEPS = 100  # of SQLite's machine between two looks at it


@dataclass
class Plan:
    """How a statement was answered. `read` counts rows on PostgreSQL, hundreds of steps on SQLite."""

    scanned: set[str] = field(default_factory=set)
    read: int = 0
    sorted: int = 0
    told: str = ""


Statement = tuple[str, Any]


@contextmanager
def statements() -> Iterator[list[Statement]]:
    """Keep what is asked of the database meanwhile."""
    kept: list[Statement] = []

    def keep(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        kept.append((str(sql), params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield kept


def plan_of(statement: Statement) -> Plan:
    """Ask the statement once more and tell how it was answered."""
    return (_on_postgresql if connection.vendor == "postgresql" else _on_sqlite)(*statement)


def _on_sqlite(sql: str, params: Any) -> Plan:
    plan = Plan()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        lines = [str(row[3]) for row in cursor.fetchall()]
        looks = 0

        def look() -> None:
            nonlocal looks
            looks += 1

        connection.connection.set_progress_handler(look, STEPS)
        try:
            cursor.execute(sql, params)
            cursor.fetchall()
        finally:
            connection.connection.set_progress_handler(None, STEPS)
    plan.read, plan.told = looks, " / ".join(lines)
    plan.scanned = {line.split()[1] for line in lines if line.startswith("SCAN ")}
    return plan


def _on_postgresql(sql: str, params: Any) -> Plan:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", params)
        told = cursor.fetchone()[0]
    plan = Plan()
    root = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    _walk(root, plan)
    plan.told = " / ".join(_words(root))
    return plan


def _walk(node: dict[str, Any], plan: Plan) -> None:
    loops = node.get("Actual Loops", 1)
    below = node.get("Plans", [])
    if "Relation Name" in node:
        removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        plan.read += int((node["Actual Rows"] + removed) * loops)
        if node["Node Type"] == "Seq Scan":
            plan.scanned.add(node["Relation Name"])
    if node["Node Type"] == "Sort":
        plan.sorted = max(plan.sorted, int(below[0]["Actual Rows"] * below[0].get("Actual Loops", 1)))
    for one in below:
        _walk(one, plan)


def _words(node: dict[str, Any]) -> Iterator[str]:
    where = node.get("Index Name") or node.get("Relation Name") or ""
    yield f"{node['Node Type']} {where} {node.get('Actual Rows')}x{node.get('Actual Loops')}"
    for one in node.get("Plans", []):
        yield from _words(one)
