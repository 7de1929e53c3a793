"""When venues can be had: hours, closures and what is booked, read once for some venues and days, then asked as often as wanted."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongxin.kit.clock import local_date
from tongxin.venues.models import Booking, Closure, OpenHours, Venue
from tongxin.venues.rules import Span, is_open, other_times, shorter, write_hours

OTHER_ROOMS = 3


@dataclass(slots=True)
class Fault:
    """Why a venue cannot be had at a time; `taken` tells that waiting may help."""

    text: str
    taken: bool = False


@dataclass(slots=True)
class Calendar:
    """The hours, closures and bookings of some venues around some spans."""

    hours: dict[UUID, dict[int, list[tuple[int, int]]]] = field(default_factory=dict)
    closures: dict[UUID, list[Closure]] = field(default_factory=dict)
    taken: dict[UUID, list[Booking]] = field(default_factory=dict)

    def fault(self, venue: Venue, span: Span, *, besides: Collection[UUID] = ()) -> Fault | None:
        """Tell why a venue cannot be had at a time, if it cannot; bookings in `besides` are about to give way."""
        if not venue.is_active:
            return Fault(_("%(venue)s cannot be booked any more.") % {"venue": venue.name})
        days = span.days()
        for closure in self.closures.get(venue.pk, ()):
            if closure.first <= days[-1] and days[0] <= closure.last:
                text = _("%(venue)s is closed from %(first)s to %(last)s: %(reason)s.")
                return Fault(
                    text
                    % {
                        "venue": venue.name,
                        "first": closure.first.isoformat(),
                        "last": closure.last.isoformat(),
                        "reason": closure.reason,
                    }
                )
        if not is_open(span, self.hours.get(venue.pk, {})):
            return Fault(self._not_open(venue, days[0]))
        for booking in self.taken.get(venue.pk, ()):
            if booking.pk not in besides and booking.span.clashes(span):
                text = _("%(venue)s is taken at %(time)s: %(purpose)s (%(holder)s).")
                words = {"venue": venue.name, "time": booking.clock}
                return Fault(
                    text % {**words, "purpose": booking.purpose, "holder": booking.holder}, taken=True
                )
        return None

    def _not_open(self, venue: Venue, day: date) -> str:
        opens = self.hours.get(venue.pk, {}).get(day.weekday())
        if not opens:
            return _("%(venue)s is not open on that weekday.") % {"venue": venue.name}
        return _("%(venue)s is open at %(hours)s that day. Choose a time within.") % {
            "venue": venue.name,
            "hours": write_hours(opens),
        }

    def spans(self, venue_id: UUID) -> list[Span]:
        """Return the times that are taken."""
        return [booking.span for booking in self.taken.get(venue_id, ())]

    def hold(self, booking: Booking) -> None:
        """Count a booking that was made just now."""
        self.taken.setdefault(booking.venue_id, []).append(booking)


def calendar(venues: Iterable[Venue], spans: Collection[Span]) -> Calendar:
    """Read what holds for venues around spans: three queries, whatever the number of either."""
    ids = [venue.pk for venue in venues]
    first, last = min(span.starts for span in spans), max(span.ends for span in spans)
    # Other times are sought on the whole day.
    begin, end = first - timedelta(days=1), last + timedelta(days=1)
    found = Calendar()
    hours: dict[UUID, dict[int, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for row in OpenHours.objects.filter(venue_id__in=ids).order_by("weekday", "opens"):
        hours[row.venue_id][row.weekday].append((row.opens, row.closes))
    found.hours = {pk: dict(days) for pk, days in hours.items()}
    closures = Closure.objects.filter(
        venue_id__in=ids, is_void=False, last__gte=local_date(begin), first__lte=local_date(end)
    )
    for closure in closures.order_by("first"):
        found.closures.setdefault(closure.venue_id, []).append(closure)
    for booking in Booking.objects.holding().filter(venue_id__in=ids).within(begin, end).order_by("starts"):
        found.hold(booking)
    return found


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another venue or time that could be had now: what it is, and what choosing it sends."""

    what: str
    venue: Venue
    span: Span

    @property
    def value(self) -> str:
        """Return it as a form sends it."""
        return f"{self.venue.pk}|{self.span.starts.isoformat()}|{self.span.ends.isoformat()}"


def alternatives(venue: Venue, wanted: Span, people: int, *, at: Any = None) -> list[Alternative]:
    """Return what could be had instead: another time that day, another venue that holds as many at the same time, a shorter time."""
    rooms = list(Venue.objects.filter(is_active=True).order_by("name"))
    known = calendar(rooms, [wanted])
    hours, taken = known.hours.get(venue.pk, {}), known.spans(venue.pk)
    closed = any(item.first <= wanted.days()[0] <= item.last for item in known.closures.get(venue.pk, ()))
    found = []
    if not closed and venue.is_active:
        found += [Alternative(_("Another time"), venue, span) for span in other_times(wanted, hours, taken)]
    others = [room for room in rooms if room.pk != venue.pk and room.capacity >= people]
    others = [room for room in others if known.fault(room, wanted) is None]
    others.sort(key=lambda room: (room.capacity, room.name))
    found += [Alternative(_("Another venue"), room, wanted) for room in others[:OTHER_ROOMS]]
    part = shorter(wanted, hours, taken) if not closed else None
    if part is not None and venue.is_active and part != wanted:
        found.append(Alternative(_("A shorter time"), venue, part))
    return [one for one in found if at is None or one.span.starts >= at]
