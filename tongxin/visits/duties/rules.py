"""Which home is to be visited, from when, by when and why. Pure: rules, people, events and days are arguments.

Days are calendar days unless called working days. A span is (first, until): `until` is the first day after it, None
without an end.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

from tongxin.almanac.rules import Count, DayFact, add_working_days

Span = tuple[date, date | None]
DAY = timedelta(days=1)
FAR = date.max
# However late the community hears of an event, it has at least this many working days to call.
LEAST_AFTER_TOLD = 1
# The ladder of a home where nobody opens: again, then a neighbour or the phone, then the deputy decides.
RUNGS = ("again", "neighbour", "deputy")
DAYS_TO_NEXT_RUNG = 2
# The same event told twice within so many days is taken for one.
SAME_EVENT_DAYS = 30
OLDEST_EVENT_DAYS = 366


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """A version of a reason's rule, in force from `first` until the day before `until`."""

    id: UUID
    reason: UUID
    is_festival: bool
    first: date
    until: date | None = None
    active: bool = True
    festivals: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    window_days: int = 15
    limit_days: int = 3
    account: UUID | None = None
    group: UUID | None = None

    def in_force(self, day: date) -> bool:
        """Tell whether the version is in force on a day."""
        return self.first <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Window:
    """A festival under the rule that governs it: to be visited from `first` to `last`, the day itself."""

    rule: RuleFacts
    festival: str
    first: date
    last: date

    @property
    def occasion(self) -> str:
        """Return what makes the duty the only one of its kind for a home."""
        return f"{self.festival}:{self.last.isoformat()}"


@dataclass(frozen=True, slots=True)
class Served:
    """A resident in a served category: the days on which both the category and the consent to be called on stand."""

    person: UUID
    category: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class EventFacts:
    """Something that happened in a family, as far as duties depend on it."""

    id: UUID
    reason: UUID
    person: UUID | None
    happened_on: date
    told_on: date
    spans: tuple[Span, ...]  # when the person's consent to be called on stands; always, if the deputy said so
    void_on: date | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """A household with what its duties depend on; `wishes` are the days on which visits of a reason are not wanted."""

    id: UUID
    building: str = ""
    served: tuple[Served, ...] = ()
    events: tuple[EventFacts, ...] = ()
    wishes: Mapping[UUID, tuple[Span, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Due:
    """A duty as it follows from the facts. `lapsed_on`: the day on which what it rests on ended, and why."""

    rule: RuleFacts
    home: UUID
    occasion: str
    festival: str
    event: UUID | None
    persons: tuple[UUID, ...]
    occasion_on: date
    first: date
    last: date
    provisional: bool = False
    lapsed_on: date | None = None
    lapsed_by: str = ""  # consent_ended | not_wanted | event_void

    @property
    def key(self) -> tuple[UUID, UUID, str]:
        """Return reason, home and occasion: there is one duty for each."""
        return self.rule.reason, self.home, self.occasion


def governing(versions: Sequence[RuleFacts], festival: str, on: date) -> Window | None:
    """Return the window of a festival under the version that was in force on the first day it was open.

    `versions` are those of one reason in order of time. A later version never rewrites a window that is open: it
    governs only festivals whose window opens while it is in force. A longer window takes effect from its own day on.
    """
    for rule in versions:
        opens = max(on - timedelta(days=rule.window_days), rule.first)
        if opens <= on and rule.in_force(opens) and rule.active and festival in rule.festivals:
            return Window(rule, festival, opens, on)
    return None


def festival_windows(
    rules: Iterable[RuleFacts], festivals: Iterable[tuple[date, str]], first: date, last: date
) -> list[Window]:
    """Return the windows of all festivals that fall from `first` to `last`, in order of time."""
    versions: dict[UUID, list[RuleFacts]] = {}
    for rule in sorted(rules, key=lambda item: item.first):
        if rule.is_festival:
            versions.setdefault(rule.reason, []).append(rule)
    found = (
        governing(each, festival, on)
        for on, festival in festivals
        if first <= on <= last
        for each in versions.values()
    )
    return sorted(
        (item for item in found if item), key=lambda item: (item.last, item.first, str(item.rule.reason))
    )


def common(one: Sequence[Span], other: Sequence[Span]) -> tuple[Span, ...]:
    """Return the days that lie in both sets of spans."""
    if len(one) == len(other) == 1:  # as nearly always
        (first, until), (start, end) = one[0], other[0]
        begin, stop = max(first, start), min(until or FAR, end or FAR)
        return ((begin, None if stop == FAR else stop),) if begin < stop else ()
    found: list[Span] = []
    for first, until in one:
        for start, end in other:
            begin, stop = max(first, start), min(until or FAR, end or FAR)
            if begin < stop:
                found.append((begin, None if stop == FAR else stop))
    return joined(found)


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans in order, those that touch made one."""
    given = tuple(spans)
    if len(given) < 2:  # as nearly always
        return given
    found: list[Span] = []
    for first, until in sorted(given, key=lambda span: (span[0], span[1] or FAR)):
        if found and (found[-1][1] is None or first <= found[-1][1]):
            start, end = found[-1]
            found[-1] = (start, None if end is None or until is None else max(end, until))
        else:
            found.append((first, until))
    return tuple(found)


def without(spans: Sequence[Span], gaps: Sequence[Span]) -> tuple[Span, ...]:
    """Return the days of some spans that lie in no gap."""
    if not gaps:
        return joined(spans)
    left = list(spans)
    for start, end in gaps:
        rest: list[Span] = []
        for first, until in left:
            if first < start and (until is None or first < until):
                rest.append((first, min(until or FAR, start)))
            if end is not None and (until is None or end < until):
                rest.append((max(first, end), until))
        left = [span for span in rest if span[1] is None or span[0] < span[1]]
    return joined(left)


def _first_stretch(
    allowed: Sequence[Span], wishes: Sequence[Span], first: date, last: date
) -> tuple[date, date | None, str] | None:
    """Return the first stretch of days, within first to last, on which a duty stands: when it begins, ends, and why."""
    window: tuple[Span, ...] = ((first, last + DAY),)
    open_days = without(common(allowed, window), wishes)
    if not open_days:
        return None
    begins, until = open_days[0]
    if until is None or until > last:
        return begins, None, ""
    unwanted = any(start == until for start, _end in wishes)
    return begins, until, "not_wanted" if unwanted else "consent_ended"


@dataclass(frozen=True, slots=True)
class Serving:
    """Who of a home a rule's festivals are for, and the days on which any of them may be called on."""

    persons: tuple[Served, ...]
    spans: tuple[Span, ...]


def serving(home: Home, rule: RuleFacts) -> Serving:
    """Return who of a home is in a category that the rule names: the same for each of its festivals."""
    found = tuple(item for item in home.served if item.category in rule.categories)
    if len(found) == 1:
        return Serving(found, joined(found[0].spans))
    return Serving(found, joined(span for item in found for span in item.spans))


def festival_duty(home: Home, window: Window, served: Serving | None = None) -> Due | None:
    """Return a home's duty for a festival, if somebody there is served, agreed to be called on, and wishes it.

    `served` is what `serving` gives of the home for the window's rule, where it is known already.
    """
    rule = window.rule
    served = served or serving(home, rule)
    allowed = served.spans
    stretch = _first_stretch(allowed, home.wishes.get(rule.reason, ()), window.first, window.last)
    if stretch is None:
        return None
    begins, lapsed_on, lapsed_by = stretch
    persons = {item.person for item in served.persons}
    if len(served.persons) > 1:  # one alone is the one for whom it stands
        ends = ((begins, lapsed_on or window.last + DAY),)
        persons = {item.person for item in served.persons if common(item.spans, ends)}
    return Due(
        rule,
        home.id,
        window.occasion,
        window.festival,
        None,
        tuple(sorted(persons)),
        window.last,
        begins,
        window.last,
        False,
        lapsed_on,
        lapsed_by,
    )


def event_count(event: EventFacts, limit_days: int, calendar: Mapping[date, DayFact]) -> Count:
    """Count the due date of an event: working days from the day it happened, but at least one after it was told.

    Raises OutOfCalendar beyond the table of days.
    """
    usual = add_working_days(event.happened_on, limit_days, calendar)
    least = add_working_days(event.told_on, LEAST_AFTER_TOLD, calendar)
    return max(usual, least, key=lambda count: count.due)


def event_duty(
    home: Home, event: EventFacts, rules: Iterable[RuleFacts], calendar: Mapping[date, DayFact]
) -> Due | None:
    """Return a home's duty for an event under the version in force on the day the community was told."""
    rule = next(
        (item for item in rules if item.reason == event.reason and item.in_force(event.told_on)), None
    )
    if rule is None or not rule.active:
        return None
    count = event_count(event, rule.limit_days, calendar)
    allowed = event.spans if event.void_on is None else common(event.spans, ((date.min, event.void_on),))
    stretch = _first_stretch(allowed, home.wishes.get(rule.reason, ()), event.told_on, count.due)
    if stretch is None:
        return None
    begins, lapsed_on, lapsed_by = stretch
    if lapsed_on is not None and lapsed_on == event.void_on:
        lapsed_by = "event_void"
    return Due(
        rule,
        home.id,
        f"event:{event.id}",
        "",
        event.id,
        (event.person,) if event.person else (),
        event.happened_on,
        begins,
        count.due,
        count.provisional,
        lapsed_on,
        lapsed_by,
    )


def duties(
    homes: Iterable[Home],
    rules: Sequence[RuleFacts],
    windows: Sequence[Window],
    calendar: Mapping[date, DayFact],
) -> Iterator[Due]:
    """Yield every duty of some homes: one for each reason, home and occasion."""
    for home in homes:
        if home.served:
            known: dict[int, Serving] = {}
            for window in windows:
                rule = id(window.rule)
                if rule not in known:
                    known[rule] = serving(home, window.rule)
                due = festival_duty(home, window, known[rule])
                if due is not None:
                    yield due
        for event in home.events:
            due = event_duty(home, event, rules, calendar)
            if due is not None:
                yield due


def responsible(rule: RuleFacts, building: str, beats: Mapping[str, UUID]) -> tuple[UUID | None, UUID | None]:
    """Return whose duty it is: the worker of the building, else the worker of the line; and the rule's group, if any."""
    return beats.get(building) or rule.account, rule.group


def ended_by_clock(due_on: date, day: date, attempts: int) -> str:
    """Return how the clock ends a duty on a day: "" while it may still be visited, not_home if somebody tried, else missed."""
    if day <= due_on:
        return ""
    return "not_home" if attempts else "missed"


@dataclass(frozen=True, slots=True)
class Held:
    """A duty as it is held: what it says, and whether it has ended."""

    rule: UUID
    persons: tuple[UUID, ...]
    occasion_on: date
    first: date
    last: date
    provisional: bool = False
    state: str = "open"
    spoken_of: bool = False  # whether any entry names it: a visit, even a void one, a decision, the clock
    ended_on: date | None = None
    ended_by: str = ""  # code of what ended it, where neither a visit nor the clock did

    def says(self, due: Due) -> bool:
        """Tell whether it says what the facts say now."""
        return (self.rule, self.persons, self.occasion_on, self.first, self.last, self.provisional) == (
            due.rule.id,
            due.persons,
            due.occasion_on,
            due.first,
            due.last,
            due.provisional,
        )


@dataclass(frozen=True, slots=True)
class Change:
    """What is to become of a held duty: make, move, drop, renew, or end with a state, the day and a code for the reason."""

    what: str
    state: str = "open"
    on: date | None = None
    code: str = ""


def reconcile(due: Due | None, held: Held | None, day: date) -> Change | None:
    """Compare a duty as it follows from the facts with the one held, as seen on a day; None if nothing is to be done.

    What has ended stays as it ended. What is not open yet may still vanish, unless an entry speaks of it; what was open
    never does: it is waived with the reason. What was waived before it opened, for the facts had changed, is renewed when
    they change back. Running it again changes nothing.
    """
    if held is not None and held.state != "open":
        return Change("renew") if due is not None and due.lapsed_on is None and _premature(held) else None
    if due is None:
        if held is None:
            return None
        unseen = held.first >= day and not held.spoken_of
        return Change("drop") if unseen else Change("end", "waived", day, "not_due")
    if due.lapsed_on is not None and due.lapsed_on <= day:
        state = "not_wanted" if due.lapsed_by == "not_wanted" else "waived"
        return Change("make" if held is None else "end", state, due.lapsed_on, due.lapsed_by)
    if held is None:
        return Change("make")
    return None if held.says(due) else Change("move")


def _premature(held: Held) -> bool:
    """Tell whether the facts alone ended a duty before anybody could have gone."""
    return held.ended_by == "not_due" and held.ended_on is not None and held.ended_on <= held.first


def next_rung(rung: int) -> int:
    """Return the rung after nobody was at home: 1 try again, 2 a neighbour or the phone, 3 the deputy decides."""
    return min(rung + 1, len(RUNGS))


@dataclass(frozen=True, slots=True)
class Standing:
    """How a duty stands after what was recorded about it."""

    state: str = "open"
    ended_on: date | None = None
    attempts: int = 0
    rung: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """What was recorded about a duty: a visit (visited, not_home, not_wanted), the clock (missed), or a decision
    (given_up, waived), and the day it counts for."""

    what: str
    on: date


def counts(standing: Standing, visited_on: date, due_on: date) -> bool:
    """Tell whether a visit counts for a duty: one that is open, or that ended without one though it was made in time."""
    return standing.state == "open" or (standing.state in {"missed", "not_home"} and visited_on <= due_on)


def after(standing: Standing, step: Step, due_on: date) -> Standing:
    """Return how a duty stands after one more thing was recorded about it; what does not count changes nothing."""
    if step.what == "missed":
        ended = ended_by_clock(due_on, due_on + DAY, standing.attempts)
        return replace(standing, state=ended, ended_on=due_on + DAY)
    if step.what in {"given_up", "waived"}:
        state = "not_home" if step.what == "given_up" else "waived"
        return replace(standing, state=state, ended_on=step.on)
    if not counts(standing, step.on, due_on):
        return standing
    if step.what == "not_home":
        return replace(standing, attempts=standing.attempts + 1, rung=next_rung(standing.rung))
    return replace(standing, state=step.what, ended_on=step.on)


def next_try(day: date, due_on: date) -> date:
    """Return the day of the next try: two days later, but not beyond the window while it is open."""
    wanted = day + timedelta(days=DAYS_TO_NEXT_RUNG)
    return wanted if wanted <= due_on or day >= due_on else due_on
