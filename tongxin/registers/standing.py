"""What lies beside the chain against what the chain says: how corrected lines stand, and which rows entries are found under."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tongxin.registers.kinds import EntryKind, refs_in
from tongxin.registers.models import Corrected, Entry, EntryField, EntrySubject

CHUNK = 500


def faults(register: str) -> Iterator[tuple[Entry, str]]:
    """Return the entries of a register that are said to stand, or to be found, elsewhere than the chain says.

    With each the code of what is wrong, as in `faults.SENTENCES`.
    """
    yield from _lines(register)
    after = 0
    while True:
        entries = Entry.objects.written().filter(register=register, seq__gt=after).order_by("seq")
        chunk = list(entries.defer("header")[:CHUNK])
        yield from _subjects(chunk)
        if len(chunk) < CHUNK:
            return
        after = chunk[-1].seq


@dataclass(slots=True)
class _State:
    """How an entry stands while its corrections are read in their order."""

    first: Entry
    day: date | None
    topic: str
    says: dict[str, Any] | None = None

    def take(self, correction: Entry) -> None:
        """Read one correction."""
        kind = self.first.kind_class
        if correction.kind == Entry.Kind.ERASE:
            gone = set(correction.values().get("erased", []))
            self.day = None if kind.day in gone else self.day
            self.topic = "" if kind.topic in gone else self.topic
            return
        if correction.kind == Entry.Kind.AMEND:
            self.day = correction.happened_on if kind.day in correction.commits_to() else None
            self.topic = correction.topic
        day = (self.day if kind.day else None) or self.first.happened_on
        self.says = {
            "happened_on": day,
            "month": day.year * 100 + day.month,
            "topic": self.topic if kind.topic else self.first.topic,
            "is_void": correction.kind == Entry.Kind.VOID,
        }


def _lines(register: str) -> Iterator[tuple[Entry, str]]:
    """Compare how corrected entries are said to stand with the corrections they follow from."""
    held = {row.entry_id: row for row in Corrected.objects.filter(entry__register=register)}
    kinds = [Entry.Kind.AMEND, Entry.Kind.VOID, Entry.Kind.ERASE]
    told: dict[UUID, list[Entry]] = {}
    for correction in Entry.objects.filter(register=register, kind__in=kinds).with_values().order_by("seq"):
        told.setdefault(correction.corrected, []).append(correction)
    firsts = Entry.objects.written().filter(pk__in=list(told.keys() | held.keys()))
    for entry in firsts:
        state = _State(entry, entry.happened_on, entry.topic)
        for correction in told.get(entry.pk, ()):
            state.take(correction)
        row = held.get(entry.pk)
        stands = {name: getattr(row, name) for name in state.says} if row is not None and state.says else None
        if stands != state.says or (row is not None and state.says is None):
            yield entry, "line"


def _subjects(entries: list[Entry]) -> Iterator[tuple[Entry, str]]:
    """Compare the rows under which entries are found with those that they name as last amended."""
    latest = {entry.pk: entry.pk for entry in entries}
    amended = Entry.objects.filter(refers_to__in=list(latest), kind=Entry.Kind.AMEND).order_by("seq")
    latest |= {item.corrected: item.pk for item in amended.only("refers_to")}
    said: dict[UUID, set[tuple[str, UUID]]] = {}
    names = {name for entry in entries for name in entry.kind_class.refs()}
    for row in EntryField.objects.filter(entry_id__in=list(latest.values()), name__in=names):
        said.setdefault(row.entry_id, set()).update((row.name, ref) for ref in refs_in(row.read()))
    held: dict[UUID, set[tuple[str, UUID]]] = {}
    for subject in EntrySubject.objects.filter(entry_id__in=list(latest)):
        held.setdefault(subject.entry_id, set()).add((subject.name, subject.ref))
    for entry in entries:
        refs = _of_kind(entry.kind_class, said.get(latest[entry.pk], set()))
        if refs != held.get(entry.pk, set()):
            yield entry, "subjects"


def _of_kind(kind: type[EntryKind], pairs: set[tuple[str, UUID]]) -> set[tuple[str, UUID]]:
    names = kind.refs()
    return {pair for pair in pairs if pair[0] in names}
