"""Counting working days, and telling which festival a day is. Pure: the days are an argument."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# Beyond 2056 no library can promise a lunar date: the new moon of 28 September 2057 falls seconds before midnight.
FIRST_YEAR, LAST_YEAR = 2000, 2056


class Term(TextChoices):
    """The 24 solar terms (节气), from the start of spring on."""

    START_OF_SPRING = "start_of_spring", _("Start of spring")
    RAIN_WATER = "rain_water", _("Rain water")
    WAKING_OF_INSECTS = "waking_of_insects", _("Waking of insects")
    SPRING_EQUINOX = "spring_equinox", _("Spring equinox")
    QINGMING = "qingming", _("Qingming")
    GRAIN_RAIN = "grain_rain", _("Grain rain")
    START_OF_SUMMER = "start_of_summer", _("Start of summer")
    GRAIN_BUDS = "grain_buds", _("Grain buds")
    GRAIN_IN_EAR = "grain_in_ear", _("Grain in ear")
    SUMMER_SOLSTICE = "summer_solstice", _("Summer solstice")
    MINOR_HEAT = "minor_heat", _("Minor heat")
    MAJOR_HEAT = "major_heat", _("Major heat")
    START_OF_AUTUMN = "start_of_autumn", _("Start of autumn")
    END_OF_HEAT = "end_of_heat", _("End of heat")
    WHITE_DEW = "white_dew", _("White dew")
    AUTUMN_EQUINOX = "autumn_equinox", _("Autumn equinox")
    COLD_DEW = "cold_dew", _("Cold dew")
    FROST = "frost", _("Frost")
    START_OF_WINTER = "start_of_winter", _("Start of winter")
    MINOR_SNOW = "minor_snow", _("Minor snow")
    MAJOR_SNOW = "major_snow", _("Major snow")
    WINTER_SOLSTICE = "winter_solstice", _("Winter solstice")
    MINOR_COLD = "minor_cold", _("Minor cold")
    MAJOR_COLD = "major_cold", _("Major cold")


class Festival(TextChoices):
    """Festivals at which homes are visited: those of the lunar year and the terms, and the civic ones."""

    NEW_YEAR = "new_year", _("New Year's Day")
    LABA = "laba", _("Laba")
    NEW_YEARS_EVE = "new_years_eve", _("Lunar New Year's Eve")
    SPRING_FESTIVAL = "spring_festival", _("Spring Festival")
    LANTERN = "lantern", _("Lantern Festival")
    QINGMING = "qingming", _("Qingming")
    LABOUR_DAY = "labour_day", _("Labour Day")
    DRAGON_BOAT = "dragon_boat", _("Dragon Boat Festival")
    QIXI = "qixi", _("Qixi")
    ARMY_DAY = "army_day", _("Army Day")
    MID_AUTUMN = "mid_autumn", _("Mid-Autumn Festival")
    NATIONAL_DAY = "national_day", _("National Day")
    DOUBLE_NINTH = "double_ninth", _("Double Ninth")
    WINTER_SOLSTICE = "winter_solstice", _("Winter solstice")


_BY_LUNAR = {
    (1, 1): Festival.SPRING_FESTIVAL,
    (1, 15): Festival.LANTERN,
    (5, 5): Festival.DRAGON_BOAT,
    (7, 7): Festival.QIXI,
    (8, 15): Festival.MID_AUTUMN,
    (9, 9): Festival.DOUBLE_NINTH,
    (12, 8): Festival.LABA,
}
_BY_SOLAR = {
    (1, 1): Festival.NEW_YEAR,
    (5, 1): Festival.LABOUR_DAY,
    (8, 1): Festival.ARMY_DAY,
    (10, 1): Festival.NATIONAL_DAY,
}
_BY_TERM = {Term.QINGMING: Festival.QINGMING, Term.WINTER_SOLSTICE: Festival.WINTER_SOLSTICE}


@dataclass(frozen=True, slots=True)
class LunarDate:
    """A day of the lunar calendar: the year in which its New Year fell, month 1 to 12, day 1 to 30."""

    year: int
    month: int
    day: int
    leap: bool = False

    def month_words(self) -> str:
        """Return the month: 正月, 闰六月, 腊月."""
        month = str(_MONTHS[self.month - 1])
        return gettext("leap %(month)s") % {"month": month} if self.leap else month

    def day_words(self) -> str:
        """Return the day of the month: 初一, 十五, 廿三."""
        return str(_DAYS[self.day - 1])

    def words(self) -> str:
        """Return month and day."""
        return gettext("%(month)s, %(day)s") % {"month": self.month_words(), "day": self.day_words()}


_MONTHS = (
    _("lunar month 1"),
    _("lunar month 2"),
    _("lunar month 3"),
    _("lunar month 4"),
    _("lunar month 5"),
    _("lunar month 6"),
    _("lunar month 7"),
    _("lunar month 8"),
    _("lunar month 9"),
    _("lunar month 10"),
    _("lunar month 11"),
    _("lunar month 12"),
)
_DAYS = (
    _("day 1"),
    _("day 2"),
    _("day 3"),
    _("day 4"),
    _("day 5"),
    _("day 6"),
    _("day 7"),
    _("day 8"),
    _("day 9"),
    _("day 10"),
    _("day 11"),
    _("day 12"),
    _("day 13"),
    _("day 14"),
    _("day 15"),
    _("day 16"),
    _("day 17"),
    _("day 18"),
    _("day 19"),
    _("day 20"),
    _("day 21"),
    _("day 22"),
    _("day 23"),
    _("day 24"),
    _("day 25"),
    _("day 26"),
    _("day 27"),
    _("day 28"),
    _("day 29"),
    _("day 30"),
)


def festivals_on(day: date, lunar: LunarDate, next_lunar: LunarDate, term: str = "") -> tuple[Festival, ...]:
    """Return the festivals that fall on a day.

    A leap month repeats no festival. New Year's Eve is the day before the first of the first month, whether the
    twelfth has 29 days or 30. A lunar year's Laba and New Year's Eve fall in the next solar year more often than not,
    so festivals are looked up by day, never by the number of the lunar year.
    """
    found = [_BY_SOLAR.get((day.month, day.day)), _BY_TERM.get(Term(term)) if term else None]
    if not lunar.leap:
        found.append(_BY_LUNAR.get((lunar.month, lunar.day)))
    if (next_lunar.month, next_lunar.day, next_lunar.leap) == (1, 1, False):
        found.append(Festival.NEW_YEARS_EVE)
    return tuple(item for item in found if item is not None)


@dataclass(frozen=True, slots=True)
class DayFact:
    """What is known of a day: worked or not, its name (a make-up day), whether that may change, and its festivals."""

    day: date
    is_working: bool
    name: str = ""
    provisional: bool = False
    festivals: tuple[str, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Standing:
    """A count that an open pause has stopped: there is no due date until the clock runs again.

    `counted` of `days` working days had passed when it stopped; `since` is the first day that is not counted.
    """

    start: date
    since: date
    days: int
    counted: int
    steps: tuple[Step, ...]
    provisional: bool


class OutOfCalendar(LookupError):
    """A count ran past the days that are known."""


def count_working_days(
    start: date, days: int, calendar: Mapping[date, DayFact], pauses: Sequence[Pause] = ()
) -> Count | Standing:
    """Count `days` working days after `start`; the first day counted is the day after. Days inside a pause are not.

    A pause without an end stops the count where it begins, however long ago that was. Raises OutOfCalendar when
    the known days end before the count does.
    """
    steps: list[Step] = []
    counted, day, provisional = 0, start, False
    while counted < days:
        day += timedelta(days=1)
        if any(item.last is None and item.covers(day) for item in pauses):
            return Standing(start, day, days, counted, tuple(steps), provisional)
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


def add_working_days(
    start: date, days: int, calendar: Mapping[date, DayFact], pauses: Sequence[Pause] = ()
) -> Count:
    """Return the day that is `days` working days after `start`, by a clock that no open pause has stopped.

    Raises ValueError for a clock that stands, OutOfCalendar when the known days end before the count does.
    """
    found = count_working_days(start, days, calendar, pauses)
    if isinstance(found, Standing):
        raise ValueError(f"the clock stands since {found.since}: it has no due date")
    return found


def working_days_between(first: date, last: date, calendar: Mapping[date, DayFact]) -> int:
    """Count the working days after `first` up to and including `last`."""
    span = (last - first).days
    return sum(
        1
        for offset in range(1, span + 1)
        if (fact := calendar.get(first + timedelta(days=offset))) is not None and fact.is_working
    )
