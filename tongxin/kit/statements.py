"""Statements that change what is stored, put together without the ORM and sent together: for what every deed writes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import Model

MOST_ROWS = 200  # in one INSERT: SQLite takes 32,766 values at most
# What parts statements that are sent as one: no identifier and no mark holds it.
NEXT = ";\n"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement with its values: text, numbers, yes/no, bytes, dates, aware moments, UUIDs or None."""

    sql: str
    values: Sequence[Any]


def inserting(
    model: type[Model], columns: tuple[str, ...], rows: Iterable[Sequence[Any]]
) -> Iterator[Statement]:
    """Yield what inserts rows, each in the order of `columns` (database columns); nothing for no rows."""
    held = list(rows)
    for start in range(0, len(held), MOST_ROWS):
        part = held[start : start + MOST_ROWS]
        yield Statement(_insert(model, columns, len(part)), list(chain.from_iterable(part)))


def inserting_row(row: Model) -> Statement:
    """Return what inserts a new row as its model stores it. What the database computes is not read back until it is asked for."""
    fields = [field for field in row._meta.concrete_fields if not field.generated]
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    return Statement(_insert(type(row), columns_of(type(row)), 1), values)


def was_inserted(row: Model) -> None:
    """Let a row know that it stands in the database: saved once more, it is updated."""
    row._state.adding, row._state.db = False, connection.alias


@lru_cache(maxsize=512)
def _insert(model: type[Model], columns: tuple[str, ...], number: int) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    marks = "(" + ", ".join(["%s"] * len(columns)) + ")"
    into = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES '  # noqa: S608  # the model's own names
    return into + ", ".join([marks] * number)


def columns_of(model: type[Model]) -> tuple[str, ...]:
    """Return the database columns of a model in the order of its fields, without what the database computes."""
    return tuple(str(field.column) for field in model._meta.concrete_fields if not field.generated)


def run(statements: Iterable[Statement]) -> int:
    """Run statements in order, within the open transaction; return how many rows the last one touched.

    To PostgreSQL they go as one message: one way there and back, whatever their number.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            held = list(statements)
            values = [value for statement in held for value in statement.values]
            cursor.execute(NEXT.join(statement.sql for statement in held), values)
            while cursor.nextset():
                pass
        else:
            for statement in statements:
                cursor.execute(statement.sql, statement.values)
        return int(cursor.rowcount)
