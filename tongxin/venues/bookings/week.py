"""A week of venues: of all of them, day by day; of one, by the half hour."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from tongxin.kit.clock import CHINA
from tongxin.venues.bookings.calendar import Calendar
from tongxin.venues.models import Booking, Closure, OpenHours, Venue
from tongxin.venues.rules import MINUTES_A_DAY, Span, clock, minutes_on
from tongxin.web.navigation import link_to

DAYS = 7
SLOT = 30  # minutes of a row
SHOWN = (
    "community_id",
    "venue_id",
    "starts",
    "ends",
    "day",
    "state",
    "purpose",
    "holder",
    "version",
    "is_void",
)
FIRST, LAST = 8 * 60, 18 * 60  # shown even where nothing is open


@dataclass(slots=True)
class Cell:
    """Half hours of a day: free, or held by the bookings in it."""

    day: date
    slot: int
    rows: int = 1
    bookings: list[Booking] = field(default_factory=list)
    open: bool = False

    @property
    def clock(self) -> str:
        """Return when it begins."""
        return clock(self.slot * SLOT)


@dataclass(slots=True)
class Column:
    """A day: its bookings, and why it is closed, if it is."""

    day: date
    bookings: list[Booking]
    closed: str = ""

    @property
    def lines(self) -> SafeString:
        """Return the day's bookings as links, put together here: a week of ten venues has hundreds (decision 6)."""
        return format_html_join(
            "\n",
            '<a class="booked {}" href="{}"><span class="num">{}</span> {}</a>',
            (
                (booking.state, link_to("booking", booking.pk), booking.clock, booking.purpose)
                for booking in self.bookings
            ),
        )


@dataclass(slots=True)
class Grid:
    """A week of one venue: the days, and for each half hour the cells that begin with it."""

    days: list[Column]
    rows: list[tuple[str, list[Cell]]]


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def week_span(monday: date) -> Span:
    """Return a week from Monday to Monday."""
    begin = datetime.combine(monday, time(), CHINA)
    return Span(begin, begin + timedelta(days=DAYS))


def week_of(venues: list[Venue], monday: date) -> Calendar:
    """Read a week's hours, closures and bookings, those that wait for approval too; three queries."""
    found, span, ids = Calendar(), week_span(monday), [venue.pk for venue in venues]
    for hours in OpenHours.objects.filter(venue_id__in=ids).order_by("weekday", "opens"):
        days = found.hours.setdefault(hours.venue_id, {})
        days.setdefault(hours.weekday, []).append((hours.opens, hours.closes))
    closures = Closure.objects.filter(
        venue_id__in=ids, is_void=False, last__gte=monday, first__lt=monday + timedelta(days=DAYS)
    )
    for closure in closures.order_by("first"):
        found.closures.setdefault(closure.venue_id, []).append(closure)
    rows = Booking.objects.holding().filter(venue_id__in=ids).within(span.starts, span.ends)
    for booking in rows.only(*SHOWN).order_by("starts", "id"):
        found.hold(booking)
    return found


def columns(venue: Venue, monday: date, known: Calendar) -> list[Column]:
    """Return the days of a venue's week."""
    by_day: dict[date, list[Booking]] = defaultdict(list)
    for booking in known.taken.get(venue.pk, ()):
        for day in booking.span.days():
            by_day[day].append(booking)
    found = []
    for number in range(DAYS):
        day = monday + timedelta(days=number)
        reasons = [item.reason for item in known.closures.get(venue.pk, ()) if item.first <= day <= item.last]
        found.append(Column(day, by_day[day], reasons[0] if reasons else ""))
    return found


def grid(venue: Venue, monday: date, known: Calendar) -> Grid:
    """Lay out a venue's week by the half hour, over all hours at which it is open or taken on some day."""
    days = columns(venue, monday, known)
    hours = known.hours.get(venue.pk, {})
    taken = {column.day: _blocks(column) for column in days}
    begins = [begin for opens in hours.values() for begin, _end in opens]
    ends = [end for opens in hours.values() for _begin, end in opens]
    begins += [block.slot * SLOT for blocks in taken.values() for block in blocks]
    ends += [(block.slot + block.rows) * SLOT for blocks in taken.values() for block in blocks]
    first = min(begins, default=FIRST) // SLOT
    last = -(-max(ends, default=LAST) // SLOT)
    starting = {(block.day, block.slot): block for blocks in taken.values() for block in blocks}
    covered = {
        (block.day, slot)
        for block in starting.values()
        for slot in range(block.slot + 1, block.slot + block.rows)
    }
    rows = []
    for slot in range(first, last):
        cells = []
        for column in days:
            key = (column.day, slot)
            if key in starting:
                cells.append(starting[key])
            elif key not in covered:
                cells.append(Cell(column.day, slot, open=not column.closed and _opens(hours, key)))
        rows.append((clock(slot * SLOT), cells))
    return Grid(days, rows)


def _opens(hours: dict[int, list[tuple[int, int]]], key: tuple[date, int]) -> bool:
    begin = key[1] * SLOT
    return any(opens <= begin < closes for opens, closes in hours.get(key[0].weekday(), ()))


def _blocks(column: Column) -> list[Cell]:
    """Return the half hours that bookings hold on a day; two that share one half hour stand in one block."""
    found: list[Cell] = []
    for booking in column.bookings:
        begin, end = minutes_on(booking.span, column.day)
        slot, last = begin // SLOT, -(-min(end, MINUTES_A_DAY) // SLOT)
        if found and slot < found[-1].slot + found[-1].rows:
            found[-1].bookings.append(booking)
            found[-1].rows = max(found[-1].rows, last - found[-1].slot)
        else:
            found.append(Cell(column.day, slot, last - slot, [booking]))
    return found


def overview(venues: list[Venue], monday: date) -> list[dict[str, Any]]:
    """Return the week of every venue, day by day."""
    known = week_of(venues, monday)
    return [{"venue": venue, "days": columns(venue, monday, known)} for venue in venues]
