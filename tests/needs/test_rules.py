"""Whom to ask and when a need is late: tables of cases, no database."""

from datetime import date
from uuid import UUID

import pytest

from tongxin.almanac.rules import DayFact, Pause, Standing, add_working_days, count_working_days
from tongxin.needs.rules import (
    Asked,
    GroupFacts,
    NeedStanding,
    Refusal,
    Said,
    available_before,
    days_allowed,
    due,
    rank,
    standing_by,
)

TODAY = date(2026, 11, 23)


def group(number: int, **facts: object) -> GroupFacts:
    base: dict[str, object] = {
        "id": UUID(int=number),
        "name": f"组{number}",
        "offers": frozenset({"legal"}),
        "capacity": 4,
        "load": 0,
        "weekdays": "1234567",
        "last_turn": None,
    }
    return GroupFacts(**{**base, **facts})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({}, {"offers": frozenset({"clinic"})}),
        ({"load": 1}, {"load": 2}),
        ({"load": 3}, {"load": 4}),
        ({"last_turn": date(2026, 11, 1)}, {"last_turn": date(2026, 11, 20)}),
        ({"last_turn": None}, {"last_turn": date(2026, 11, 1)}),
        ({"load": 3}, {"load": 0, "refusal": Refusal("declined", "本周都出庭")}),
        ({"offers": frozenset({"clinic"}), "load": 4}, {"refusal": Refusal("expired")}),
        ({"offers": frozenset(), "load": 4}, {"refusal": Refusal("returned", "律师病了")}),
        ({"load": 2, "capacity": 8}, {"load": 2, "capacity": 4}),
    ],
)
def test_the_better_group_stands_first_and_none_is_hidden(
    better: dict[str, object], worse: dict[str, object]
) -> None:
    found = rank([group(2, **worse), group(1, **better)], Asked("legal", TODAY))
    assert [item.group.id.int for item in found] == [1, 2]


def test_each_candidate_says_why() -> None:
    best, last = rank(
        [group(1, last_turn=date(2026, 11, 20)), group(2, offers=frozenset(), load=4)],
        Asked("legal", TODAY, date(2026, 11, 24)),
    )
    assert best.suits and not last.suits
    assert [reason.code for reason in best.reasons] == ["offers", "load", "days", "waited"]
    assert [reason.code for reason in last.reasons] == ["offers_not", "full", "days", "no_turn"]
    assert best.reasons[1].words() == "carries 0 of 4"
    assert best.reasons[3].words() == "last turn 3 days ago"


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (Refusal("declined", "本周都出庭"), "declined this need: 本周都出庭"),
        (Refusal("expired"), "did not answer this need in time"),
        (Refusal("returned", "律师病了"), "gave this need back: 律师病了"),
    ],
)
def test_a_group_that_said_no_says_why_before_all_else(refusal: Refusal, words: str) -> None:
    [candidate] = rank([group(1, refusal=refusal)], Asked("legal", TODAY))
    assert not candidate.suits
    assert (candidate.reasons[0].good, candidate.reasons[0].words()) == (False, words)


@pytest.mark.parametrize(
    ("weekdays", "wanted_by", "expected"),
    [
        ("67", None, True),
        ("1", date(2026, 11, 23), True),
        ("2", date(2026, 11, 23), False),
        ("67", date(2026, 11, 27), False),
        ("67", date(2026, 11, 28), True),
        ("3", date(2026, 12, 30), True),
    ],
)
def test_a_group_is_available_before_the_day_wanted(
    weekdays: str, wanted_by: date | None, expected: bool
) -> None:
    assert available_before(weekdays, TODAY, wanted_by) is expected


CALENDAR = {
    date(2026, 11, day): DayFact(date(2026, 11, day), date(2026, 11, day).weekday() < 5, "", False)
    for day in range(1, 31)
} | {
    date(2026, 12, day): DayFact(date(2026, 12, day), date(2026, 12, day).weekday() < 5)
    for day in range(1, 32)
}


@pytest.mark.parametrize(
    ("start", "days", "pauses", "expected"),
    [
        (date(2026, 11, 26), 5, [], date(2026, 12, 3)),
        (date(2026, 11, 27), 1, [], date(2026, 11, 30)),
        (date(2026, 11, 28), 1, [], date(2026, 11, 30)),
        (date(2026, 11, 23), 2, [Pause(date(2026, 11, 24), date(2026, 11, 25), "外出")], date(2026, 11, 27)),
        (date(2026, 11, 23), 1, [Pause(date(2026, 11, 28), date(2026, 11, 29), "外出")], date(2026, 11, 24)),
        (date(2026, 11, 23), 1, [Pause(date(2026, 11, 24), date(2026, 12, 1), "外出")], date(2026, 12, 2)),
    ],
)
def test_a_due_date_counts_working_days_without_pauses(
    start: date, days: int, pauses: list[Pause], expected: date
) -> None:
    count = due(start, days, CALENDAR, pauses)
    assert count.due == expected
    assert [step.number for step in count.steps if step.number] == list(range(1, days + 1))
    assert count.steps[-1].day == expected


@pytest.mark.parametrize(
    ("first", "counted", "since"),
    [
        (date(2026, 11, 24), 0, date(2026, 11, 24)),  # paused on the day of reception
        (date(2026, 11, 26), 2, date(2026, 11, 26)),
        (date(2026, 11, 1), 0, date(2026, 11, 24)),  # it stood already when the count began
        (date(2026, 11, 30), 4, date(2026, 11, 30)),
    ],
)
def test_an_open_pause_stops_the_count_and_leaves_no_due_date(first: date, counted: int, since: date) -> None:
    pauses = [Pause(first, None, "外出务工")]
    found = count_working_days(date(2026, 11, 23), 5, CALENDAR, pauses)
    assert isinstance(found, Standing)
    assert (found.counted, found.since) == (counted, since)
    with pytest.raises(ValueError, match="no due date"):
        add_working_days(date(2026, 11, 23), 5, CALENDAR, pauses)


def test_a_pause_that_begins_after_the_due_date_leaves_it_alone() -> None:
    pauses = [Pause(date(2026, 12, 10), None, "外出务工")]
    assert due(date(2026, 11, 23), 5, CALENDAR, pauses).due == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("service", "usual", "expected"), [("swindle", 5, 1), ("legal", 5, 5), ("swindle", 1, 1)]
)
def test_a_swindle_warning_has_one_day(service: str, usual: int, expected: int) -> None:
    assert days_allowed(service, usual) == expected


RECEIVED, OFFERED, ACCEPTED = Said("received"), Said("offered", group="g"), Said("accepted", volunteer="v")
SERVED = Said("served", on="2026-11-24", hours="1.50")
SERVED_VOID = Said("served", on="2026-11-24", hours="1.50", void=True)
DONE = {"group": "g", "volunteer": "v", "done_on": "2026-11-24", "hours": "1.50"}


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        ([RECEIVED], {}),
        ([RECEIVED, OFFERED], {"state": "offered", "group": "g"}),
        ([RECEIVED, OFFERED, Said("back")], {}),
        ([RECEIVED, OFFERED, ACCEPTED], {"state": "accepted", "group": "g", "volunteer": "v"}),
        (
            [RECEIVED, OFFERED, ACCEPTED, Said("named", volunteer="w")],
            {"state": "accepted", "group": "g", "volunteer": "w"},
        ),
        ([RECEIVED, OFFERED, Said("taken")], {"state": "accepted"}),
        ([RECEIVED, Said("paused", on="2026-11-23")], {"paused_since": "2026-11-23"}),
        ([RECEIVED, Said("paused", on="2026-11-23"), Said("resumed")], {}),
        ([RECEIVED, OFFERED, ACCEPTED, SERVED], {"state": "done", **DONE}),
        ([RECEIVED, OFFERED, ACCEPTED, SERVED_VOID], {"state": "accepted", "group": "g", "volunteer": "v"}),
        # The pause ended with the service, whatever became of that.
        (
            [RECEIVED, OFFERED, ACCEPTED, Said("paused", on="2026-11-23"), SERVED_VOID],
            {"state": "accepted", "group": "g", "volunteer": "v"},
        ),
        ([RECEIVED, OFFERED, ACCEPTED, SERVED, Said("closed")], {"state": "closed", **DONE}),
        ([RECEIVED, OFFERED, ACCEPTED, SERVED, Said("closed"), Said("reopened")], {"times_reopened": 1}),
        # With its incident: what was served stays, the need is at the desk.
        (
            [RECEIVED, OFFERED, ACCEPTED, SERVED, Said("closed", void=True)],
            {"done_on": "2026-11-24", "hours": "1.50"},
        ),
        ([Said("received", void=True), OFFERED, ACCEPTED], {"group": "g"}),
        (
            [Said("received", void=True), OFFERED, ACCEPTED, SERVED, Said("closed")],
            {"state": "closed", **DONE},
        ),
    ],
)
def test_how_a_need_stands_follows_from_what_was_recorded(said: list[Said], stands: dict[str, str]) -> None:
    assert standing_by(said) == NeedStanding(**stands)  # type: ignore[arg-type]
