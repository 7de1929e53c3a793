"""Reading entries back: the latest state of each, its corrections beside it, its words."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from tongxin.kit.words import listed
from tongxin.registers import hooks
from tongxin.registers.kinds import EntryKind, python_type
from tongxin.registers.models import Entry
from tongxin.web.templatetags.web import full_day, moment, number

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")  # as the chain writes them


def original_of(entry: Entry) -> Entry:
    """Return the first entry of which this one is a correction; itself if it is none."""
    while entry.refers_to is not None:  # an erasure refers to an amendment, which refers to the entry
        entry = Entry.objects.get(pk=entry.refers_to)
    return entry


def corrections_of(entry: Entry) -> list[Entry]:
    """Return the amendments, voids and erasures of an entry, oldest first."""
    return list(Entry.objects.filter(refers_to=entry.pk).with_values().order_by("seq"))


def is_void(entry: Entry) -> bool:
    """Tell whether the entry was declared void."""
    return bool(Entry.objects.filter(refers_to=entry.pk, kind=Entry.Kind.VOID).exists())


def void_among(entries: Collection[Entry]) -> set[UUID]:
    """Return the ids of those entries that were declared void, one query."""
    corrections = Entry.objects.filter(refers_to__in=[entry.pk for entry in entries], kind=Entry.Kind.VOID)
    return {pk for pk in corrections.values_list("refers_to", flat=True) if pk is not None}


def current_values(entry: Entry) -> dict[str, Any]:
    """Return the values as last amended, without the reason of the amendment."""
    latest = (
        Entry.objects.filter(refers_to=entry.pk, kind=Entry.Kind.AMEND).with_values().order_by("-seq").first()
        or entry
    )
    return only_said(entry.kind_class, latest.values())


def _told(entry: Entry) -> list[Entry]:
    """Return an entry with everything that was said of it since: its corrections, and what was erased from these; in their order."""
    corrections = corrections_of(entry)
    further = Entry.objects.filter(refers_to__in=[item.pk for item in corrections]).with_values()
    return [entry, *sorted([*corrections, *further], key=lambda item: item.seq)]


def version_of(entry: Entry) -> UUID:
    """Return the id by which a form says from which state of an entry it was made: that of the last thing said of it."""
    said = list(Entry.objects.filter(refers_to=entry.pk).order_by("seq").values_list("pk", "seq"))
    further = Entry.objects.filter(refers_to__in=[pk for pk, _seq in said]).values_list("pk", "seq")
    return max([(entry.pk, entry.seq), *said, *further], key=lambda pair: pair[1])[0]


def values_at(entry: Entry, version: UUID) -> tuple[dict[str, Any], set[str]]:
    """Return the values of an entry as they stood at a version, and the fields that were erased since.

    Raises LookupError for a version that is none of this entry.
    """
    told = _told(entry)
    ids = [item.pk for item in told]
    if version not in ids:
        raise LookupError(f"{version} is no version of {entry.pk}")
    at = ids.index(version)
    stood = [item for item in told[: at + 1] if item.kind in {Entry.Kind.CREATE, Entry.Kind.AMEND}][-1]
    erased = {
        name for item in told[at + 1 :] if item.kind == Entry.Kind.ERASE for name in item.values()["erased"]
    }
    return only_said(entry.kind_class, stood.values()), erased


def only_said(kind: type[EntryKind], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a kind among stored values: an amendment also holds its reason."""
    names = kind.abouts()
    return {name: value for name, value in values.items() if name in names}


def erased_of(corrections: Iterable[Entry]) -> set[str]:
    """Return the fields of an entry that are erased, from its corrections in their order: what was amended since is told anew."""
    gone: set[str] = set()
    for item in corrections:
        if item.kind == Entry.Kind.ERASE:
            gone |= set(item.values()["erased"])
        elif item.kind == Entry.Kind.AMEND:
            gone -= item.commits_to()
    return gone


class Line:
    """An entry as a line of its book: current values, and how it was corrected. Made for a page of entries at once."""

    def __init__(self, entry: Entry, corrections: list[Entry]) -> None:
        self.entry = entry
        self.corrections = corrections
        amendments = [item for item in corrections if item.kind == Entry.Kind.AMEND]
        self.values = only_said(entry.kind_class, (amendments[-1] if amendments else entry).values())
        self.amended = bool(amendments)
        self.void = any(item.kind == Entry.Kind.VOID for item in corrections)
        self.erased = erased_of(corrections)


def lines(entries: Iterable[Entry]) -> list[Line]:
    """Join entries with their corrections, two queries for the whole page."""
    shown = list(entries)
    found: dict[Any, list[Entry]] = {}
    for item in (
        Entry.objects.filter(refers_to__in=[entry.pk for entry in shown]).with_values().order_by("seq")
    ):
        found.setdefault(item.refers_to, []).append(item)
    return [Line(entry, found.get(entry.pk, [])) for entry in shown]


def in_words(entry: Entry, name: str, value: Any, *, personal: bool = True) -> str:
    """Put one stored value into words of the reader's language; withhold it where `personal` is False."""
    kind = entry.kind_class
    if not personal and kind.is_personal(name):
        return "＊"
    if value in (None, ""):
        return ""
    words = kind.words(name)
    if isinstance(value, list):
        return listed(words.get(item, item) for item in value)
    return _plain_words(kind, name, words.get(value, value))


def _plain_words(kind: type[EntryKind], name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "✓" if value else "—"
    if isinstance(value, str) and MOMENT.fullmatch(value):
        return moment(datetime.fromisoformat(value))
    if name in kind.facts() and python_type(kind, name) is date:
        return full_day(date.fromisoformat(value))
    if name in kind.facts() and python_type(kind, name) is Decimal:
        return number(Decimal(value))
    return str(value)


def said_in_words(entry: Entry, name: str, value: Any) -> str:
    """Put one stored value into words, the rows that it names too."""
    if entry.kind_class.abouts()[name].refers is not None:
        return listed(item.text for item in named(entry.kind_class, name, value))
    return in_words(entry, name, value)


def typed(kind: type[EntryKind], name: str, value: Any) -> Any:
    """Return a stored value as Python has it: date, Decimal, moment, id, tuple."""
    if value in (None, ""):
        return None if python_type(kind, name) is not str else ""
    readers: dict[type, Callable[[Any], Any]] = {
        date: date.fromisoformat,
        datetime: datetime.fromisoformat,
        Decimal: Decimal,
        UUID: UUID,
        tuple: tuple,
    }
    reader = readers.get(python_type(kind, name))
    return reader(value) if reader is not None else value


def named(
    kind: type[EntryKind], name: str, value: Any, *, personal: bool = True, apart: bool = False
) -> list[hooks.Named]:
    """Return the rows that a stored reference names, as words and links; withheld where `personal` is False.

    `apart` adds what tells a row from another that is called the same.
    """
    about = kind.abouts()[name]
    ids = [UUID(item) for item in (value if isinstance(value, list) else [value]) if item]
    if not ids or about.refers is None:
        return []
    if not personal and (about.personal or about.refers not in hooks.NAMINGS):
        return [
            hooks.Named("＊")
        ]  # what no app named is put into words by its own `__str__`, which may hold free text
    return hooks.name_rows(about.refers, ids, apart=apart and personal)
