"""What the contract tests need of must-visits: one example of each kind of entry, and a row behind each figure."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.conftest import World
from tests.examples import Example
from tests.files.pictures import picture
from tests.visits import flow
from tongxin.files.pictures import clean
from tongxin.kit.actor import the_clock
from tongxin.people.actions import add_person
from tongxin.visits.calls.facts import Came, GiftFacts, Told
from tongxin.visits.duties import actions as duties
from tongxin.visits.events import actions as events
from tongxin.visits.models import Duty, FamilyEvent, Visit, VisitRule, VisitWish
from tongxin.visits.reasons.actions import set_beat

DAY = timedelta(days=1)
MONEY = GiftFacts("慰问金", Decimal("200.00"), "社区经费", "张伟明", relation="本人", is_cash=True)
MORE = {"何春梅": "7栋1单元201", "董文明": "6栋2单元302", "段秀英": "9栋1单元101"}
OF_THE_VISIT = frozenset({"visits_made", "homes_visited", "visits_in_time"})


def due(world: World, at: datetime) -> Duty:
    """Let a home be due before winter solstice."""
    return flow.due_at_winter(world.here, at)


def made(world: World, at: datetime, duty: Duty) -> Visit:
    """Visit a home with goods."""
    return flow.visited(
        world.here, at, duty, gifts=[flow.RICE], went=flow.went(world.here, "worker", "deputy")
    )


def photographed(world: World, at: datetime, duty: Duty) -> Visit:
    """Visit a home and take a picture."""
    return flow.visited(world.here, at, duty, came=Came(pictures=[clean(picture())]))


def unwanted(world: World, at: datetime, duty: Duty) -> Visit:
    """Visit a home that does not want it."""
    return flow.visited(world.here, at, duty, outcome="not_wanted")


def rule_set(world: World, at: datetime, _before: Any = None) -> VisitRule:
    """Set the rule of festivals."""
    return flow.set_rule(world.here, at)


def beat_set(world: World, at: datetime, _before: Any = None) -> Any:
    """Give a building to the worker."""
    worker = world.here.by("worker").account_id
    return set_beat(building="3栋", account_id=worker, by=world.here.by("secretary"), at=at)


def agreed(world: World, at: datetime) -> None:
    """Let illness be a reason to visit somebody who agrees to it."""
    flow.set_rule(world.here, at, "illness")
    flow.agrees(world.here, at)


def reported(world: World, at: datetime, _before: Any = None) -> FamilyEvent:
    """Report that somebody is in hospital."""
    return flow.ill(world.here, at, place="市二院")


def told(world: World, at: datetime) -> FamilyEvent:
    """Have an event reported."""
    agreed(world, at)
    return reported(world, at)


def corrected(world: World, at: datetime, event: FamilyEvent) -> FamilyEvent:
    """Correct an event's day."""
    return events.correct_event(
        event.pk,
        happened_on=at.date() - DAY,
        place="市二院五楼",
        seen=event.version,
        by=world.here.by("worker"),
        at=at,
    )


def event_void(world: World, at: datetime, event: FamilyEvent) -> FamilyEvent:
    """Declare an event void."""
    return events.void_event(event.pk, reason="听错了", by=world.here.by("worker"), at=at)


def assigned(world: World, at: datetime, duty: Duty) -> Duty:
    """Give a duty to the deputy."""
    deputy = world.here.by("deputy")
    return duties.assign(duty.pk, account_id=deputy.account_id, seen=duty.version, by=deputy, at=at)


def waived(world: World, at: datetime, duty: Duty) -> Duty:
    """Waive a duty."""
    return duties.waive(duty.pk, reason="已搬去女儿家", seen=duty.version, by=world.here.by("deputy"), at=at)


def tried(world: World, at: datetime) -> Duty:
    """Find nobody at home until the deputy decides."""
    duty = due(world, at)
    for _time in range(3):
        flow.visited(world.here, at, flow.fresh(duty), outcome="not_home")
    return flow.fresh(duty)


def given_up(world: World, at: datetime, duty: Duty) -> Duty:
    """End a duty at whose door nobody opened."""
    return duties.give_up(
        duty.pk, reason="邻居说住院未归", seen=duty.version, by=world.here.by("deputy"), at=at
    )


def missed(world: World, _at: datetime, duty: Duty) -> None:
    """Let the window of a duty pass."""
    after = datetime.combine(duty.due_on + DAY, _at.timetz())
    duties.end_overdue(by=the_clock(world.here.id), at=after)


def refused(world: World, at: datetime) -> VisitWish:
    """Let a home say that it does not want these visits."""
    unwanted(world, at, due(world, at))
    wish: VisitWish = VisitWish.objects.get()
    return wish


def lifted(world: World, at: datetime, wish: VisitWish) -> VisitWish:
    """Record that visits are wanted again."""
    return duties.lift_wish(wish.pk, by=world.here.by("worker"), at=at)


KINDS = {
    "visits.made/1": Example(
        write=made,
        before=due,
        changes={
            "visited_on": lambda world, at: at.date() - timedelta(days=3),
            "person": lambda world, at: world.here.people["吕芳"],
            "mode": "phone",
            "situation": "腿脚不便，想装扶手",
            "suggestions": "楼道灯坏了",
            "follow_up": "下周再来",
        },
    ),
    "handouts.given/1": Example(
        write=made,
        before=due,
        changes={
            "is_cash": True,
            "item": "面粉",
            "quantity": Decimal("2.00"),
            "unit": "桶",
            "value": Decimal("88.00"),
            "fund_source": "爱心企业捐赠",
            "signed_by": "吕芳",
            "relation": "妻子",
        },
        others=OF_THE_VISIT,
    ),
    "visits.picture_kept/1": Example(
        write=photographed,
        before=due,
        others=OF_THE_VISIT,
        counted_nowhere="a picture is a paper beside a visit",
    ),
    "visits.rule_set/1": Example(write=rule_set),
    "visits.beat_set/1": Example(write=beat_set),
    "visits.event_reported/1": Example(
        write=reported,
        before=agreed,
        changes={
            "happened_on": lambda world, at: at.date() - 2 * DAY,
            "told_by": "neighbour",
            "place": "市一院七楼",
        },
    ),
    "visits.event_corrected/1": Example(
        write=corrected,
        before=told,
        changes={"happened_on": lambda world, at: at.date() - 3 * DAY, "place": "市一院七楼"},
    ),
    "visits.event_void/1": Example(write=event_void, before=told),
    "visits.duties_made/1": Example(write=reported, before=agreed),
    "visits.duty_assigned/1": Example(write=assigned, before=due),
    "visits.duty_waived/1": Example(
        write=waived,
        before=due,
        changes={"reason": "已搬去儿子家"},
        counted_nowhere="what is waived needs no visit",
    ),
    "visits.duty_given_up/1": Example(write=given_up, before=tried, changes={"reason": "外出探亲未归"}),
    "visits.duty_missed/1": Example(write=missed, before=due),
    "visits.wish_kept/1": Example(write=unwanted, before=due),
    "visits.wish_lifted/1": Example(write=lifted, before=refused),
}


def figures(world: World, at: datetime) -> None:
    """Leave a row behind each figure: one home visited with gifts, one not at home, one that declines, one missed."""
    early, by = at - timedelta(days=60), world.here.by("worker")
    people = {
        name: add_person(name=name, address=address, by=by, at=early).pk for name, address in MORE.items()
    }
    home = replace(world.here, people={**world.here.people, **people})
    flow.set_rule(home, early, festivals=["double_ninth"])
    for name in ("张伟明", *MORE):
        flow.agrees(home, early, name)
    due = {duty.household.address: duty for duty in Duty.objects.select_related("household")}
    told = Told(situation="身体还好", suggestions="楼道灯坏了")
    pair = flow.went(home, "worker", "deputy")
    flow.visited(home, early, due["3栋2单元501"], gifts=[flow.RICE, MONEY], went=pair, told=told)
    flow.visited(home, early, due["7栋1单元201"], outcome="not_home")
    flow.visited(home, early, due["6栋2单元302"], outcome="not_wanted")
    flow.night(home, at)


ARGUMENTS = {
    "duty_id": lambda _world, _at: Duty.objects.open().first().pk,
    "duty_step.code": lambda _world, _at: "waive",
    "visit_id": lambda _world, _at: Visit.objects.earliest("number").pk,
    "event_id": lambda _world, _at: FamilyEvent.objects.first().pk,
    "wish_id": lambda _world, _at: VisitWish.objects.first().pk,
    "kind": lambda _world, _at: "illness",
}

# Of a hundred homes three are to be visited; the others were, but for some.
CROWD = {
    "visits.Duty": {
        "state": "CASE WHEN n % 100 < 3 THEN 'open' WHEN n % 20 = 3 THEN 'missed' WHEN n % 20 = 4 THEN 'waived' ELSE 'visited' END",
        "rung": "CASE WHEN n % 1000 = 0 THEN 1 ELSE 0 END",
    },
    "visits.Visit": {"outcome": "CASE WHEN n % 20 = 0 THEN 'not_home' ELSE 'visited' END"},
}
