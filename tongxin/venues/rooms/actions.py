"""Setting up venues, and closing them for some days."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongxin.kit.actor import Actor
from tongxin.kit.checking import check_row
from tongxin.kit.clock import CHINA, local_date
from tongxin.kit.errors import RuleBroken
from tongxin.kit.ids import uuid7
from tongxin.kit.permissions import require
from tongxin.kit.words import clean
from tongxin.registers.appending import record
from tongxin.registers.stepping import step
from tongxin.venues import access
from tongxin.venues.bookings.steps import changed
from tongxin.venues.entries import VenueClosed, VenueSet
from tongxin.venues.models import AHEAD, Booking, Closure, OpenHours, State, Venue
from tongxin.venues.rules import Hours, joined, write_hours


@step(Venue, VenueSet)
def open_venue(
    *,
    name: str,
    capacity: int,
    hours: Hours,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
    **facts: Any,
) -> Venue:
    """Set up a venue. Facts: place, equipment, has_key, needs_approval. Raises RuleBroken naming the field."""
    require(access.SET(by))
    venue = Venue(id=uuid7(), community_id=by.community_id, name=clean(name), capacity=capacity, **facts)
    check_row(venue)
    venue.save(force_insert=True)
    _open(venue, hours)
    record(_set(venue, hours), by=by, at=at, key=key)
    return venue


@step(Venue, VenueSet)
def change_venue(
    venue_id: UUID, *, hours: Hours, by: Actor, at: datetime, key: UUID | None = None, **facts: Any
) -> Venue:
    """Change a venue's facts and hours. What is booked stays; the capacity cannot sink below what is booked and lies ahead."""
    require(access.SET(by))
    venue: Venue = Venue.objects.locked().get(pk=venue_id)
    for column, value in facts.items():
        setattr(venue, column, value)
    venue.version += 1
    check_row(venue)
    _check_capacity(venue, at)
    venue.save()
    _open(venue, hours)
    record(_set(venue, hours), by=by, at=at, key=key)
    return venue


def _check_capacity(venue: Venue, at: datetime) -> None:
    """Refuse a capacity below the people of a booking that lies ahead, and name it."""
    crowded = (
        Booking.objects.holding()
        .filter(venue_id=venue.pk, starts__gt=at, people__gt=venue.capacity)
        .order_by("starts")
    ).first()
    if crowded is not None:
        text = _(
            "%(people)d people are expected on %(day)s (%(purpose)s). Move or cancel that booking first."
        ) % {
            "people": crowded.people,
            "day": crowded.day.isoformat(),
            "purpose": crowded.purpose,
        }
        raise RuleBroken(text, fields={"capacity": text})


def _open(venue: Venue, hours: Hours) -> None:
    """Keep the opening hours of a venue, locked by the caller or new."""
    OpenHours.objects.filter(venue_id=venue.pk).remove()
    OpenHours.objects.bulk_create(
        [
            OpenHours(
                community_id=venue.community_id, venue=venue, weekday=weekday, opens=opens, closes=closes
            )
            for weekday in range(7)
            for opens, closes in joined(hours.get(weekday, ()))
        ]
    )


def _set(venue: Venue, hours: Mapping[int, Sequence[tuple[int, int]]]) -> VenueSet:
    return VenueSet(
        venue=venue.pk,
        name=venue.name,
        capacity=venue.capacity,
        hours=tuple(f"{day + 1} {write_hours(joined(hours[day]))}" for day in sorted(hours) if hours[day]),
        equipment=venue.equipment,
        has_key=venue.has_key,
        needs_approval=venue.needs_approval,
        active=venue.is_active,
    )


@step(Closure, VenueClosed)
def close_venue(
    venue_id: UUID,
    *,
    first: date,
    last: date,
    reason: str,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
) -> Closure:
    """Close a venue for some days. What is booked in these days is cancelled for the same reason, and stands on the closure's page with
    whom to call.
    """
    require(access.SET(by))
    venue: Venue = Venue.objects.locked().get(pk=venue_id)
    if last < local_date(at):
        text = _("These days are over.")
        raise RuleBroken(text, fields={"last": text})
    closure = Closure(
        id=uuid7(),
        community_id=by.community_id,
        venue=venue,
        first=first,
        last=last,
        reason=clean(reason),
    )
    check_row(closure)
    closure.save(force_insert=True)
    drafts = []
    for booking in _within(closure, at):
        booking.state, booking.reason, booking.closure = State.CANCELLED, closure.reason, closure
        drafts += changed(booking, "closed", reason=closure.reason, by=by, at=at)
    body = VenueClosed(
        closure=closure.pk,
        venue=venue.pk,
        name=venue.name,
        first=first,
        last=last,
        reason=closure.reason,
    )
    record(body, *drafts, by=by, at=at, key=key)
    return closure


def _within(closure: Closure, at: datetime) -> list[Booking]:
    """Lock what is booked in the days of a closure and has not begun."""
    rows = Booking.objects.counted().filter(
        venue_id=closure.venue_id, state__in=AHEAD, starts__gt=at, day__lte=closure.last
    )
    rows = rows.filter(ends__gt=datetime.combine(closure.first, time(), CHINA))
    return list(rows.select_related("venue").order_by("id").locked())
