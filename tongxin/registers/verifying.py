"""Walking a chain from its first entry: hashes, numbers, columns against the bytes, values against commitments."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from tongxin.kit.scope import current_community
from tongxin.registers import comparing, standing
from tongxin.registers.canonical import GENESIS, commitment, entry_hash, moment
from tongxin.registers.models import Entry, EntryField, RegisterHead, Verification

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong, and where: sequence number, the number people use, and what.

    Where a row differs from its entry also the entry, the row's model and id, the column, and both values.
    """

    seq: int
    number: str
    what: str
    entry: str = ""
    model: str = ""
    row: str = ""
    column: str = ""
    said: Any = None
    held: Any = None
    personal: bool = False

    def to_keep(self) -> dict[str, Any]:
        """Return the fault as it is kept: values that speak of people stay where they are, and are read again for the page."""
        kept = asdict(self)
        return {**kept, "said": None, "held": None} if self.personal else kept


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
        found |= {(entry.corrected, name) for name in entry.values().get("erased", [])}
    return found


def walk(register: str) -> Walk:
    """Verify one register of the open community, entry by entry."""
    result = Walk(register)
    erased = _erased(register)
    numbers: dict[tuple[int, str], int] = {}
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
    numbers: dict[tuple[int, str], int],
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
    series = (entry.year, entry.series)
    expected = numbers.get(series, 0) + 1
    numbers[series] = entry.number
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
        "series": entry.series,
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
    """Verify every register of the open community that has a head, and every row against its entries."""
    codes = RegisterHead.objects.order_by("register").values_list("register", flat=True)
    walks = {code: walk(code) for code in codes}
    for found in comparing.differences():
        # A register without a head has no entry yet; a row that belongs into it is found all the same.
        walks.setdefault(found.register, Walk(found.register)).faults.append(_row_fault(found))
    for code, done in walks.items():
        done.faults += [
            Fault(entry.seq, f"{entry.year}-{entry.number:04d}", what, entry=str(entry.pk))
            for entry, what in standing.faults(code)
        ]
    return list(walks.values())


def _row_fault(found: comparing.Difference) -> Fault:
    entry = found.entry
    if entry is None:
        what = f"{found.model} {found.row} was written without an entry"
    elif found.personal:
        what = f"{found.model}.{found.column} of row {found.row} differs from what the entry says"
    else:
        what = f"{found.model}.{found.column} of row {found.row} holds {found.held!r} where the entry says {found.said!r}"
    return Fault(
        entry.seq if entry is not None else 0,
        f"{entry.year}-{entry.number:04d}" if entry is not None else "",
        what,
        entry=str(entry.pk) if entry is not None else "",
        model=found.model,
        row=str(found.row),
        column=found.column,
        said=found.said,
        held=found.held if not isinstance(found.held, UUID) else str(found.held),
        personal=found.personal,
    )


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
                faults=[fault.to_keep() for fault in done.faults[:100]],
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
