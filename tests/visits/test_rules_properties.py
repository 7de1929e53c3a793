"""Duties, however the facts come: day by day or all at once, in any order, once more."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.visits.test_rules import SPRING, D, week
from tongxin.visits.duties import rules
from tongxin.visits.duties.rules import (
    EventFacts,
    Held,
    Home,
    RuleFacts,
    Served,
    Span,
)

REASON, OTHER = UUID(int=1), UUID(int=2)
FROM_2026 = date(2026, 1, 1)
HOME, PERSON, MATE = UUID(int=10), UUID(int=20), UUID(int=21)

FIRST, LAST = D(2026, 10, 1), D(2027, 3, 31)
DAYS = st.integers(0, (LAST - FIRST).days).map(lambda n: FIRST + timedelta(days=n))
FESTIVALS = [
    (D(2026, 10, 18), "double_ninth"),
    (D(2026, 12, 22), "winter_solstice"),
    (D(2027, 1, 1), "new_year"),
    (SPRING, "spring_festival"),
    (D(2027, 2, 20), "lantern"),
]
CALENDAR = week(D(2025, 1, 1), 1200)


@st.composite
def spans(draw: st.DrawFn) -> tuple[Span, ...]:
    days = sorted(draw(st.sets(DAYS, min_size=1, max_size=4)))
    if draw(st.booleans()):
        days = [D(2020, 1, 1), *days]
    ends: list[date | None] = [*days[1::2]]
    ends += [None] * (len(days[::2]) - len(ends))
    return tuple(zip(days[::2], ends, strict=True))


@st.composite
def versions(draw: st.DrawFn, reason: UUID, is_festival: bool) -> list[RuleFacts]:
    starts = [D(2026, 1, 1), *sorted(draw(st.sets(DAYS, max_size=2)))]
    ends: list[date | None] = [*starts[1:], None]
    return [
        RuleFacts(
            UUID(int=reason.int * 1000 + at),
            reason,
            is_festival,
            first,
            until,
            draw(st.booleans()),
            frozenset(draw(st.sets(st.sampled_from([code for _day, code in FESTIVALS]), min_size=1))),
            frozenset({"elderly_alone"}),
            draw(st.integers(1, 30)),
            draw(st.integers(1, 5)),
        )
        for at, (first, until) in enumerate(zip(starts, ends, strict=True))
    ]


@st.composite
def homes(draw: st.DrawFn) -> list[Home]:
    found = []
    for number in range(draw(st.integers(1, 3))):
        people = tuple(
            Served(
                UUID(int=100 + number * 10 + at),
                draw(st.sampled_from(["elderly_alone", "disabled"])),
                draw(spans()),
            )
            for at in range(draw(st.integers(0, 2)))
        )
        told = []
        for at in range(draw(st.integers(0, 2))):
            day = draw(DAYS)
            void = day + timedelta(days=draw(st.integers(0, 6))) if draw(st.booleans()) else None
            happened = day - timedelta(days=draw(st.integers(0, 10)))
            told.append(
                EventFacts(
                    UUID(int=900 + number * 10 + at), OTHER, PERSON, happened, day, draw(spans()), void
                )
            )
        wishes = {REASON: draw(spans())} if draw(st.booleans()) else {}
        found.append(Home(UUID(int=number + 1), served=people, events=tuple(told), wishes=wishes))
    return found


def as_known(home: Home, day: date) -> Home:
    """Return a home as the community knew it on a day: what began later is not there, what ended later has not ended."""

    def seen(all_spans: Sequence[Span]) -> tuple[Span, ...]:
        return tuple((a, b if b is not None and b <= day else None) for a, b in all_spans if a <= day)

    return replace(
        home,
        served=tuple(replace(item, spans=seen(item.spans)) for item in home.served),
        events=tuple(
            replace(
                item,
                spans=seen(item.spans),
                void_on=item.void_on if item.void_on and item.void_on <= day else None,
            )
            for item in home.events
            if item.told_on <= day
        ),
        wishes={reason: seen(found) for reason, found in home.wishes.items()},
    )


def step(
    held: dict[tuple[UUID, UUID, str], Held], known: list[Home], made: list[RuleFacts], day: date
) -> None:
    """Do what one night does: reconcile, then let the clock end what has passed."""
    in_force = [item for item in made if item.first <= day]
    ends = {item.id: item.until if item.until and item.until <= day else None for item in in_force}
    seen = [replace(item, until=ends[item.id]) for item in in_force]
    windows = rules.festival_windows(seen, FESTIVALS, FIRST - timedelta(days=366), day + timedelta(days=60))
    dues = {due.key: due for due in rules.duties(known, seen, windows, CALENDAR)}
    for key in {*dues, *held}:
        due = dues.get(key)
        change = rules.reconcile(due, held.get(key), day)
        if change is None:
            continue
        if change.what == "drop":
            del held[key]
        elif change.what == "end":
            held[key] = replace(held[key], state=change.state)
        elif due is not None:
            held[key] = Held(
                due.rule.id, due.persons, due.occasion_on, due.first, due.last, due.provisional, change.state
            )
    for key, item in held.items():
        if item.state == "open" and rules.ended_by_clock(item.last, day, 0):
            held[key] = replace(item, state=rules.ended_by_clock(item.last, day, 0))


def outcome(held: dict[tuple[UUID, UUID, str], Held], day: date) -> dict[object, object]:
    """Return the duties that are or were due by a day, without those still ahead."""
    return {key: (item.first, item.last, item.state) for key, item in held.items() if item.first <= day}


@settings(max_examples=120, deadline=None)
@given(found=homes(), one=versions(REASON, True), other=versions(OTHER, False), end=DAYS)
def test_day_by_day_gives_the_same_duties_as_all_at_once(
    found: list[Home], one: list[RuleFacts], other: list[RuleFacts], end: date
) -> None:
    by_day: dict[tuple[UUID, UUID, str], Held] = {}
    day = FIRST
    while day <= end:
        step(by_day, [as_known(home, day) for home in found], [*one, *other], day)
        day += timedelta(days=1)
    at_once: dict[tuple[UUID, UUID, str], Held] = {}
    step(at_once, [as_known(home, end) for home in found], [*one, *other], end)
    assert outcome(by_day, end) == outcome(at_once, end)


@settings(max_examples=60, deadline=None)
@given(found=homes(), one=versions(REASON, True), other=versions(OTHER, False), day=DAYS)
def test_a_second_run_changes_nothing_and_the_order_of_facts_does_not_matter(
    found: list[Home], one: list[RuleFacts], other: list[RuleFacts], day: date
) -> None:
    known = [as_known(home, day) for home in found]
    first: dict[tuple[UUID, UUID, str], Held] = {}
    step(first, known, [*one, *other], day)
    again = dict(first)
    step(again, known, [*one, *other], day)
    assert again == first
    for order in list(permutations(known))[:4]:
        shuffled: dict[tuple[UUID, UUID, str], Held] = {}
        turned = [replace(home, served=home.served[::-1], events=home.events[::-1]) for home in order]
        step(shuffled, turned, [*other, *one], day)
        assert shuffled == first


@settings(max_examples=60, deadline=None)
@given(found=homes(), one=versions(REASON, True), day=DAYS)
def test_there_is_one_duty_for_each_reason_home_and_occasion(
    found: list[Home], one: list[RuleFacts], day: date
) -> None:
    windows = rules.festival_windows(one, FESTIVALS, FIRST, day)
    keys = [due.key for due in rules.duties(found, one, windows, CALENDAR)]
    assert len(keys) == len(set(keys))
    assert all(window.first <= window.last for window in windows)


@settings(max_examples=60, deadline=None)
@given(one=spans(), other=spans(), day=DAYS)
def test_spans_hold_the_days_that_their_sets_hold(
    one: tuple[Span, ...], other: tuple[Span, ...], day: date
) -> None:
    def holds(found: Sequence[Span]) -> bool:
        return any(first <= day and (until is None or day < until) for first, until in found)

    for some, more in ((one, other), (one[:1], other[:1]), (one, ()), ((), other)):
        assert holds(rules.common(some, more)) == (holds(some) and holds(more))
        assert holds(rules.joined([*some, *more])) == (holds(some) or holds(more))
        assert holds(rules.without(some, more)) == (holds(some) and not holds(more))
        for found in (rules.common(some, more), rules.without(some, more)):
            assert all(until is None or first < until < rules.FAR for first, until in found)


@settings(max_examples=60, deadline=None)
@given(found=homes(), one=versions(REASON, True), day=DAYS)
def test_what_is_worked_out_once_for_a_home_changes_no_duty(
    found: list[Home], one: list[RuleFacts], day: date
) -> None:
    windows = rules.festival_windows(one, FESTIVALS, FIRST, day)
    alone = [
        due for home in found for window in windows if (due := rules.festival_duty(home, window)) is not None
    ]
    assert [due for due in rules.duties(found, one, windows, CALENDAR) if due.event is None] == alone
