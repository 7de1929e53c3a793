"""A past year of must-visits: rules, beats, consents, events, and what came of each home that was due."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from itertools import cycle
from typing import Any
from uuid import UUID

from tongxin.almanac.models import Day, working_days
from tongxin.communities.models import Account
from tongxin.demo import wording
from tongxin.demo.past import NeedLife, Past
from tongxin.kit.actor import STAFF, Actor, the_clock
from tongxin.kit.clock import CHINA, local_date
from tongxin.kit.errors import RuleBroken
from tongxin.kit.words import building_of, walking_order
from tongxin.people.actions import give_consent
from tongxin.people.models import Consent, Household, Person, PersonCategory
from tongxin.rounds.plans import actions as plans
from tongxin.visits.calls.actions import record_visit
from tongxin.visits.calls.facts import GiftFacts, Told, Went
from tongxin.visits.duties import actions as duties
from tongxin.visits.events import actions as events
from tongxin.visits.models import Duty, VisitReason, VisitWish
from tongxin.visits.reasons import actions as reasons

DAY = timedelta(days=1)
FESTIVALS = ("spring_festival", "dragon_boat", "mid_autumn", "double_ninth")
FESTIVAL_DAYS = 15
CATEGORIES = (
    "elderly_alone",
    "disabled",
    "allowance",
    "special_hardship",
    "taiwan_compatriot",
    "taiwan_relative",
)
# What comes of a home that is due; of a home where nobody opened, somebody comes again, until the ladder ends.
ENDS = ("visited", "not_home", "not_wanted", "waived", "missed")
END_WEIGHTS = (85, 8, 1, 2, 4)
WITH_GOODS = 0.45
WITH_NEED = 0.05
WITH_SUGGESTION = 0.12
# The last days hold an event at each stage: (days ago, kind, whether the visit was made).
RECENT_EVENTS = (
    (6, "hospital", True),
    (4, "bereavement", True),
    (3, "hospital", False),
    (2, "birth", False),
    (1, "hospital", False),
    (1, "hardship", False),
)
EVENTS_A_YEAR = 36
LEAST_CALLED_ON = 12
EVENT_WEIGHTS = {
    "hospital": 14,
    "wedding": 4,
    "birth": 5,
    "bereavement": 6,
    "disaster": 2,
    "other": 2,
    "hardship": 4,
}
# The clock works every night; the demo lets it work when something may be due: before each festival, and each month.
NIGHTS_BEFORE = (16, 8, 0, -1)
PLAN_HOMES_A_DAY = 12


@dataclass(slots=True)
class Visiting:
    """The year's visits as happenings in order of time."""

    past: Past
    seen: set[UUID] = field(default_factory=set)  # duties of which it is settled what will come

    @property
    def clock(self) -> Actor:
        """Return the clock of the community."""
        return the_clock(self.past.actors["deputy"].community_id)

    def _staff(self) -> list[UUID]:
        by = self.past.actors["deputy"]
        rows = Account.objects.filter(community_id=by.community_id, role__in=STAFF, is_active=True)
        return list(rows.order_by("username").values_list("pk", flat=True))

    # ---- set up: rules, buildings, consents

    def set_up(self, at: datetime) -> None:
        """Ask who wants to be called on, divide the buildings, and set the four reasons."""
        by, today = self.past.actors["secretary"], local_date(at)
        worker = self.past.actors["worker"].account_id
        self._ask_for_consent(at)  # before there are rules, so that duties are made once, not at each answer
        addresses = Household.objects.order_by("id").values_list("address", flat=True)
        found = {building_of(address) for address in addresses if building_of(address)}
        buildings = sorted(found, key=walking_order)
        visitors = [worker, *(who for who in self._staff() if who not in {by.account_id, worker})]
        for number, building in enumerate(buildings[: len(buildings) * 3 // 4]):
            who = visitors[number * len(visitors) // max(len(buildings) * 3 // 4, 1)]
            reasons.set_beat(building=building, account_id=who, by=by, at=at)
        facts: dict[str, Any] = {"effective_from": today, "account_id": worker, "by": by, "at": at}
        reasons.set_rule(
            kind="festival", festivals=FESTIVALS, categories=CATEGORIES, window_days=FESTIVAL_DAYS, **facts
        )
        reasons.set_rule(kind="illness", limit_days=3, **facts)
        reasons.set_rule(kind="family", limit_days=2, **facts)
        reasons.set_rule(kind="own", name="家庭困难必访", limit_days=5, **facts)

    def _ask_for_consent(self, at: datetime) -> None:
        """Ask whom the community serves whether they want to be called on; most do."""
        rows = PersonCategory.objects.filter(category__in=CATEGORIES, until__isnull=True)
        served = rows.order_by("person_id").values_list("person_id", flat=True).distinct()
        for person in served[: max(LEAST_CALLED_ON, Person.objects.count() // 150)]:
            if self.past.chance.random() < 0.93:
                self.agree(person, at)

    def agree(self, person: UUID, at: datetime) -> None:
        """Let somebody agree to be called on."""
        if not Consent.objects.filter(person_id=person, purpose="follow_up").exists():
            give_consent(
                person,
                purpose="follow_up",
                given_on=local_date(at),
                way="spoken",
                by=self.past.actors["worker"],
                at=at,
            )

    # ---- the clock

    def night(self, at: datetime) -> None:
        """Do what the clock does each night, then let people set out for the homes that are newly due."""
        duties.make_duties(by=self.clock, at=at)
        duties.end_overdue(by=self.clock, at=at)
        for duty in Duty.objects.open().filter(festival__gt="", opens_on__lte=local_date(at) + 8 * DAY):
            self.expect(duty)

    def expect(self, duty: Duty) -> None:
        """Put on the line what will come of a duty."""
        if duty.pk in self.seen:
            return
        self.seen.add(duty.pk)
        chance = self.past.chance
        end = chance.choices(ENDS, END_WEIGHTS)[0]
        if end == "missed":
            return
        span = max((duty.due_on - duty.opens_on).days - 1, 0)
        day = duty.planned_on or duty.opens_on + chance.randint(0, span) * DAY
        if not duty.planned_on and not working_days(day, day):
            day = max(duty.opens_on, day - 2 * DAY)
        self.past.at(self.past.office_hour(day), partial(self.call, duty.pk, end))

    # ---- what comes of it

    def call(self, duty_id: UUID, end: str, at: datetime) -> None:
        """Somebody goes, rings, or decides that nobody need go."""
        duty: Duty = Duty.objects.select_related("household", "reason", "event").get(pk=duty_id)
        if not duty.is_open:
            return
        if end == "waived":
            reason = self.past.chance.choice(wording.WAIVED)
            duties.waive(duty.pk, reason=reason, seen=duty.version, by=self.past.actors["deputy"], at=at)
            return
        self._visit(duty, end, at)
        if end == "not_home":
            again = "visited" if self.past.chance.random() < 0.7 else "not_home"
            climbed = duty.rung >= 2  # before this third try
            step = partial(self.give_up, duty.pk) if climbed else partial(self.call, duty.pk, again)
            self.past.at(self.past.later(at, 1.6), step)
        elif end == "not_wanted" and self.past.chance.random() < 0.3:
            self.past.at(self.past.later(at, 40), partial(self.want_again, duty.household_id))

    def give_up(self, duty_id: UUID, at: datetime) -> None:
        """The ladder has been climbed: the deputy says what was tried."""
        duty: Duty = Duty.objects.get(pk=duty_id)
        if duty.is_open and duty.rung >= 3:
            duties.give_up(
                duty.pk,
                reason="三次上门无人，邻居说去了子女家",
                seen=duty.version,
                by=self.past.actors["deputy"],
                at=at,
            )

    def want_again(self, household_id: UUID, at: datetime) -> None:
        """Somebody says that visits are wanted again."""
        wish = VisitWish.objects.filter(household_id=household_id, until__isnull=True).first()
        if wish is not None:
            duties.lift_wish(wish.pk, by=self.past.actors["worker"], at=at)

    def _visit(self, duty: Duty, end: str, at: datetime) -> None:
        chance, today = self.past.chance, local_date(at)
        together = Duty.objects.to_be_visited(today).filter(household_id=duty.household_id)
        met = end == "visited"
        gifts = self._gifts(duty) if met and chance.random() < WITH_GOODS else []
        writer = self._writer(duty)
        visitors = [writer.account_id]
        if gifts or chance.random() < 0.3:
            visitors.append(chance.choice([who for who in self._staff() if who != writer.account_id]))
        hospital = duty.event is not None and duty.event.kind == "hospital" and met
        need, service = chance.choice(wording.DOOR_NEEDS)
        told = Told(
            situation=chance.choice(wording.SITUATIONS) if met else "",
            need=need if met and chance.random() < WITH_NEED else "",
            service_type=service,
            suggestions=chance.choice(wording.SUGGESTIONS)
            if met and chance.random() < WITH_SUGGESTION
            else "",
        )
        visit = record_visit(
            visited_on=today,
            outcome=end,
            went=Went(visitors),
            told=told,
            household_id=duty.household_id,
            mode="hospital" if hospital else "phone" if met and not gifts and duty.rung >= 1 else "home",
            duty_ids=[row.pk for row in together],
            gifts=gifts,
            by=writer,
            at=at,
        )
        if visit.need_id:  # it goes on like any need of the desk
            life = NeedLife(self.past, service, "served", None)
            life.id = visit.need_id
            self.past.at(self.past.later(at, chance.random()), life.offer)

    def _writer(self, duty: Duty) -> Actor:
        mine = [one for one in self.past.actors.values() if one.account_id == duty.account_id]
        return mine[0] if mine else self.past.actors["worker"]

    def _gifts(self, duty: Duty) -> list[GiftFacts]:
        chance = self.past.chance
        person = Person.objects.filter(pk=UUID(duty.persons[0])).first() if duty.persons else None
        signed, relation = (person.name, "本人") if person else ("家属", "家属")
        item, unit, value, quantity, cash = chance.choice(wording.GIFTS)
        return [
            GiftFacts(
                item,
                Decimal(value),
                chance.choice(wording.FUNDS),
                signed,
                Decimal(quantity),
                unit,
                cash,
                relation,
            )
        ]

    # ---- events

    def happen(self, kind: str, person: Person, visited: bool, at: datetime) -> None:
        """Something happens in a family; the office is told, and somebody goes."""
        chance = self.past.chance
        urgent = kind == "hardship" and chance.random() < 0.3
        if not urgent:
            self.agree(person.pk, at)
        by = self.past.actors["deputy" if urgent else "worker"]
        event = events.report_event(
            person_id=person.pk,
            kind=kind,
            happened_on=local_date(at) - chance.choice((0, 0, 1)) * DAY,
            told_by=chance.choice(("person", "family", "neighbour", "worker")),
            place=chance.choice(wording.HOSPITALS) if kind == "hospital" else "",
            urgent_reason="一时联系不上本人，怕出意外" if urgent else "",
            another=True,
            by=by,
            at=at,
        )
        duty = Duty.objects.open().filter(event_id=event.pk).first()
        if duty is not None and visited:
            self.seen.add(duty.pk)
            end = chance.choices(("visited", "not_home"), (9, 1))[0]
            self.past.at(self.past.later(at, 0.4 + chance.random() * 1.2), partial(self.call, duty.pk, end))

    # ---- plans

    def plan(self, festival: str, falls_on: date, confirm: bool, at: datetime) -> None:
        """Draft the plan of a festival; confirm it, or leave it on the board."""
        deputy = self.past.actors["deputy"]
        reason = VisitReason.objects.get(kind="festival")
        try:
            plan = plans.draft_plan(
                reason_id=reason.pk,
                festival=festival,
                first=max(local_date(at), falls_on - FESTIVAL_DAYS * DAY),
                last=falls_on - DAY,
                visitors={who: [] for who in self._staff()},
                most_per_day=PLAN_HOMES_A_DAY,
                by=deputy,
                at=at,
            )
        except RuleBroken:
            return  # a community so small that nobody there is due
        if confirm:
            plans.confirm_plan(plan.pk, seen=plan.version, by=deputy, at=at + timedelta(minutes=20))


def plan_visits(past: Past, people: list[Person], *, first: date, last: date) -> None:
    """Put a year of must-visits on the line: the clock's nights, the festivals' plans, the events in families."""
    year = Visiting(past)
    past.at(past.office_hour(first - 15 * DAY), year.set_up)
    _events(past, year, people, first, last)
    days = Day.objects.span(first + 20 * DAY, last + 120 * DAY).festive().order_by("day")
    falls = [(row.day, code) for row in days for code in row.festival_codes if code in FESTIVALS]
    nights = {first + month * 30 * DAY for month in range((last - first).days // 30 + 1)} | {last}
    nights |= {day - before * DAY for day, _code in falls for before in NIGHTS_BEFORE}
    for night in sorted(nights):
        past.at(_midnight(max(night, first)), year.night)
    coming = [(day, code) for day, code in falls if day > last]
    if falls and falls[0][0] <= last:
        past.at(past.office_hour(falls[0][0] - 18 * DAY), partial(year.plan, falls[0][1], falls[0][0], True))
    if coming:
        past.at(past.until - timedelta(hours=3), partial(year.plan, coming[0][1], coming[0][0], False))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0, 10), CHINA)


def _events(past: Past, year: Visiting, people: list[Person], first: date, last: date) -> None:
    """Put events in families on the line, nobody twice as long as there are others."""
    chance, span = past.chance, (last - first).days
    number = min(EVENTS_A_YEAR, max(len(people) // 16, 4))
    whom = cycle(chance.sample(people, min(len(people), number + len(RECENT_EVENTS))))
    kinds = chance.choices(list(EVENT_WEIGHTS), list(EVENT_WEIGHTS.values()), k=number)
    for kind in kinds:
        day = first + chance.randrange(max(span - 8, 1)) * DAY
        past.at(past.office_hour(day), partial(year.happen, kind, next(whom), chance.random() < 0.95))
    for ago, kind, visited in RECENT_EVENTS:
        past.at(past.office_hour(last - ago * DAY), partial(year.happen, kind, next(whom), visited))
