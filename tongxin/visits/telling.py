"""What visits tell on other pages: the start page, the rail, a person's file, a household's page, a group's page."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tongxin.groups.models import Group
from tongxin.kit.actor import Actor
from tongxin.kit.clock import local_date, now
from tongxin.kit.words import label_of, labelled, listed, mask_name
from tongxin.needs.telling import needs_by_entry
from tongxin.people.models import Person
from tongxin.people.stories import Told
from tongxin.visits import access
from tongxin.visits.duties.tables import duty_rows, reason_words
from tongxin.visits.duties.waiting import RUNG_WORDS, by_when, calls, mine
from tongxin.visits.models import Duty, DutyState, Kind, Visit, VisitOutcome, VisitRule
from tongxin.web.templatetags.web import day as day_words
from tongxin.web.waiting import Waiting


def waiting_homes(actor: Actor) -> QuerySet[Any, Any]:
    """Return the ids of the homes that are to be called on by today, for the rail to count."""
    today = local_date(now())
    rows = by_when(mine(actor, today)).filter(when__lte=today)
    return rows.values("household_id").distinct()


def waiting(actor: Actor, today: date) -> list[Waiting]:
    """Return the calls that wait, most urgent first; before them, for the chiefs, the rules that nobody has set yet."""
    found = _unset(actor, today)
    rows = calls(actor, today)
    names = _names_of([duty for duties in rows for duty in duties], actor)
    for duties in rows:
        first: Any = duties[0]
        why = RUNG_WORDS[first.rung]() if first.rung else ""  # type: ignore[operator]  # "" stands at 0 only
        reasons = listed(dict.fromkeys(reason_words(duty) for duty in duties))
        found.append(
            Waiting(
                first.when,
                " · ".join(filter(None, (names[first.pk], first.household.address))),
                reasons,
                why,
                _("Record the visit"),
                f"{reverse('record_visit')}?duty={first.pk}",
            )
        )
    return found


def _names_of(duties: Sequence[Duty], actor: Actor) -> dict[UUID, str]:
    """Return duty: whom it is for, in one query; masked for volunteers."""
    persons = {text for duty in duties for text in duty.persons}
    names = {str(pk): name for pk, name in Person.objects.filter(pk__in=persons).values_list("pk", "name")}
    told = names if actor.is_staff else {pk: mask_name(name) for pk, name in names.items()}
    return {duty.pk: listed(told[text] for text in duty.persons if text in told) for duty in duties}


def _unset(actor: Actor, today: date) -> list[Waiting]:
    """Ask the chiefs for the fourth reason until the community has said what it is, or that there is none."""
    if not actor.is_chief or VisitRule.objects.filter(reason__kind=Kind.OWN).exists():
        return []
    words = _("Which homes are visited at which festivals and events, and the fourth reason: name it.")
    return [
        Waiting(
            today + timedelta(days=7),
            _("Rules of must-visits"),
            words,
            _("to be set up"),
            _("Set the rules"),
            reverse("visit_rules"),
        )
    ]


DUTY_RELATED = ("household", "reason")


def duty_words(duty: Duty) -> str:
    """Say in a line which home is to be visited, and for what."""
    return f"{duty.household.address} {reason_words(duty)}"


def duty_named(duty: Duty) -> str:
    """Say what is to be visited for and by when; of nobody, for auditors read it too."""
    return _("%(reason)s, by %(day)s") % {"reason": reason_words(duty), "day": day_words(duty.due_on)}


def story_of_person(person_id: UUID, actor: Actor) -> Iterable[Told]:
    """Tell the visits to a person's home on the file."""
    if not access.HISTORY(actor):
        return []
    rows = Visit.objects.counted().filter(person_id=person_id).order_by("-visited_on")[:50]
    return [
        Told(
            visit.visited_on,
            labelled(_("Visit"), visit.situation[:60]) if visit.situation else _("Visit"),
            label_of(VisitOutcome, visit.outcome),
            reverse("visit", args=[visit.pk]),
        )
        for visit in rows
    ]


def panel_of_household(household_id: UUID, actor: Actor) -> dict[str, Any] | None:
    """Show a household's duties, visits, gifts and wishes, for those who may see them."""
    if not access.HISTORY(actor):
        return None
    today = local_date(now())
    duties = list(
        duty_rows(Duty.objects.visible_to(actor).filter(household_id=household_id)).order_by("-due_on", "id")[
            :60
        ]
    )
    visits = Visit.objects.counted().filter(household_id=household_id).prefetch_related("visitors", "gifts")
    return {
        "template": "visits/household_panel.html",
        "open": [duty for duty in duties if duty.state == DutyState.OPEN],
        "ended": [duty for duty in duties if duty.state != DutyState.OPEN],
        "visits": list(visits.order_by("-visited_on", "-id")[:60]),
        "wishes": _standing_wishes(household_id),
        "today": today,
        "household_id": household_id,
    }


def _standing_wishes(household_id: UUID) -> list[Any]:
    from tongxin.visits.models import VisitWish

    return list(
        VisitWish.objects.filter(household_id=household_id, until__isnull=True).select_related("reason")
    )


def panel_of_group(group: Group, actor: Actor) -> dict[str, Any]:
    """Show a group's homes to be visited on its page."""
    today = local_date(now())
    rows = duty_rows(Duty.objects.visible_to(actor).to_be_visited(today).filter(group_id=group.pk))
    found = list(rows.order_by("due_on", "id")[:20])
    return {
        "title": _("Homes to be visited"),
        "rows": [
            (duty.household.address, reason_words(duty), duty.due_on, reverse("duty", args=[duty.pk]))
            for duty in found
        ],
        "note": ngettext("%(n)s home", "%(n)s homes", len(found)) % {"n": len(found)} if found else "",
    }


# What on paper is filled in later by hand, read from the need as it stands.
VISITS_LATER = (
    ("need_number", gettext_lazy("Need recorded")),
    ("settled", gettext_lazy("What became of the need")),
)


def visits_later(entry_ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Tell which need a visit brought home, and what became of it."""
    return {
        entry_id: {
            "need_number": need.number,
            "settled": need.get_outcome_display() or need.get_state_display(),
        }
        for entry_id, need in needs_by_entry(entry_ids).items()
    }
