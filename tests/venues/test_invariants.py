"""Whatever is done in whatever order: never two at once, and nobody waits for a time that is free."""

import contextlib
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import combinations

import pytest

from tests.conftest import World
from tests.venues import flow
from tongxin.kit.errors import RuleBroken
from tongxin.venues.models import HOLDING, Booking, State, Venue

STEPS = 45


def check(venues: list[Venue]) -> int:
    """Look at every pair of bookings; return how many wait."""
    rows = list(Booking.objects.counted().filter(venue__in=venues))
    held = [row for row in rows if row.state in HOLDING]
    for one, other in combinations(held, 2):
        assert one.venue_id != other.venue_id or not one.span.clashes(other.span), (str(one), str(other))
    waiting = [row for row in rows if row.state == State.WAITING]
    for row in waiting:
        assert any(row.venue_id == other.venue_id and row.span.clashes(other.span) for other in held), str(
            row
        )
    return len(waiting)


@pytest.mark.parametrize("seed", [3, 20])
def test_any_steps_keep_bookings_apart_and_the_waiting_list_short(
    world: World, at: datetime, seed: int
) -> None:
    chance = random.Random(seed)
    venues = [flow.room(world, at, name) for name in ("甲室", "乙室")]

    def hours() -> tuple[str, str]:
        begin = 15 * 60 + chance.randrange(0, 150, 15)
        end = begin + chance.choice((30, 45, 90))
        return f"{begin // 60}:{begin % 60:02d}", f"{end // 60}:{end % 60:02d}"

    def any_ahead() -> Booking | None:
        rows = Booking.objects.filter(state__in=[State.CONFIRMED, State.WAITING])
        return rows.order_by("id")[chance.randrange(rows.count())] if rows.exists() else None

    def move(moment: datetime) -> None:
        if (booking := any_ahead()) is not None:
            flow.moved(world, moment, booking, *hours(), venue_id=chance.choice(venues).pk)

    def cancel(moment: datetime) -> None:
        if (booking := any_ahead()) is not None:
            flow.cancelled(world, moment, booking)

    def book(moment: datetime) -> None:
        flow.booked(world, moment, chance.choice(venues), *hours(), or_wait=True)

    deeds: list[Callable[[datetime], None]] = [book, book, move, cancel]
    waited = 0
    for number in range(STEPS):
        with contextlib.suppress(RuleBroken):
            chance.choice(deeds)(at + timedelta(seconds=number))
        waited += check(venues)
    assert waited, "nobody ever waited: the steps are too tame"


def test_of_two_who_wait_for_one_time_the_first_gets_it(world: World, at: datetime) -> None:
    venue = flow.room(world, at)
    first = flow.booked(world, at, venue)
    line = [
        flow.booked(world, at + timedelta(seconds=number), venue, or_wait=True, holder=f"{number}组").pk
        for number in (3, 1, 2)
    ]
    flow.cancelled(world, at + timedelta(seconds=9), first)
    states = dict(Booking.objects.filter(pk__in=line).values_list("pk", "state"))
    assert [states[pk] for pk in line] == ["waiting", "confirmed", "waiting"]
