"""What an app above says of its files: who may see them, until when they are kept. Declared in `AppConfig.ready()`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from tongxin.files.corrections import deleted, may_delete, takes
from tongxin.files.entries import FileKept
from tongxin.kit.actor import Actor
from tongxin.registers.carrying import follows

KINDS: dict[str, "FileKind"] = {}


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file.

    `code` stands in rows and never changes; `kept` is the entry that keeps one beside a row of the app, with the reference
    `beside`. `kept_days` counts from the day it was kept; None keeps it as long as there is a database. `may_see` answers
    for the row beside which it stands, by loading that row for the one asking; `looked` keeps that it was looked at, where
    it tells of somebody.
    """

    code: str
    kept: type[FileKept]
    kept_days: int | None
    may_see: Callable[[Actor, UUID], bool]
    looked: Callable[[UUID, Actor, datetime], None]

    def until(self, day: date) -> date | None:
        """Return the last day on which a file kept on `day` is kept."""
        return None if self.kept_days is None else day + timedelta(days=self.kept_days)


def declare(kind: FileKind) -> None:
    """Declare a kind of file. ValueError if its code is taken."""
    if kind.code in KINDS:
        raise ValueError(f"kind of file {kind.code} is declared twice")
    KINDS[kind.code] = kind
    follows(kind.kept, voided=deleted, may_void=may_delete, void_takes=takes)
