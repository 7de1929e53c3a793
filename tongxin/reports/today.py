"""The start page: what the apps have waiting for somebody, and what just happened in the community."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _

from tongxin.kit.actor import Actor
from tongxin.registers.hooks import actors, name_rows
from tongxin.registers.models import Entry, EntrySubject
from tongxin.web.waiting import ASIDES, WAITING, Aside, Waiting, band

LATEST = 12
MOST_NAMED = 2  # an entry about a hundred homes names none of them better than two


def bands(actor: Actor, day: date) -> list[tuple[str, str, list[Waiting]]]:
    """Return what waits for an actor in bands, most urgent first: code, heading, rows. Empty bands are left out."""
    rows = [row for provider in WAITING for row in provider(actor, day)]
    rows.sort(key=lambda row: row.due or date.max)
    labels = {"late": _("Late"), "today": _("Today"), "week": _("Within seven days"), "later": _("Later")}
    placed = [
        (code, label, [row for row in rows if band(row.due, day) == code]) for code, label in labels.items()
    ]
    return [item for item in placed if item[2]]


def asides(actor: Actor, day: date) -> list[Aside]:
    """Return the lists beside what waits that hold something."""
    return [aside for provider in ASIDES if (aside := provider(actor, day)).notes]


@dataclass(frozen=True, slots=True)
class Happening:
    """An entry as it passes by: what happened, of whom or what, who recorded it. A correction names the line that it corrects."""

    entry: Entry
    what: str
    about: str
    who: str


def happened() -> list[Happening]:
    """Return the latest entries, each with whom or what it speaks of and who recorded it."""
    entries = list(Entry.objects.order_by("-recorded_at", "-seq")[:LATEST])
    lines = _lines(entries)
    names, about = actors({entry.actor_ref for entry in entries}), _about(list(lines.values()))
    return [
        Happening(
            entry, _what(entry, lines[entry.pk]), about[lines[entry.pk].pk], names.get(entry.actor_ref, "")
        )
        for entry in entries
    ]


def _lines(entries: list[Entry]) -> dict[UUID, Entry]:
    """Return for each entry the line that it corrects, or itself; an erasure refers to an amendment, which refers to the line."""
    found = {entry.pk: entry for entry in entries}
    for _depth in range(2):
        above = Entry.objects.in_bulk([line.refers_to for line in found.values() if line.refers_to])
        found = {pk: above[line.refers_to] if line.refers_to else line for pk, line in found.items()}
    return found


def _what(entry: Entry, line: Entry) -> str:
    if entry.pk == line.pk:
        return str(entry.kind_class.title)
    return _("%(correction)s: %(line)s") % {"correction": entry.get_kind_display(), "line": line.label}


def _about(entries: list[Entry]) -> dict[UUID, str]:
    """Say in a line of what entries speak: one query for their subjects, one for each model among these."""
    kinds = {entry.pk: entry.kind_class for entry in entries}
    subjects = EntrySubject.objects.filter(entry_id__in=kinds).values_list("entry_id", "name", "ref")
    refs: dict[type[Model], set[UUID]] = defaultdict(set)
    of: dict[UUID, dict[str, list[UUID]]] = defaultdict(lambda: defaultdict(list))
    for pk, name, ref in subjects:
        of[pk][name].append(ref)
        refs[kinds[pk].refs()[name]].add(ref)
    words = {
        (model, ref): named.text
        for model, ids in refs.items()
        for ref, named in zip(ids, name_rows(model, ids, brief=True), strict=True)
    }
    return {
        pk: " · ".join(
            [words[model, ref] for name, model in kind.refs().items() for ref in of[pk][name]][:MOST_NAMED]
        )
        for pk, kind in kinds.items()
    }
