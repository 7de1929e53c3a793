"""What the database can do, where the community in the keys changes the answer."""

from typing import Any

from django.db.backends.postgresql.features import DatabaseFeatures as Features

from tongxin.kit.tenancy import is_keyed_by_community


class DatabaseFeatures(Features):
    """PostgreSQL's features, but for grouping."""

    def allows_group_by_selected_pks_on_model(self, model: Any) -> bool:
        """Group the rows of a community by all their columns: `id` alone is no longer the table's key."""
        return not is_keyed_by_community(model) and bool(super().allows_group_by_selected_pks_on_model(model))
