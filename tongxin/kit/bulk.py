"""Inserting many rows at once, past the ORM: COPY on PostgreSQL, one prepared statement on SQLite."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model

# How Django stores these on SQLite. It converts them itself, so only what goes past it comes here.
sqlite3.register_adapter(UUID, attrgetter("hex"))
sqlite3.register_adapter(date, date.isoformat)
sqlite3.register_adapter(datetime, lambda value: str(value.astimezone(UTC).replace(tzinfo=None)))


def plan_anew() -> None:
    """Let PostgreSQL plan its checks of keys anew: after a table has grown by thousands of rows within one transaction.

    A check of a foreign key keeps the plan of its first use. Made while the table was nearly empty, any index that begins with the
    community looks as good as the key's own, and at a great commit each row would be looked for among all of its community's.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DISCARD PLANS")


def insert_rows(model: type[Model], columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows, each a tuple in the order of `columns` (database columns), all of which must be new.

    Values are text, numbers, yes/no, bytes, dates, aware moments, UUIDs or None. Rows in the order of the table's
    widest index go in fastest. It belongs inside a transaction: outside one, SQLite would sync the disk for each row.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("insert_rows() belongs inside a transaction")
    names = ", ".join(f'"{name}"' for name in columns)
    table = f'"{model._meta.db_table}"'
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            plan_anew()
            return
        # Django's wrapper rewrites placeholders for each row; the driver's own cursor does not.
        marks = ", ".join("?" * len(columns))
        insert = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608  # the model's own names
        connection.connection.cursor().executemany(insert, rows)
