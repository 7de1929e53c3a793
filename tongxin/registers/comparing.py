"""Rows against entries: what a column holds must be what the last entry that names it says, as amended; no row without its entry.

A chain alone proves that the entries were not changed. Lists and figures are counted from rows: a row changed past its action (by hand in the
database, by a program that forgot to record) is found here, with both values.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef

from tongxin.registers.canonical import plain
from tongxin.registers.kinds import KINDS, EntryKind
from tongxin.registers.models import Entry, EntryField, EntrySubject
from tongxin.registers.reading import only_said

CHUNK = 500
EMPTY: tuple[Any, ...] = (None, "", [], ())


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that differs from its entry: which entry, row and column, what the entry says and what the row holds.

    Without an entry, the row has none although every row of its model is written with one.
    """

    entry: Entry | None
    register: str
    model: str
    row: UUID
    column: str
    said: Any
    held: Any
    personal: bool = False


# What follows from several entries together (how a need stands, by every step with it), or lies in rows that no entry speaks of by itself
# (a volunteer's hours): told by the apps in their `comparing.py`, from `AppConfig.ready()`.
Comparison = Callable[[], Iterator[Difference]]
COMPARISONS: list[Comparison] = []


@dataclass(slots=True)
class Standing:
    """How some entries stand: their values as amended, which are void, and what of them was erased."""

    values: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    void: set[UUID] = field(default_factory=set)
    erased: set[tuple[UUID, str]] = field(default_factory=set)


@dataclass(slots=True)
class _Spoken(Standing):
    """The entries that speak of the rows of a chunk."""

    by_row: dict[UUID, list[Entry]] = field(default_factory=dict)
    named: set[UUID] = field(default_factory=set)  # rows with an entry of a kind that creates them


@dataclass(frozen=True, slots=True)
class Told:
    """An entry that names a row: its values as amended, as the chain stores them, whether it is void, and what of it was erased."""

    entry: Entry
    values: Mapping[str, Any]
    void: bool = False
    erased: frozenset[str] = frozenset()

    @property
    def schema(self) -> str:
        """Return what kind of entry it is."""
        return self.entry.schema


def kinds_by_row() -> dict[type[models.Model], list[type[EntryKind]]]:
    """Return model: the kinds whose entries speak of its rows, for models of which an entry says what a column holds."""
    found: dict[type[models.Model], list[type[EntryKind]]] = {}
    for kind in KINDS.values():
        model = kind.row_model()
        if model is not None:
            found.setdefault(model, []).append(kind)
    return {
        model: kinds
        for model, kinds in found.items()
        if any(kind.compared() or kind.voids or kind.creates for kind in kinds)
    }


def differences() -> Iterator[Difference]:
    """Compare every row of the open community with its entries, a chunk at a time."""
    written = set(Entry.objects.written().order_by().values_list("schema", flat=True).distinct())
    for model, kinds in kinds_by_row().items():
        for chunk in in_chunks(model._default_manager.all()):
            spoken = _spoken([row.pk for row in chunk], kinds)
            for row in chunk:
                yield from _of_row(row, kinds, spoken)
        if any(kind.schema in written for kind in kinds):
            yield from _gone(model, kinds)
    for comparison in COMPARISONS:
        yield from comparison()


def in_chunks(rows: models.QuerySet[Any]) -> Iterator[list[Any]]:
    """Return rows in the order of their ids, so many at a time."""
    after: UUID | None = None
    while chunk := list((rows if after is None else rows.filter(pk__gt=after)).order_by("pk")[:CHUNK]):
        yield chunk
        if len(chunk) < CHUNK:
            return
        after = chunk[-1].pk


def told_of(ids: Collection[UUID], kinds: Collection[type[EntryKind]]) -> dict[UUID, list[Told]]:
    """Return row: the entries of some kinds that name it, void ones too, in the order in which they were written.

    Subjects are numbered as they are written, while the row is locked: that is the order of the deeds.
    """
    subjects = EntrySubject.objects.filter(
        ref__in=list(ids),
        entry__kind=Entry.Kind.CREATE,
        entry__schema__in=[kind.schema for kind in kinds],
    ).select_related("entry")
    named = list(subjects.order_by("id"))
    standing = _stand(Standing(), {subject.entry_id: subject.entry for subject in named})
    found: dict[UUID, dict[UUID, Told]] = {}
    for subject in named:
        pk = subject.entry_id
        gone = frozenset(name for entry, name in standing.erased if entry == pk)
        told = Told(subject.entry, standing.values[pk], pk in standing.void, gone)
        found.setdefault(subject.ref, {}).setdefault(pk, told)
    return {ref: list(entries.values()) for ref, entries in found.items()}


def against(row: Any, told: Entry | None, register: str, says: Mapping[str, Any]) -> Iterator[Difference]:
    """Compare columns of a row with what they must hold by its entries; `told` is the entry under which a difference is reported."""
    for column, wanted in says.items():
        said, held = plain(wanted), plain(_comparable(row, column))
        if said != held and not (said in EMPTY and held in EMPTY):
            yield Difference(told, register, row._meta.label, row.pk, column, said, held)


def _spoken(ids: list[UUID], kinds: list[type[EntryKind]]) -> _Spoken:
    found = _Spoken()
    fields = {kind.schema: kind.row_field() for kind in kinds}
    subjects = EntrySubject.objects.filter(
        ref__in=ids, entry__kind=Entry.Kind.CREATE, entry__schema__in=list(fields)
    ).select_related("entry")
    for subject in subjects.order_by("id"):
        if subject.name == fields[subject.entry.schema]:
            found.by_row.setdefault(subject.ref, []).append(subject.entry)
            if subject.entry.kind_class.creates:
                found.named.add(subject.ref)
    _stand(found, {entry.pk: entry for group in found.by_row.values() for entry in group})
    return found


def _stand(found: Standing, entries: Mapping[UUID, Entry]) -> Standing:
    """Read how entries stand: three queries whatever their number."""
    latest = {pk: pk for pk in entries}
    for correction in Entry.objects.filter(refers_to__in=list(entries)).order_by("seq"):
        if correction.kind == Entry.Kind.AMEND:
            latest[correction.corrected] = correction.pk
            # What was said anew after an erasure is compared again: the row holds it.
            found.erased -= {(correction.corrected, name) for name in correction.commits_to()}
        elif correction.kind == Entry.Kind.VOID:
            found.void.add(correction.corrected)
        elif correction.kind == Entry.Kind.ERASE:
            found.erased |= {(correction.corrected, name) for name in correction.values().get("erased", [])}
    stored: dict[UUID, list[EntryField]] = {}
    for row in EntryField.objects.filter(entry_id__in=list(latest.values())):
        stored.setdefault(row.entry_id, []).append(row)
    for pk, entry in entries.items():
        found.values[pk] = only_said(
            entry.kind_class, {row.name: row.read() for row in stored.get(latest[pk], [])}
        )
    return found


def _of_row(row: Any, kinds: list[type[EntryKind]], spoken: _Spoken) -> Iterator[Difference]:
    decided: set[str] = set()
    told = spoken.by_row.get(row.pk, [])
    creating = [kind for kind in kinds if kind.creates]
    if creating and row.pk not in spoken.named:
        yield Difference(None, creating[0].register, row._meta.label, row.pk, "id", None, str(row.pk))
    for entry in reversed(told):
        if entry.pk in spoken.void:
            continue
        kind = entry.kind_class
        for name, column in kind.compared().items():
            if column in decided:
                continue
            decided.add(column)
            said, held = spoken.values[entry.pk].get(name), plain(_comparable(row, column))
            if (
                (entry.pk, name) not in spoken.erased
                and said != held
                and not (said in EMPTY and held in EMPTY)
            ):
                personal = kind.is_personal(name)
                yield Difference(entry, entry.register, row._meta.label, row.pk, column, said, held, personal)
        decided |= set(kind.resets)
    yield from _void_of_row(row, told, spoken)


def _comparable(row: Any, column: str) -> Any:
    value = getattr(row, column)
    return str(value) if isinstance(value, models.Choices) else value


def _void_of_row(row: Any, told: list[Entry], spoken: _Spoken) -> Iterator[Difference]:
    taken_back = {entry.kind_class.takes_back for entry in told if entry.pk not in spoken.void}
    for entry in told:
        column = entry.kind_class.void_column()
        said = entry.pk in spoken.void or column in taken_back
        if column and bool(held := getattr(row, column)) != said:
            held = plain(held)
            yield Difference(entry, entry.register, row._meta.label, row.pk, column, said, held)


def _gone(model: type[models.Model], kinds: list[type[EntryKind]]) -> Iterator[Difference]:
    """Find entries whose row is gone though nobody erased it."""
    names = {kind.schema: kind.row_field() for kind in kinds}
    rows = model._default_manager.filter(pk=OuterRef("ref"), community_id=OuterRef("community_id"))
    subjects = EntrySubject.objects.filter(entry__kind=Entry.Kind.CREATE, entry__schema__in=list(names))
    for subject in (
        subjects.filter(~Exists(rows)).annotate(schema=F("entry__schema")).select_related("entry")[:CHUNK]
    ):
        if subject.name == names[subject.schema]:
            entry, ref = subject.entry, subject.ref
            yield Difference(entry, entry.register, model._meta.label, ref, "id", str(ref), None)


def both_values(fault: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a kept fault with both values as they are now: values that speak of people are not kept with the result."""
    row = apps.get_model(fault["model"])._default_manager.filter(pk=fault["row"]).first()
    entry = Entry.objects.filter(pk=fault["entry"]).first()
    if row is None or entry is None:
        return fault
    spoken = _spoken([row.pk], [entry.kind_class])
    name = next((key for key, column in entry.kind_class.compared().items() if column == fault["column"]), "")
    return {
        **fault,
        "said": spoken.values.get(entry.pk, {}).get(name),
        "held": plain(_comparable(row, fault["column"])),
    }
