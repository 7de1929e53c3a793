"""A past year, lived through in order of time: each happening calls its action and may bring forth later ones."""

import heapq
import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from tongxin.activities.actions import record_activity
from tongxin.communities.actions import log_work
from tongxin.demo import wording
from tongxin.groups.models import Group, GroupMember, offers_by_group
from tongxin.kit.actor import Actor, the_clock
from tongxin.kit.clock import CHINA, local_date
from tongxin.needs import actions, actions_closing
from tongxin.needs.models import Need, State
from tongxin.people.actions import give_consent
from tongxin.people.models import Person

Happening = Callable[[datetime], None]
TYPES = ("legal", "clinic", "tutoring", "goods", "company", "repair", "errand", "swindle", "other")
TYPE_WEIGHTS = (16, 17, 12, 8, 12, 14, 10, 4, 7)


class Past:
    """Happenings in order of time, until now; what lies later has not happened."""

    def __init__(self, actors: dict[str, Actor], chance: random.Random, *, until: datetime) -> None:
        self.actors, self.chance, self.until = actors, chance, until
        self._waiting: list[tuple[datetime, int, Happening]] = []
        self._order = count()
        self._offers: dict[UUID, set[str]] = {}

    def offering(self, service: str) -> list[UUID]:
        """Return the groups that offer a service, all groups if none does."""
        self._offers = self._offers or offers_by_group()
        found = [group for group, offers in self._offers.items() if service in offers]
        return sorted(found or self._offers)

    def at(self, moment: datetime, happening: Happening) -> None:
        """Put a happening at a moment; one after now never happens."""
        if moment < self.until:
            heapq.heappush(self._waiting, (moment, next(self._order), happening))

    def run(self, told: Callable[[int], None] = lambda _left: None) -> None:
        """Let everything happen."""
        while self._waiting:
            moment, _order, happening = heapq.heappop(self._waiting)
            happening(moment)
            if len(self._waiting) % 200 == 0:
                told(len(self._waiting))

    def office_hour(self, day: date) -> datetime:
        """Return a moment in office hours."""
        at = datetime.combine(day, time(8, 30), CHINA)
        return at + timedelta(minutes=self.chance.randrange(540), seconds=self.chance.randrange(60))

    def later(self, moment: datetime, days: float) -> datetime:
        """Return an office hour some days later."""
        return max(self.office_hour(local_date(moment + timedelta(days=days))), moment + timedelta(minutes=5))


class NeedLife:
    """One need from the desk to its end, by chance but with a plan: what is to become of it."""

    def __init__(self, past: Past, need_type: str, plan: str, person: Person | None) -> None:
        self.past, self.type, self.plan, self.person = past, need_type, plan, person
        self.id: UUID | None = None
        self.asked: set[UUID] = set()

    @property
    def need(self) -> Need:
        """Return the need as it stands."""
        if self.id is None:
            raise LookupError("nobody has come with this need yet")
        return Need.objects.get(pk=self.id)

    def _desk(self) -> Actor:
        return self.past.chance.choice(
            [self.past.actors["worker"], self.past.actors["worker"], self.past.actors["deputy"]]
        )

    def come(self, at: datetime) -> None:
        """Somebody comes to the desk."""
        chance = self.past.chance
        reply = chance.choice(wording.REPLIES) if self.plan == "answered" else ""
        need = actions.receive(
            channel=chance.choices(("walk_in", "phone", "online", "forwarded"), (60, 25, 9, 6))[0],
            category=chance.choices(("help", "consult", "errand", "suggest", "complaint"), (60, 24, 8, 4, 4))[
                0
            ],
            service_type=self.type,
            matter=chance.choice(wording.ASKED[self.type]),
            person_id=self.person.pk if self.person else None,
            party_size=chance.choices((1, 2, 3), (84, 12, 4))[0],
            reply=reply,
            by=self._desk(),
            at=at,
        )
        self.id = need.pk
        follow: dict[str, Happening | None] = {
            "answered": None,
            "waiting": None,
            "police": self.police,
            "taken": self.take,
            "unneeded": self.unneeded,
            "referred": self.unneeded,
            "impossible": self.unneeded,
        }
        happening = follow.get(self.plan, self.offer)
        if happening:
            self.past.at(self.past.later(at, chance.random() * 1.2), happening)

    def _group(self) -> UUID:
        """Return a group that offers the service and has not been asked yet, else any other."""
        offering = self.past.offering(self.type)
        fresh = [group for group in offering if group not in self.asked] or offering
        chosen = self.past.chance.choice(fresh)
        self.asked.add(chosen)
        return chosen

    def offer(self, at: datetime) -> None:
        """The desk offers it to a group."""
        need = self.need
        if need.state != State.OPEN:
            return
        actions.offer(need.pk, self._group(), seen=need.version, by=self._desk(), at=at)
        if self.plan == "silent":
            self.plan = "served"
            self.past.at(self.past.later(at, 6), self.clock)
        elif self.plan == "declined":
            self.plan = "served"
            self.past.at(self.past.later(at, 0.6), self.decline)
        elif self.plan != "unanswered":
            self.past.at(self.past.later(at, self.past.chance.random() * 1.4), self.accept)

    def _leader(self) -> Actor:
        return self.past.actors["deputy"]

    def accept(self, at: datetime) -> None:
        """The group accepts with a volunteer."""
        need = self.need
        if need.state != State.OFFERED:
            return
        members = list(GroupMember.objects.current().of(need.group_id).order_by("id"))
        member = self.past.chance.choice(members)
        actions.accept(need.pk, member.pk, seen=need.version, by=self._leader(), at=at)
        if self.plan == "paused":
            self.plan = "served"
            self.past.at(self.past.later(at, 0.5), self.pause)
        elif self.plan == "returned":
            self.plan = "served"
            self.past.at(self.past.later(at, 0.8), self.give_back)
        elif self.plan != "carried":
            self.past.at(self.past.later(at, 0.5 + self.past.chance.random() * 3.2), self.finish)

    def take(self, at: datetime) -> None:
        """The office does it itself."""
        actions.take(self.need.pk, seen=self.need.version, by=self._desk(), at=at)
        self.past.at(self.past.later(at, 1.5), self.finish)

    def give_back(self, at: datetime) -> None:
        """The group cannot do it after all; the desk asks another."""
        need = self.need
        if need.state == State.ACCEPTED:
            reason = self.past.chance.choice(wording.GIVEN_BACK)
            actions.give_back(need.pk, reason=reason, seen=need.version, by=self._leader(), at=at)
            self.past.at(self.past.later(at, 0.5), self.offer)

    def decline(self, at: datetime) -> None:
        """The group declines; the desk asks another."""
        need = self.need
        if need.state == State.OFFERED:
            reason = self.past.chance.choice(wording.DECLINES)
            actions.decline(need.pk, reason=reason, seen=need.version, by=self._leader(), at=at)
            self.past.at(self.past.later(at, 0.5), self.offer)

    def clock(self, at: datetime) -> None:
        """Nobody answered in time: the clock asks the next group."""
        community = self.past.actors["deputy"].community_id
        need = actions.expire_offer(self.id, by=the_clock(community), at=at) if self.id else None
        if need is not None and need.state == State.OFFERED:
            self.past.at(self.past.later(at, 0.7), self.accept)
        elif need is not None:
            self.past.at(self.past.later(at, 0.7), self.offer)

    def pause(self, at: datetime) -> None:
        """The clock stands for some days."""
        need = self.need
        reason = self.past.chance.choice(wording.PAUSES)
        actions_closing.pause(need.pk, reason=reason, seen=need.version, by=self._desk(), at=at)
        self.past.at(self.past.later(at, 5), self.resume)

    def resume(self, at: datetime) -> None:
        """The clock runs again."""
        need = self.need
        actions_closing.resume(need.pk, seen=need.version, by=self._desk(), at=at)
        self.past.at(self.past.later(at, 1.5), self.finish)

    def finish(self, at: datetime) -> None:
        """The volunteer did it."""
        need, chance = self.need, self.past.chance
        if need.state != State.ACCEPTED:
            return
        hours = Decimal(chance.choice(("0.50", "1.00", "1.50", "2.00", "2.00", "3.00")))
        result = chance.choice(wording.DONE[self.type])
        actions_closing.finish(
            need.pk,
            done_on=local_date(at),
            hours=hours,
            result=result,
            seen=need.version,
            by=self._leader(),
            at=at,
        )
        if self.plan == "reopened":
            self.plan = "served"
            self.past.at(self.past.later(at, 1.5), self.reopen)
        elif self.plan != "unconfirmed":
            self.past.at(self.past.later(at, 0.5 + chance.random() * 2), self.confirm)

    def reopen(self, at: datetime) -> None:
        """The resident says that it is not done."""
        need = self.need
        reason = self.past.chance.choice(wording.REOPENS)
        actions_closing.reopen(need.pk, reason=reason, seen=need.version, by=self._desk(), at=at)
        self.past.at(self.past.later(at, 0.4), self.offer)

    def confirm(self, at: datetime) -> None:
        """The resident confirms."""
        need = self.need
        if need.state == State.DONE:
            comment = self.past.chance.choice(wording.COMMENTS)
            actions_closing.confirm(need.pk, comment=comment, seen=need.version, by=self._desk(), at=at)

    def unneeded(self, at: datetime) -> None:
        """It ends without being served."""
        need = self.need
        outcome = {"unneeded": "not_needed", "referred": "referred", "impossible": "not_possible"}[self.plan]
        reason = {
            "unneeded": "家人已帮着解决",
            "referred": "已转街道相关科室办理",
            "impossible": "超出志愿服务范围，已说明",
        }[self.plan]
        actions_closing.close(
            need.pk, outcome=outcome, reason=reason, seen=need.version, by=self._desk(), at=at
        )

    def police(self, at: datetime) -> None:
        """A swindle goes to the police as an incident."""
        need = self.need
        actions_closing.pass_to_police(
            need.pk,
            station=self.past.chance.choice(wording.STATIONS),
            what=need.matter,
            seen=need.version,
            by=self._desk(),
            at=at,
        )


PLANS = (
    "answered",
    "served",
    "declined",
    "silent",
    "reopened",
    "paused",
    "unneeded",
    "referred",
    "impossible",
    "taken",
    "returned",
)
PLAN_WEIGHTS = (24, 53, 5, 3, 3, 3, 3, 2, 1, 2, 1)
# What the last days look like: every stage has its needs.
RECENT = (
    "waiting",
    "waiting",
    "unanswered",
    "unanswered",
    "carried",
    "carried",
    "carried",
    "unconfirmed",
    "unconfirmed",
    "served",
    "returned",
)


def plan_needs(past: Past, people: list[Person], *, first: date, last: date, number: int, jobs: int) -> None:
    """Put a year of needs on the line: `jobs` of them end in a job found, the last days hold every stage."""
    chance, span = past.chance, (last - first).days
    for at in range(jobs):
        day = first + timedelta(days=round(span * (at + 0.4) / (jobs + 2)))
        life = NeedLife(past, "jobs", "served", chance.choice(people))
        past.at(past.office_hour(day), life.come)
    for _at in range(number):
        day = first + timedelta(days=chance.randrange(max(span - 5, 1)))
        need_type = chance.choices(TYPES, TYPE_WEIGHTS)[0]
        plan = chance.choices(PLANS, PLAN_WEIGHTS)[0]
        if need_type == "swindle" and chance.random() < 0.5:
            plan = "police"
        person = chance.choice(people) if chance.random() < 0.9 else None
        past.at(past.office_hour(day), NeedLife(past, need_type, plan, person).come)
    for at, plan in enumerate(RECENT * 2):
        day = last - timedelta(days=1 + at % 9)
        need_type = chance.choices(TYPES[:7], TYPE_WEIGHTS[:7])[0]
        past.at(past.office_hour(day), NeedLife(past, need_type, plan, chance.choice(people)).come)


def plan_activities(past: Past, *, first: date, last: date, trainings: int) -> None:
    """Put the named activities, the trainings and the office's own work on the line."""
    by = past.actors["deputy"]
    groups = list(Group.objects.active())

    def held(title: str, theme: str, place: str, came: int, content: str) -> Happening:
        def happening(at: datetime) -> None:
            part = past.chance.sample(groups, min(3, len(groups)))
            members = (
                GroupMember.objects.current()
                .filter(group_id__in=[group.pk for group in part])
                .order_by("id")[:6]
            )
            record_activity(
                title=title,
                theme=theme,
                held_on=local_date(at),
                place=place,
                actual_count=came,
                planned_count=came - came % 10,
                content=content,
                groups=[group.pk for group in part],
                volunteers=[member.pk for member in members],
                hours=Decimal("2.00"),
                by=by,
                at=at,
            )

        return happening

    for month, day, title, theme, place, came, content in wording.NAMED_ACTIVITIES:
        moment = past.office_hour(date(last.year, month, day))
        past.at(moment, held(title, theme, place, came, content))
    span = (last - first).days
    for at in range(trainings):
        day_ = first + timedelta(days=round(span * (at + 0.5) / trainings))
        topic = wording.TRAININGS[at % len(wording.TRAININGS)]
        past.at(
            past.office_hour(day_),
            held(f"培训：{topic}", "training", "社区活动室", 30 + 3 * at, f"请来讲师讲解“{topic}”，答疑。"),
        )
    for week in range(span // 14):
        category, words, place = wording.WORK[week % len(wording.WORK)]
        past.at(past.office_hour(first + timedelta(days=week * 14 + 2)), _work(past, category, words, place))


def _work(past: Past, category: str, words: str, place: str) -> Happening:
    def happening(at: datetime) -> None:
        log_work(
            category=category,
            worked_on=local_date(at),
            content=words,
            place=place,
            participants="领导小组成员",
            next_steps="下次会议检查落实",
            by=past.actors["secretary"],
            at=at,
        )

    return happening


def plan_examples(past: Past, people: list[Any], *, first: date) -> None:
    """Let some residents agree to be told of, without names, in the report."""
    for person in people:
        past.at(past.office_hour(first), _agree(past, person))


def _agree(past: Past, person: Any) -> Happening:
    def happening(at: datetime) -> None:
        give_consent(
            person.pk,
            purpose="example",
            given_on=local_date(at),
            way="spoken",
            by=past.actors["worker"],
            at=at,
        )

    return happening
