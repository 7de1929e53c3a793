"""The connection: Django's own, with our schema editor and features."""

from django.db.backends.postgresql.base import DatabaseWrapper as Connection

from tongxin.kit.postgresql.features import DatabaseFeatures
from tongxin.kit.postgresql.schema import DatabaseSchemaEditor


class DatabaseWrapper(Connection):
    """A connection whose tables are born with the community in their keys."""

    SchemaEditorClass = DatabaseSchemaEditor
    features_class = DatabaseFeatures
