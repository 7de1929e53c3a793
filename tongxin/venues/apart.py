"""Keeping bookings apart in the database itself: no two that hold one venue share a moment, whoever writes them.

The actions lock the venue and look before they write; this stands below them. PostgreSQL has a constraint for it; SQLite, which has one
writer at a time, looks by triggers. Installed by the first migration on either engine.
"""

from typing import Any

_TAKEN = """SELECT RAISE(ABORT, 'booking_apart: the venue is taken at that time') WHERE EXISTS (
    SELECT 1 FROM venues_booking b
    WHERE b.community_id = NEW.community_id AND b.venue_id = NEW.venue_id AND b.id <> NEW.id
    AND b.starts < NEW.ends AND b.ends > NEW.starts
    AND b.state IN ('asked', 'confirmed', 'used') AND NOT b.is_void
)"""
_HOLDS = "NEW.state IN ('asked', 'confirmed', 'used') AND NOT NEW.is_void"
SQLITE = [
    f"CREATE TRIGGER venues_booking_apart_{name} BEFORE {when} ON venues_booking WHEN {_HOLDS} BEGIN {_TAKEN}; END"
    for name, when in (
        ("insert", "INSERT"),
        ("update", "UPDATE OF starts, ends, state, venue_id, is_void"),
    )
]
POSTGRESQL = [
    # Uuids beside a range in one index; who owns the database may install it (it is marked as trusted).
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    """ALTER TABLE venues_booking ADD CONSTRAINT booking_apart EXCLUDE USING gist
    (community_id WITH =, venue_id WITH =, tstzrange(starts, ends) WITH &&)
    WHERE (state IN ('asked', 'confirmed', 'used') AND NOT is_void)""",
]


def install(apps: Any, schema_editor: Any) -> None:
    """Create what keeps bookings apart on the database at hand."""
    del apps
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    for command in POSTGRESQL if on_postgresql else SQLITE:
        schema_editor.execute(command, None)
