"""Booking a venue, for one day or in a series."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from tongxin.kit.actor import Actor
from tongxin.kit.checking import check_row
from tongxin.kit.errors import RuleBroken
from tongxin.kit.ids import uuid7
from tongxin.kit.permissions import require
from tongxin.kit.words import clean
from tongxin.registers.appending import record
from tongxin.registers.stepping import step
from tongxin.venues import access
from tongxin.venues.bookings.calendar import calendar
from tongxin.venues.bookings.checking import check_span, faults_of, spans_of_series
from tongxin.venues.bookings.steps import first_state
from tongxin.venues.entries import VenueBooked
from tongxin.venues.models import Booking, Series, State, Venue
from tongxin.venues.rules import Span


@step(Booking, VenueBooked)
def book(
    venue_id: UUID,
    *,
    starts: datetime,
    ends: datetime,
    purpose: str,
    holder: str,
    people: int,
    or_wait: bool = False,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
    **facts: Any,
) -> Booking:
    """Book a venue from `starts` up to, and not including, `ends`; with `or_wait` take a place on the waiting list where it is taken.

    Facts: leader, phone, equipment, group_id; source and source_id of the row above for which it is booked (`hooks.PURPOSES`). Raises
    RuleBroken naming the field at fault: `starts` where the venue is closed or taken then.
    """
    require(access.BOOK(by))
    venue: Venue = Venue.objects.locked().get(pk=venue_id)
    span = Span(starts, ends)
    check_span(venue, span, people, at)
    fault = calendar([venue], [span]).fault(venue, span)
    if fault is not None and not (or_wait and fault.taken and span.starts > at):
        raise RuleBroken(fault.text, fields={"starts": fault.text})
    state = first_state(venue, by) if fault is None else State.WAITING
    facts |= {"purpose": purpose, "holder": holder, "people": people, "state": state}
    booking = _made(venue, span, facts, by=by, at=at, key=key)
    booking.save(force_insert=True)
    record(_booked(booking), by=by, at=at, key=key)
    return booking


def _made(
    venue: Venue, span: Span, facts: dict[str, Any], *, by: Actor, at: datetime, key: UUID | None
) -> Booking:
    cleaned = {name: clean(value) if isinstance(value, str) else value for name, value in facts.items()}
    booking = Booking(id=key or uuid7(), community_id=by.community_id, venue=venue, asked_at=at, **cleaned)
    booking.put(span)
    check_row(booking)
    return booking


def _booked(booking: Booking) -> VenueBooked:
    return VenueBooked(
        booking=booking.pk,
        venue=booking.venue_id,
        series=booking.series_id,
        booked_for=booking.day,
        name=booking.venue.name,
        hours=booking.clock,
        purpose=booking.purpose,
        holder=booking.holder,
        leader=booking.leader,
        phone=booking.phone,
        people=booking.people,
        waits=booking.state == State.WAITING,
    )


@step(Series, VenueBooked)
def book_series(
    venue_id: UUID,
    *,
    starts: datetime,
    ends: datetime,
    unit: str,
    every: int,
    until: date,
    leave_out: bool = False,
    purpose: str,
    holder: str,
    people: int,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
    **facts: Any,
) -> Series:
    """Book a venue again and again, from the first time to the day `until`: each is a booking of its own.

    All or none; with `leave_out`, dates on which it is closed or taken are left out. Raises RuleBroken that names these dates.
    """
    require(access.BOOK(by))
    venue: Venue = Venue.objects.locked().get(pk=venue_id)
    first = Span(starts, ends)
    check_span(venue, first, people, at)
    spans = spans_of_series(first, unit, every, until)
    known = calendar([venue], spans)
    free = [span for span in spans if known.fault(venue, span) is None]
    if not free or (len(free) < len(spans) and not leave_out):
        text = faults_of(known, venue, spans)
        raise RuleBroken(text, fields={"until": text})
    series = Series(community_id=by.community_id, unit=unit, every=every, until=until)
    check_row(series)
    series.save(force_insert=True)
    facts |= {"purpose": purpose, "holder": holder, "people": people, "state": first_state(venue, by)}
    bookings = [_made(venue, span, {**facts, "series": series}, by=by, at=at, key=None) for span in free]
    Booking.objects.bulk_create(bookings)
    record(*(_booked(booking) for booking in bookings), by=by, at=at, key=key)
    return series
