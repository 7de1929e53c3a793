"""What a visitor takes along on the phone: the homes assigned, as few facts as a visit needs, for a few days only."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from tongxin.communities.models import Account
from tongxin.groups.models import GroupMember, ServiceType
from tongxin.kit.actor import STAFF, VOLUNTEERS, Actor
from tongxin.kit.clock import local_date
from tongxin.kit.ids import parse_uuid
from tongxin.people.models import FileOpening, Person
from tongxin.visits.models import Duty, Mode, VisitOutcome
from tongxin.visits.models_inbox import Submission
from tongxin.visits.tables import duty_rows, reason_words
from tongxin.visits.telling import RUNG_WORDS, by_when, mine

KEPT_DAYS = 3
AHEAD_DAYS = 15
MOST_HOMES = 120
SHOWN_ITEMS = 300
ASKED_ITEMS = 100


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


def snapshot(actor: Actor, *, at: datetime) -> dict[str, Any]:
    """Return the homes to call on, keyed for the visit page, with the day on which the phone forgets them."""
    today = local_date(at)
    duties = _duties(actor, today)
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
    _note_looks(list(persons.values()), actor, at)
    return {
        "made_at": at.isoformat(),
        "expires_at": (at + timedelta(days=KEPT_DAYS)).isoformat(),
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
        "is_staff": actor.is_staff,
        "me": str(actor.account_id),
        "staff": [{"id": str(one.pk), "name": one.name} for one in staff] if actor.is_staff else [],
        "members": [
            {"id": str(one.pk), "name": one.person.name}
            for one in members.order_by("-is_leader", "joined_on")
        ],
        "outcomes": [[code, str(label)] for code, label in VisitOutcome.choices],
        "modes": [[code, str(label)] for code, label in Mode.choices],
        "services": [[code, str(label)] for code, label in ServiceType.choices],
    }


def _note_looks(persons: list[Person], actor: Actor, at: datetime) -> None:
    """Keep once a day that these files' names went onto somebody's phone."""
    seen = FileOpening.objects.filter(
        account_ref=actor.ref,
        what="phone",
        opened_at__gte=at - timedelta(hours=20),
        person_id__in=[one.pk for one in persons],
    ).values_list("person_id", flat=True)
    known = set(seen)
    FileOpening.objects.bulk_create(
        [
            FileOpening(
                community_id=actor.community_id, person=one, account_ref=actor.ref, opened_at=at, what="phone"
            )
            for one in persons
            if one.pk not in known
        ]
    )


def counts_of(actor: Actor, device: UUID) -> dict[str, int]:
    """Return how many items of the actor, and of this phone, the server holds in each state."""
    mine_rows = Submission.objects.filter(owner_ref=actor.ref)
    found = {state.value: mine_rows.filter(state=state).count() for state in Submission.State}
    found["device"] = Submission.objects.filter(device=device).count()
    return found


def items_of(device: UUID) -> list[Submission]:
    """Return the latest items of a phone: it shows what became of each."""
    return list(
        Submission.objects.filter(device=device)
        .select_related("visit")
        .order_by("-received_at", "-id")[:SHOWN_ITEMS]
    )


def unknown_of(items: list[str]) -> list[str]:
    """Return which of a phone's items the server does not have, as after it was put back from an older copy of its data.

    The phone keeps what it sent sealed for some days, and sends these again.
    """
    asked = {found for text in items[:ASKED_ITEMS] if (found := parse_uuid(text))}
    known = set(Submission.objects.filter(item__in=asked).values_list("item", flat=True))
    return sorted(str(item) for item in asked - known)
