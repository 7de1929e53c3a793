"""The wall clock, read only where a request, a command or a job begins; below that time is an argument."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def local_date(at: datetime) -> date:
    """Return the calendar day in China on which a moment falls."""
    return at.astimezone(CHINA).date()


def local_noon(day: date) -> datetime:
    """Return noon in China on a day: the moment used for something of which only the day is known."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=CHINA)
