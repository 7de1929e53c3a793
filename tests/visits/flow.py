"""Short ways to homes that are due, for tests of what comes next."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from tests.conftest import Home
from tongxin.people.actions import give_consent
from tongxin.people.models import Person
from tongxin.visits.calls.actions import record_visit
from tongxin.visits.calls.facts import GiftFacts, Told, Went
from tongxin.visits.duties.actions import make_duties
from tongxin.visits.events import actions as actions_events
from tongxin.visits.models import Duty, FamilyEvent, Visit, VisitRule
from tongxin.visits.reasons import actions as actions_rules

RICE = GiftFacts("大米", Decimal("80.00"), "街道慰问经费", "张伟明", Decimal(1), "袋", relation="本人")


def person(home: Home, name: str = "张伟明") -> Person:
    """Return a resident of the world."""
    found: Person = Person.objects.select_related("household").get(pk=home.people[name])
    return found


def agrees(
    home: Home, at: datetime, name: str = "张伟明", category: str = "elderly_alone", day: date | None = None
) -> None:
    """Let a resident agree to a category and to being called on."""
    by, given = home.by("worker"), day or at.date()
    for purpose in ("served_category", "follow_up"):
        give_consent(
            home.people[name],
            purpose=purpose,
            category=category if purpose == "served_category" else "",
            given_on=given,
            way="paper",
            by=by,
            at=at,
        )


def set_rule(home: Home, at: datetime, kind: str = "festival", **facts: Any) -> VisitRule:
    """Set a rule; for festivals: winter solstice and Spring Festival, elderly alone, thirty days before."""
    wanted: dict[str, Any] = {"effective_from": at.date(), "by": home.by("secretary"), "at": at}
    if kind == "festival":
        wanted |= {
            "festivals": ["winter_solstice", "spring_festival"],
            "categories": ["elderly_alone"],
            "window_days": 30,
        }
    return actions_rules.set_rule(kind=kind, **{**wanted, **facts})


def due_at_winter(home: Home, at: datetime, name: str = "张伟明") -> Duty:
    """Return a home that is to be visited before winter solstice 2026: the window opens on 22 November."""
    set_rule(home, at)
    agrees(home, at, name)
    found: Duty = Duty.objects.get(household_id=person(home, name).household_id, festival="winter_solstice")
    return found


def ill(home: Home, at: datetime, name: str = "张伟明", **facts: Any) -> FamilyEvent:
    """Report that somebody is in hospital."""
    wanted: dict[str, Any] = {
        "person_id": home.people[name],
        "kind": "hospital",
        "happened_on": at.date(),
        "by": home.by("worker"),
        "at": at,
    }
    return actions_events.report_event(**{**wanted, **facts})


def went(home: Home, *roles: str) -> Went:
    """Return who went."""
    return Went([home.by(role).account_id for role in roles or ("worker",)])


def visited(home: Home, at: datetime, *duties: Duty, **facts: Any) -> Visit:
    """Record a visit that found somebody well."""
    wanted: dict[str, Any] = {
        "visited_on": at.date(),
        "outcome": "visited",
        "went": went(home),
        "told": Told(situation="身体还好"),
        "household_id": duties[0].household_id if duties else person(home).household_id,
        "duty_ids": [duty.pk for duty in duties],
        "by": home.by("worker"),
        "at": at,
    }
    return record_visit(**{**wanted, **facts})


def fresh(duty: Duty | UUID) -> Duty:
    """Return a duty as it stands now."""
    found: Duty = Duty.objects.get(pk=duty.pk if isinstance(duty, Duty) else duty)
    return found


def night(home: Home, at: datetime) -> None:
    """Let the clock do what it does each night."""
    from tongxin.kit.actor import the_clock
    from tongxin.visits.duties.actions import end_overdue

    make_duties(by=the_clock(home.id), at=at)
    end_overdue(by=the_clock(home.id), at=at)
