"""Walking a chain from its first entry: hashes, numbers, columns against the bytes, values against commitments."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from tongxin.kit.scope import current_community
from tongxin.registers import comparing, standing
from tongxin.registers.canonical import GENESIS, commitment, entry_hash, moment
from tongxin.registers.faults import sentence
from tongxin.registers.models import Entry, EntryField, RegisterHead, Verification

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong, and where: sequence number, the number people use, and what, as a code of `faults.SENTENCES`.

    Where a row differs from its entries also the entry, the row's model and id, the column, and both values.
    """

    seq: int
    number: str
    code: str
    about: Mapping[str, Any] = field(default_factory=dict)
    schema: str = ""
    entry: str = ""
    model: str = ""
    row: str = ""
    column: str = ""
    said: Any = None
    held: Any = None
    personal: bool = False

    @property
    def what(self) -> str:
        """Say it in the reader's language; values that speak of people are not said."""
        return sentence(asdict(self))

    def told(self) -> dict[str, Any]:
        """Return the fault with its sentence, as `tongxin verify --json` prints it."""
        return {**asdict(self), "what": self.what}

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
            "faults": [fault.told() for fault in self.faults],
        }


def _chunks(register: str) -> Iterator[list[Entry]]:
    after = 0
    while True:
        rows = list(Entry.objects.filter(register=register, seq__gt=after).order_by("seq")[:CHUNK])
        if rows:
            yield rows
        if len(rows) < CHUNK:
            return
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
            for code, about in _faults(entry, result, numbers, values.get(entry.pk, {}), erased):
                result.faults.append(Fault(entry.seq, _number(entry), code, about, entry.schema))
            result.entries += 1
            result.head = entry.entry_hash
    _check_head(result)
    return result


# What is wrong, and what belongs into its sentence.
Found = tuple[str, dict[str, Any]]


def _number(entry: Entry) -> str:
    return f"{entry.year}-{entry.number:04d}"


def _faults(
    entry: Entry,
    so_far: Walk,
    numbers: dict[tuple[int, str], int],
    values: dict[str, EntryField],
    erased: set[tuple[UUID, str]],
) -> Iterator[Found]:
    header = bytes(entry.header)
    if entry.seq != so_far.entries + 1:
        yield "missing", {"found": entry.seq, "expected": so_far.entries + 1}
    if entry.prev_hash != so_far.head:
        yield "not_chained", {}
    if entry_hash(entry.prev_hash, header) != entry.entry_hash:
        yield "header", {}
    series = (entry.year, entry.series)
    expected = numbers.get(series, 0) + 1
    numbers[series] = entry.number
    if entry.number != expected:
        yield "number", {"found": entry.number, "expected": expected}
    try:
        stated = json.loads(header)
    except ValueError:
        yield "unreadable", {}
        return
    yield from _column_faults(entry, stated)
    yield from _field_faults(entry, stated.get("fields", {}), values, erased)


def _column_faults(entry: Entry, stated: dict[str, Any]) -> Iterator[Found]:
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
            yield "column", {"column": name}
    if entry.month != entry.happened_on.year * 100 + entry.happened_on.month:
        yield "month", {}


def _field_faults(
    entry: Entry, committed: dict[str, str], values: dict[str, EntryField], erased: set[tuple[UUID, str]]
) -> Iterator[Found]:
    for name, digest in committed.items():
        row = values.get(name)
        if row is None:
            if (entry.pk, name) not in erased:
                yield "value_gone", {"field": name}
        elif digest != commitment(
            register=entry.register, entry_id=entry.pk, name=name, salt=bytes(row.salt), value=row.value
        ):
            yield "value_changed", {"field": name}
    for name in values.keys() - committed.keys():
        yield "value_added", {"field": name}


def _check_head(result: Walk) -> None:
    head = RegisterHead.objects.filter(register=result.register).first()
    seq, digest = (head.seq, head.head_hash) if head else (0, GENESIS)
    if (seq, digest) != (result.entries, result.head):
        about = {
            "head": seq,
            "head_hash": digest[:12],
            "chain": result.entries,
            "chain_hash": result.head[:12],
        }
        result.faults.append(Fault(result.entries, "", "head", about))


def walk_all() -> list[Walk]:
    """Verify every register of the open community that has a head, and every row against its entries."""
    codes = RegisterHead.objects.order_by("register").values_list("register", flat=True)
    walks = {code: walk(code) for code in codes}
    for found in comparing.differences():
        # A register without a head has no entry yet; a row that belongs into it is found all the same.
        walks.setdefault(found.register, Walk(found.register)).faults.append(_row_fault(found))
    for code, done in walks.items():
        done.faults += [
            Fault(entry.seq, _number(entry), fault, schema=entry.schema, entry=str(entry.pk))
            for entry, fault in standing.faults(code)
        ]
    return list(walks.values())


def _row_fault(found: comparing.Difference) -> Fault:
    entry = found.entry
    code = "row"
    if found.column == "id":
        code = "row_alone" if found.said is None else "row_gone"
    return Fault(
        entry.seq if entry is not None else 0,
        _number(entry) if entry is not None else "",
        code,
        schema=entry.schema if entry is not None else "",
        entry=str(entry.pk) if entry is not None else "",
        model=found.model,
        row=str(found.row),
        column=found.column,
        said=found.said,
        held=found.held,
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
