"""Making the senders of one thing wait for each other."""

from uuid import UUID

from django.db import connection


def wait_for(key: UUID) -> None:
    """Let only one transaction at a time go on with a key; the others wait here until it has ended.

    Belongs inside a transaction. On SQLite there is nothing to do: a transaction holds the one writer's lock from its
    start on. On PostgreSQL the lock is advisory and named by 64 bits of the key: two keys that share them only wait.
    """
    if connection.vendor == "postgresql":
        number = int.from_bytes(key.bytes[8:], signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
