"""Many rows in the tables of the lists, made by the database itself from the few that the examples left.

Row number n of every table has the same id, so that what points to a crowded table points to its own row there. An app says in `CROWD` of its
`tests/<app>/examples.py` how its columns are spread, as SQL over n and `{id}`, the id of row n; whatever it does not speak of stays as the copied row has it, but days
go back by up to forty and what must be unique is.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.db import connection, models

from tests.examples import modules
from tongxin.communities.checks import is_tenant
from tongxin.kit.scope import current_community
from tongxin.people.keeping import measure_tables

DAYS = 40  # over which the days of the copies are spread: hundreds share a day, so that an index must hold the unique column too
FIRST = 100_000  # above every number that an example has
ID = "00000000000070008000"  # before the twelve digits of n: a UUIDv7 of long ago


def spread() -> dict[str, dict[str, str]]:
    """Return label of a model: column: SQL over n, from every app's examples."""
    found: dict[str, dict[str, str]] = {}
    for module in modules():
        found |= getattr(module, "CROWD", {})
    return found


def with_what_they_name(found: Iterable[Any], few: Collection[str]) -> list[Any]:
    """Return models and all that their rows point to, each after what it points to, without those of which there are few."""
    in_order: list[Any] = []

    def add(model: Any) -> None:
        if model in in_order or model._meta.label in few or not is_tenant(model):
            return
        for one in model._meta.concrete_fields:
            if one.remote_field and one.related_model is not model:
                add(one.related_model)
        in_order.append(model)

    for model in found:
        add(model)
    return in_order


def fill(crowded: Mapping[Any, int]) -> None:
    """Copy the rows of each model until there are so many more, and let the database count them."""
    said = spread()
    community = models.UUIDField().get_db_prep_value(current_community(), connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SET LOCAL session_replication_role = replica"
            )  # the copies are not checked one by one
        for model, rows in crowded.items():
            cursor.execute(_copying(model, crowded, said.get(model._meta.label, {})), [rows, community])
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = origin")
            for model in crowded:
                cursor.execute(f"ANALYZE {model._meta.db_table}")
    if connection.vendor == "sqlite":
        measure_tables()  # what a site does after an import, and no more


def _copying(model: Any, crowded: Mapping[Any, int], said: dict[str, str]) -> str:
    fields = [one for one in model._meta.concrete_fields if not one.generated]
    columns = ", ".join(f'"{one.column}"' for one in fields)
    unique = set(_made_unique(model, crowded))
    values = ", ".join(
        said.get(one.column, "").replace("%", "%%").replace("{id}", _id())
        or _value(one, one.name in unique, crowded)
        for one in fields
    )
    table = model._meta.db_table
    return (
        "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %s), "
        f"source AS (SELECT *, row_number() OVER (ORDER BY id) - 1 AS nth, count(*) OVER () AS sources "
        f"FROM {table} WHERE community_id = %s) "
        f"INSERT INTO {table} ({columns}) SELECT {values} FROM numbers JOIN source ON n %% sources = nth"
    )


def _made_unique(model: Any, crowded: Collection[Any]) -> Iterator[str]:
    """Name of each constraint the last field, unless one of its fields points to a row of its own already."""
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            fields = [model._meta.get_field(name) for name in constraint.fields]
            if not any(one.related_model in crowded for one in fields if one.remote_field):
                yield fields[-1].name


def _value(field: Any, unique: bool, crowded: Collection[Any]) -> str:
    column = f'"{field.column}"'
    if field.primary_key:
        return _id()
    if field.remote_field and field.related_model in crowded:
        return f"CASE WHEN {column} IS NULL THEN NULL ELSE {_id()} END"
    if unique:
        return _unique(field)
    if isinstance(field, models.DateField):
        return _earlier(field, column)
    return column


def _unique(field: Any) -> str:
    if isinstance(field, models.UUIDField):
        return _id()
    return f"{FIRST} + n" if isinstance(field, models.IntegerField) else "'k' || n"


def _id() -> str:
    if connection.vendor == "postgresql":
        return f"('{ID}' || lpad(to_hex(n), 12, '0'))::uuid"
    return f"'{ID}' || printf('%%012x', n)"


def _earlier(field: Any, column: str) -> str:
    if connection.vendor == "postgresql":
        back = f"{column} - (n %% {DAYS}) * interval '1 day'"
        return back if isinstance(field, models.DateTimeField) else f"({back})::date"
    if isinstance(field, models.DateTimeField):
        return f"strftime('%%Y-%%m-%%d %%H:%%M:%%f', {column}, -(n %% {DAYS}) || ' days')"
    return f"date({column}, -(n %% {DAYS}) || ' days')"
