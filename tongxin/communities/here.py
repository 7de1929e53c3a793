"""The open community's own row, as the request at hand read it: its name and limits, which many deeds ask for."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from tongxin.communities.models import Community
from tongxin.kit.actor import Actor

_read: ContextVar[Community | None] = ContextVar("tongxin_community", default=None)


@contextmanager
def community_read(community: Community) -> Iterator[None]:
    """Keep a community that was read for the block, no longer: the next request reads it anew."""
    token = _read.set(community)
    try:
        yield
    finally:
        _read.reset(token)


def community_of(actor: Actor) -> Community:
    """Return the community in which somebody acts, as the request read it, or read now. It is for reading only."""
    found = _read.get()
    if found is not None and found.pk == actor.community_id:
        return found
    return Community.objects.get(pk=actor.community_id)
