"""What needs tell on other pages: the start page, the search, a person's file, a group's page, the rail."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.groups.models import Group
from tongxin.kit.actor import VOLUNTEERS, Actor, Role
from tongxin.kit.clock import local_date, now
from tongxin.kit.words import labelled
from tongxin.needs.models import REFUSED, Need, OfferMade, Outcome, State
from tongxin.needs.rules import Refusal
from tongxin.needs.tables import needs_for
from tongxin.people.stories import Told
from tongxin.registers.models import EntrySubject
from tongxin.web.finding import Found
from tongxin.web.templatetags.web import day
from tongxin.web.waiting import Aside, Note, Waiting

RECENT_DAYS = 7


def waiting_rows(actor: Actor) -> QuerySet[Any]:
    """Return the needs that wait for this actor: for staff what the desk must do, for a group what is its own."""
    rows = Need.objects.visible_to(actor).unfinished()
    if actor.role == Role.LEADER:
        asked = Q(state=State.OFFERED, group_id__in=actor.led_ids)  # a group is answered for by who leads it
        return rows.filter(asked | Q(state=State.ACCEPTED))
    if actor.role == Role.MEMBER:
        return rows.filter(state=State.ACCEPTED)
    today = local_date(now())
    late = Q(due_on__lt=today, paused_since__isnull=True)
    mine = Q(state=State.ACCEPTED, taken_by_id=actor.account_id)
    wanted = Q(state__in=[State.OPEN, State.DONE]) | late | mine
    if actor.role == Role.DEPUTY:
        wanted |= Q(state=State.ACCEPTED, group__isnull=False, volunteer__isnull=True)
    return rows.filter(wanted)


def waiting_needs(actor: Actor) -> QuerySet[Any, Any]:
    """Return the ids of the needs that wait, for the rail to count."""
    return waiting_rows(actor).values("pk")


def last_refusals(needs: Iterable[Need]) -> dict[UUID, str]:
    """Say of each open need that came back to the desk which group would not serve it, last, and why."""
    ids = [need.pk for need in needs if need.state == State.OPEN]
    rows = OfferMade.objects.filter(need_id__in=ids, answer__in=REFUSED).order_by("answered_at")
    return {
        need_id: Refusal(answer, reason).words(group)
        for need_id, group, answer, reason in rows.values_list("need_id", "group__name", "answer", "reason")
    }


def _why(need: Need, actor: Actor, refused: Mapping[UUID, str], today: date) -> tuple[str, str]:
    """Return why a need waits and what to do about it."""
    if need.state == State.DONE:
        return _("done, to be confirmed by the resident"), _("Confirm")
    if need.state == State.OPEN:
        return refused.get(need.pk) or _("no group has it yet"), _("Offer to a group")
    if need.state == State.OFFERED:
        if actor.role in VOLUNTEERS:
            late = need.answer_due is not None and need.answer_due < today
            return _("the answer is overdue") if late else _("your group is to answer by this day"), _(
                "Answer"
            )
        return _("%(group)s has not answered yet") % {"group": need.group}, _("Open")
    return _served(need, actor)


def _served(need: Need, actor: Actor) -> tuple[str, str]:
    """Return why a need that is being served waits, and what to do about it."""
    if need.group_id and need.volunteer_id is None and actor.role in (Role.LEADER, Role.DEPUTY):
        return _("its volunteer left %(group)s: name another") % {"group": need.group}, _("Name a volunteer")
    if need.taken_by_id == actor.account_id:
        return _("you took it yourself"), _("Record what was done")
    return _("is being served by %(group)s") % {"group": need.server_name}, _("Record what was done")


def _when(need: Need, actor: Actor, today: date) -> date | None:
    """Return by when the actor is to act; nothing while the clock stands."""
    if need.is_paused:
        return None
    if need.state == State.DONE:
        return max(need.due_on, today)  # served; what is left is to ask the resident, from now on
    if need.state == State.OFFERED and actor.role in VOLUNTEERS:
        return need.answer_due
    return need.due_on


def waiting(actor: Actor, today: date) -> list[Waiting]:
    """Return what waits for an actor, most urgent first."""
    found = []
    rows = list(waiting_rows(actor).select_related("group", "taken_by").order_by("due_on", "id")[:60])
    refused = last_refusals(rows)
    for need in rows:
        why, button = _why(need, actor, refused, today)
        found.append(
            Waiting(
                _when(need, actor, today),
                need.matter[:60],
                f"{need.get_service_type_display()} · {need.visitor_for(actor)}",
                why,
                button,
                reverse("need", args=[need.pk]),
            )
        )
    return found


def unanswered(actor: Actor, today: date) -> Aside:
    """Tell the chiefs which groups let an offer pass in the last week and have said nothing since, while the need waits; each once."""
    since = today - timedelta(days=RECENT_DAYS)
    later = OfferMade.objects.filter(
        need_id=OuterRef("need_id"), group_id=OuterRef("group_id"), offered_at__gt=OuterRef("offered_at")
    )
    rows = OfferMade.objects.filter(answer=OfferMade.Answer.EXPIRED, answer_due__gte=since)
    rows = rows.filter(~Exists(later), need__state__in=[State.OPEN, State.OFFERED])
    rows = rows.filter(need__is_void=False)
    rows = rows.select_related("need", "group").order_by("-answered_at")
    notes = [
        Note(
            f"{offer.need.number} {offer.need.matter[:24]}",
            reverse("need", args=[offer.need_id]),
            f"{offer.group} · {day(offer.answer_due)} · {offer.need.get_state_display()}",
        )
        for offer in (rows[:10] if actor.is_chief else ())
    ]
    return Aside(_("No answer in time"), notes)


def find(actor: Actor, query: str, most: int) -> list[Found]:
    """Find needs by number, words or visitor."""
    rows = needs_for(actor).filters[0].apply(Need.objects.visible_to(actor).counted(), query)
    return [
        Found(
            f"{need.number} {need.matter[:40]}",
            reverse("need", args=[need.pk]),
            state=str(need.get_state_display()),
        )
        for need in rows.order_by("-received_on", "-id")[:most]
    ]


def story_of_person(person_id: UUID, actor: Actor) -> Iterable[Told]:
    """Tell a person's needs on the file."""
    rows = Need.objects.visible_to(actor).counted().filter(person_id=person_id).order_by("-received_on")[:50]
    return [
        Told(
            need.received_on,
            labelled(need.get_service_type_display(), need.matter[:60]),
            need.get_outcome_display() or need.get_state_display(),
            reverse("need", args=[need.pk]),
        )
        for need in rows
    ]


def panel_of_group(group: Group, actor: Actor) -> dict[str, Any]:
    """Show a group's open needs on its page."""
    rows = Need.objects.visible_to(actor).unfinished().filter(group_id=group.pk).order_by("due_on")[:20]
    return {
        "title": _("Open needs"),
        "rows": [
            (
                f"{need.number} {need.matter[:40]}",
                need.get_state_display(),
                need.due_on,
                reverse("need", args=[need.pk]),
            )
            for need in rows
        ],
        "note": _("carries %(load)s of %(capacity)s") % {"load": len(rows), "capacity": group.capacity},
    }


# What on paper is filled in later by hand, read from the need as it stands.
RECEPTION_LATER = (
    ("assigned_to", gettext_lazy("Passed to")),
    ("due_on", gettext_lazy("Due")),
    ("outcome", gettext_lazy("Outcome")),
    ("closed_on", gettext_lazy("Closed on")),
)
SERVICE_LATER = (
    ("comment", gettext_lazy("What the resident said")),
    ("confirmed", gettext_lazy("Confirmed")),
)


def needs_by_entry(entry_ids: Sequence[UUID]) -> dict[UUID, Need]:
    """Return entry: the need that it names, two queries for a page of a book."""
    refs = dict(
        EntrySubject.objects.filter(entry_id__in=entry_ids, name="need").values_list("entry_id", "ref")
    )
    needs = {
        need.pk: need
        for need in Need.objects.filter(pk__in=list(refs.values())).select_related("group", "taken_by")
    }
    return {entry_id: needs[ref] for entry_id, ref in refs.items() if ref in needs}


def reception_later(entry_ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Tell what became of each reception."""
    return {
        entry_id: {
            "assigned_to": need.server_name,
            "due_on": need.due_on,
            "outcome": need.get_outcome_display() or need.get_state_display(),
            "closed_on": need.closed_on,
        }
        for entry_id, need in needs_by_entry(entry_ids).items()
        if not need.is_void
    }


def service_later(entry_ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Tell what the resident said of each service."""
    return {
        entry_id: {
            "comment": need.comment,
            "confirmed": need.closed_on if need.outcome == Outcome.SERVED else None,
        }
        for entry_id, need in needs_by_entry(entry_ids).items()
    }
