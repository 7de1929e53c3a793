"""Which home is due, from when, by when: tables of cases, and properties that hold for any year of facts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

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
