"""What is asked of a booking's time before anything is written."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tongxin.kit.clock import local_date
from tongxin.kit.errors import RuleBroken
from tongxin.venues.bookings.calendar import Calendar
from tongxin.venues.models import Venue
from tongxin.venues.rules import LONGEST, MOST_AHEAD, MOST_DATES, Span, dates


def check_span(venue: Venue, span: Span, people: int, at: datetime) -> None:
    """Raise RuleBroken for a time that nobody can book, or more people than the venue holds; nothing is looked up."""
    found = {}
    if span.ends <= span.starts:
        found["ends"] = _("The end must come after the beginning.")
    elif span.length > LONGEST:
        found["ends"] = _("A booking lasts at most a day. Book each day of it.")
    if local_date(span.starts) < local_date(at):
        found["starts"] = _("That day is over. Book from today on.")
    elif span.starts > at + MOST_AHEAD:
        found["starts"] = _("That is more than a year ahead. Book it later.")
    if people > venue.capacity:
        found["people"] = _("%(venue)s holds %(most)d people. Choose a larger one.") % {
            "venue": venue.name,
            "most": venue.capacity,
        }
    if found:
        raise RuleBroken(" ".join(found.values()), fields=found)


def spans_of_series(first: Span, unit: str, every: int, until: date) -> list[Span]:
    """Return the times of a series. Raises RuleBroken where it ends before its second date, or has too many."""
    begin = local_date(first.starts)
    if until > begin + MOST_AHEAD:
        text = _("A series ends within a year. Extend it later.")
        raise RuleBroken(text, fields={"until": text})
    days = dates(begin, unit, every, until)
    if len(days) < 2:
        text = _("No second date lies before this day. Choose a later one, or book a single time.")
        raise RuleBroken(text, fields={"until": text})
    if len(days) > MOST_DATES:
        text = _("%(n)d dates are too many: at most %(most)d. Choose an earlier day.")
        text = text % {"n": len(days), "most": MOST_DATES}
        raise RuleBroken(text, fields={"until": text})
    return [first.moved(day - begin) if day != begin else first for day in days]


def faults_of(known: Calendar, venue: Venue, spans: Sequence[Span], *, besides: Sequence[UUID] = ()) -> str:
    """Return a sentence for each time that cannot be had, with its date; six are named."""
    found = []
    for span in spans:
        fault = known.fault(venue, span, besides=besides)
        if fault is not None:
            found.append(f"{local_date(span.starts).isoformat()}: {fault.text}")
    more = len(found) - 6
    text = " ".join(found[:6])
    return text + (" " + _("And %(n)d more dates.") % {"n": more} if more > 0 else "")
