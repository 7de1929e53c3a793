"""What each table must look like on the engine at hand, told from its model; and what it looks like, told by the database."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import CompositePrimaryKey

from tongxin.communities.checks import is_tenant, own_models
from tongxin.kit.tenancy import COMMUNITY_COLUMN, TenantForeignKey

Columns = tuple[str, ...]


@dataclass
class Table:
    """A table's definition; what has a name of ours is held by name, what the database names by its columns."""

    columns: dict[str, bool] = field(default_factory=dict)  # name: may be empty
    primary_key: Columns = ()
    foreign_keys: set[tuple[Columns, str, Columns]] = field(default_factory=set)
    unique: dict[str, Columns] = field(default_factory=dict)
    unnamed_unique: set[Columns] = field(default_factory=set)
    indexes: dict[str, Columns] = field(default_factory=dict)
    checks: set[str] = field(default_factory=set)
    checked_columns: set[Columns] = field(default_factory=set)


def tables() -> dict[str, Any]:
    """Return name: model for every table of ours."""
    return {model._meta.db_table: model for model in own_models() if model._meta.managed}


def on_postgresql() -> bool:
    """Tell which engine the suite runs on."""
    return connection.vendor == "postgresql"


def wanted(model: Any) -> Table:
    """Say what a model's table must be on this engine."""
    table = Table()
    pairs = on_postgresql() and is_tenant(model)
    for one in model._meta.local_concrete_fields:
        table.columns[one.column] = (
            one.null or one.generated
        )  # what the database computes, it may leave empty
        if one.unique and not one.primary_key:
            table.unnamed_unique.add((one.column,))
        if one.db_index and not one.unique:
            table.indexes[_editor()._create_index_name(model._meta.db_table, [one.column])] = (one.column,)
        if one.db_parameters(connection=connection)["check"]:
            table.checked_columns.add((one.column,))
        if one.remote_field and one.db_constraint:
            target = one.target_field
            before = (COMMUNITY_COLUMN,) if pairs and isinstance(one, TenantForeignKey) else ()
            table.foreign_keys.add(
                ((*before, one.column), target.model._meta.db_table, (*before, target.column))
            )
    key = model._meta.pk
    own = tuple(key.columns) if isinstance(key, CompositePrimaryKey) else (key.column,)
    table.primary_key = (COMMUNITY_COLUMN, *own) if pairs and COMMUNITY_COLUMN not in own else own
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            table.unique[constraint.name] = _columns(model, constraint.fields)
        else:
            table.checks.add(constraint.name)
    table.indexes |= {index.name: _columns(model, index.fields) for index in model._meta.indexes}
    return table


def _editor() -> Any:
    return connection.schema_editor(collect_sql=True)


def _columns(model: Any, names: Any) -> Columns:
    return tuple(model._meta.get_field(name.lstrip("-")).column for name in names)


def found(name: str) -> Table:
    """Read a table's definition from the database."""
    table = Table()
    read = connection.introspection
    with connection.cursor() as cursor:
        described = read.get_table_description(cursor, name)
        table.columns = {column.name: bool(column.null_ok) for column in described}
        constraints = read.get_constraints(cursor, name)
        table.foreign_keys = set(_foreign_keys(cursor, name, constraints))
        table.primary_key = _primary_key(cursor, name, constraints)
    for label, item in constraints.items():
        columns = tuple(dict.fromkeys(item["columns"] or ()))
        if item["primary_key"]:
            continue
        if item["check"]:
            # Django names the checks of a column on SQLite itself, PostgreSQL names them after table and column.
            named = not label.startswith(("__unnamed", f"{name}_"))
            if named:
                table.checks.add(label)
            else:
                table.checked_columns.add(columns)
        elif item["unique"]:
            _keep_unique(
                table, label, columns, named=not label.startswith(("__unnamed", "sqlite_auto", f"{name}_"))
            )
        elif item["index"] and not label.endswith("_like"):
            table.indexes[label] = columns
    return table


def _keep_unique(table: Table, label: str, columns: Columns, *, named: bool) -> None:
    if named:
        table.unique[label] = columns
    else:
        table.unnamed_unique.add(columns)


def _primary_key(cursor: Any, name: str, constraints: dict[str, Any]) -> Columns:
    if on_postgresql():
        return next(tuple(item["columns"]) for item in constraints.values() if item["primary_key"])
    # Django reads the columns of a key in the order of the table's columns there.
    cursor.execute("SELECT name FROM pragma_table_info(%s) WHERE pk > 0 ORDER BY pk", [name])
    return tuple(column for (column,) in cursor.fetchall())


def _foreign_keys(
    cursor: Any, name: str, constraints: dict[str, Any]
) -> Iterator[tuple[Columns, str, Columns]]:
    if not on_postgresql():
        for item in constraints.values():
            if item["foreign_key"]:
                other, column = item["foreign_key"]
                yield tuple(item["columns"]), other, (column,)
        return
    cursor.execute(
        """
        SELECT c.confrelid::regclass::text,
               ARRAY(SELECT attname::text FROM unnest(c.conkey) WITH ORDINALITY AS k(n, at)
                     JOIN pg_attribute ON attrelid = c.conrelid AND attnum = k.n ORDER BY k.at),
               ARRAY(SELECT attname::text FROM unnest(c.confkey) WITH ORDINALITY AS k(n, at)
                     JOIN pg_attribute ON attrelid = c.confrelid AND attnum = k.n ORDER BY k.at)
        FROM pg_constraint c WHERE c.contype = 'f' AND c.conrelid = %s::regclass
        """,
        [name],
    )
    for other, own, theirs in cursor.fetchall():
        yield tuple(own), other, tuple(theirs)


def differences(name: str, model: Any) -> list[str]:
    """Say in which parts a table of the database differs from what its model wants."""
    want, have = wanted(model), found(name)
    said = []
    for part in Table.__dataclass_fields__:
        wants, has = (_items(getattr(table, part)) for table in (want, have))
        if wants != has:
            missing = [item for item in wants if item not in has]
            more = [item for item in has if item not in wants]
            said.append(f"{name}.{part}: missing {missing}, not wanted {more}")
    return said


def _items(part: Any) -> list[Any]:
    """Return what is compared: the columns of a key in their order, all else whatever its order."""
    if isinstance(part, tuple):
        return list(part)
    return sorted(part.items() if isinstance(part, dict) else part)


def copied(model: type[models.Model], table: str, **fields: Any) -> Any:
    """Return a model like another, for a table of its own without the other's named indexes and constraints.

    `fields` are added. The models it points to are those of the project's last migrations.
    """
    state = ProjectState.from_apps(apps)
    copy = ModelState.from_model(model, exclude_rels=False)
    copy.name = "Copied"
    copy.options = {"db_table": table, "base_manager_name": None}
    copy.fields |= fields
    copy.managers = []
    state.add_model(copy)
    return state.apps.get_model(model._meta.app_label, "copied")
