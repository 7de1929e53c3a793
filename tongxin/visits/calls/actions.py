"""Recording a visit: who went, how they were, what was given, which duties it did. Written once, into the registers."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongxin.communities.models import Account
from tongxin.files.keeping import keep
from tongxin.groups.models import GroupMember
from tongxin.kit.actor import STAFF, VOLUNTEERS, Actor
from tongxin.kit.checking import check_fields
from tongxin.kit.clock import local_date
from tongxin.kit.errors import RuleBroken
from tongxin.kit.ids import uuid7
from tongxin.kit.permissions import require
from tongxin.kit.words import clean
from tongxin.needs.models import Need
from tongxin.needs.receiving import numbered, reception
from tongxin.people.models import Household, Person
from tongxin.registers.appending import record
from tongxin.registers.models import Entry
from tongxin.registers.stepping import step
from tongxin.visits import access, entries
from tongxin.visits.calls.checking import VISITORS_FOR_GOODS, faults
from tongxin.visits.calls.facts import FROM_THE_DESK, NOTHING_TOLD, Came, GiftFacts, Told, Went
from tongxin.visits.calls.goods import goods_words, value_of
from tongxin.visits.calls.pictures import PICTURE
from tongxin.visits.duties import rules
from tongxin.visits.duties.making import bring_up_to_date, one_run_at_a_time
from tongxin.visits.duties.wishes import keep_wishes
from tongxin.visits.models import (
    Duty,
    Gift,
    Visit,
    VisitDuty,
    Visitor,
    VisitOutcome,
)

MOST_VALUE = Decimal(100_000)


def _fail(field: str, text: str) -> RuleBroken:
    return RuleBroken(text, fields={field: text})


def _home(household_id: UUID | None, person_id: UUID | None) -> tuple[Household, Person | None]:
    person: Person | None = (
        Person.objects.select_related("household").get(pk=person_id) if person_id else None
    )
    home_id = household_id or (person.household_id if person else None)
    if home_id is None:
        raise _fail("person_id", _("Choose whom you visited, somebody whose address is recorded."))
    home: Household = Household.objects.get(pk=home_id)
    if person is not None and person.household_id != home.pk:
        raise _fail("person_id", _("%(name)s lives at another address.") % {"name": person.name})
    return home, person


def _visitors(went: Went, by: Actor) -> list[Visitor]:
    accounts = list(
        Account.objects.filter(pk__in=list(went.accounts), community_id=by.community_id, role__in=STAFF)
    )
    members = list(GroupMember.objects.filter(pk__in=list(went.members)).select_related("person"))
    if len(accounts) != len(set(went.accounts)) or len(members) != len(set(went.members)):
        raise _fail("visitors", _("Somebody named as a visitor is neither a worker nor a volunteer here."))
    order = list(went.accounts)
    accounts.sort(key=lambda one: order.index(one.pk))
    return [
        *(Visitor(community_id=by.community_id, account=one, name=one.name) for one in accounts),
        *(
            Visitor(community_id=by.community_id, member=one, account_id=one.account_id, name=one.person.name)
            for one in members
        ),
    ]


def _checked_gifts(gifts: Sequence[GiftFacts], visitors: Sequence[Visitor], outcome: str) -> None:
    if not gifts:
        return
    if outcome != VisitOutcome.VISITED:
        raise _fail("gifts", _("Nobody was met, so nothing can have been handed over."))
    if len(visitors) < VISITORS_FOR_GOODS:
        raise _fail("visitors", _("Goods and money are handed over by two. Name the second visitor."))
    for gift in gifts:
        if not clean(gift.item) or not clean(gift.fund_source) or not clean(gift.signed_by):
            raise _fail(
                "gifts", _("Of each gift say what it is, where the money came from, and who signed for it.")
            )
        if not 0 < gift.value <= MOST_VALUE or gift.quantity <= 0:
            raise _fail(
                "gifts", _("A gift's quantity and value in yuan are more than 0, and at most 100,000 yuan.")
            )


def _duties(duty_ids: Sequence[UUID], home: Household, outcome: str, by: Actor) -> list[Duty]:
    if outcome == VisitOutcome.NOT_WANTED:
        one_run_at_a_time()  # what is not wanted ends other duties too
    rows = list(
        Duty.objects.filter(pk__in=list(duty_ids)).select_related("reason", "event").order_by("id").locked()
    )
    rows.sort(key=lambda row: (row.due_on, row.pk))
    if len(rows) != len(set(duty_ids)) or any(row.household_id != home.pk for row in rows):
        raise _fail("duties", _("A duty chosen belongs to another home. Open the home's own duty."))
    for row in rows:
        require(access.can_visit(by, row))
    return rows


def _checked(
    visited_on: date, today: date, outcome: str, went: Went, told: Told, duties: Sequence[Duty], by: Actor
) -> None:
    require(access.RECORD(by))
    found = faults(
        visited_on=visited_on,
        today=today,
        outcome=outcome,
        situation=told.situation,
        went=went,
        has_duties=bool(duties),
    )
    if found:
        raise RuleBroken(next(iter(found.values())), fields=found)
    if by.role in VOLUNTEERS and not duties:
        raise _fail("duties", _("Volunteers record visits to homes that their group is to call on."))
    if clean(told.need) and by.role in VOLUNTEERS:
        raise _fail("need", _("The desk records needs. Write it under “to be followed up”."))


@step(Visit, entries.VisitMade)
def record_visit(
    *,
    visited_on: date,
    outcome: str,
    went: Went,
    told: Told = NOTHING_TOLD,
    mode: str = "home",
    household_id: UUID | None = None,
    person_id: UUID | None = None,
    duty_ids: Sequence[UUID] = (),
    gifts: Sequence[GiftFacts] = (),
    came: Came = FROM_THE_DESK,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
) -> Visit:
    """Record a visit: a line of the visit register, a line of the hand-out sheet for each gift, an end to its duties.

    `duty_ids` are the duties that it did: several due together are one call. One that has ended meanwhile is linked,
    not counted twice. Raises RuleBroken naming the field.
    """
    home, person = _home(household_id, person_id)
    duties = _duties(duty_ids, home, outcome, by)
    _checked(visited_on, local_date(at), outcome, went, told, duties, by)
    visitors = _visitors(went, by)
    _checked_gifts(gifts, visitors, outcome)
    need, received = _need(told, home, person, by, at)
    visit = Visit(
        id=key or uuid7(),
        household=home,
        person=person or _whom(duties),
        visited_on=visited_on,
        mode=mode,
        outcome=outcome,
        need=need,
        **_about(told, came, by, at),
    )
    check_fields(visit, exclude=["number", "need"])  # they are given below
    rows = [_gift(gift, visit) for gift in gifts]
    ended = _settle(visit, duties)
    written = [*_entries(visit, duties, visitors, rows), *keep(PICTURE, visit.pk, came.pictures, at=at)]
    written += _keep_wishes(visit, duties, at)
    shown = partial(_shown, visit, need, len(written))
    record(*written, *received, *came.also, by=by, at=at, key=key, beside=shown)
    _save(visit, visitors, rows, ended)
    return visit


def _shown(visit: Visit, need: Need | None, received: int, lines: list[Entry]) -> list[Need | Visit]:
    """Return the visit, and the need it brought, with the numbers of their lines: the need's is the one at `received`."""
    visit.number = lines[0].short
    return [visit] if need is None else [numbered(need, lines[received]), visit]


def _about(told: Told, came: Came, by: Actor, at: datetime) -> dict[str, Any]:
    """Return the columns of a visit that say what was told, who wrote it down, when and how."""
    return {
        "community_id": by.community_id,
        "situation": clean(told.situation),
        "suggestions": clean(told.suggestions),
        "follow_up": clean(told.follow_up),
        "recorded_by_id": by.account_id,
        "recorded_at": at,
        "captured_at": came.written_at or at,
        "came_by": came.by,
    }


def _gift(facts: GiftFacts, visit: Visit) -> Gift:
    row = Gift(
        community_id=visit.community_id,
        visit=visit,
        given_on=visit.visited_on,
        is_cash=facts.is_cash,
        item=clean(facts.item),
        quantity=facts.quantity,
        unit=clean(facts.unit),
        value=facts.value,
        fund_source=clean(facts.fund_source),
        signed_by=clean(facts.signed_by),
        relation=clean(facts.relation),
    )
    check_fields(row, under="gifts")
    return row


def _save(visit: Visit, visitors: list[Visitor], gifts: list[Gift], ended: list[tuple[Duty, bool]]) -> None:
    for visitor in visitors:
        visitor.visit = visit
    Visitor.objects.bulk_create(visitors)
    Gift.objects.bulk_create(gifts)
    VisitDuty.objects.bulk_create(
        [
            VisitDuty(community_id=visit.community_id, visit=visit, duty=duty, counted=counted)
            for duty, counted in ended
        ]
    )


def _whom(duties: Sequence[Duty]) -> Person | None:
    """Return the person whom the first duty is for, if it names just one."""
    persons = {text for duty in duties for text in duty.persons}
    return Person.objects.filter(pk=UUID(persons.pop())).first() if len(persons) == 1 else None


def _need(
    told: Told, home: Household, person: Person | None, by: Actor, at: datetime
) -> tuple[Need | None, list[Any]]:
    """Return what they ask for as a need, not saved yet, and the entries that receive it."""
    if not clean(told.need):
        return None, []
    return reception(
        channel="visit",
        category="help",
        service_type=told.service_type,
        matter=told.need,
        person_id=person.pk if person else None,
        visitor="" if person else home.address,
        place=home.address,
        by=by,
        at=at,
    )


def _settle(visit: Visit, duties: Sequence[Duty]) -> list[tuple[Duty, bool]]:
    """Say what becomes of each duty; tell whether this visit is the one that counts for it."""
    found = []
    for duty in duties:
        standing = duty.standing()
        counts = rules.counts(standing, visit.visited_on, duty.due_on)
        if counts:
            duty.stand(rules.after(standing, rules.Step(visit.outcome, visit.visited_on), duty.due_on))
            duty.next_on = rules.next_try(visit.visited_on, duty.due_on) if duty.is_open else None
            duty.version += 1
            duty.save()
        found.append((duty, counts))
    return found


def _keep_wishes(visit: Visit, duties: Sequence[Duty], at: datetime) -> list[Any]:
    """Keep what a home does not want, and end what was due for it."""
    if visit.outcome != VisitOutcome.NOT_WANTED:
        return []
    written: list[Any] = keep_wishes(visit, [duty.reason for duty in duties])
    brought = bring_up_to_date([visit.household_id], at=at).written if written else ()
    return [*written, *brought]


def _entries(
    visit: Visit, duties: Sequence[Duty], visitors: Sequence[Visitor], gifts: Sequence[Gift]
) -> list[Any]:
    """Return the visit's line, and one for each gift."""
    given = [_gift_entry(gift, visit, duties, visitors) for gift in gifts]
    return [_entry(visit, duties, visitors, gifts), *given]


def _entry(
    visit: Visit,
    duties: Sequence[Duty],
    visitors: Sequence[Visitor],
    gifts: Sequence[Gift],
) -> Any:
    return entries.VisitMade(
        visit=visit.pk,
        visited_on=visit.visited_on,
        reasons=tuple(dict.fromkeys(duty.reason_code for duty in duties)),
        duties=tuple(duty.pk for duty in duties),
        household=visit.household_id,
        person=visit.person_id,
        visited=visit.person.name if visit.person else "",
        place=visit.household.address,
        mode=visit.mode,
        outcome=visit.outcome,
        visitors=tuple(visitor.name for visitor in visitors),
        situation=visit.situation,
        need=visit.need_id,
        suggestions=visit.suggestions,
        goods=goods_words(gifts),
        value=value_of(gifts),
        follow_up=visit.follow_up,
        captured_at=visit.captured_at,
        came_by=visit.came_by,
    )


def _gift_entry(gift: Gift, visit: Visit, duties: Sequence[Duty], visitors: Sequence[Visitor]) -> Any:
    return entries.GiftHanded(
        gift=gift.pk,
        visit=visit.pk,
        household=visit.household_id,
        given_on=gift.given_on,
        recipient=visit.person.name if visit.person else visit.household.address,
        reasons=tuple(dict.fromkeys(duty.reason_code for duty in duties)),
        is_cash=gift.is_cash,
        item=gift.item,
        quantity=gift.quantity,
        unit=gift.unit,
        value=gift.value,
        fund_source=gift.fund_source,
        signed_by=gift.signed_by,
        relation=gift.relation,
        handed_by=tuple(visitor.name for visitor in visitors),
    )
