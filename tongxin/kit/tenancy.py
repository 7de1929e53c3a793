"""A foreign key that joins on the community too, so that no query can cross from one community to another."""

from typing import TYPE_CHECKING, Any

from django.db import models

COMMUNITY_COLUMN = "community_id"
if TYPE_CHECKING:
    _ForeignKey = models.ForeignKey[Any, Any]
else:
    _ForeignKey = models.ForeignKey  # not subscriptable at run time


def community_field(model: Any) -> Any:
    """Return the field of a model whose column names its community."""
    for field in model._meta.concrete_fields:
        if field.attname == COMMUNITY_COLUMN:
            return field
    raise LookupError(f"{model._meta.label} belongs to no community")


def is_keyed_by_community(model: Any) -> bool:
    """Tell whether each row of a model belongs to one community.

    A column for the community that may be empty (an account of the sub-district has none) makes no tenant's table.
    """
    return any(field.attname == COMMUNITY_COLUMN and not field.null for field in model._meta.local_fields)


class TenantForeignKey(_ForeignKey):
    """A foreign key between two tables of one community.

    Joins carry `a.community_id = b.community_id`, and following the key asks with the row's own community. It
    makes no index of its own: a table's indexes start with the community (see `docs/decisions`).
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("db_index", False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Keep `db_index` explicit in migrations."""
        name, path, args, kwargs = super().deconstruct()
        kwargs["db_index"] = bool(self.__dict__["db_index"])
        return name, path, args, kwargs

    def get_joining_fields(self, reverse_join: bool = False) -> Any:
        """Add the pair (community, community) to the join."""
        pairs = super().get_joining_fields(reverse_join)
        own, other = community_field(self.model), community_field(self.related_model)
        return (*pairs, (other, own) if reverse_join else (own, other))

    def get_extra_descriptor_filter(self, instance: Any) -> Any:
        """Ask for the related row within the row's own community."""
        return {COMMUNITY_COLUMN: getattr(instance, COMMUNITY_COLUMN)}
