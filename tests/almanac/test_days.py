"""The table of days, and its make-up days."""

from datetime import date, datetime

import pytest

from tests.conftest import World
from tongxin.almanac import actions
from tongxin.almanac.models import Day, calendar
from tongxin.almanac.rules import OutOfCalendar, add_working_days, working_days_between
from tongxin.kit.errors import NotAllowed, RuleBroken


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 1, 1), False),
        (date(2026, 1, 4), True),
        (date(2026, 2, 14), True),
        (date(2026, 2, 17), False),
        (date(2026, 10, 1), False),
        (date(2026, 11, 23), True),
        (date(2026, 11, 22), False),
    ],
)
def test_days_off_and_make_up_days_of_the_notice(world: World, day: date, working: bool) -> None:
    assert Day.objects.get(pk=day).is_working is working


def test_beyond_the_last_notice_days_are_provisional(world: World) -> None:
    assert not Day.objects.get(pk=date(2026, 5, 1)).provisional
    assert Day.objects.get(pk=date(2028, 5, 1)).provisional
    assert add_working_days(date(2028, 1, 3), 1, calendar(date(2028, 1, 1), date(2028, 2, 1))).provisional


def test_a_make_up_day_is_entered_with_an_entry_and_counts_from_then_on(world: World, at: datetime) -> None:
    actions.set_day(date(2027, 1, 3), is_working=True, name="调休上班", by=world.here.by("deputy"), at=at)
    days = calendar(date(2027, 1, 1), date(2027, 1, 10))
    assert add_working_days(date(2027, 1, 2), 1, days).due == date(2027, 1, 3)
    assert working_days_between(date(2027, 1, 1), date(2027, 1, 4), days) == 2
    assert actions.fill(2027, 2027) == 0
    assert Day.objects.get(pk=date(2027, 1, 3)).name == "调休上班"


def test_only_chiefs_enter_days_and_only_within_the_table(world: World, at: datetime) -> None:
    with pytest.raises(NotAllowed):
        actions.set_day(date(2027, 1, 3), is_working=True, name="x", by=world.here.by("worker"), at=at)
    with pytest.raises(RuleBroken, match="2000 to 2056"):
        actions.set_day(date(2057, 1, 3), is_working=True, name="x", by=world.here.by("deputy"), at=at)


def test_a_count_past_the_known_days_says_so() -> None:
    with pytest.raises(OutOfCalendar):
        add_working_days(date(2056, 12, 30), 5, {})
