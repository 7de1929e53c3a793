"""The hours of those who helped at an activity follow its line in the register."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.activities.examples import held
from tests.conftest import World
from tongxin.activities.actions import record_activity
from tongxin.activities.models import Activity
from tongxin.activities.rules import nearest_totals
from tongxin.groups.models import VolunteerHours
from tongxin.kit.errors import RuleBroken
from tongxin.kit.figures import FIGURES, Period
from tongxin.registers.actions import amend
from tongxin.registers.models import Entry
from tongxin.registers.verifying import walk_all

YEAR = Period.year(2026)


def amended(world: World, at: datetime, **changes: Any) -> Activity:
    entry = Entry.objects.written().filter(schema="activities.held/1").latest("seq")
    amend(entry.pk, changes, reason="写错了", by=world.here.by("secretary"), at=at)
    assert not [fault for walk in walk_all() for fault in walk.faults]
    return Activity.objects.get()


def hours() -> list[Decimal]:
    return list(VolunteerHours.objects.filter(source="activity").values_list("hours", flat=True))


def test_hours_amended_to_none_are_nobody_s_and_come_back_when_amended_again(
    world: World, at: datetime
) -> None:
    held(world, at)
    assert (hours(), FIGURES["hours"].value(YEAR)) == ([Decimal("2.00")] * 2, 4)
    amended(world, at, hours=Decimal(0))
    assert (hours(), FIGURES["hours"].value(YEAR)) == ([], 0)
    amended(world, at, hours=Decimal(3))
    assert (hours(), FIGURES["hours"].value(YEAR)) == ([Decimal("1.50")] * 2, 3)


def test_who_helped_is_credited_when_hours_are_written_later(world: World, at: datetime) -> None:
    home = world.here
    record_activity(
        title="广场法律咨询",
        theme="consultation",
        held_on=at.date(),
        actual_count=4,
        content="解答租房问题",
        volunteers=[home.members["单建国"], home.members["吕芳"]],
        by=home.by("worker"),
        at=at,
    )
    assert hours() == []
    amended(world, at, hours=Decimal(4))
    helped = VolunteerHours.objects.values_list("member_id", "hours", "served_on")
    assert set(helped) == {(home.members[name], Decimal(2), at.date()) for name in ("单建国", "吕芳")}


def test_hours_that_cannot_be_shared_name_the_nearest_that_can(world: World, at: datetime) -> None:
    held(world, at)
    with pytest.raises(RuleBroken, match=r"5\.01 hours .* by 2 volunteers.*: 5, 5\.02\."):
        amended(world, at, hours=Decimal("5.01"))


def test_hours_of_nobody_say_what_to_do(world: World, at: datetime) -> None:
    record_activity(
        title="电影放映",
        theme="culture",
        held_on=at.date(),
        actual_count=4,
        content="放映老电影",
        by=world.here.by("worker"),
        at=at,
    )
    with pytest.raises(RuleBroken, match="record the activity anew with its volunteers"):
        amended(world, at, hours=Decimal(4))


@pytest.mark.parametrize(
    ("total", "volunteers", "nearest"),
    [
        ("5.01", 2, ["5.00", "5.02"]),
        ("50", 3, ["49.98", "50.01"]),
        ("0.01", 3, ["0.00", "0.03"]),
        ("49", 2, ["48"]),  # 24 each at most
        ("4", 0, ["0"]),
    ],
)
def test_nearest_totals(total: str, volunteers: int, nearest: list[str]) -> None:
    assert nearest_totals(Decimal(total), volunteers) == [Decimal(item) for item in nearest]
