"""Walking a chain from its first entry: hashes, numbers, columns against the bytes, values against commitments."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from tongxin.kit.scope import current_community
from tongxin.registers.canonical import GENESIS, commitment, entry_hash, moment
from tongxin.registers.models import Entry, EntryField, RegisterHead, Verification

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong, and where: sequence number, the number people use, and what."""

    seq: int
    number: str
    what: str


@dataclass(slots=True)
class Walk:
    """The result for one register."""

    register: str
    entries: int = 0
    head: str = GENESIS
    faults: list[Fault] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Tell whether nothing was wrong."""
        return not self.faults

    def as_json(self) -> dict[str, Any]:
        """Return what `tongxin verify --json` prints."""
        return {
            "register": self.register,
            "entries": self.entries,
            "head": self.head,
            "ok": self.ok,
            "faults": [asdict(fault) for fault in self.faults],
        }


def _chunks(register: str) -> Iterator[list[Entry]]:
    after = 0
    while True:
        rows = list(Entry.objects.filter(register=register, seq__gt=after).order_by("seq")[:CHUNK])
        if not rows:
            return
        yield rows
        after = rows[-1].seq


def _erased(register: str) -> set[tuple[UUID, str]]:
    found: set[tuple[UUID, str]] = set()
    for entry in Entry.objects.filter(register=register, kind=Entry.Kind.ERASE).with_values():
        found |= {(entry.refers_to, name) for name in entry.values().get("erased", [])}
    return found


def walk(register: str) -> Walk:
    """Verify one register of the open community, entry by entry."""
    result = Walk(register)
    erased = _erased(register)
    numbers: dict[int, int] = {}
    for rows in _chunks(register):
        values: dict[UUID, dict[str, EntryField]] = {}
        for row in EntryField.objects.filter(entry_id__in=[entry.pk for entry in rows]):
            values.setdefault(row.entry_id, {})[row.name] = row
        for entry in rows:
            for what in _faults(entry, result, numbers, values.get(entry.pk, {}), erased):
                result.faults.append(Fault(entry.seq, f"{entry.year}-{entry.number:04d}", what))
            result.entries += 1
            result.head = entry.entry_hash
    _check_head(result)
    return result


def _faults(
    entry: Entry,
    so_far: Walk,
    numbers: dict[int, int],
    values: dict[str, EntryField],
    erased: set[tuple[UUID, str]],
) -> Iterator[str]:
    header = bytes(entry.header)
    if entry.seq != so_far.entries + 1:
        yield f"sequence number {entry.seq} where {so_far.entries + 1} was expected: an entry is missing"
    if entry.prev_hash != so_far.head:
        yield "it does not follow the entry before it"
    if entry_hash(entry.prev_hash, header) != entry.entry_hash:
        yield "its header was changed"
    expected = numbers.get(entry.year, 0) + 1
    numbers[entry.year] = entry.number
    if entry.number != expected:
        yield f"serial number {entry.number} where {expected} was expected"
    try:
        stated = json.loads(header)
    except ValueError:
        yield "its header is not readable"
        return
    yield from _column_faults(entry, stated)
    yield from _field_faults(entry, stated.get("fields", {}), values, erased)


def _column_faults(entry: Entry, stated: dict[str, Any]) -> Iterator[str]:
    columns = {
        "community": str(entry.community_id),
        "register": entry.register,
        "seq": entry.seq,
        "year": entry.year,
        "number": entry.number,
        "uuid": str(entry.pk),
        "kind": entry.kind,
        "schema": entry.schema,
        "refers_to": str(entry.refers_to) if entry.refers_to else None,
        "topic": entry.topic,
        "happened_on": entry.happened_on.isoformat(),
        "recorded_at": moment(entry.recorded_at.astimezone(UTC)),
        "actor": str(entry.actor_ref),
    }
    for name, value in columns.items():
        if stated.get(name) != value:
            yield f"the column {name} differs from the sealed header"
    if entry.month != entry.happened_on.year * 100 + entry.happened_on.month:
        yield "the column month differs from happened_on"


def _field_faults(
    entry: Entry, committed: dict[str, str], values: dict[str, EntryField], erased: set[tuple[UUID, str]]
) -> Iterator[str]:
    for name, digest in committed.items():
        row = values.get(name)
        if row is None:
            if (entry.pk, name) not in erased:
                yield f"the value of {name} is gone without an erase entry"
        elif digest != commitment(
            register=entry.register, entry_id=entry.pk, name=name, salt=bytes(row.salt), value=row.value
        ):
            yield f"the value of {name} was changed"
    for name in values.keys() - committed.keys():
        yield f"the value {name} was added afterwards"


def _check_head(result: Walk) -> None:
    head = RegisterHead.objects.filter(register=result.register).first()
    seq, digest = (head.seq, head.head_hash) if head else (0, GENESIS)
    if (seq, digest) != (result.entries, result.head):
        what = f"the head says {seq} entries ending in {digest[:12]}, the chain has {result.entries} ending in {result.head[:12]}"
        result.faults.append(Fault(result.entries, "", what))


def walk_all() -> list[Walk]:
    """Verify every register of the open community that has a head."""
    codes = RegisterHead.objects.order_by("register").values_list("register", flat=True)
    return [walk(code) for code in codes]


def keep(walks: list[Walk], *, at: datetime) -> None:
    """Keep the results for the mark on the registers' pages."""
    Verification.objects.bulk_create(
        [
            Verification(
                community_id=current_community(),
                register=done.register,
                verified_at=at,
                upto_seq=done.entries,
                head_hash=done.head,
                faults=[asdict(fault) for fault in done.faults[:100]],
            )
            for done in walks
        ]
    )


def latest() -> dict[str, Verification]:
    """Return the last verification of each register."""
    found: dict[str, Verification] = {}
    for row in Verification.objects.order_by("-verified_at")[:100]:
        found.setdefault(row.register, row)
    return found
