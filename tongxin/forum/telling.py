"""What suggestions tell on other pages: the start page, the search, the rail, the later columns of the book."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.forum.models import State, Suggestion
from tongxin.forum.tables import SUGGESTIONS
from tongxin.kit.actor import Actor
from tongxin.registers.models import EntrySubject
from tongxin.web.finding import Found
from tongxin.web.waiting import Waiting

MOST = 40
LATER = (
    ("in_charge", gettext_lazy("Person in charge")),
    ("due_on", gettext_lazy("Answer due")),
    ("adopted", gettext_lazy("Adopted or not")),
    ("answered_on", gettext_lazy("Answered on")),
    ("published_on", gettext_lazy("Published on")),
)


def waiting_rows(actor: Actor) -> QuerySet[Any]:
    """Return what waits for an actor: what they are in charge of; for chiefs also what has nobody, or nobody any more, and drafts."""
    rows = Suggestion.objects.visible_to(actor).standing().exclude(state=State.ANSWERED)
    mine = Q(in_charge_id=actor.account_id, state__in=[State.CHARGED, State.APPROVED])
    if actor.is_chief:
        mine |= Q(state__in=[State.TAKEN, State.WRITTEN]) | Q(in_charge=None) | Q(in_charge__is_active=False)
    return rows.filter(mine)


def waiting_suggestions(actor: Actor) -> QuerySet[Any, Any]:
    """Return the ids of those that wait, for the rail to count."""
    return waiting_rows(actor).values("pk")


def _why(row: Suggestion) -> tuple[str, str]:
    if row.state == State.TAKEN:
        return _("nobody is in charge yet"), _("Put in charge")
    if row.in_charge is None or not row.in_charge.is_active:
        return _("who was in charge has left"), _("Put in charge")
    if row.state == State.WRITTEN:
        return _("%(name)s has drafted an answer") % {"name": row.in_charge}, _("Approve")
    if row.state == State.APPROVED:
        return _("the answer is approved"), _("Give the answer")
    return _("you are in charge"), _("Answer")


def waiting(actor: Actor, today: date) -> Iterable[Waiting]:
    """Return what waits, most urgent first."""
    del today
    for row in waiting_rows(actor).select_related("in_charge").order_by("due_on", "id")[:MOST]:
        why, button = _why(row)
        about = f"{row.get_subject_display()} · {row.number}"
        yield Waiting(row.due_on, row.content[:60], about, why, button, reverse("suggestion", args=[row.pk]))


def find(actor: Actor, query: str, most: int) -> list[Found]:
    """Find suggestions by number, words or proposer."""
    rows = SUGGESTIONS.filters[0].apply(Suggestion.objects.visible_to(actor).counted(), query)
    return [
        Found(
            f"{row.number} {row.content[:40]}",
            reverse("suggestion", args=[row.pk]),
            state=str(row.get_state_display()),
        )
        for row in rows.order_by("-made_on", "-id")[:most]
    ]


def later(entry_ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Tell what became of each suggestion of a page of the book."""
    refs = dict(
        EntrySubject.objects.filter(entry_id__in=entry_ids, name="suggestion").values_list("entry_id", "ref")
    )
    rows = Suggestion.objects.counted().select_related("in_charge").in_bulk(list(refs.values()))
    return {
        entry_id: {
            "in_charge": row.in_charge.name if row.in_charge else "",
            "due_on": row.due_on,
            "adopted": row.get_adopted_display(),
            "answered_on": row.answered_on,
            "published_on": row.published_on,
        }
        for entry_id, ref in refs.items()
        if (row := rows.get(ref)) is not None
    }
