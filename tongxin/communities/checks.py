"""A system check of the rules that every model must keep, so that rows can move to any engine."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.db import models

from tongxin.kit.scope import TenantManager
from tongxin.kit.tenancy import COMMUNITY_COLUMN, TenantForeignKey

# Tables of libraries, kept out of our rules.
LIBRARIES = frozenset({"contenttypes", "auth", "sessions", "account", "huey"})
# Tables without a UUID: their natural key is the whole row, or the code that names it.
NATURAL_KEYS = frozenset({"people.PersonSearchKey", "almanac.Day"})


def own_models() -> Iterator[Any]:
    """Yield the models of this project."""
    for model in apps.get_models():
        if model._meta.app_label not in LIBRARIES:
            yield model


def is_tenant(model: Any) -> bool:
    """Tell whether a model's rows belong to a community."""
    from tongxin.communities.models import Account

    return model is not Account and any(
        field.attname == COMMUNITY_COLUMN for field in model._meta.concrete_fields
    )


@register()
def model_rules(**kwargs: Any) -> list[CheckMessage]:
    """Check ids, community columns, constraints, indexes and keys of every own model."""
    return [Error(text, obj=model, id="tongxin.E001") for model in own_models() for text in faults(model)]


def faults(model: Any) -> Iterator[str]:
    """Yield what a model does against the rules."""
    if model._meta.label not in NATURAL_KEYS and not isinstance(model._meta.pk, models.UUIDField):
        yield "the primary key must be a UUID made by whoever creates the row"
    if model._meta.many_to_many:
        yield "a many-to-many field needs an explicit through model that is a tenant row"
    if not is_tenant(model):
        yield from (
            f"{field.name}: a shared row cannot point at a tenant row"
            for field in _keys(model)
            if is_tenant(field.related_model)
        )
        return
    community = next(field for field in model._meta.concrete_fields if field.attname == COMMUNITY_COLUMN)
    if community.null:
        yield "the community must not be null"
    if model._meta.base_manager_name != "objects":
        yield "base_manager_name must be the scoped manager `objects`: let Meta inherit from the base's Meta"
    if not isinstance(model._default_manager, TenantManager):
        yield "the manager must be limited to the open community: add `objects = Rows()`"
    yield from _index_faults(model, community)
    for field in _keys(model):
        if is_tenant(field.related_model) and not isinstance(field, TenantForeignKey):
            yield f"{field.name}: a key to a tenant row must be a TenantForeignKey"


def _keys(model: Any) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.is_relation]


def _index_faults(model: Any, community: Any) -> Iterator[str]:
    names = {community.name, community.attname}
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and (
            not constraint.fields or constraint.fields[0] not in names
        ):
            yield f"{constraint.name}: a unique constraint starts with the community"
    for index in model._meta.indexes:
        if not index.fields or index.fields[0] not in names:
            yield f"{index.name}: an index starts with the community"
    for field in model._meta.concrete_fields:
        if field.unique and not field.primary_key:
            yield f"{field.name}: unique must be within the community"
