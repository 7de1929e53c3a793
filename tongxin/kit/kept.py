"""Queries that are asked at every request or deed: their SQL is put together once, and only the values change.

To put together the ORM's query for one row found by its key takes some ten times as long as SQLite takes to answer it. A
kept query is an ordinary query set, with places instead of values; it gives the same rows, models with `select_related`
or tuples of `values_list`, by the same converters. Nothing that was read is kept: every asking asks the database.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection, transaction
from django.db.models import Expression, Field, QuerySet, UUIDField
from django.db.models.query import ModelIterable, ValuesListIterable
from django.db.models.query import get_related_populators as _populators

from tongxin.kit.scope import community_scope, current_community
from tongxin.kit.statements import Statement

Row = TypeVar("Row")
populators: Any = _populators  # the stubs know the arguments of Django 6 alone
_COMMUNITY = "the open community"


class Given(Expression):
    """A place in a kept query for a value that comes with each asking; `field` says how the value is stored."""

    def __init__(self, name: str, field: "Field[Any, Any] | None" = None) -> None:
        super().__init__(output_field=field or UUIDField())
        self.name = name

    def as_sql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Stand for the value."""
        return "%s", [self]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is kept of a query for one database: its SQL, the places in it, and how an answer becomes rows."""

    sql: str
    places: tuple[Any, ...]
    converters: dict[int, Any]
    compiler: Any
    is_model: bool
    locks: bool


class KeptQuery(Generic[Row]):
    """A query set with places (`Given`) for its values. The community's own place is added by its manager.

    `build` is called when it is first asked; it may ask the database nothing, and each value that differs from asking to
    asking must be a place: any other stays as it was at first.
    """

    def __init__(self, build: "Callable[[], QuerySet[Any, Any]]") -> None:
        self._build = build
        self._plans: dict[str, _Plan] = {}

    def all(self, **values: Any) -> list[Row]:
        """Return the rows for the values of the places."""
        asked = self.statement(**values)
        with connection.cursor() as cursor:
            cursor.execute(asked.sql, asked.values)
            return self.rows(cursor.fetchall())

    def first(self, **values: Any) -> Row | None:
        """Return the first row, or None."""
        found = self.all(**values)
        return found[0] if found else None

    def statement(self, **values: Any) -> Statement:
        """Return the query with its values, for who sends it together with another."""
        plan = self._plan()
        if plan.locks and not connection.in_atomic_block:
            raise transaction.TransactionManagementError("rows are locked only inside a transaction")
        given = [_stored(place, values) if isinstance(place, Given) else place for place in plan.places]
        return Statement(plan.sql, given)

    def rows(self, found: Sequence[Sequence[Any]]) -> list[Row]:
        """Return what the database answered as rows."""
        plan = self._plan()
        answered: Any = [_converted(row, plan) for row in found]
        return _instances(answered, plan.compiler) if plan.is_model else answered

    def _plan(self) -> _Plan:
        plan = self._plans.get(connection.vendor)
        if plan is None:
            plan = self._plans[connection.vendor] = self._planned()
        return plan

    def _planned(self) -> _Plan:
        place: Any = Given(_COMMUNITY)
        with community_scope(place):
            queryset = self._build()
        compiler = queryset.query.get_compiler(connection=connection)
        sql, places = compiler.as_sql()
        converters = compiler.get_converters([column[0] for column in compiler.select])
        kind = queryset._iterable_class
        if kind not in (ModelIterable, ValuesListIterable):
            raise TypeError("a kept query gives models or tuples")
        is_locking = bool(queryset.query.select_for_update and connection.features.has_select_for_update)
        return _Plan(sql, tuple(places), converters, compiler, kind is ModelIterable, is_locking)


def _stored(place: Given, values: dict[str, Any]) -> Any:
    value = current_community() if place.name == _COMMUNITY else values[place.name]
    return place.output_field.get_db_prep_value(value, connection=connection)


def _converted(row: Sequence[Any], plan: _Plan) -> tuple[Any, ...]:
    cells = list(row)
    for at, (converters, expression) in plan.converters.items():
        for convert in converters:
            cells[at] = convert(cells[at], expression, connection)
    return tuple(cells)


def _instances(rows: Sequence[tuple[Any, ...]], compiler: Any) -> list[Any]:
    """Make models of rows as Django's own iterable does, with what `select_related` joined to them."""
    made = compiler.klass_info
    own = made["select_fields"]
    first, last = own[0], own[-1] + 1
    names = [column[0].target.attname for column in compiler.select[first:last]]
    related = populators(made, compiler.select, connection.alias)
    found = []
    for row in rows:
        instance = made["model"].from_db(connection.alias, names, row[first:last])
        for populator in related:
            populator.populate(row, instance)
        found.append(instance)
    return found
