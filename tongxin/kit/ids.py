"""Identifiers made by whoever creates the row, so that rows can move between databases unchanged."""

from uuid import UUID

from uuid_utils.compat import uuid7 as _uuid7


def uuid7() -> UUID:
    """Return a time-ordered UUID (RFC 9562, version 7)."""
    return _uuid7()


def parse_uuid(text: str | None) -> UUID | None:
    """Read an identifier from a request; anything that is not one gives None."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
