"""From the tables to the rules and back: reads what duties follow from, home by home, and writes what changed.

Homes are read in batches: a handful of queries a batch, never one for each person, and no more than a batch in memory.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from tongxin.almanac.models import Day, calendar
from tongxin.almanac.rules import DayFact
from tongxin.kit.bulk import insert_rows
from tongxin.kit.ids import uuid7
from tongxin.kit.scope import current_community
from tongxin.kit.words import building_of
from tongxin.people.models import Consent, Household, PersonCategory
from tongxin.registers.models import EntrySubject
from tongxin.visits.duties import rules
from tongxin.visits.duties.rules import Change, Due, EventFacts, Home, RuleFacts, Served, Span, Window
from tongxin.visits.models import (
    AssignedBy,
    Beat,
    Duty,
    FamilyEvent,
    VisitReason,
    VisitRule,
    VisitWish,
)

BATCH = 1000
# How far the engine looks back for windows that nobody made duties for, and ahead so that they can be planned.
LOOK_BACK_DAYS = 366
LOOK_AHEAD_DAYS = 60
# Enough days beyond the last event to count the longest limit through the longest holiday.
COUNT_DAYS = 120
ALWAYS: tuple[Span, ...] = ((date.min, None),)


@dataclass(slots=True)
class Frame:
    """What all homes have in common: rules, festival windows, days, beats, and the day on which it is looked at."""

    community: UUID
    day: date
    since: date
    until: date
    rules: Sequence[RuleFacts]
    windows: Sequence[Window]
    beats: dict[str, UUID]
    days: dict[date, DayFact] = field(default_factory=dict)  # read only when there are events to count from

    @property
    def categories(self) -> set[str]:
        """Return the served categories that any window asks for."""
        return {code for window in self.windows for code in window.rule.categories}


@dataclass(slots=True)
class Counts:
    """What a run did."""

    made: int = 0
    moved: int = 0
    dropped: int = 0
    ended: int = 0

    def add(self, more: "Counts") -> None:
        """Count in what another batch came to."""
        self.made, self.moved = self.made + more.made, self.moved + more.moved
        self.dropped, self.ended = self.dropped + more.dropped, self.ended + more.ended

    def __bool__(self) -> bool:
        return bool(self.made or self.moved or self.dropped or self.ended)


def rule_facts() -> list[RuleFacts]:
    """Return every version of every rule, each with the day on which the next takes over."""
    reasons = {reason.pk: reason for reason in VisitReason.objects.all()}
    found: list[RuleFacts] = []
    versions = VisitRule.objects.order_by("reason_id", "effective_from")
    for reason_id, group in groupby(versions, key=lambda version: version.reason_id):
        rows = list(group)
        ends = [row.effective_from for row in rows[1:]] + [None]
        by_festival = reasons[reason_id].by_festival
        found += [row.facts(is_festival=by_festival, until=end) for row, end in zip(rows, ends, strict=True)]
    return found


def frame(day: date, *, ahead: int = LOOK_AHEAD_DAYS) -> Frame:
    """Read what all homes have in common, for occasions from a year back to some days ahead."""
    since, until = day - timedelta(days=LOOK_BACK_DAYS), day + timedelta(days=ahead)
    held = rule_facts()
    festive = Day.objects.span(since, until).festive().order_by("day")
    festivals = [(row.day, code) for row in festive for code in row.festival_codes]
    windows = rules.festival_windows(held, festivals, since, until)
    beats = dict(Beat.objects.values_list("building", "account_id"))
    return Frame(current_community(), day, since, until, held, windows, beats)


def _served_rows(known: Frame, homes: Collection[UUID] | None) -> Iterator[tuple[Any, ...]]:
    rows = PersonCategory.objects.filter(category__in=known.categories, person__household__isnull=False)
    rows = rows.filter(Q(until__isnull=True) | Q(until__gt=known.since))
    if homes is not None:
        rows = rows.filter(person__household_id__in=homes)
    columns = (
        "person__household_id",
        "person_id",
        "category",
        "since",
        "until",
        "consent__withdrawn_on",
        "person__left_on",
    )
    return rows.order_by("person__household_id").values_list(*columns).iterator(chunk_size=5000)


def _batches(
    known: Frame, homes: Collection[UUID] | None
) -> Iterator[list[tuple[UUID, list[tuple[Any, ...]]]]]:
    """Yield batches of (home, rows of served persons)."""
    batch = []
    for home, group in groupby(_served_rows(known, homes), key=lambda row: row[0]):
        batch.append((home, list(group)))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _span(since: date, *ends: date | None) -> tuple[Span, ...]:
    until = min((end for end in ends if end is not None), default=None)
    return ((since, until),) if until is None or since < until else ()


def _consents(persons: Collection[UUID]) -> dict[UUID, tuple[Span, ...]]:
    """Return person: the days on which they agree to be called on."""
    found: dict[UUID, list[Span]] = {}
    rows = Consent.objects.filter(person_id__in=persons, purpose="follow_up")
    for person, given, withdrawn in rows.values_list("person_id", "given_on", "withdrawn_on"):
        found.setdefault(person, []).extend(_span(given, withdrawn))
    return {person: rules.joined(spans) for person, spans in found.items()}


class _Event(NamedTuple):
    """What is read of a family event: no more, for all homes' are held at once."""

    home: UUID
    id: UUID
    reason: UUID
    person: UUID
    happened_on: date
    told_on: date
    urgent_reason: str
    void_on: date | None
    left_on: date | None

    def facts(self, consents: dict[UUID, tuple[Span, ...]]) -> EventFacts:
        """Return the event as the rules take it."""
        allowed = ALWAYS if self.urgent_reason else consents.get(self.person, ())
        if self.left_on:
            allowed = rules.common(allowed, ((date.min, self.left_on),))
        return EventFacts(
            self.id, self.reason, self.person, self.happened_on, self.told_on, allowed, self.void_on
        )


EVENT_COLUMNS = (
    "household_id",
    "id",
    "reason_id",
    "person_id",
    "happened_on",
    "told_on",
    "urgent_reason",
    "void_on",
    "person__left_on",
)


def _events(known: Frame, homes: Collection[UUID] | None) -> dict[UUID, list[_Event]]:
    rows = FamilyEvent.objects.filter(told_on__gte=known.since)
    if homes is not None:
        rows = rows.filter(household_id__in=homes)
    found: dict[UUID, list[_Event]] = {}
    for event in map(_Event._make, rows.order_by("told_on", "id").values_list(*EVENT_COLUMNS)):
        found.setdefault(event.home, []).append(event)
    return found


def _wishes(homes: Collection[UUID]) -> dict[UUID, dict[UUID, tuple[Span, ...]]]:
    found: dict[UUID, dict[UUID, tuple[Span, ...]]] = {}
    for wish in VisitWish.objects.filter(household_id__in=homes).order_by("since"):
        held = found.setdefault(wish.household_id, {})
        held[wish.reason_id] = (*held.get(wish.reason_id, ()), (wish.since, wish.until))
    return found


def _homes(
    known: Frame, batch: Sequence[tuple[UUID, list[tuple[Any, ...]]]], events: dict[UUID, list[_Event]]
) -> Iterator[Home]:
    ids = [home for home, _rows in batch]
    persons = {row[1] for _home, rows in batch for row in rows}
    persons |= {event.person for home in ids for event in events.get(home, ())}
    consents, wishes = _consents(persons), _wishes(ids)
    # A building says nothing where nobody has one for his beat.
    addresses = Household.objects.filter(pk__in=ids) if known.beats else Household.objects.none()
    buildings = dict(addresses.values_list("pk", "address"))
    for home, rows in batch:
        served = tuple(
            Served(
                person, category, rules.common(_span(since, until, withdrawn, left), consents.get(person, ()))
            )
            for _home, person, category, since, until, withdrawn, left in rows
        )
        told = tuple(event.facts(consents) for event in events.pop(home, ()))
        yield Home(home, building_of(buildings.get(home, "")), served, told, wishes.get(home, {}))


def update(known: Frame, homes: Collection[UUID] | None = None) -> Counts:
    """Bring the duties of some homes, or of all, to what follows from the facts; running it again changes nothing."""
    counts, seen = Counts(), set[UUID]()
    held = Duty.objects.open().order_by()
    held = held if homes is None else held.filter(household_id__in=homes)
    had_any = held.exists()
    events = _events(known, homes)
    if events:
        first = known.since - timedelta(days=rules.OLDEST_EVENT_DAYS)
        known.days = calendar(first, known.day + timedelta(days=COUNT_DAYS))
    for batch in _batches(known, homes):
        _update_batch(known, list(_homes(known, batch, events)), counts)
        seen.update(home for home, _rows in batch)
    # Homes with events only, then homes that have duties but nothing any more that makes them.
    rest = [home for home in events if home not in seen]
    seen.update(rest)
    for at in range(0, len(rest), BATCH):
        _update_batch(
            known, list(_homes(known, [(home, []) for home in rest[at : at + BATCH]], events)), counts
        )
    homes_held = held.values_list("household_id", flat=True).distinct() if had_any else ()
    left = [home for home in homes_held if home not in seen]
    for at in range(0, len(left), BATCH):
        _update_batch(known, [Home(home) for home in left[at : at + BATCH]], counts)
    return counts


@dataclass(slots=True)
class _Writing:
    """What a batch comes to: rows to insert, to change and to remove, with the version in which each was read."""

    fresh: list[tuple[Any, ...]] = field(default_factory=list)
    changed: list[Duty] = field(default_factory=list)
    gone: list[UUID] = field(default_factory=list)
    read: dict[UUID, int] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)

    def stands(self) -> bool:
        """Lock what is to be changed or removed; tell whether it still is as it was read.

        A home may be visited while its duties are worked out: what that visit ended must not be opened again.
        """
        wanted = [*(row.pk for row in self.changed), *self.gone]
        rows = Duty.objects.filter(pk__in=wanted).order_by("id").only("version").locked()
        held = {row.pk: row.version for row in rows} if wanted else {}
        return all(held.get(pk) == self.read[pk] for pk in wanted)


def _update_batch(known: Frame, homes: Sequence[Home], counts: Counts) -> None:
    writing = _worked_out(known, homes)
    while not writing.stands():
        writing = _worked_out(known, homes)
    insert_rows(Duty, COLUMNS, writing.fresh)
    Duty.objects.bulk_update(writing.changed, CHANGED, batch_size=200)
    if writing.gone:
        Duty.objects.filter(pk__in=writing.gone).remove()
    counts.add(writing.counts)


def _worked_out(known: Frame, homes: Sequence[Home]) -> _Writing:
    buildings = {home.id: home.building for home in homes if home.building}
    dues = list(rules.duties(homes, known.rules, known.windows, known.days))
    # Only what this frame speaks of: a duty made further ahead for a plan is not dropped because it is not seen.
    rows = Duty.objects.filter(household_id__in=[home.id for home in homes]).filter(
        Q(festival="", opens_on__gte=known.since)
        | Q(festival__gt="", occasion_on__range=(known.since, known.until))
    )
    # One of which an entry speaks, even a void one, never vanishes: the chain would speak of nothing.
    told = rows.annotate(spoken_of=Exists(EntrySubject.objects.filter(ref=OuterRef("pk"))))
    held: dict[Any, Any] = {(row.reason_id, row.household_id, row.occasion): row for row in told}
    writing = _Writing(read={row.pk: row.version for row in held.values()})
    for due in dues:
        row = held.pop(due.key, None) if held else None
        building = buildings.get(due.home, "") if buildings else ""
        change = rules.reconcile(due, row.held(spoken_of=row.spoken_of) if row else None, known.day)
        if change is not None:
            _apply(change, due, row, known, building, writing)
        elif row is not None and row.is_open:
            _reassign(due, row, known, building, writing)
    for row in held.values():  # what nothing makes any more
        change = rules.reconcile(None, row.held(spoken_of=row.spoken_of), known.day)
        if change is not None:
            _apply(change, None, row, known, "", writing)
    return writing


COLUMNS = (
    "id",
    "community_id",
    "reason_id",
    "rule_id",
    "household_id",
    "occasion",
    "festival",
    "event_id",
    "persons",
    "occasion_on",
    "opens_on",
    "due_on",
    "provisional",
    "state",
    "ended_on",
    "ended_by",
    "ended_reason",
    "attempts",
    "rung",
    "account_id",
    "group_id",
    "assigned_by",
    "version",
    "made_on",
)
CHANGED = (
    "rule",
    "persons",
    "occasion_on",
    "opens_on",
    "due_on",
    "provisional",
    "state",
    "ended_on",
    "ended_by",
    "account",
    "group",
    "version",
)


BY_RULE = str(AssignedBy.RULE)


def _texts(persons: Sequence[UUID]) -> list[str]:
    return [str(person) for person in persons]


def _list_of(persons: Sequence[UUID]) -> str:
    """Return ids as a JSON list, as it is stored: nothing in them needs to be escaped."""
    return "[" + ", ".join(f'"{person}"' for person in persons) + "]"


def _apply(
    change: Change,
    due: Due | None,
    row: Duty | None,
    known: Frame,
    building: str,
    writing: _Writing,
) -> None:
    counts = writing.counts
    if change.what == "drop" and row is not None:
        writing.gone.append(row.pk)
        counts.dropped += 1
    elif change.what == "end" and row is not None:
        row.state, row.ended_on, row.ended_by = change.state, change.on, change.code
        row.version += 1
        writing.changed.append(row)
        counts.ended += 1
    elif change.what == "make" and due is not None:
        writing.fresh.append(_new(change, due, known, building))
        counts.made += 1
    elif due is not None and row is not None:
        row.rule_id, row.persons, row.occasion_on = due.rule.id, _texts(due.persons), due.occasion_on
        row.opens_on, row.due_on, row.provisional = due.first, due.last, due.provisional
        row.state, row.ended_on, row.ended_by = change.state, None, ""  # open: only such are moved or renewed
        row.version += 1
        _take_responsible(due, row, known, building)
        writing.changed.append(row)
        counts.moved += 1


def _new(change: Change, due: Due, known: Frame, building: str) -> tuple[Any, ...]:
    account, group = rules.responsible(due.rule, building, known.beats)
    return (
        uuid7(),
        known.community,
        due.rule.reason,
        due.rule.id,
        due.home,
        due.occasion,
        due.festival,
        due.event,
        _list_of(due.persons),
        due.occasion_on,
        due.first,
        due.last,
        due.provisional,
        change.state,
        change.on,
        change.code,
        "",
        0,
        0,
        account,
        group,
        BY_RULE,
        1,
        known.day,
    )


def _take_responsible(due: Due, row: Duty, known: Frame, building: str) -> bool:
    """Give the duty to whom the rule says, unless a person or a plan has said otherwise; tell whether that is new."""
    if row.assigned_by != AssignedBy.RULE:
        return False
    account, group = rules.responsible(due.rule, building, known.beats)
    changed = (row.account_id, row.group_id) != (account, group)
    row.account_id, row.group_id = account, group
    return changed


def _reassign(due: Due, row: Duty, known: Frame, building: str, writing: _Writing) -> None:
    if _take_responsible(due, row, known, building):
        writing.changed.append(row)
