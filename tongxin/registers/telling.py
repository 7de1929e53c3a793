"""What an entry's page tells: its facts as they stand, the rows it names, and what each correction changed, with its reason."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongxin.kit.actor import Actor
from tongxin.registers import access, carrying, comparing, faults, hooks
from tongxin.registers.kinds import CHANGED, CORRECTION_REASON, EntryKind
from tongxin.registers.models import Entry, EntrySubject
from tongxin.registers.reading import corrections_of, current_values, in_words, named


@dataclass(frozen=True, slots=True)
class Cell:
    """One field in one version: words, or links to the rows that it names."""

    text: str
    links: Sequence[hooks.Named] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A field that a correction changed, or that took the place of an older fact: what it said before, and since."""

    label: Any
    was: Cell
    now: Cell


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction of an entry: why, by whom, and the fields that it changed; none of a void or an erasure."""

    entry: Entry
    reason: str
    who: str
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class Told:
    """An entry with everything that is said of it."""

    entry: Entry
    who: str
    rows: Sequence[
        Change
    ]  # each fact as it stands now; `was` only where the entry itself tells what stood before
    corrections: Sequence[Corrected]
    amended: bool
    void: bool
    row: Sequence[hooks.Named]  # what the entry speaks of, as it is called today


NOTHING = Cell("")


@dataclass(frozen=True, slots=True)
class _Reader:
    """Puts the fields of an entry into words as somebody may read them."""

    entry: Entry
    personal: bool
    erased: frozenset[str]

    def shown(self) -> list[str]:
        """Return the fields of the page in their order.

        The row that the entry speaks of is named once, above them: its words are those of today. A group named by its reference and by
        the name it then had is one field: the name as recorded, with the way to the group. What stood before stands beside its fact.
        """
        kind = self.entry.kind_class
        before = kind.before()
        left_out = {
            kind.row_field(),
            *self.twice().values(),
            *before.values(),
            *({CHANGED} if before else ()),
        }
        return [name for name in kind.labels() if name not in left_out]

    def twice(self) -> dict[str, str]:
        """Return fact: reference, for the rows that are kept by their reference and by the name they then had."""
        kind = self.entry.kind_class
        facts = kind.facts()
        return {fact: ref for ref in kind.refs() if (fact := _name_of(ref)) in facts}

    def cell(self, name: str, values: Mapping[str, Any], *, apart: bool = False) -> Cell:
        """Return a field in words; `apart` adds to the name of a row what tells it from another of the same name."""
        if name in self.erased and name not in values:  # a version written since the erasure may tell it anew
            return Cell(_("erased"))
        entry, kind, value, ref = self.entry, self.entry.kind_class, values.get(name), self.twice().get(name)
        if ref and value and values.get(ref):
            ways = named(kind, ref, values[ref], personal=self.personal)
            said = value if isinstance(value, list) else [value]
            if len(ways) == len(said):
                texts = [in_words(entry, name, item, personal=self.personal) for item in said]
                return Cell("", [hooks.Named(text, way.href) for text, way in zip(texts, ways, strict=True)])
        if name in kind.refs():
            return Cell("", named(kind, name, value, personal=self.personal, apart=apart))
        return Cell(in_words(entry, name, value if value is not None else "", personal=self.personal))

    def change(self, name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Change:
        """Return a field that differs, old and new: two residents of one name are told apart."""
        was, now = self.cell(name, before), self.cell(name, after)
        if was == Cell(now.text, was.links) and [item.text for item in was.links] == [
            item.text for item in now.links
        ]:
            was, now = self.cell(name, before, apart=True), self.cell(name, after, apart=True)
        return Change(self.entry.kind_class.labels()[name], was, now)

    def fact(self, name: str, first: Mapping[str, Any], latest: Mapping[str, Any]) -> Change:
        """Return a field as it stands, after what the entry itself says that it took the place of."""
        was = NOTHING
        if name in self.entry.kind_class.before() and name in first.get(CHANGED, ()):
            was = Cell(_was(self.entry, name, first, self.personal))
        return Change(self.entry.kind_class.labels()[name], was, self.cell(name, latest))


def tell(entry: Entry, actor: Actor) -> Told:
    """Tell an entry as the actor may read it: as it stands, and of each correction only what it changed.

    An auditor reads no free text and no names.
    """
    corrections = corrections_of(entry)
    values = {item.pk: item.values() for item in (entry, *corrections)}
    erased = {
        name for item in corrections if item.kind == Entry.Kind.ERASE for name in values[item.pk]["erased"]
    }
    reader = _Reader(entry, access.sees_personal_data(actor), frozenset(erased))
    names = hooks.actors({item.actor_ref for item in (entry, *corrections)})
    told, stands = [], values[entry.pk]
    for item in corrections:
        before, stands = stands, values[item.pk] if item.kind == Entry.Kind.AMEND else stands
        changes = [
            reader.change(name, before, stands)
            for name in reader.shown()
            if before.get(name) != stands.get(name)
        ]
        told.append(Corrected(item, _reason(item, reader.personal), names.get(item.actor_ref, ""), changes))
    rows = [reader.fact(name, values[entry.pk], stands) for name in reader.shown()]
    row_field = entry.kind_class.row_field()
    return Told(
        entry=entry,
        who=names.get(entry.actor_ref, ""),
        rows=[row for row in rows if row.now != NOTHING or row.was != NOTHING],
        corrections=told,
        amended=any(item.kind == Entry.Kind.AMEND for item in corrections),
        void=any(item.kind == Entry.Kind.VOID for item in corrections),
        row=named(entry.kind_class, row_field, values[entry.pk].get(row_field), personal=reader.personal)
        if row_field
        else (),
    )


def _was(entry: Entry, name: str, values: Mapping[str, Any], personal: bool) -> str:
    held = entry.kind_class.before()[name]
    return in_words(entry, held, values.get(held, ""), personal=personal) or "—"


def replaced(entries: Collection[Entry], *, personal: bool = True) -> dict[UUID, list[tuple[Any, str, str]]]:
    """Return entry: label, old and new words of each fact that it replaced; the values of the entries are read already."""
    return {
        entry.pk: [
            (
                entry.kind_class.labels()[name],
                _was(entry, name, values, personal),
                in_words(entry, name, values.get(name, ""), personal=personal) or "—",
            )
            for name in values[CHANGED]
        ]
        for entry in entries
        if entry.kind_class.before() and CHANGED in (values := entry.values())
    }


def _name_of(ref: str) -> str:
    """Return what the fact beside a reference is called that keeps the name as it then was: group, group_name."""
    return f"{ref.removesuffix('s')}_names" if ref.endswith("s") else f"{ref}_name"


def _reason(correction: Entry, personal: bool) -> str:
    values = correction.values()
    return str(values.get(CORRECTION_REASON) or values.get("ground", "")) if personal else "＊"


@dataclass(frozen=True, slots=True)
class Voided:
    """That the entry which wrote a row was declared void: when and why, as the actor may read it, by whom."""

    entry: Entry
    reason: str
    who: str


def voided(kind: type[EntryKind], rows: Collection[UUID], actor: Actor) -> dict[UUID, Voided]:
    """Return row: how it was declared void, for those of the rows whose entry of this kind is void."""
    named = EntrySubject.objects.filter(
        ref__in=list(rows), name=kind.row_field(), entry__schema=kind.schema, entry__kind=Entry.Kind.CREATE
    )
    of = dict(named.values_list("entry_id", "ref"))
    found = list(Entry.objects.filter(refers_to__in=list(of), kind=Entry.Kind.VOID).with_values())
    names = hooks.actors({item.actor_ref for item in found})
    personal = access.sees_personal_data(actor)
    return {
        of[item.corrected]: Voided(item, _reason(item, personal), names.get(item.actor_ref, ""))
        for item in found
    }


def ways_of(entry: Entry, actor: Actor) -> list[hooks.Named]:
    """Return the rows that an entry names and that have a page: where what it repeats of them is amended."""
    kind, values = entry.kind_class, current_values(entry)
    personal = access.sees_personal_data(actor)
    found = [way for name in kind.refs() for way in named(kind, name, values.get(name), personal=personal)]
    return [way for way in found if way.href]


def to_amend(kind: type[EntryKind], entries: Collection[Entry], actor: Actor) -> Entry | None:
    """Return the entry of a kind among those about a row, for the page of the row to link its amendment to who may write one."""
    found = next((entry for entry in entries if entry.schema == kind.schema), None)
    may = found is not None and access.AMEND(actor) and carrying.may_correct(found, actor)
    return found if may else None


def lines_of(kind: type[EntryKind], rows: Collection[UUID]) -> dict[UUID, UUID]:
    """Return row: the entry of a kind that first wrote it, one query for a page of a list."""
    named = EntrySubject.objects.filter(
        ref__in=list(rows), name=kind.row_field(), entry__schema=kind.schema, entry__kind=Entry.Kind.CREATE
    )
    return dict(named.values_list("ref", "entry_id"))


@dataclass(frozen=True, slots=True)
class FaultTold:
    """A fault of a verification in the reader's language; `said` and `held` are empty where the reader may not see values."""

    where: str
    what: str
    row: str
    column: str
    said: str
    held: str


def fault(kept: Mapping[str, Any], sees_values: bool) -> FaultTold:
    """Tell a kept fault; values that speak of people are read again, for they are not kept with the result."""
    model, column = kept["model"], kept["column"]
    found = comparing.both_values(kept) if sees_values and kept["personal"] else kept
    said, held = (
        faults.shown(model, column, found[side]) if model and sees_values else "" for side in ("said", "held")
    )
    label = faults.column_label(model, column) if model else ""
    return FaultTold(
        kept["number"] or str(kept["seq"]), faults.sentence(kept), kept["row"], label, said, held
    )
