"""Lunar dates and solar terms of whole years, from lunar_python's moons: ten milliseconds a year instead of a day's each."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from tongxin.almanac.rules import LunarDate, Term

# The library names the 24 terms from winter solstice on; those before and after the year repeat under other names.
_TERMS = (
    Term.WINTER_SOLSTICE,
    Term.MINOR_COLD,
    Term.MAJOR_COLD,
    Term.START_OF_SPRING,
    Term.RAIN_WATER,
    Term.WAKING_OF_INSECTS,
    Term.SPRING_EQUINOX,
    Term.QINGMING,
    Term.GRAIN_RAIN,
    Term.START_OF_SUMMER,
    Term.GRAIN_BUDS,
    Term.GRAIN_IN_EAR,
    Term.SUMMER_SOLSTICE,
    Term.MINOR_HEAT,
    Term.MAJOR_HEAT,
    Term.START_OF_AUTUMN,
    Term.END_OF_HEAT,
    Term.WHITE_DEW,
    Term.AUTUMN_EQUINOX,
    Term.COLD_DEW,
    Term.FROST,
    Term.START_OF_WINTER,
    Term.MINOR_SNOW,
    Term.MAJOR_SNOW,
)
_BEFORE_WINTER_SOLSTICE = 1  # the library's list begins with the term before it


def _date(julian_day: float) -> date:
    from lunar_python import Solar  # a tenth of a second, wanted only when the table is filled

    found = Solar.fromJulianDay(julian_day)
    return date(found.getYear(), found.getMonth(), found.getDay())


def _year(year: int) -> Any:
    from lunar_python import LunarYear

    return LunarYear.fromYear(year)


def lunar_dates(first_year: int, last_year: int) -> Iterator[tuple[date, LunarDate]]:
    """Yield each day of some solar years with its lunar date, in order."""
    first, last = date(first_year, 1, 1), date(last_year, 12, 31)
    for year in range(first_year - 1, last_year + 1):
        for month in _year(year).getMonthsInYear():
            start = _date(month.getFirstJulianDay())
            for at in range(month.getDayCount()):
                day = start + timedelta(days=at)
                if first <= day <= last:
                    yield day, LunarDate(year, abs(month.getMonth()), at + 1, bool(month.isLeap()))


def solar_terms(first_year: int, last_year: int) -> dict[date, Term]:
    """Return the days on which one of the 24 solar terms begins (Beijing time)."""
    found: dict[date, Term] = {}
    for year in range(first_year, last_year + 2):
        moments = _year(year).getJieQiJulianDays()
        for at, term in enumerate(_TERMS):
            found[_date(moments[_BEFORE_WINTER_SOLSTICE + at])] = term
    return {day: term for day, term in found.items() if first_year <= day.year <= last_year}
