"""What the contract tests need of must-visits and visits."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from tests.conftest import World
from tests.visits.flow import RICE, agrees, night, set_rule, visited, went
from tongxin.people.actions import add_person
from tongxin.visits.calls.facts import GiftFacts, Told
from tongxin.visits.models import Duty, FamilyEvent, Visit, VisitWish

MONEY = GiftFacts("慰问金", Decimal("200.00"), "社区经费", "张伟明", relation="本人", is_cash=True)
MORE = {"何春梅": "7栋1单元201", "董文明": "6栋2单元302", "段秀英": "9栋1单元101"}


def figures(world: World, at: datetime) -> None:
    """Leave a row behind each figure: one home visited with gifts, one not at home, one that declines, one missed."""
    early, by = at - timedelta(days=60), world.here.by("worker")
    people = {
        name: add_person(name=name, address=address, by=by, at=early).pk for name, address in MORE.items()
    }
    home = replace(world.here, people={**world.here.people, **people})
    set_rule(home, early, festivals=["double_ninth"])
    for name in ("张伟明", *MORE):
        agrees(home, early, name)
    due = {duty.household.address: duty for duty in Duty.objects.select_related("household")}
    told = Told(situation="身体还好", suggestions="楼道灯坏了")
    pair = went(home, "worker", "deputy")
    visited(home, early, due["3栋2单元501"], gifts=[RICE, MONEY], went=pair, told=told)
    visited(home, early, due["7栋1单元201"], outcome="not_home")
    visited(home, early, due["6栋2单元302"], outcome="not_wanted")
    night(home, at)


ARGUMENTS = {
    "duty_id": lambda _world, _at: Duty.objects.open().first().pk,
    "duty_step.code": lambda _world, _at: "waive",
    "visit_id": lambda _world, _at: Visit.objects.earliest("number").pk,
    "event_id": lambda _world, _at: FamilyEvent.objects.first().pk,
    "wish_id": lambda _world, _at: VisitWish.objects.first().pk,
    "kind": lambda _world, _at: "illness",
}
