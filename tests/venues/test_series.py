"""Series: dated bookings of their own, all or none, changed alone or with those that follow."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.conftest import World
from tests.venues import flow
from tests.venues.examples import closed
from tongxin.kit.errors import RuleBroken
from tongxin.registers.models import Entry
from tongxin.venues.bookings import changing
from tongxin.venues.models import Booking, Series

DAY = flow.DAY


def days(series: Series) -> list[str]:
    rows = series.bookings.filter(state__in=["confirmed", "asked"]).order_by("starts")
    return [f"{row.day:%m-%d} {row.clock[:5]}" for row in rows]


def test_a_series_that_meets_a_closure_names_the_dates_and_can_leave_them_out(
    world: World, at: datetime
) -> None:
    venue = flow.room(world, at)
    closed(world, at, venue)  # the 24th and 25th
    flow.booked(world, at, venue, "10:00", "11:00", day=at.date() + 15 * DAY)
    with pytest.raises(RuleBroken) as refused:
        flow.weekly(world, at, venue)
    assert "2026-11-24" in str(refused.value.message)
    assert "2026-12-08" in str(refused.value.message)
    assert Booking.objects.count() == 1
    assert days(flow.weekly(world, at, venue, leave_out=True)) == ["12-01 09:00", "12-15 09:00"]
    assert Entry.objects.filter(schema="venues.booked/1").count() == 3


def test_one_date_is_moved_alone_and_those_that_follow_together(world: World, at: datetime) -> None:
    venue = flow.room(world, at)
    series = flow.weekly(world, at, venue)
    first, second, third, fourth = series.bookings.order_by("starts")
    flow.moved(world, at, second, "14:00", "15:30")
    assert days(series) == ["11-24 09:00", "12-01 14:00", "12-08 09:00", "12-15 09:00"]
    flow.moved(world, at, third, "10:00", "11:30", day=third.day + DAY, following=True)
    assert days(series) == ["11-24 09:00", "12-01 14:00", "12-09 10:00", "12-16 10:00"]
    flow.cancelled(world, at, third, following=True)
    assert days(series) == ["11-24 09:00", "12-01 14:00"]
    assert {first.pk, fourth.pk} <= set(series.bookings.values_list("pk", flat=True))


def test_a_series_moves_by_a_week_onto_its_own_dates(world: World, at: datetime) -> None:
    series = flow.weekly(world, at, flow.room(world, at))
    first = series.bookings.order_by("starts").first()
    assert first is not None
    flow.moved(world, at, first, "09:00", "10:30", day=first.day + 7 * DAY, following=True)
    assert days(series) == ["12-01 09:00", "12-08 09:00", "12-15 09:00", "12-22 09:00"]


def test_moving_a_series_is_all_or_none_and_names_what_is_in_the_way(world: World, at: datetime) -> None:
    venue = flow.room(world, at)
    series = flow.weekly(world, at, venue)
    flow.booked(world, at, venue, "15:00", "16:00", day=at.date() + 15 * DAY)
    first = series.bookings.order_by("starts").first()
    assert first is not None
    with pytest.raises(RuleBroken, match=r"2026-12-08: .* taken at 15:00–16:00"):
        flow.moved(world, at, first, "15:30", "17:00", following=True)
    assert days(series) == ["11-24 09:00", "12-01 09:00", "12-08 09:00", "12-15 09:00"]


def test_a_series_is_approved_in_one_step(world: World, at: datetime) -> None:
    series = flow.weekly(world, at, flow.room(world, at, needs_approval=True))
    first = series.bookings.order_by("starts").first()
    assert first is not None
    by: dict[str, Any] = {"by": world.here.by("deputy"), "at": at}
    changing.decide(first.pk, approved=True, following=True, seen=first.version, **by)
    assert set(series.bookings.values_list("state", flat=True)) == {"confirmed"}


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"until": datetime(2026, 11, 30).date()}, "No second date"),
        ({"until": datetime(2028, 1, 30).date()}, "within a year"),
    ],
)
def test_a_series_that_never_comes_back_or_never_ends_is_refused(
    world: World, at: datetime, facts: Any, words: str
) -> None:
    with pytest.raises(RuleBroken, match=words):
        flow.weekly(world, at, flow.room(world, at), **facts)


def test_a_series_sent_twice_is_booked_once(world: World, at: datetime) -> None:
    from tongxin.kit.ids import uuid7

    venue, key = flow.room(world, at), uuid7()
    first, again = flow.weekly(world, at, venue, key=key), flow.weekly(world, at, venue, key=key)
    assert first.pk == again.pk
    assert Booking.objects.count() == 4
    assert first.bookings.latest("starts").starts - first.bookings.earliest("starts").starts == timedelta(
        weeks=3
    )
