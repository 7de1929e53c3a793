"""Hours, clashes, alternatives and the days of a series, by tables of cases."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.kit.clock import CHINA
from tongxin.venues.rules import (
    Span,
    dates,
    free_spans,
    is_open,
    joined,
    other_times,
    read_hours,
    shorter,
    span_of,
    write_hours,
)

DAY = date(2026, 11, 24)  # a Tuesday
OFFICE = {day: [(510, 690), (840, 1050)] for day in range(5)}  # 08:30-11:30 14:00-17:30
LATE = {1: [(1200, 1440)], 2: [(0, 60)]}  # Tuesday 20:00 to Wednesday 01:00


def clocked(text: str, day: date = DAY) -> Span:
    begin, _dash, end = text.partition("-")
    return span_of(day, time.fromisoformat(begin), time.fromisoformat(end))


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        ("10:00-11:00", "11:00-12:00", False),
        ("10:00-11:00", "10:59-12:00", True),
        ("10:00-11:01", "11:00-12:00", True),
        ("10:00-12:00", "10:30-11:00", True),
        ("10:00-11:00", "10:00-11:00", True),
        ("08:00-09:00", "10:00-11:00", False),
        ("22:00-01:00", "23:59-00:00", True),
    ],
)
def test_two_times_clash_by_a_minute_and_no_less(one: str, other: str, clash: bool) -> None:
    assert clocked(one).clashes(clocked(other)) is clash
    assert clocked(other).clashes(clocked(one)) is clash


def test_a_time_across_midnight_clashes_on_the_next_day() -> None:
    party = clocked("22:00-01:00")
    assert party.length == timedelta(hours=3)
    assert party.days() == [DAY, DAY + timedelta(days=1)]
    assert party.clashes(clocked("00:30-02:00", DAY + timedelta(days=1)))
    assert not party.clashes(clocked("01:00-02:00", DAY + timedelta(days=1)))
    assert clocked("22:00-00:00").days() == [DAY]


@pytest.mark.parametrize(
    ("text", "hours", "is_so"),
    [
        ("08:30-11:30", OFFICE, True),
        ("08:29-11:30", OFFICE, False),
        ("11:00-11:31", OFFICE, False),
        ("11:00-14:30", OFFICE, False),  # the noon break
        ("17:00-17:30", OFFICE, True),
        ("20:00-01:00", LATE, True),
        ("20:00-01:01", LATE, False),
        ("20:00-00:00", LATE, True),
        ("09:00-10:00", {}, False),
        ("09:00-11:00", {1: [(540, 600), (600, 660)]}, True),  # hours that touch are one
    ],
)
def test_a_booking_lies_within_the_opening_hours(text: str, hours: dict, is_so: bool) -> None:
    assert is_open(clocked(text), hours) is is_so


def test_a_weekend_is_closed_when_no_hours_are_given() -> None:
    assert not is_open(clocked("09:00-10:00", date(2026, 11, 28)), OFFICE)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", []),
        ("8:30-11:30 14:00-17:30", [(510, 690), (840, 1050)]),
        ("14:00–24:00，08:30～11:30", [(510, 690), (840, 1440)]),
        ("08:00-10:00 09:00-12:00", [(480, 720)]),
        ("00:00-24:00", [(0, 1440)]),
    ],
)
def test_opening_hours_are_read_as_people_write_them(text: str, read: list) -> None:
    assert read_hours(text) == read
    assert read_hours(write_hours(read)) == read


@pytest.mark.parametrize(
    "text", ["9", "09:00", "10:00-09:00", "10:00-10:00", "8:75-9:00", "20:00-24:01", "八点-九点"]
)
def test_what_is_no_opening_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"time of the day|closes before"):
        read_hours(text)


TAKEN = [clocked("09:00-10:00"), clocked("14:00-17:00")]


def test_free_is_what_is_open_and_not_taken() -> None:
    free = free_spans(DAY, OFFICE, TAKEN)
    assert free == [clocked("08:30-09:00"), clocked("10:00-11:30"), clocked("17:00-17:30")]


def test_alternatives_are_the_nearest_times_of_the_same_length() -> None:
    assert other_times(clocked("09:00-10:00"), OFFICE, TAKEN) == [
        clocked("10:00-11:00"),
        clocked("10:30-11:30"),
    ]
    assert other_times(clocked("09:00-11:00"), OFFICE, TAKEN) == []


def test_a_shorter_time_is_the_longest_part_that_is_free() -> None:
    assert shorter(clocked("09:30-11:30"), OFFICE, TAKEN) == clocked("10:00-11:30")
    assert shorter(clocked("08:45-10:00"), OFFICE, TAKEN) is None  # a quarter of an hour is none
    assert shorter(clocked("15:00-16:00"), OFFICE, TAKEN) is None


@pytest.mark.parametrize(
    ("first", "unit", "every", "until", "found"),
    [
        (date(2026, 11, 24), "weekly", 1, date(2026, 12, 8), ["11-24", "12-01", "12-08"]),
        (date(2026, 11, 24), "weekly", 2, date(2026, 12, 21), ["11-24", "12-08"]),
        (date(2026, 11, 13), "monthly", 1, date(2027, 2, 28), ["11-13", "12-11", "01-08", "02-12"]),
        # The fifth Monday is the last one where there is no fifth.
        (date(2026, 11, 30), "monthly", 1, date(2027, 2, 28), ["11-30", "12-28", "01-25", "02-22"]),
        # 29 February is a fifth Tuesday, and a last one in the months after.
        (date(2028, 2, 29), "monthly", 1, date(2028, 5, 31), ["02-29", "03-28", "04-25", "05-30"]),
        (date(2026, 11, 24), "monthly", 2, date(2027, 3, 31), ["11-24", "01-26", "03-23"]),
    ],
)
def test_the_days_of_a_series(first: date, unit: str, every: int, until: date, found: list[str]) -> None:
    assert [f"{day:%m-%d}" for day in dates(first, unit, every, until)] == found


MINUTES = st.integers(0, 1439)
SPANS = st.builds(
    lambda begin, length: Span(
        datetime.combine(DAY, time(), CHINA) + timedelta(minutes=begin),
        datetime.combine(DAY, time(), CHINA) + timedelta(minutes=begin + length),
    ),
    MINUTES,
    st.integers(1, 300),
)


@given(
    wanted=SPANS, taken=st.lists(SPANS, max_size=6), opens=st.lists(st.tuples(MINUTES, MINUTES), max_size=3)
)
def test_whatever_is_offered_is_open_and_free(wanted: Span, taken: list[Span], opens: list) -> None:
    hours = {DAY.weekday(): joined([(min(pair), max(pair)) for pair in opens if pair[0] != pair[1]])}
    offered = other_times(wanted, hours, taken)
    part = shorter(wanted, hours, taken)
    for span in [*offered, *([part] if part else [])]:
        assert is_open(span, hours)
        assert not any(span.clashes(other) for other in taken)
    assert all(span.length == wanted.length for span in offered)
