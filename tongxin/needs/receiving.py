"""Receiving somebody: the need and its entries, made for whoever records them: the desk, or a visit within its own deed."""

from datetime import date, datetime
from typing import Any, Required, TypedDict
from uuid import UUID

from django.utils.translation import gettext as _

from tongxin.almanac.rules import FIRST_YEAR
from tongxin.communities.here import community_of
from tongxin.kit.actor import Actor
from tongxin.kit.checking import check_fields
from tongxin.kit.clock import local_date
from tongxin.kit.errors import RuleBroken
from tongxin.kit.ids import uuid7
from tongxin.kit.permissions import require
from tongxin.kit.words import clean
from tongxin.needs import access, entries, rules
from tongxin.needs.models import Category, Need, Outcome, State
from tongxin.needs.steps import count_days
from tongxin.people import rules as people_rules
from tongxin.people.models import person_at_home
from tongxin.registers.models import Entry

LONGEST_WISH_DAYS = 366
# What is checked as it was told, whoever tells it: codes are those of their lists, texts no longer than their columns.
FACTS = frozenset(
    {"channel", "category", "service_type", "visitor", "party_size", "phone", "place", "matter", "reply"}
)


def read_phone(text: str) -> str:
    """Read a phone number as typed; RuleBroken if it is none."""
    if not clean(text):
        return ""
    try:
        return people_rules.phone(text)
    except people_rules.Unreadable as fault:
        raise RuleBroken(str(fault.reason), fields={"phone": str(fault.reason)}) from fault


def faults(
    *, matter: str | None, phone: str, received_on: date, wanted_by: date | None, today: date
) -> dict[str, Any]:
    """Return field: what is wrong with it, all at once: who mends one thing is not sent back for the next.

    A matter of None is said elsewhere to be missing.
    """
    found: dict[str, Any] = {}
    if matter is not None and not clean(matter):
        found["matter"] = _("Say in a few words what is asked.")
    for check in (
        lambda: read_phone(phone),
        lambda: check_received(received_on, today),
        lambda: check_wish(wanted_by, received_on),
    ):
        try:
            check()
        except RuleBroken as broken:
            found |= dict.fromkeys(broken.fields, broken.message)
    return found


def _check(**told: Any) -> None:
    if wrong := faults(**told):
        raise RuleBroken(next(iter(wrong.values())), fields=wrong)


def check_received(received_on: date, today: date) -> None:
    """Raise RuleBroken if somebody is said to have come in the future, or before any year that the table of days knows."""
    if received_on > today:
        raise RuleBroken(_("Nobody can have come in the future."), fields={"received_on": _("In the future")})
    if received_on.year < FIRST_YEAR:
        text = _("The table of days begins in %(year)s. Look at the year again.") % {"year": FIRST_YEAR}
        raise RuleBroken(text, fields={"received_on": text})


def check_wish(wanted_by: date | None, received_on: date) -> None:
    """Raise RuleBroken if a need is wanted before it was received, or more than a year after."""
    if wanted_by and not 0 <= (wanted_by - received_on).days <= LONGEST_WISH_DAYS:
        text = _("The day wanted lies before the reception or more than a year ahead.")
        raise RuleBroken(text, fields={"wanted_by": text})


class ReceptionFacts(TypedDict, total=False):
    """The facts of a reception, as `reception` takes them."""

    channel: Required[str]
    category: Required[str]
    service_type: Required[str]
    matter: Required[str]
    person_id: UUID | None
    visitor: str
    party_size: int
    phone: str
    place: str
    wanted_by: date | None
    received_on: date | None
    reply: str


def _days_allowed(service_type: str, by: Actor) -> int:
    return rules.days_allowed(service_type, community_of(by).need_due_days)


def reception(
    *,
    channel: str,
    category: str,
    service_type: str,
    matter: str,
    person_id: UUID | None = None,
    visitor: str = "",
    party_size: int = 1,
    phone: str = "",
    place: str = "",
    wanted_by: date | None = None,
    received_on: date | None = None,
    reply: str = "",
    by: Actor,
    at: datetime,
    key: UUID | None = None,
) -> tuple[Need, list[Any]]:
    """Return a need, not saved yet, and the entries that receive it, the reception's first.

    For an action that receives somebody within a deed of its own: it records these with its own entries, and beside them
    the need by `numbered`. Raises RuleBroken naming the field.
    """
    require(access.RECEIVE(by))
    day = received_on or local_date(at)
    _check(matter=matter, phone=phone, received_on=day, wanted_by=wanted_by, today=local_date(at))
    person = person_at_home(person_id) if person_id else None
    days = _days_allowed(service_type, by)
    need = Need(
        id=key or uuid7(),
        community_id=by.community_id,
        received_at=at,
        received_on=day,
        received_by_id=by.account_id,
        channel=channel,
        category=category,
        service_type=service_type,
        person=person,
        visitor=clean(visitor) or (person.name if person else ""),
        party_size=party_size,
        phone=read_phone(phone) or (person.phone if person else ""),
        place=clean(place) or (person.address if person else ""),
        matter=clean(matter),
        wanted_by=wanted_by,
        due_days=days,
        due_on=count_days(day, days).due,
        due_from=day,
        reply=clean(reply),
    )
    return need, _written(need)


def _written(need: Need) -> list[Any]:
    """Return the entries of a reception as it was checked; one answered at once is closed with it."""
    check_fields(need, exclude=[field.name for field in need._meta.fields if field.name not in FACTS])
    need.is_anonymous = not need.visitor
    written: list[Any] = [_reception_entry(need)]
    if need.reply:
        need.state, need.outcome, need.closed_on = State.CLOSED, Outcome.ANSWERED, need.received_on
        written.append(entries.NeedClosed(need=need.pk, outcome=need.outcome, closed_on=need.received_on))
    return written


def numbered(need: Need, line: Entry) -> Need:
    """Return a need with the number of its line in the reception register."""
    need.number = line.short
    return need


def _reception_entry(need: Need) -> entries.NeedReceived:
    return entries.NeedReceived(
        need=need.pk,
        received_on=need.received_on,
        channel=need.channel,
        visitor=need.visitor,
        person=need.person_id,
        party_size=need.party_size,
        phone=need.phone,
        place=need.place,
        category=need.category or Category.HELP,
        service_type=need.service_type,
        matter=need.matter,
        wanted_by=need.wanted_by,
        reply=need.reply,
    )
