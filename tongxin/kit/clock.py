"""The wall clock, read only where a request, a command or a job begins; below that time is an argument."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def _of_the_machine() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _of_the_machine


def now() -> datetime:
    """Return the present moment, aware, in UTC: the one clock of the house."""
    return _source()


@contextmanager
def standing_at(at: datetime) -> Iterator[None]:
    """Let the clock stand at a moment for the block, in every thread: for tests, and for a past that is told anew."""
    global _source  # noqa: PLW0603  # the one clock, for every thread alike
    before, _source = _source, lambda: at
    try:
        yield
    finally:
        _source = before


def local_date(at: datetime) -> date:
    """Return the calendar day in China on which a moment falls."""
    return at.astimezone(CHINA).date()


def local_noon(day: date) -> datetime:
    """Return noon in China on a day: the moment used for something of which only the day is known."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=CHINA)
