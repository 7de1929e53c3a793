"""The start page: what the apps have waiting for somebody, and what just happened in the community."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from tongxin.communities.models import names_of
from tongxin.kit.actor import Actor
from tongxin.registers.models import Entry, EntrySubject
from tongxin.web.subjects import SUBJECTS
from tongxin.web.waiting import ASIDES, WAITING, Aside, Waiting, band

LATEST = 12
MOST_NAMED = 2  # an entry about a hundred homes names none of them better than two


def bands(actor: Actor, day: date) -> list[tuple[str, str, list[Waiting]]]:
    """Return what waits for an actor in bands, most urgent first: code, heading, rows. Empty bands are left out."""
    rows = [row for provider in WAITING for row in provider(actor, day)]
    rows.sort(key=lambda row: row.due or date.max)
    labels = {"late": _("Late"), "today": _("Today"), "week": _("This week"), "later": _("Later")}
    placed = [
        (code, label, [row for row in rows if band(row.due, day) == code]) for code, label in labels.items()
    ]
    return [item for item in placed if item[2]]


def asides(actor: Actor, day: date) -> list[Aside]:
    """Return the lists beside what waits that hold something."""
    return [aside for provider in ASIDES if (aside := provider(actor, day)).notes]


def happened() -> list[tuple[Entry, str, str]]:
    """Return the latest entries, each with whom or what it speaks of and who recorded it."""
    entries = list(Entry.objects.order_by("-recorded_at", "-seq")[:LATEST])
    names, about = names_of({entry.actor_ref for entry in entries}), _about(entries)
    return [(entry, about.get(entry.pk, ""), names.get(entry.actor_ref, "")) for entry in entries]


def _about(entries: list[Entry]) -> dict[UUID, str]:
    """Say in words of what entries speak: one query for their subjects, one for each kind of subject."""
    rows = EntrySubject.objects.filter(entry_id__in=[entry.pk for entry in entries], name__in=SUBJECTS)
    named = list(rows.values_list("entry_id", "name", "ref"))
    words = {
        name: SUBJECTS[name]({ref for _entry, kept, ref in named if kept == name})
        for name in {kept for _entry, kept, _ref in named}
    }
    found = {}
    for entry in entries:
        order = {name: at for at, name in enumerate(entry.kind_class.subjects)}
        mine = sorted(
            (order.get(name, len(order)), words[name].get(ref, ""))
            for pk, name, ref in named
            if pk == entry.pk
        )
        found[entry.pk] = " · ".join([text for _at, text in mine if text][:MOST_NAMED])
    return found
