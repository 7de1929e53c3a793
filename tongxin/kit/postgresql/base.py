"""The connection: Django's own, with our schema editor and features."""

from typing import Any

from django.db.backends.postgresql.base import DatabaseWrapper as Connection

from tongxin.kit.postgresql.features import DatabaseFeatures
from tongxin.kit.postgresql.schema import DatabaseSchemaEditor

# How many times as dear as the next page of a file PostgreSQL takes another page of it to be. Its own 4 is that of a turning disk: it
# read all residents of a community to find seventy by their keys. What a server was told otherwise stays.
OF_TURNING_DISKS, OF_MEMORY = "4", "2"
_PRICE = "SELECT set_config('random_page_cost', %s, false) WHERE current_setting('random_page_cost') = %s"


class DatabaseWrapper(Connection):
    """A connection whose tables are born with the community in their keys, and which takes them to lie in memory."""

    SchemaEditorClass = DatabaseSchemaEditor
    features_class = DatabaseFeatures

    def _configure_connection(self, connection: Any) -> bool:
        super()._configure_connection(connection)  # type: ignore[misc]  # unknown to the stubs
        with connection.cursor() as cursor:
            cursor.execute(_PRICE, [OF_MEMORY, OF_TURNING_DISKS])
        return True
