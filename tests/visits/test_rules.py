"""Which home is due, from when, by when: tables of cases, and properties that hold for any year of facts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongxin.almanac.rules import DayFact, OutOfCalendar
from tongxin.visits.duties import rules
from tongxin.visits.duties.rules import (
    Change,
    Due,
    EventFacts,
    Held,
    Home,
    RuleFacts,
    Served,
    Span,
    Window,
)

REASON, OTHER = UUID(int=1), UUID(int=2)
FROM_2026 = date(2026, 1, 1)
HOME, PERSON, MATE = UUID(int=10), UUID(int=20), UUID(int=21)
SPRING = date(2027, 2, 6)
D = date


def week(first: date = FROM_2026, days: int = 800) -> dict[date, DayFact]:
    """Return days of which Saturday and Sunday are off."""
    every = (first + timedelta(days=at) for at in range(days))
    return {day: DayFact(day, day.weekday() < 5) for day in every}


def rule(first: date = FROM_2026, until: date | None = None, **facts: object) -> RuleFacts:
    """Return a version that asks for elderly people alone at Spring Festival."""
    made = RuleFacts(
        UUID(int=first.toordinal()),
        REASON,
        True,
        first,
        until,
        festivals=frozenset({"spring_festival"}),
        categories=frozenset({"elderly_alone"}),
    )
    return replace(made, **facts)  # type: ignore[arg-type]


def served(person: UUID = PERSON, *spans: Span, category: str = "elderly_alone") -> Served:
    return Served(person, category, spans or ((D(2020, 1, 1), None),))


def window(made: RuleFacts | None = None) -> Window:
    return Window(made or rule(), "spring_festival", D(2027, 1, 22), SPRING)


def due_of(*people: Served, wishes: Sequence[Span] = (), opened: Window | None = None) -> Due | None:
    home = Home(HOME, served=people, wishes={REASON: tuple(wishes)})
    return rules.festival_duty(home, opened or window())


@pytest.mark.parametrize(
    ("versions", "opens", "governs"),
    [
        ([rule()], D(2027, 1, 22), 0),
        ([rule(window_days=7)], D(2027, 1, 30), 0),
        ([rule(first=D(2027, 1, 28))], D(2027, 1, 28), 0),  # set when the window would be open already
        ([rule(first=SPRING)], SPRING, 0),
        ([rule(first=D(2027, 2, 7))], None, None),
        ([rule(active=False)], None, None),
        ([rule(festivals=frozenset({"laba"}))], None, None),
        # changed while open: the window that opened stays
        ([rule(until=D(2027, 1, 25)), rule(first=D(2027, 1, 25), window_days=3)], D(2027, 1, 22), 0),
        ([rule(until=D(2027, 1, 25)), rule(first=D(2027, 1, 25), active=False)], D(2027, 1, 22), 0),
        # changed before it opened: the new one governs
        ([rule(until=D(2027, 1, 22)), rule(first=D(2027, 1, 22), window_days=3)], D(2027, 2, 3), 1),
        ([rule(until=D(2027, 1, 22)), rule(first=D(2027, 1, 22), active=False)], None, None),
        # made longer on a day inside the longer window: it opens that day
        ([rule(window_days=5, until=D(2027, 1, 25)), rule(first=D(2027, 1, 25))], D(2027, 1, 25), 1),
        # switched on while the window of the version before would have been open
        ([rule(active=False, until=D(2027, 1, 25)), rule(first=D(2027, 1, 25))], D(2027, 1, 25), 1),
    ],
)
def test_a_festival_is_governed_by_the_version_in_force_when_it_opened(
    versions: list[RuleFacts], opens: date | None, governs: int | None
) -> None:
    found = rules.governing(versions, "spring_festival", SPRING)
    assert (found.first if found else None) == opens
    assert (versions.index(found.rule) if found else None) == governs


@pytest.mark.parametrize(
    ("people", "wishes", "first", "lapsed"),
    [
        ([served()], [], D(2027, 1, 22), None),
        ([served(category="disabled")], [], None, None),
        ([served(PERSON, (D(2027, 1, 30), None))], [], D(2027, 1, 30), None),
        ([served(PERSON, (D(2027, 2, 7), None))], [], None, None),
        ([served(PERSON, (D(2020, 1, 1), D(2027, 1, 22)))], [], None, None),
        (
            [served(PERSON, (D(2020, 1, 1), D(2027, 1, 23)))],
            [],
            D(2027, 1, 22),
            (D(2027, 1, 23), "consent_ended"),
        ),
        ([served(PERSON, (D(2020, 1, 1), D(2027, 2, 7)))], [], D(2027, 1, 22), None),
        ([served()], [(D(2026, 1, 1), None)], None, None),
        ([served()], [(D(2026, 1, 1), D(2027, 1, 29))], D(2027, 1, 29), None),
        ([served()], [(D(2027, 1, 26), None)], D(2027, 1, 22), (D(2027, 1, 26), "not_wanted")),
        # two people of one home are one duty, as long as one of them stands
        (
            [served(PERSON, (D(2020, 1, 1), D(2027, 1, 25))), served(MATE, (D(2027, 1, 24), None))],
            [],
            D(2027, 1, 22),
            None,
        ),
        (
            [served(PERSON, (D(2020, 1, 1), D(2027, 1, 25))), served(MATE, (D(2027, 1, 28), None))],
            [],
            D(2027, 1, 22),
            (D(2027, 1, 25), "consent_ended"),
        ),
    ],
)
def test_a_home_is_due_while_somebody_there_is_served_and_agrees_and_wishes_it(
    people: list[Served], wishes: list[Span], first: date | None, lapsed: tuple[date, str] | None
) -> None:
    due = due_of(*people, wishes=wishes)
    assert (due.first if due else None) == first
    assert (due and due.lapsed_on and (due.lapsed_on, due.lapsed_by)) == lapsed


def test_one_duty_names_everybody_it_is_for() -> None:
    due = due_of(served(MATE), served(PERSON), served(PERSON, category="disabled"))
    assert due is not None
    assert due.persons == (PERSON, MATE)
    assert (due.key, due.last) == ((REASON, HOME, "spring_festival:2027-02-06"), SPRING)


def event(happened: date, told: date, *spans: Span, void_on: date | None = None) -> EventFacts:
    return EventFacts(UUID(int=30), OTHER, PERSON, happened, told, spans or ((D(2020, 1, 1), None),), void_on)


EVENT_RULE = RuleFacts(UUID(int=5), OTHER, False, D(2026, 1, 1), limit_days=3)


@pytest.mark.parametrize(
    ("happened", "told", "due"),
    [
        (D(2026, 11, 23), D(2026, 11, 23), D(2026, 11, 26)),
        (D(2026, 11, 26), D(2026, 11, 26), D(2026, 12, 1)),  # over a weekend
        (D(2026, 11, 21), D(2026, 11, 21), D(2026, 11, 25)),  # on a Saturday
        (D(2026, 11, 2), D(2026, 11, 23), D(2026, 11, 24)),  # told late: at least one working day
        (D(2026, 11, 20), D(2026, 11, 24), D(2026, 11, 25)),
    ],
)
def test_an_event_is_due_in_working_days_but_never_before_there_was_time(
    happened: date, told: date, due: date
) -> None:
    found = rules.event_duty(Home(HOME), event(happened, told), [EVENT_RULE], week())
    assert found is not None
    assert (found.first, found.last) == (told, due)


@pytest.mark.parametrize(
    ("made", "rule_facts", "expected"),
    [
        (event(D(2026, 11, 23), D(2026, 11, 23)), replace(EVENT_RULE, active=False), None),
        (event(D(2026, 11, 23), D(2026, 11, 23)), replace(EVENT_RULE, first=D(2026, 11, 24)), None),
        (
            event(D(2026, 11, 23), D(2026, 11, 23), (D(2026, 12, 1), None)),
            EVENT_RULE,
            None,
        ),  # agreed too late
        (
            event(D(2026, 11, 23), D(2026, 11, 23), (D(2026, 11, 25), None)),
            EVENT_RULE,
            (D(2026, 11, 25), None, ""),
        ),
        (event(D(2026, 11, 23), D(2026, 11, 23), void_on=D(2026, 11, 23)), EVENT_RULE, None),
        (
            event(D(2026, 11, 23), D(2026, 11, 23), void_on=D(2026, 11, 24)),
            EVENT_RULE,
            (D(2026, 11, 23), D(2026, 11, 24), "event_void"),
        ),
    ],
)
def test_an_event_is_due_only_under_a_rule_with_consent_and_while_it_stands(
    made: EventFacts, rule_facts: RuleFacts, expected: tuple[date, date | None, str] | None
) -> None:
    found = rules.event_duty(Home(HOME), made, [rule_facts], week())
    assert (found and (found.first, found.lapsed_on, found.lapsed_by)) == expected


def test_a_duty_moves_when_its_event_moves() -> None:
    before = rules.event_duty(Home(HOME), event(D(2026, 11, 20), D(2026, 11, 23)), [EVENT_RULE], week())
    after = rules.event_duty(Home(HOME), event(D(2026, 11, 23), D(2026, 11, 23)), [EVENT_RULE], week())
    assert before and after
    assert before.key == after.key
    assert (before.last, after.last) == (D(2026, 11, 25), D(2026, 11, 26))
    held = Held(EVENT_RULE.id, before.persons, before.occasion_on, before.first, before.last)
    assert rules.reconcile(after, held, D(2026, 11, 23)) == Change("move")


def test_a_count_beyond_the_known_days_says_so() -> None:
    with pytest.raises(OutOfCalendar):
        rules.event_duty(Home(HOME), event(D(2056, 12, 30), D(2056, 12, 30)), [EVENT_RULE], {})


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ([], [(D(2026, 1, 1), None)], ()),
        ([(D(2026, 1, 1), D(2026, 1, 5))], [(D(2026, 1, 3), None)], ((D(2026, 1, 3), D(2026, 1, 5)),)),
        ([(D(2026, 1, 1), D(2026, 1, 3))], [(D(2026, 1, 3), None)], ()),
        (
            [(D(2026, 1, 1), None)],
            [(D(2026, 1, 2), D(2026, 1, 3)), (D(2026, 1, 3), None)],
            ((D(2026, 1, 2), None),),
        ),
    ],
)
def test_days_common_to_spans(one: list[Span], other: list[Span], both: tuple[Span, ...]) -> None:
    assert rules.common(one, other) == both


@pytest.mark.parametrize(
    ("spans", "gaps", "left"),
    [
        ([(D(2026, 1, 1), None)], [], ((D(2026, 1, 1), None),)),
        ([(D(2026, 1, 1), None)], [(D(2026, 1, 5), None)], ((D(2026, 1, 1), D(2026, 1, 5)),)),
        (
            [(D(2026, 1, 1), D(2026, 2, 1))],
            [(D(2026, 1, 5), D(2026, 1, 9))],
            ((D(2026, 1, 1), D(2026, 1, 5)), (D(2026, 1, 9), D(2026, 2, 1))),
        ),
        ([(D(2026, 1, 1), D(2026, 2, 1))], [(D(2025, 1, 1), None)], ()),
        ([(D(2026, 1, 1), D(2026, 2, 1))], [(D(2026, 2, 1), None)], ((D(2026, 1, 1), D(2026, 2, 1)),)),
        (
            [(D(2026, 1, 1), D(2026, 2, 1))],
            [(D(2025, 1, 1), D(2026, 1, 1))],
            ((D(2026, 1, 1), D(2026, 2, 1)),),
        ),
    ],
)
def test_spans_without_gaps(spans: list[Span], gaps: list[Span], left: tuple[Span, ...]) -> None:
    assert rules.without(spans, gaps) == left


HELD = Held(UUID(int=9), (PERSON,), SPRING, D(2027, 1, 22), SPRING)
EARLY = replace(HELD, state="waived", ended_on=D(2027, 1, 1), ended_by="not_due", spoken_of=True)
DUE = Due(
    replace(rule(), id=UUID(int=9)),
    HOME,
    "x",
    "spring_festival",
    None,
    (PERSON,),
    SPRING,
    D(2027, 1, 22),
    SPRING,
)


@pytest.mark.parametrize(
    ("due", "held", "day", "change"),
    [
        (DUE, None, D(2027, 1, 1), Change("make")),
        (DUE, HELD, D(2027, 1, 25), None),
        (replace(DUE, last=D(2027, 2, 5)), HELD, D(2027, 1, 25), Change("move")),
        (None, None, D(2027, 1, 25), None),
        (None, HELD, D(2027, 1, 1), Change("drop")),
        (None, HELD, D(2027, 1, 22), Change("drop")),
        (None, HELD, D(2027, 1, 25), Change("end", "waived", D(2027, 1, 25), "not_due")),
        (
            None,
            replace(HELD, spoken_of=True),
            D(2027, 1, 1),
            Change("end", "waived", D(2027, 1, 1), "not_due"),
        ),
        (DUE, EARLY, D(2027, 1, 10), Change("renew")),
        (None, EARLY, D(2027, 1, 10), None),
        (DUE, replace(EARLY, ended_on=D(2027, 1, 23)), D(2027, 1, 25), None),
        (DUE, replace(EARLY, ended_by="hand"), D(2027, 1, 10), None),
        (None, replace(HELD, state="visited"), D(2027, 1, 25), None),
        (replace(DUE, last=D(2027, 2, 5)), replace(HELD, state="missed"), D(2027, 2, 9), None),
        (
            replace(DUE, lapsed_on=D(2027, 1, 25), lapsed_by="consent_ended"),
            HELD,
            D(2027, 1, 25),
            Change("end", "waived", D(2027, 1, 25), "consent_ended"),
        ),
        (
            replace(DUE, lapsed_on=D(2027, 1, 25), lapsed_by="not_wanted"),
            None,
            D(2027, 2, 25),
            Change("make", "not_wanted", D(2027, 1, 25), "not_wanted"),
        ),
    ],
)
def test_a_held_duty_is_compared_with_the_facts(
    due: Due | None, held: Held | None, day: date, change: Change | None
) -> None:
    assert rules.reconcile(due, held, day) == change


@pytest.mark.parametrize(
    ("due_on", "day", "attempts", "state"),
    [(SPRING, SPRING, 0, ""), (SPRING, D(2027, 2, 7), 0, "missed"), (SPRING, D(2027, 2, 7), 2, "not_home")],
)
def test_only_the_clock_says_missed(due_on: date, day: date, attempts: int, state: str) -> None:
    assert rules.ended_by_clock(due_on, day, attempts) == state


@pytest.mark.parametrize(
    ("day", "due_on", "tried_again"),
    [
        (D(2027, 1, 25), SPRING, D(2027, 1, 27)),
        (D(2027, 2, 5), SPRING, SPRING),
        (SPRING, SPRING, D(2027, 2, 8)),
    ],
)
def test_a_closed_door_is_tried_again_within_the_window(day: date, due_on: date, tried_again: date) -> None:
    assert rules.next_try(day, due_on) == tried_again


def test_the_ladder_ends_with_the_deputy() -> None:
    assert [rules.next_rung(rung) for rung in (0, 1, 2, 3)] == [1, 2, 3, 3]


@pytest.mark.parametrize(
    ("building", "beats", "account", "expected"),
    [
        ("3栋", {"3栋": UUID(int=7)}, UUID(int=8), UUID(int=7)),
        ("4栋", {"3栋": UUID(int=7)}, UUID(int=8), UUID(int=8)),
        ("", {}, None, None),
    ],
)
def test_the_building_s_worker_comes_before_the_line_s(
    building: str, beats: dict[str, UUID], account: UUID | None, expected: UUID | None
) -> None:
    group = UUID(int=6)
    assert rules.responsible(rule(account=account, group=group), building, beats) == (expected, group)


# ---- properties: a small world of facts, each known from a day on

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
