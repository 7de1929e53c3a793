"""Statements that make and change tables."""

from typing import Any

from django.db.backends.ddl_references import Columns, Statement
from django.db.backends.postgresql import schema
from django.db.models import CompositePrimaryKey
from django.utils.functional import cached_property

from tongxin.kit.tenancy import COMMUNITY_COLUMN, TenantForeignKey, is_keyed_by_community

SchemaEditor: Any = schema.DatabaseSchemaEditor  # the stubs leave out what an editor of one's own overrides
# Stands between two commands of one template. Citus takes one command at a time.
THEN = ";\n-- then\n"


class DatabaseSchemaEditor(SchemaEditor):  # type: ignore[misc]  # see above
    """Gives each table of a community a key of (community, id); on Citus it also says how the table is divided.

    On Citus a community's table is distributed by its community, every other table is copied to all nodes.
    """

    # Django's own templates join two commands with a semicolon.
    sql_update_with_default = SchemaEditor.sql_update_with_default.replace("; ", THEN)
    sql_delete_fk = SchemaEditor.sql_delete_fk.replace("; ", THEN)
    # A new column's foreign key is a statement of its own, after the column.
    sql_create_column_inline_fk: Any = None

    @cached_property
    def has_citus(self) -> bool:
        """Tell whether this database is spread over several servers by the extension Citus."""
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus')")
            return bool(cursor.fetchone()[0])

    def __enter__(self) -> "DatabaseSchemaEditor":
        """Begin; on Citus the shards are then altered one after the other, and triggers are allowed on them."""
        super().__enter__()
        if self.atomic_migration and self.has_citus:
            self.begin_spread()
        return self

    def begin_spread(self) -> None:
        """Set, for this transaction, how Citus treats statements on divided tables.

        In parallel, it refuses to write a shared table after a divided one in the same transaction. Triggers it calls
        unsafe because one might write to another node: ours only refuse, or look within their own community.
        """
        self.execute("SET LOCAL citus.multi_shard_modify_mode TO 'sequential'", None)
        self.execute("SET LOCAL citus.enable_unsafe_triggers TO on", None)

    def execute(self, sql: Any, params: Any = ()) -> None:
        """Run a statement; of a template with two commands, which may have parameters in its first, each by itself."""
        first, *rest = str(sql).split(THEN)
        super().execute(first, params)
        for command in rest:
            super().execute(command, None)

    def table_sql(self, model: Any) -> tuple[str, Any]:
        """Return CREATE TABLE, with the community in the primary key of a community's table."""
        sql, params = super().table_sql(model)
        if _needs_pair(model):
            # The statement ends with the bracket that closes its columns: no table here names a tablespace.
            pair = self._pk_constraint_sql([COMMUNITY_COLUMN, model._meta.pk.column])
            sql = f"{sql.removesuffix(')')}, {pair})"
        return sql, params

    def _iter_column_sql(self, column_db_type: Any, params: Any, model: Any, field: Any, *rest: Any) -> Any:
        for part in super()._iter_column_sql(column_db_type, params, model, field, *rest):
            if part != "PRIMARY KEY" or not _needs_pair(model):
                yield part

    def create_model(self, model: Any) -> None:
        """Create a table and, on Citus, divide it by community or copy it to every node."""
        super().create_model(model)
        if not self.has_citus:
            return
        table = self.quote_value(self.quote_name(model._meta.db_table))
        if is_keyed_by_community(model):
            self.execute(f"SELECT create_distributed_table({table}, '{COMMUNITY_COLUMN}')", None)
        else:
            self.execute(f"SELECT create_reference_table({table})", None)

    def add_field(self, model: Any, field: Any) -> None:
        """Add a column; its check is added by a statement of its own, as Citus wants it."""
        # Django adds a column's check within the same statement, by this template.
        self.sql_check_constraint = ""
        try:
            super().add_field(model, field)
        finally:
            del self.sql_check_constraint
        check = field.db_parameters(connection=self.connection)["check"]
        if check:
            name = self._create_index_name(model._meta.db_table, [field.column], suffix="_check")
            self.execute(self._create_check_sql(model, name, check), None)

    def _create_fk_sql(self, model: Any, field: Any, suffix: str) -> Statement:
        statement: Statement = super()._create_fk_sql(model, field, suffix)
        if isinstance(field, TenantForeignKey):
            target = field.target_field
            pairs = {"column": (model, field.column), "to_column": (target.model, target.column)}
            for part, (owner, column) in pairs.items():
                columns: list[Any] = [COMMUNITY_COLUMN, column]
                statement.parts[part] = Columns(owner._meta.db_table, columns, self.quote_name)
        return statement

    def _constraint_names(
        self, model: Any, column_names: list[str] | None = None, *given: Any, **named: Any
    ) -> list[str]:
        found: list[str] = super()._constraint_names(model, column_names, *given, **named)
        if named.get("foreign_key") and column_names and len(column_names) == 1 and not found:
            found = super()._constraint_names(model, [COMMUNITY_COLUMN, *column_names], *given, **named)
        return found


def _needs_pair(model: Any) -> bool:
    """Tell whether a table's key must be widened by the community; one made of several columns names it itself."""
    return is_keyed_by_community(model) and not isinstance(model._meta.pk, CompositePrimaryKey)
