"""Occupancy of a venue by hour of the week, as a picture whose squares open their rows."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tongxin.venues.models import Booking
from tongxin.venues.rules import minutes_on

DAYS = 7
WEEKS = 13  # counted back from today


def used_hours(bookings: Iterable[Booking]) -> dict[tuple[int, int], int]:
    """Count bookings by (weekday, hour) of the day on which they begin; weekday 1 is Monday."""
    found: dict[tuple[int, int], int] = defaultdict(int)
    for booking in bookings:
        begin, end = minutes_on(booking.span, booking.day)
        for hour in range(begin // 60, -(-end // 60)):
            found[booking.day.isoweekday(), hour] += 1
    return dict(found)


@dataclass(frozen=True, slots=True)
class Square:
    """An hour of the week in the picture of occupancy: where it is, how many bookings it had, and the rows behind it."""

    x: int
    y: int
    count: int
    tone: int
    href: str
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Occupancy by hour of the week: seven rows of squares."""

    squares: list[Square]
    hours: list[tuple[int, int]]  # where an hour's label stands, and the hour
    days: list[tuple[int, date]]
    width: int
    height: int


WIDE, HIGH, LEFT, TOP = 40, 30, 56, 24
TONES = 5


def picture(
    counts: dict[tuple[int, int], int], hours: range, address: str, words: Callable[[date, int, int], str]
) -> Picture:
    """Lay out the squares; `address` takes weekday and hour, `words` makes a sentence of a day, an hour and a number."""
    most = max(counts.values(), default=0) or 1
    monday = date(2024, 1, 1)  # only its weekday is shown
    squares = []
    for weekday in range(1, DAYS + 1):
        for hour in hours:
            count = counts.get((weekday, hour), 0)
            squares.append(
                Square(
                    x=LEFT + (hour - hours.start) * WIDE,
                    y=TOP + (weekday - 1) * HIGH,
                    count=count,
                    tone=-(-count * TONES // most),
                    href=address.format(weekday=weekday, hour=hour) if count else "",
                    words=words(monday + timedelta(days=weekday - 1), hour, count),
                )
            )
    return Picture(
        squares,
        [(LEFT + (hour - hours.start) * WIDE, hour) for hour in hours],
        [(TOP + number * HIGH + HIGH // 2 + 5, monday + timedelta(days=number)) for number in range(DAYS)],
        LEFT + len(hours) * WIDE,
        TOP + DAYS * HIGH,
    )
