"""Which community is open. The one ambient thing: read by managers, opened by middleware, command or job."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.db import models

from tongxin.kit.errors import NoScope

_open: ContextVar[UUID | None] = ContextVar("tongxin_scope", default=None)


@contextmanager
def community_scope(community_id: UUID) -> Iterator[None]:
    """Open one community for the block; every query on its rows inside is limited to it."""
    token = _open.set(community_id)
    try:
        yield
    finally:
        _open.reset(token)


def current_community() -> UUID:
    """Return the open community's id, or raise NoScope."""
    found = _open.get()
    if found is None:
        raise NoScope("no community is open: wrap the call in community_scope(...)")
    return found


class TenantQuerySet(models.QuerySet[Any]):
    """Rows of the open community."""

    def locked(self) -> Any:
        """Lock the rows until the transaction ends, so that two people cannot change one at once."""
        return self.select_for_update(of=("self",))


class TenantManager(models.Manager[Any]):
    """Limits every query to the open community and raises NoScope when none is open."""

    # Migrations keep plain managers: they must see every community.
    use_in_migrations = False

    def get_queryset(self) -> Any:
        """Return the open community's rows."""
        return super().get_queryset().filter(community_id=current_community())
