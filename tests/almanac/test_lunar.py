"""Lunar dates, terms and festivals: published vectors, an independent library on every day, and the traps."""

from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import pytest
import sxtwl
from django.utils import translation

from tongxin.almanac.lunar import lunar_dates, solar_terms
from tongxin.almanac.rules import FIRST_YEAR, LAST_YEAR, Festival, LunarDate, Term, festivals_on

# sxtwl counts the terms from winter solstice on.
SXTWL_TERMS = (
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


@cache
def moons() -> dict[date, LunarDate]:
    """Return every day of the table with its lunar date."""
    return dict(lunar_dates(FIRST_YEAR, LAST_YEAR + 1))


@cache
def festivals() -> dict[date, tuple[Festival, ...]]:
    """Return the festivals of every day of the table."""
    terms = solar_terms(FIRST_YEAR, LAST_YEAR)
    return {
        day: festivals_on(day, lunar, following, terms.get(day, ""))
        for (day, lunar), (_next, following) in pairwise(moons().items())
    }


def days_of(festival: Festival, year: int) -> list[date]:
    """Return the days of a solar year on which a festival falls."""
    return [day for day, found in festivals().items() if day.year == year and festival in found]


def test_every_day_from_2000_to_2056_agrees_with_an_independent_library() -> None:
    terms = solar_terms(FIRST_YEAR, LAST_YEAR)
    day, last, compared = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31), 0
    while day <= last:
        other = sxtwl.fromSolar(day.year, day.month, day.day)
        ours = moons()[day]
        assert (ours.year, ours.month, ours.day, ours.leap) == (
            other.getLunarYear(),
            other.getLunarMonth(),
            other.getLunarDay(),
            other.isLunarLeap(),
        ), day
        assert terms.get(day) == (SXTWL_TERMS[other.getJieQi()] if other.hasJieQi() else None), day
        compared += 1
        day += timedelta(days=1)
    assert compared == 20_820


VECTORS = """
2026: 02-17 / 03-03 / 04-05 / 06-19 / 09-25 / 10-18 / 12-22 / 2027-01-15 / 2027-02-05
2027: 02-06 / 02-20 / 04-05 / 06-09 / 09-15 / 10-08 / 12-22 / 2028-01-04 / 2028-01-25
2028: 01-26 / 02-09 / 04-04 / 05-28 / 10-03 / 10-26 / 12-21 / 2029-01-22 / 2029-02-12
2029: 02-13 / 02-27 / 04-04 / 06-16 / 09-22 / 10-16 / 12-21 / 2030-01-11 / 2030-02-02
2030: 02-03 / 02-17 / 04-05 / 06-05 / 09-12 / 10-05 / 12-22 / 2031-01-01 / 2031-01-22
"""
ORDER = (
    Festival.SPRING_FESTIVAL,
    Festival.LANTERN,
    Festival.QINGMING,
    Festival.DRAGON_BOAT,
    Festival.MID_AUTUMN,
    Festival.DOUBLE_NINTH,
    Festival.WINTER_SOLSTICE,
    Festival.LABA,
    Festival.NEW_YEARS_EVE,
)


def _vectors() -> list[tuple[Festival, date]]:
    found = []
    for line in VECTORS.strip().splitlines():
        year, days = line.split(": ")
        for festival, text in zip(ORDER, days.split(" / "), strict=True):
            found.append((festival, date.fromisoformat(text if len(text) > 5 else f"{year}-{text}")))
    return found


@pytest.mark.parametrize(("festival", "day"), _vectors())
def test_festivals_fall_on_the_published_days(festival: Festival, day: date) -> None:
    assert festival in festivals()[day]


@pytest.mark.parametrize(("year", "times"), [(2022, 2), (2023, 0), (2041, 2), (2042, 0), (2026, 1)])
def test_laba_falls_twice_in_some_solar_years_and_in_some_never(year: int, times: int) -> None:
    assert len(days_of(Festival.LABA, year)) == times


@pytest.mark.parametrize("year", range(2020, 2056))
def test_new_years_eve_comes_once_a_year_the_day_before_spring_festival(year: int) -> None:
    (eve,) = days_of(Festival.NEW_YEARS_EVE, year)
    (spring,) = days_of(Festival.SPRING_FESTIVAL, year)
    assert spring - eve == timedelta(days=1)
    assert moons()[eve].day in {29, 30}


def test_new_years_eve_of_a_twelfth_month_of_29_days_is_the_29th() -> None:
    assert moons()[date(2025, 1, 28)] == LunarDate(2024, 12, 29)
    assert Festival.NEW_YEARS_EVE in festivals()[date(2025, 1, 28)]
    assert moons()[date(2024, 2, 9)] == LunarDate(2023, 12, 30)
    assert Festival.NEW_YEARS_EVE in festivals()[date(2024, 2, 9)]


def test_a_leap_month_repeats_no_festival() -> None:
    leaps = {
        (lunar.year, lunar.month) for day, lunar in moons().items() if lunar.leap and 2023 <= day.year <= 2039
    }
    assert leaps == {(2023, 2), (2025, 6), (2028, 5), (2031, 3), (2033, 11), (2036, 6), (2039, 5)}
    assert days_of(Festival.DRAGON_BOAT, 2028) == [date(2028, 5, 28)]  # lunar 2028 has two fifth months
    leap_fifth = next(day for day, lunar in moons().items() if lunar == LunarDate(2028, 5, 5, leap=True))
    assert festivals()[leap_fifth] == ()


def test_a_festival_of_one_lunar_year_may_fall_in_the_next_solar_year() -> None:
    day = date(2027, 1, 15)
    assert Festival.LABA in festivals()[day]
    assert moons()[day].year == 2026


@pytest.mark.parametrize(
    ("lunar", "english", "hans", "hant"),
    [
        (LunarDate(2026, 1, 1), "lunar month 1, day 1", "正月初一", "正月初一"),
        (LunarDate(2026, 12, 23), "lunar month 12, day 23", "腊月廿三", "臘月廿三"),
        (LunarDate(2025, 6, 15, leap=True), "leap lunar month 6, day 15", "闰六月十五", "閏六月十五"),
        (LunarDate(2026, 11, 30), "lunar month 11, day 30", "冬月三十", "冬月三十"),
    ],
)
def test_a_lunar_date_in_words(lunar: LunarDate, english: str, hans: str, hant: str) -> None:
    for language, words in (("en", english), ("zh-hans", hans), ("zh-hant", hant)):
        with translation.override(language):
            assert lunar.words() == words
