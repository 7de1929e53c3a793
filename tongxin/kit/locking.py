"""Making the senders of one thing wait for each other."""

import hashlib
from typing import TypeVar
from uuid import UUID

from django.db import connection

from tongxin.kit.kept import KeptQuery
from tongxin.kit.scope import current_community
from tongxin.kit.statements import NEXT

Row = TypeVar("Row")


def wait_for(key: UUID, then: KeptQuery[Row]) -> Row | None:
    """Let only one transaction at a time go on with a key; the others wait here until it has ended. Return the first row of a query.

    The query has one place, `key`, and is asked once the wait is over: it sees what was written meanwhile. Belongs inside a transaction.
    On SQLite there is nothing to wait for: a transaction holds the one writer's lock from its start on. On PostgreSQL the lock is
    advisory and named by 64 bits of the key: two keys that share them only wait.
    """
    if connection.vendor != "postgresql":
        return then.first(key=key)
    number = int.from_bytes(key.bytes[8:], signed=True)
    asked = then.statement(key=key)
    with connection.cursor() as cursor:
        # Two statements in one message, and not one statement that does both: that would see the rows as they were
        # before it had to wait.
        cursor.execute(f"SELECT pg_advisory_xact_lock(%s){NEXT}{asked.sql}", [number, *asked.values])
        cursor.nextset()
        found = then.rows(cursor.fetchall())
    return found[0] if found else None


def in_turn(*what: str) -> None:
    """Let only one transaction of the open community at a time go on with something that is named by words and has no row yet.

    What is asked afterwards sees what the others wrote meanwhile. Taken after the key and before the rows that it is asked for. On SQLite
    there is nothing to wait for, as in `wait_for`.
    """
    if connection.vendor != "postgresql":
        return
    named = "\x1f".join([str(current_community()), *what])
    number = int.from_bytes(hashlib.sha256(named.encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
