"""Which community is open. The one ambient thing: read by managers, opened by middleware, command or job."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Self, TypeVar
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


def community_if_open() -> UUID | None:
    """Return the open community's id; None where none is open."""
    return _open.get()


Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)


class TenantQuerySet(models.QuerySet[Row_co]):
    """Rows of the open community."""

    def locked(self) -> Self:
        """Lock the rows until the transaction ends, so that two people cannot change one at once.

        Their keys are not locked: other rows that point to them may be written meanwhile. PostgreSQL looks at the rows
        pointed to when a transaction ends, after it has locked all else, and would wait there for whoever holds them.
        """
        return self.select_for_update(of=("self",), no_key=True)

    def remove(self) -> None:
        """Delete the rows in one statement that names the community; the database refuses if anything hangs on them.

        Django's own `delete()` looks for what hangs on each row first and then deletes by id alone.
        """
        self._raw_delete(self.db)


class TenantManager(models.Manager[Row_co]):
    """Limits every query to the open community and raises NoScope when none is open."""

    # Migrations keep plain managers: they must see every community.
    use_in_migrations = False
    _kept: tuple[UUID, str | None, models.QuerySet[Row_co]] | None = None

    def get_queryset(self) -> models.QuerySet[Row_co]:
        """Return the open community's rows.

        Adding the condition costs more than all else about a small query, so the last community's query is kept and
        copied; it is never run itself.
        """
        community, kept = current_community(), self._kept
        if kept is None or kept[0] != community or kept[1] != self._db:
            fresh = super().get_queryset().filter(community_id=community)
            kept = self._kept = (community, self._db, fresh)
        return kept[2].all()


# The manager of a table without words of its own. One with words has its own beside its query set.
Rows = TenantManager.from_queryset(TenantQuerySet)
