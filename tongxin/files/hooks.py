"""What apps above want to hear about files; filled in their `AppConfig.ready()`."""

from collections.abc import Callable

# Called with the fingerprint of a file whose bytes are deleted, inside that transaction: a copy elsewhere goes too.
deleted: list[Callable[[str], None]] = []


def tell_deleted(sha256: str) -> None:
    """Tell whoever listens."""
    for hook in deleted:
        hook(sha256)
