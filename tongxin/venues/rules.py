"""Rules about venues: opening hours, closures, clashes, alternatives, the days of a series. Times are wall-clock times in China."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from tongxin.kit.clock import CHINA, local_date

MINUTES_A_DAY: Final = 1440
LONGEST: Final = timedelta(hours=24)
STEP: Final = timedelta(minutes=30)  # alternatives begin on the half hour
SHORTEST: Final = timedelta(minutes=30)  # less is no alternative
MOST_AHEAD: Final = timedelta(days=400)
MOST_DATES: Final = 60
GRACE: Final = timedelta(minutes=15)  # who has not come by then has left the venue to others
WEEKLY, MONTHLY = "weekly", "monthly"

# Weekday (0 is Monday): when it is open, in minutes of the day, ends exclusive.
Hours = Mapping[int, Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From a moment up to, and not including, another."""

    starts: datetime
    ends: datetime

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        return self.ends - self.starts

    def clashes(self, other: "Span") -> bool:
        """Tell whether the two share a moment; one that begins as the other ends does not."""
        return self.starts < other.ends and other.starts < self.ends

    def moved(self, by: timedelta) -> "Span":
        """Return it as much later (or earlier)."""
        return Span(self.starts + by, self.ends + by)

    def days(self) -> list[date]:
        """Return the calendar days it touches; one that ends at midnight does not touch the next."""
        first = local_date(self.starts)
        last = local_date(self.ends - timedelta(microseconds=1))
        return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def span_of(day: date, begins: time, ends: time) -> Span:
    """Return a span by the clock; an end that is not after the beginning is on the next day: 20:00 to 01:00, or to 00:00."""
    start = datetime.combine(day, begins, CHINA)
    end = datetime.combine(day, ends, CHINA)
    return Span(start, end if end > start else end + timedelta(days=1))


def minutes_on(span: Span, day: date) -> tuple[int, int]:
    """Return the part of a span that lies on a day, in minutes of that day."""
    midnight = datetime.combine(day, time(), CHINA)
    begin = max(0, int((span.starts - midnight) / timedelta(minutes=1)))
    end = min(MINUTES_A_DAY, int((span.ends - midnight) / timedelta(minutes=1)))
    return begin, end


def joined(opens: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return opening times in order, those that touch or overlap made one."""
    found: list[tuple[int, int]] = []
    for begin, end in sorted(opens):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found


def is_open(span: Span, hours: Hours) -> bool:
    """Tell whether a venue is open all the while; across midnight it must be open up to it and from it on."""
    for day in span.days():
        begin, end = minutes_on(span, day)
        if not any(
            opens <= begin and end <= closes for opens, closes in joined(hours.get(day.weekday(), ()))
        ):
            return False
    return True


def read_hours(text: str) -> list[tuple[int, int]]:
    """Read opening times as people write them: "8:30-11:30 14:00-17:30"; 24:00 is midnight. ValueError otherwise."""
    found = []
    for part in (
        text.replace("，", " ")
        .replace(",", " ")
        .replace("：", ":")
        .replace("～", "-")
        .replace("—", "-")
        .split()
    ):
        begin, _dash, end = part.replace("–", "-").partition("-")
        pair = _minutes(begin), _minutes(end)
        if pair[0] >= pair[1]:
            raise ValueError(f"closes before it opens: {part}")
        found.append(pair)
    return joined(found)


def _minutes(text: str) -> int:
    hour, _colon, minute = text.partition(":")
    if not hour.isascii() or not hour.isdigit() or not minute.isdigit() or len(minute) != 2:
        raise ValueError(f"not a time of the day: {text}")
    found = int(hour) * 60 + int(minute)
    if int(minute) > 59 or found > MINUTES_A_DAY:
        raise ValueError(f"not a time of the day: {text}")
    return found


def write_hours(opens: Sequence[tuple[int, int]]) -> str:
    """Write opening times as they are read: "08:30-11:30 14:00-17:30"."""
    return " ".join(f"{clock(begin)}-{clock(end)}" for begin, end in opens)


def clock(minutes: int) -> str:
    """Write minutes of the day as a clock shows them; the day ends at 24:00."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def open_spans(day: date, hours: Hours) -> Iterator[Span]:
    """Return when a venue is open on a day."""
    midnight = datetime.combine(day, time(), CHINA)
    for begin, end in joined(hours.get(day.weekday(), ())):
        yield Span(midnight + timedelta(minutes=begin), midnight + timedelta(minutes=end))


def free_spans(day: date, hours: Hours, taken: Iterable[Span]) -> list[Span]:
    """Return when a venue is open on a day and nobody has it."""
    held = sorted(taken)
    found = []
    for span in open_spans(day, hours):
        begin = span.starts
        for other in held:
            if other.clashes(Span(begin, span.ends)):
                if other.starts > begin:
                    found.append(Span(begin, other.starts))
                begin = max(begin, other.ends)
            if begin >= span.ends:
                break
        if begin < span.ends:
            found.append(Span(begin, span.ends))
    return found


def other_times(wanted: Span, hours: Hours, taken: Sequence[Span], most: int = 3) -> list[Span]:
    """Return as long a time on the same day when the venue is free, on the half hour, nearest to what was wanted."""
    found = []
    for gap in free_spans(wanted.days()[0], hours, taken):
        past = (gap.starts.minute % 30, gap.starts.second)
        begin = (
            gap.starts if past == (0, 0) else gap.starts + STEP - timedelta(minutes=gap.starts.minute % 30)
        )
        begins = [begin, gap.starts, gap.ends - wanted.length]
        while begin + wanted.length <= gap.ends:
            begins.append(begin)
            begin += STEP
        found += [
            Span(one, one + wanted.length)
            for one in begins
            if one >= gap.starts and one + wanted.length <= gap.ends
        ]
    nearest = sorted(set(found), key=lambda span: (abs(span.starts - wanted.starts), span.starts))
    return sorted(nearest[:most])


def shorter(wanted: Span, hours: Hours, taken: Sequence[Span]) -> Span | None:
    """Return the longest part of what was wanted that is free on its first day; None where less than half an hour is."""
    parts = [
        Span(max(gap.starts, wanted.starts), min(gap.ends, wanted.ends))
        for gap in free_spans(wanted.days()[0], hours, taken)
        if gap.clashes(wanted)
    ]
    longest = max(parts, key=lambda span: (span.length, -span.starts.timestamp()), default=None)
    return longest if longest is not None and longest.length >= SHORTEST else None


def dates(first: date, unit: str, every: int, until: date) -> list[date]:
    """Return the days of a series: every so many weeks, or months by weekday ("the second Friday").

    What falls on the fifth of its weekday goes by the last of the month, so that no month is left out.
    """
    if unit == WEEKLY:
        weeks = (until - first).days // (7 * every)
        return [first + timedelta(weeks=every * number) for number in range(weeks + 1)]
    rank = (first.day - 1) // 7
    found: list[date] = []
    number = 0
    while True:
        months = first.month - 1 + every * number
        day = nth_weekday(first.year + months // 12, months % 12 + 1, first.weekday(), rank)
        if day > until:
            return found
        found.append(day)
        number += 1


def nth_weekday(year: int, month: int, weekday: int, rank: int) -> date:
    """Return the first (rank 0) to fourth of a weekday in a month; rank 4 is the last, be it the fourth or the fifth."""
    begins, length = monthrange(year, month)
    day = 1 + (weekday - begins) % 7 + 7 * rank
    return date(year, month, day if day <= length else day - 7)
