"""Counting working days. Pure: the days are an argument."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 2000, 2056


@dataclass(frozen=True, slots=True)
class DayFact:
    """What is known of a day: worked or not, its name (a festival, a make-up day), and whether that may change."""

    day: date
    is_working: bool
    name: str = ""
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """Whole days on which a clock stands still, both ends included; `last` None while it still stands."""

    first: date
    last: date | None
    reason: str

    def covers(self, day: date) -> bool:
        """Tell whether the clock stands on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Step:
    """One day of the count: counted as number n, or not counted and why ("rest" or "pause")."""

    day: date
    number: int | None
    why: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """A due date with the days that lead to it. `provisional`: a later announcement may move it."""

    start: date
    due: date
    days: int
    steps: tuple[Step, ...]
    provisional: bool

    @property
    def skipped(self) -> tuple[Step, ...]:
        """Return the days that were not counted."""
        return tuple(step for step in self.steps if step.number is None)


class OutOfCalendar(LookupError):
    """A count ran past the days that are known."""


def add_working_days(
    start: date, days: int, calendar: Mapping[date, DayFact], pauses: Sequence[Pause] = ()
) -> Count:
    """Return the day that is `days` working days after `start`; the first day counted is the day after.

    Days inside a pause are not counted. Raises OutOfCalendar when the known days end before the count does.
    """
    steps: list[Step] = []
    counted, day, provisional = 0, start, False
    while counted < days:
        day += timedelta(days=1)
        fact = calendar.get(day)
        if fact is None:
            raise OutOfCalendar(f"{day} is not in the table of days")
        provisional = provisional or fact.provisional
        pause = next((item for item in pauses if item.covers(day)), None)
        if not fact.is_working:
            steps.append(Step(day, None, "rest", fact.name))
        elif pause is not None:
            steps.append(Step(day, None, "pause", pause.reason))
        else:
            counted += 1
            steps.append(Step(day, counted, "", fact.name))
    return Count(start, day, days, tuple(steps), provisional)


def working_days_between(first: date, last: date, calendar: Mapping[date, DayFact]) -> int:
    """Count the working days after `first` up to and including `last`."""
    span = (last - first).days
    return sum(
        1
        for offset in range(1, span + 1)
        if (fact := calendar.get(first + timedelta(days=offset))) is not None and fact.is_working
    )
