"""What an app above says of its files: who may see them, until when they are kept. Declared in `AppConfig.ready()`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.functional import Promise

from tongxin.kit.actor import Actor

KINDS: dict[str, "FileKind"] = {}


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file.

    `code` stands in rows and entries and never changes. `kept_days` counts from the day it was kept; None keeps it as long
    as there is a database. `may_see` answers for the row beside which it stands, by loading that row for the one asking;
    `looked` keeps that it was looked at, where it tells of somebody.
    """

    code: str
    label: str | Promise
    kept_days: int | None
    may_see: Callable[[Actor, UUID], bool]
    looked: Callable[[UUID, Actor, datetime], None]

    def until(self, day: date) -> date | None:
        """Return the last day on which a file kept on `day` is kept."""
        return None if self.kept_days is None else day + timedelta(days=self.kept_days)


def declare(kind: FileKind) -> FileKind:
    """Declare a kind of file. ValueError if its code is taken."""
    if kind.code in KINDS:
        raise ValueError(f"kind of file {kind.code} is declared twice")
    KINDS[kind.code] = kind
    return kind
