"""Writing to the chains: the one place that inserts entries."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import CharField, Model

from tongxin.kit.actor import Actor
from tongxin.kit.clock import local_date
from tongxin.kit.ids import uuid7
from tongxin.kit.kept import Given, KeptQuery
from tongxin.kit.scope import current_community
from tongxin.kit.statements import Statement, columns_of, inserting, inserting_row, run, was_inserted
from tongxin.registers.canonical import GENESIS, SALT_BYTES, canonical, commitment, entry_hash, moment, plain
from tongxin.registers.kinds import REGISTERS, EntryKind, day_of, refs_in
from tongxin.registers.models import Entry, EntryField, EntrySubject, RegisterHead

Salted = tuple[str, str, bytes, str]  # field name, canonical value, salt, commitment
FIELD_COLUMNS = ("id", "community_id", "entry_id", "name", "value", "salt")
SUBJECT_COLUMNS = ("id", "community_id", "entry_id", "name", "ref")
FieldRow = tuple[UUID, UUID, UUID, str, str, bytes]  # in the order of FIELD_COLUMNS
SubjectRow = tuple[UUID, UUID, UUID, str, UUID]  # in the order of SUBJECT_COLUMNS
_MOVE_ON = (
    'UPDATE "registers_registerhead" SET "seq" = %s, "head_hash" = %s, "year" = %s, "number" = %s, "correction" = %s'
    ' WHERE "registers_registerhead"."community_id" = %s AND "registers_registerhead"."id" = %s'
)


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry not yet in its place: of what kind, what it says (as written or as the chain stores it), under which id."""

    of: type[EntryKind]
    facts: Mapping[str, Any]
    kind: str = Entry.Kind.CREATE
    refers_to: UUID | None = None
    id: UUID | None = None
    extra: tuple[tuple[str, Any], ...] = ()  # reason and approver of an amendment or void
    happened_on: date | None = None  # the day, where it is not for the facts to say
    by: Actor | None = None  # who did it, where that is another than who did the rest
    sent: bytes = b""  # the fingerprint of what was asked under its id

    @classmethod
    def written(cls, body: EntryKind, *, key: UUID | None = None, by: Actor | None = None) -> "Draft":
        """Return the draft of what happened."""
        return cls(type(body), body.said(), id=key, by=by)

    @property
    def series(self) -> Entry.Series:
        """Return in which row of numbers it counts."""
        if self.kind == Entry.Kind.CREATE:
            return Entry.Series.ENTRY
        return Entry.Series.SEAL if self.kind == Entry.Kind.SEAL else Entry.Series.CORRECTION


def _no_rows(_entries: list[Entry]) -> Sequence[Model]:
    return ()


def record(
    *bodies: EntryKind | Draft,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
    beside: Callable[[list[Entry]], Sequence[Model]] = _no_rows,
) -> list[Entry]:
    """Append entries, in order, each to the register of its kind.

    Call it last in the action: it takes the head rows' locks (in the order of the registers' codes, so that two
    actions cannot wait for each other) and the locks hold until the transaction ends. `key` becomes the id of
    the first entry: the id the client made when the form opened. `beside` gives the new rows that show a number of the
    entries, which it is called with in the order of the bodies: they are inserted in the same message.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record() belongs inside the action's transaction")
    drafts = [body if isinstance(body, Draft) else Draft.written(body) for body in bodies]
    if key is not None:
        drafts[0] = replace(drafts[0], id=key, sent=by.sent)
    heads = _lock_heads({draft.of.register for draft in drafts})
    entries: list[Entry] = []
    values: list[FieldRow] = []
    subjects: list[SubjectRow] = []
    for draft in drafts:
        entry, salted = chained(heads[draft.of.register], draft, draft.by or by, at)
        entries.append(entry)
        values += field_rows(entry, salted)
        subjects += subject_rows(entry, draft.of, draft.facts)
    _write(entries, values, subjects, beside(entries), heads.values())
    return entries


def _write(
    entries: Sequence[Entry],
    values: Sequence[FieldRow],
    subjects: Sequence[SubjectRow],
    rows: Sequence[Model],
    heads: Iterable[RegisterHead],
) -> None:
    """Write entries, what stands beside them, and their heads as they stand now, which are locked: all in one go."""
    moved = run(
        chain(
            inserting(Entry, columns_of(Entry), [entry_row(entry) for entry in entries]),
            inserting(EntryField, FIELD_COLUMNS, values),
            inserting(EntrySubject, SUBJECT_COLUMNS, subjects),
            map(inserting_row, rows),
            (_moving_on(head) for head in heads),
        )
    )
    if moved != 1:
        raise RuntimeError("the head of a register that was locked is gone")
    for row in (*entries, *rows):
        was_inserted(row)


def entry_row(entry: Entry) -> tuple[Any, ...]:
    """Return an entry's values in the order of its table's columns."""
    return tuple([getattr(entry, name) for name in _attributes()])


@cache
def _attributes() -> tuple[str, ...]:
    return tuple(field.attname for field in Entry._meta.concrete_fields)


def _moving_on(head: RegisterHead) -> Statement:
    values = (head.seq, head.head_hash, head.year, head.number, head.correction, head.community_id, head.pk)
    return Statement(_MOVE_ON, values)


def _lock_heads(codes: Iterable[str]) -> dict[str, RegisterHead]:
    wanted = sorted(set(codes))
    for code in wanted:
        if code not in REGISTERS:
            raise LookupError(f"register {code} is not declared")
    named = {f"code{at}": code for at, code in enumerate(wanted)}
    found = {head.register: head for head in _heads(len(wanted)).all(**named)}
    for code in wanted:
        if code not in found:
            found[code] = _first_head(code)
    return found


@cache
def _heads(number: int) -> KeptQuery[RegisterHead]:
    """Return what locks so many heads, in the order of their registers' codes."""
    codes = [Given(f"code{at}", CharField()) for at in range(number)]
    return KeptQuery(lambda: RegisterHead.objects.filter(register__in=codes).order_by("register").locked())


def _first_head(code: str) -> RegisterHead:
    # Two first entries at once: one of them waits here on the unique constraint, then locks the other's row.
    try:
        with transaction.atomic():
            RegisterHead.objects.create(community_id=current_community(), register=code, head_hash=GENESIS)
    except IntegrityError:
        pass
    head: RegisterHead = RegisterHead.objects.filter(register=code).locked().get()
    return head


def chained(head: RegisterHead, draft: Draft, by: Actor, at: datetime) -> tuple[Entry, list[Salted]]:
    """Make the next entry of a locked head and move the head on; the values come back with their salts, unsaved."""
    body, series = draft.of, draft.series
    entry_id = draft.id or uuid7()
    year = local_date(at).year
    number = _next_number(head, year, series)
    happened_on = draft.happened_on or day_of(draft.facts.get(body.day)) or local_date(at)
    topic = str(draft.facts.get(body.topic) or "")
    facts = (*draft.facts.items(), *draft.extra)
    salted = [_salted(body.register, entry_id, name, value) for name, value in facts]
    entry = Entry(
        id=entry_id,
        community_id=head.community_id,
        register=body.register,
        seq=head.seq,
        year=year,
        series=str(series),
        number=number,
        kind=str(draft.kind),
        refers_to=draft.refers_to,
        schema=body.schema,
        topic=topic,
        happened_on=happened_on,
        month=happened_on.year * 100 + happened_on.month,
        recorded_at=at,
        actor_ref=by.ref,
        prev_hash=head.head_hash,
        sent=draft.sent,
    )
    entry.header = _header(entry, {name: digest for name, _value, _salt, digest in salted})
    entry.entry_hash = head.head_hash = entry_hash(head.head_hash, entry.header)
    return entry, salted


def _header(entry: Entry, commitments: Mapping[str, str]) -> bytes:
    """Return the exact bytes that are hashed: every column that people ask by, and a commitment to each value."""
    stated = {
        "v": 1,
        "alg": "sha256",
        "community": str(entry.community_id),
        "register": entry.register,
        "seq": entry.seq,
        "year": entry.year,
        "series": str(entry.series),
        "number": entry.number,
        "uuid": str(entry.pk),
        "kind": str(entry.kind),
        "refers_to": plain(entry.refers_to),
        "schema": entry.schema,
        "topic": entry.topic,
        "happened_on": entry.happened_on.isoformat(),
        "recorded_at": moment(entry.recorded_at),
        "actor": str(entry.actor_ref),
        "fields": dict(commitments),
    }
    return canonical(stated).encode()


def field_rows(entry: Entry, salted: Iterable[Salted]) -> list[FieldRow]:
    """Return the rows that hold an entry's values beside the chain."""
    return [
        (uuid7(), entry.community_id, entry.pk, name, value, salt) for name, value, salt, _digest in salted
    ]


def _next_number(head: RegisterHead, year: int, series: Entry.Series) -> int:
    """Count on in the year's own series; a past year's series is taken up where it ended."""
    if head.year != year:
        head.year = year
        head.number = _last_number(head.register, year, Entry.Series.ENTRY)
        head.correction = _last_number(head.register, year, Entry.Series.CORRECTION)
    head.seq += 1
    if series == Entry.Series.ENTRY:
        head.number += 1
        return head.number
    if series == Entry.Series.CORRECTION:
        head.correction += 1
        return head.correction
    return _last_number(head.register, year, series) + 1


def _last_number(register: str, year: int, series: Entry.Series) -> int:
    found = Entry.objects.filter(register=register, year=year, series=series).order_by("-number")
    last = found.values("number").first()
    return last["number"] if last else 0


def _salted(register: str, entry_id: UUID, name: str, value: Any) -> Salted:
    text = canonical(plain(value))
    salt = os.urandom(SALT_BYTES)
    return (
        name,
        text,
        salt,
        commitment(register=register, entry_id=entry_id, name=name, salt=salt, value=text),
    )


def subject_rows(entry: Entry, kind: type[EntryKind], facts: Mapping[str, Any]) -> list[SubjectRow]:
    """Return the rows that name what an entry speaks of, from its facts as written or as the chain stores them."""
    return [
        (uuid7(), entry.community_id, entry.pk, name, ref)
        for name in kind.refs()
        for ref in dict.fromkeys(refs_in(facts.get(name)))
    ]
