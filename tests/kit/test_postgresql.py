"""The statements that our PostgreSQL backend writes, on one server and, with the extension Citus pretended, on several."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, models

from tests.contracts.tables import copied, differences
from tongxin.communities.models import Street
from tongxin.kit.postgresql.base import DatabaseWrapper
from tongxin.kit.postgresql.schema import DatabaseSchemaEditor
from tongxin.kit.tenancy import TenantForeignKey
from tongxin.people.models import Household, Person, PersonSearchKey

EMPTY = {
    "NAME": "never-opened",
    "OPTIONS": {},
    "TIME_ZONE": None,
    "CONN_MAX_AGE": 0,
    "CONN_HEALTH_CHECKS": False,
}
only_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="a server is needed")


def statements(
    work: Callable[[DatabaseSchemaEditor], Any], *, citus: bool = False, on: Any = None
) -> list[str]:
    """Return what the editor would run. No server is asked; a value within a statement is put there by `on`."""
    editor = DatabaseSchemaEditor(
        on or DatabaseWrapper({**EMPTY}, "unopened"), collect_sql=True, atomic=False
    )
    editor.has_citus = citus
    with editor:
        work(editor)
    return [line for line in editor.collected_sql if line.strip()]


def test_a_communitys_table_is_created_with_the_community_in_its_key() -> None:
    create, *after = statements(lambda editor: editor.create_model(copied(Household, "homes")))
    assert create.startswith('CREATE TABLE "homes" ("id" uuid NOT NULL, ')
    assert create.endswith('PRIMARY KEY ("community_id", "id"));')
    assert create.count("PRIMARY KEY") == 1
    assert not any("distribut" in line or "reference_table" in line for line in after)


def test_a_key_between_two_tables_of_a_community_holds_the_community() -> None:
    after = statements(lambda editor: editor.create_model(copied(Person, "persons")))[1:]
    (line,) = [line for line in after if '"people_household"' in line]
    assert 'FOREIGN KEY ("community_id", "household_id")' in line
    assert 'REFERENCES "people_household" ("community_id", "id")' in line
    (shared,) = [line for line in after if '"communities_community"' in line]
    assert 'FOREIGN KEY ("community_id") REFERENCES "communities_community" ("id")' in shared


def test_a_key_made_of_several_columns_stays_as_it_is() -> None:
    model = copied(PersonSearchKey, "keys")
    create = statements(lambda editor: editor.create_model(model))[0]
    assert create.count("PRIMARY KEY") == 1
    assert 'PRIMARY KEY ("community_id", "key", "person_id")' in create


def test_a_shared_table_keeps_its_single_key() -> None:
    create = statements(lambda editor: editor.create_model(copied(Street, "streets")))[0]
    assert '"id" uuid NOT NULL PRIMARY KEY' in create


@pytest.mark.parametrize(
    ("model", "wanted"),
    [
        (Household, "SELECT create_distributed_table('\"copies\"', 'community_id');"),
        (Street, "SELECT create_reference_table('\"copies\"');"),
    ],
)
def test_on_several_servers_a_table_is_spread_before_its_keys_are_made(model: Any, wanted: str) -> None:
    lines = statements(lambda editor: editor.create_model(copied(model, "copies")), citus=True)
    assert lines[1] == wanted
    assert all("FOREIGN KEY" not in line for line in lines[:2])


def test_on_several_servers_shards_change_one_after_the_other_and_may_have_triggers() -> None:
    editor = DatabaseSchemaEditor(DatabaseWrapper({**EMPTY}, "unopened"), collect_sql=True, atomic=False)
    editor.has_citus, editor.atomic_migration = True, True
    # The transaction itself needs a server: only what follows its beginning is looked at.
    editor.begin_spread()
    assert editor.collected_sql == [
        "SET LOCAL citus.multi_shard_modify_mode TO 'sequential';",
        "SET LOCAL citus.enable_unsafe_triggers TO on;",
    ]


@only_postgresql
def test_a_new_columns_check_and_key_are_statements_of_their_own(db: None) -> None:
    seats, home = (
        models.PositiveIntegerField(default=1),
        TenantForeignKey(Household, models.PROTECT, null=True),
    )
    model = copied(Household, "homes", seats=seats, other=home)
    counted, pointing = model._meta.get_field("seats"), model._meta.get_field("other")
    lines = [
        line
        for field in (counted, pointing)
        for line in statements(lambda editor, field=field: editor.add_field(model, field), on=connection)
    ]
    added = [line for line in lines if "ADD COLUMN" in line]
    assert len(added) == 2
    assert not any("CHECK" in line or "REFERENCES" in line for line in added)
    (check,) = [line for line in lines if "CHECK" in line]
    assert check.startswith('ALTER TABLE "homes" ADD CONSTRAINT ')
    assert check.endswith('CHECK ("seats" >= 0);')
    (key,) = [line for line in lines if "REFERENCES" in line]
    assert 'FOREIGN KEY ("community_id", "other_id")' in key


@only_postgresql
def test_no_statement_holds_two_commands(db: None) -> None:
    number = models.IntegerField(null=True)
    model = copied(Household, "homes", seats=number)
    old, new = model._meta.get_field("seats"), models.IntegerField(default=3)
    new.set_attributes_from_name("seats")
    new.model = model
    lines = statements(lambda editor: editor.alter_field(model, old, new), on=connection)
    assert [line for line in lines if line.startswith("UPDATE")] == [
        'UPDATE "homes" SET "seats" = 3 WHERE "seats" IS NULL;'
    ]
    assert "SET CONSTRAINTS ALL IMMEDIATE;" in lines
    assert all(";" not in line[:-1] for line in lines)


@only_postgresql
def test_the_key_of_a_changed_or_removed_column_goes_with_it(db: None) -> None:
    model = copied(Household, "homes", other=TenantForeignKey(Household, models.PROTECT, null=True))
    old = model._meta.get_field("other")
    new = TenantForeignKey(Household, models.PROTECT, null=True, db_constraint=False)
    new.set_attributes_from_name("other")
    new.model = model
    with connection.schema_editor() as editor:
        editor.create_model(model)
    assert differences("homes", model) == []
    with connection.schema_editor() as editor:
        editor.alter_field(model, old, new, strict=True)
    assert [text.split(":")[0] for text in differences("homes", model)] == ["homes.foreign_keys"]
    with connection.schema_editor() as editor:
        editor.remove_field(model, new)
    assert [text.split(":")[0] for text in differences("homes", model)] == [
        "homes.columns",
        "homes.foreign_keys",
    ]


def test_rows_of_a_community_are_grouped_by_all_their_columns() -> None:
    features = DatabaseWrapper({**EMPTY}, "unopened").features
    assert not features.allows_group_by_selected_pks_on_model(Person)
    assert features.allows_group_by_selected_pks_on_model(Street)


@only_postgresql
@pytest.mark.parametrize(("told", "held"), [("4", "2"), ("1.1", "1.1")])
def test_tables_are_taken_to_lie_in_memory_unless_the_server_was_told_otherwise(
    told: str, held: str, db: None
) -> None:
    """At a disk's price for a page PostgreSQL reads all residents to find the few whose keys it has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('random_page_cost', %s, false)", [told])
        connection._configure_connection(connection.connection)  # type: ignore[attr-defined]  # PostgreSQL's alone
        cursor.execute("SHOW random_page_cost")
        assert cursor.fetchone() == (held,)
