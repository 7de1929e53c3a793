"""What a visitor takes along on the phone: the homes assigned, as few facts as a visit needs, for a few days only."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from tongxin.communities.models import Account
from tongxin.groups.models import GroupMember, ServiceType
from tongxin.kit.actor import STAFF, VOLUNTEERS, Actor
from tongxin.kit.clock import local_date
from tongxin.people.looking import note_looks
from tongxin.people.models import Person
from tongxin.visits.duties.tables import duty_rows, reason_words
from tongxin.visits.duties.waiting import RUNG_WORDS, by_when, mine
from tongxin.visits.models import Duty, Mode, VisitOutcome

AHEAD_DAYS = 15
MOST_HOMES = 120


def _duties(actor: Actor, today: date) -> list[Any]:
    """Return the duties to take along: what waits, and what is planned for the next days."""
    rows = Duty.objects.visible_to(actor).open()
    if actor.role in VOLUNTEERS:
        own = rows
    else:
        waits = mine(actor, today).values("pk")
        own = rows.filter(Q(pk__in=waits) | Q(account_id=actor.account_id))
    soon = own.filter(opens_on__lte=today + timedelta(days=AHEAD_DAYS))
    return list(
        by_when(duty_rows(soon.select_related("event"))).order_by("when", "household_id")[: MOST_HOMES * 3]
    )


def _told(duty: Any, persons: dict[str, Person]) -> dict[str, Any]:
    return {
        "id": str(duty.pk),
        "version": duty.version,
        "reason": reason_words(duty),
        "opens_on": duty.opens_on.isoformat(),
        "due_on": duty.due_on.isoformat(),
        "when": duty.when.isoformat(),
        "rung": RUNG_WORDS[duty.rung]() if duty.rung else "",  # type: ignore[operator]  # "" stands at 0 only
        "persons": [text for text in duty.persons if text in persons],
    }


def homes_taken_along(actor: Actor, at: datetime) -> dict[str, Any]:
    """Return the homes to call on and the choices of the form; that their names went onto a phone is kept once a day."""
    duties = _duties(actor, local_date(at))
    ids = {UUID(text) for duty in duties for text in duty.persons}
    persons = {str(person.pk): person for person in Person.objects.filter(pk__in=ids)}
    homes: dict[str, dict[str, Any]] = {}
    for duty in duties:
        home = homes.setdefault(
            str(duty.household_id),
            {"home": str(duty.household_id), "address": duty.household.address, "duties": [], "persons": []},
        )
        home["duties"].append(_told(duty, persons))
    for home in homes.values():
        wanted = dict.fromkeys(text for duty in home["duties"] for text in duty["persons"])
        home["persons"] = [
            {
                "id": text,
                "name": persons[text].name,
                "phone": persons[text].phone,
                "version": persons[text].version,
            }
            for text in wanted
        ]
    note_looks(persons.values(), "phone", by=actor, at=at, once_in=timedelta(hours=20))
    return {
        "homes": list(homes.values())[:MOST_HOMES],
        **_choices(actor, duties),
    }


def _choices(actor: Actor, duties: list[Any]) -> dict[str, Any]:
    staff = Account.objects.filter(community_id=actor.community_id, role__in=STAFF, is_active=True).order_by(
        "name"
    )
    groups = {duty.group_id for duty in duties if duty.group_id} & set(actor.group_ids)
    members = GroupMember.objects.current().filter(group_id__in=groups).select_related("person")
    return {
        "staff": [{"id": str(one.pk), "name": one.name} for one in staff] if actor.is_staff else [],
        "members": [
            {"id": str(one.pk), "name": one.person.name}
            for one in members.order_by("-is_leader", "joined_on")
        ],
        "outcomes": [[code, str(label)] for code, label in VisitOutcome.choices],
        "modes": [[code, str(label)] for code, label in Mode.choices],
        "services": [[code, str(label)] for code, label in ServiceType.choices],
    }
