"""Reading entries back: the latest state of each, its corrections beside it, its words."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from tongxin.kit.words import listed
from tongxin.registers.models import Entry
from tongxin.web.templatetags.web import moment

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")  # as the chain writes them


def original_of(entry: Entry) -> Entry:
    """Return the first entry of which this one is a correction; itself if it is none."""
    if entry.refers_to is None:
        return entry
    found: Entry = Entry.objects.get(pk=entry.refers_to)
    return found


def corrections_of(entry: Entry) -> list[Entry]:
    """Return the amendments, voids and erasures of an entry, oldest first."""
    return list(Entry.objects.filter(refers_to=entry.pk).with_values().order_by("seq"))


def is_void(entry: Entry) -> bool:
    """Tell whether the entry was declared void."""
    return bool(Entry.objects.filter(refers_to=entry.pk, kind=Entry.Kind.VOID).exists())


def current_values(entry: Entry) -> dict[str, Any]:
    """Return the values as last amended."""
    latest = (
        Entry.objects.filter(refers_to=entry.pk, kind=Entry.Kind.AMEND).with_values().order_by("-seq").first()
        or entry
    )
    values: dict[str, Any] = latest.values()
    return values


class Line:
    """An entry as a line of its book: current values, and how it was corrected. Made for a page of entries at once."""

    def __init__(self, entry: Entry, corrections: list[Entry]) -> None:
        self.entry = entry
        self.corrections = corrections
        amendments = [item for item in corrections if item.kind == Entry.Kind.AMEND]
        self.values: dict[str, Any] = (amendments[-1] if amendments else entry).values()
        self.amended = bool(amendments)
        self.void = any(item.kind == Entry.Kind.VOID for item in corrections)
        self.erased = {
            name for item in corrections if item.kind == Entry.Kind.ERASE for name in item.values()["erased"]
        }


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
    words = kind.words(name)
    if isinstance(value, list):
        return listed(words.get(item, item) for item in value)
    if isinstance(value, bool):
        return "✓" if value else "—"
    if isinstance(value, str) and MOMENT.fullmatch(value):
        return moment(datetime.fromisoformat(value))
    return str(words.get(value, value))
