"""Every table is born as its model says: keyed by community on PostgreSQL, by id alone on SQLite, alike in all else."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from tests.conftest import World
from tests.contracts.tables import copied, differences, found, on_postgresql, tables
from tongxin.communities.checks import is_tenant
from tongxin.kit.tenancy import COMMUNITY_COLUMN
from tongxin.needs.models import Need
from tongxin.people.models import Household

TABLES = tables()


def test_the_migrations_say_what_the_models_say() -> None:
    loader = MigrationLoader(None)
    changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(
        loader.graph
    )
    assert changes == {}, f"run `make migrations`: {sorted(changes)}"


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_table_is_what_its_model_says(db: None, name: str) -> None:
    assert differences(name, TABLES[name]) == []


@pytest.mark.parametrize("name", sorted(name for name, model in TABLES.items() if is_tenant(model)))
def test_the_keys_of_a_communitys_table_hold_the_community(db: None, name: str) -> None:
    table = found(name)
    unique = [*table.unique.values(), *table.unnamed_unique]
    assert all(COMMUNITY_COLUMN in columns for columns in unique)
    if on_postgresql():
        assert table.primary_key[0] == COMMUNITY_COLUMN
        assert all(
            own[0] == theirs[0] == COMMUNITY_COLUMN
            for own, other, theirs in table.foreign_keys
            if other in TABLES and is_tenant(TABLES[other])
        )


SABOTAGE = [
    ("needs_need", "DROP INDEX {index}", "indexes"),
    ("needs_need", "CREATE UNIQUE INDEX one_number ON needs_need (number)", "unique"),
    ("needs_need", "ALTER TABLE needs_need ADD COLUMN stray integer", "columns"),
]


@pytest.mark.parametrize(("name", "statement", "part"), SABOTAGE)
def test_the_comparison_finds_a_table_that_was_changed(
    db: None, name: str, statement: str, part: str
) -> None:
    index = Need._meta.indexes[0].name
    with connection.cursor() as cursor:
        cursor.execute(statement.format(index=index))
    assert [text.split(":")[0] for text in differences(name, TABLES[name])] == [f"{name}.{part}"]


@pytest.mark.skipif("not on_postgresql()", reason="SQLite keeps single keys")
def test_the_comparison_finds_tables_made_by_djangos_own_backend(db: None) -> None:
    from django.db.backends.postgresql.schema import DatabaseSchemaEditor

    model = copied(Household, "people_stock")
    with DatabaseSchemaEditor(connection, atomic=False) as editor:
        editor.create_model(model)
    assert [text.split(":")[0] for text in differences("people_stock", model)] == ["people_stock.primary_key"]


@pytest.mark.skipif("not on_postgresql()", reason="SQLite keeps single keys")
def test_postgresql_itself_refuses_a_key_into_another_community(world: World) -> None:
    changed = "UPDATE groups_groupmember SET person_id = %s WHERE community_id = %s"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError):
            cursor.execute(changed, [world.there.people["吕芳"], world.here.id])
        transaction.set_rollback(True)
