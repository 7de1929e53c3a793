"""What an entry's page tells: its facts, version beside version, the rows it names, and its corrections with their reasons."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongxin.kit.actor import Actor
from tongxin.registers import access, comparing, faults, hooks
from tongxin.registers.kinds import CHANGED, CORRECTION_REASON, EntryKind
from tongxin.registers.models import Entry, EntrySubject
from tongxin.registers.reading import corrections_of, in_words, named


@dataclass(frozen=True, slots=True)
class Cell:
    """One field in one version: words or links, and whether it differs from the version before."""

    text: str
    links: Sequence[hooks.Named]
    changed: bool


@dataclass(frozen=True, slots=True)
class Told:
    """An entry with everything that is said of it."""

    entry: Entry
    who: str
    versions: Sequence[Entry]  # the entry and its amendments
    rows: Sequence[tuple[Any, Sequence[Cell]]]
    before: bool  # whether the first column says what stood before
    corrections: Sequence[tuple[Entry, str, str]]  # correction, reason, who
    void: bool
    row: Sequence[hooks.Named]  # what the entry speaks of, as it is called today


def tell(entry: Entry, actor: Actor) -> Told:
    """Tell an entry as the actor may read it: an auditor reads no free text and no names.

    The row that the entry speaks of is named once, beside the versions: its words are those of today and would stand under "as recorded".
    A group named by its reference and by the name it then had is one row: the name as recorded, with the way to the group.
    """
    personal = access.sees_personal_data(actor)
    corrections = corrections_of(entry)
    names = hooks.actors({item.actor_ref for item in [entry, *corrections]})
    versions = [entry, *(item for item in corrections if item.kind == Entry.Kind.AMEND)]
    values = [item.values() for item in versions]
    erased = {
        name for item in corrections if item.kind == Entry.Kind.ERASE for name in item.values()["erased"]
    }
    rows = []
    kind = entry.kind_class
    twice = {ref: fact for ref in kind.refs() if (fact := _name_of(ref)) in kind.facts()}
    before = kind.before()
    replaces = bool(before and values[0].get(CHANGED))
    for name, label in kind.labels().items():
        if (
            name == kind.row_field()
            or name in twice
            or name in {*before.values(), *({CHANGED} if before else ())}
        ):
            continue
        ref = next((ref for ref, fact in twice.items() if fact == name), "")
        cells = [_cell(entry, name, found, erased, personal, ref) for found in values]
        told = [
            Cell(cell.text, cell.links, at > 0 and values[at].get(name) != values[at - 1].get(name))
            for at, cell in enumerate(cells)
        ]
        if replaces:
            told = _after_what_stood(entry, name, told, values, personal)
        if any(cell.text or cell.links for cell in told):
            rows.append((label, told))
    reasons = [(item, _reason(item, personal), names.get(item.actor_ref, "")) for item in corrections]
    void = any(item.kind == Entry.Kind.VOID for item in corrections)
    row = (
        named(kind, kind.row_field(), values[0].get(kind.row_field()), personal=personal)
        if kind.row_field()
        else ()
    )
    return Told(entry, names.get(entry.actor_ref, ""), versions, rows, replaces, reasons, void, row)


def _after_what_stood(
    entry: Entry, name: str, told: list[Cell], values: Sequence[dict[str, Any]], personal: bool
) -> list[Cell]:
    """Put what a fact replaced before its versions: a dash for nothing, and no word where it did not change."""
    if name not in values[0][CHANGED]:
        return [Cell("", (), False), *told]
    was = _was(entry, name, values[0], personal)
    return [Cell(was, (), False), replace(told[0], changed=True), *told[1:]]


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


def _cell(
    entry: Entry, name: str, values: dict[str, Any], erased: set[str], personal: bool, ref: str = ""
) -> Cell:
    if name in erased and name not in values:  # a version written since the erasure may tell it anew
        return Cell(_("erased"), (), False)
    kind, value = entry.kind_class, values.get(name)
    if ref and value and values.get(ref):
        ways = named(kind, ref, values[ref], personal=personal)
        said = value if isinstance(value, list) else [value]
        if len(ways) == len(said):
            texts = [in_words(entry, name, item, personal=personal) for item in said]
            return Cell(
                "", [hooks.Named(text, way.href) for text, way in zip(texts, ways, strict=True)], False
            )
    if name in kind.refs():
        return Cell("", named(kind, name, value, personal=personal), False)
    return Cell(in_words(entry, name, value if value is not None else "", personal=personal), (), False)


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
