"""What becomes of a booking: moved, approved, cancelled, missed, used."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tongxin.kit.actor import Actor
from tongxin.kit.checking import check_row
from tongxin.kit.errors import Conflict, RuleBroken
from tongxin.kit.permissions import require
from tongxin.kit.words import clean
from tongxin.registers.appending import record
from tongxin.registers.stepping import step
from tongxin.venues import access
from tongxin.venues.bookings.calendar import calendar
from tongxin.venues.bookings.checking import check_span, faults_of
from tongxin.venues.bookings.steps import Beside, changed, first_state, move_up, saved, time_of
from tongxin.venues.entries import BookingChanged, VenueUsed
from tongxin.venues.hooks import tell
from tongxin.venues.models import AHEAD, Booking, State, Venue
from tongxin.venues.rules import Span


def held(booking_id: UUID, seen: int, *also: UUID) -> Booking:
    """Lock a booking's venue (and others, in the order of their ids), then the booking. Raises Conflict if it changed since it was seen."""
    venue_id = Booking.objects.values_list("venue_id", flat=True).get(pk=booking_id)
    venues = {
        venue.pk: venue for venue in Venue.objects.filter(pk__in={venue_id, *also}).order_by("id").locked()
    }
    booking = Booking.objects.locked().get(pk=booking_id)
    if booking.version != seen or booking.venue_id not in venues:
        now_words = {_("State"): booking.get_state_display(), _("Time"): time_of(booking)}
        text = _("Somebody changed this booking meanwhile, so nothing was changed. Look at it anew.")
        raise Conflict(text, theirs=now_words)
    for pk in also:
        Venue.objects.get(pk=pk)  # one of another community is not there
    booking.venue = venues[booking.venue_id]
    return booking


def _with_following(booking: Booking, following: bool) -> list[Booking]:
    """Return a locked booking, with the later ones of its series that still lie ahead, locked as well."""
    if not following or booking.series_id is None:
        return [booking]
    rows = Booking.objects.counted().filter(
        series_id=booking.series_id, venue_id=booking.venue_id, starts__gt=booking.starts, state__in=AHEAD
    )
    later = list(rows.order_by("id").locked())
    for one in later:
        one.venue = booking.venue
    return [booking, *sorted(later, key=lambda one: one.starts)]


@step(Booking, BookingChanged)
def move_booking(
    booking_id: UUID,
    *,
    starts: datetime,
    ends: datetime,
    venue_id: UUID | None = None,
    following: bool = False,
    seen: int,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
) -> Booking:
    """Give a booking another time or venue; with `following`, those after it in its series move as far. All or none.

    Raises RuleBroken that names what stands in the way. Time that becomes free goes to the waiting list.
    """
    booking = held(booking_id, seen, *([venue_id] if venue_id else []))
    require(access.can_move(by, booking))
    venue = Venue.objects.get(pk=venue_id or booking.venue_id)
    old = booking.venue
    check_span(venue, Span(starts, ends), booking.people, at)
    moving = _with_following(booking, following)
    later, longer = starts - booking.starts, (ends - starts) - booking.span.length
    spans = [Span(one.starts + later, one.ends + later + longer) for one in moving]
    drafts = _moved(moving, spans, venue, by=by, at=at)
    for place in {old.pk: old, venue.pk: venue}.values():
        drafts += move_up(place, by=by, at=at)
    record(*drafts, by=by, at=at, key=key)
    return booking


def _moved(
    moving: list[Booking], spans: list[Span], venue: Venue, *, by: Actor, at: datetime
) -> list[Beside]:
    known = calendar([venue], spans)
    ids = [one.pk for one in moving]
    if text := faults_of(known, venue, spans, besides=ids):
        alone = known.fault(venue, spans[0], besides=ids) if len(spans) == 1 else None
        text = alone.text if alone is not None else text
        raise RuleBroken(text, fields={"starts": text})
    drafts: list[Beside] = []
    # The last first where they move to later times: no two of a series stand on one time in between.
    pairs = list(zip(moving, spans, strict=True))
    for one, span in reversed(pairs) if spans[0].starts > moving[0].starts else pairs:
        earlier = f"{one.venue.name} {time_of(one)}"
        one.state = State.ASKED if one.state == State.ASKED else first_state(venue, by)
        one.venue = venue
        one.put(span)
        drafts += changed(one, "moved", earlier=earlier, by=by, at=at)
    # The entry whose id is the form's key speaks of the booking that was moved.
    return sorted(drafts, key=lambda draft: getattr(draft, "booking", None) != moving[0].pk)


@step(Booking, BookingChanged)
def cancel_booking(
    booking_id: UUID,
    *,
    reason: str,
    following: bool = False,
    seen: int,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
) -> Booking:
    """Cancel a booking, with `following` those after it in its series too; the time goes to the waiting list."""
    booking = held(booking_id, seen)
    require(access.can_move(by, booking))
    return _ended(_with_following(booking, following), State.CANCELLED, reason, by=by, at=at, key=key)


@step(Booking, BookingChanged)
def decide(
    booking_id: UUID,
    *,
    approved: bool,
    reason: str = "",
    following: bool = False,
    seen: int,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
) -> Booking:
    """Approve a booking that waits for it, or refuse it with a reason; with `following`, those after it in its series too."""
    booking = held(booking_id, seen)
    require(access.can_decide(by, booking))
    bookings = [one for one in _with_following(booking, following) if one.state == State.ASKED]
    if not approved:
        return _ended(bookings, State.REFUSED, reason, by=by, at=at, key=key)
    drafts: list[Beside] = []
    for one in bookings:
        one.state = State.CONFIRMED
        drafts += changed(one, "approved", by=by, at=at)
    record(*drafts, by=by, at=at, key=key)
    return booking


@step(Booking, BookingChanged)
def miss(booking_id: UUID, *, seen: int, by: Actor, at: datetime, key: UUID | None = None) -> Booking:
    """Record that nobody came: what is left of the time goes to whoever wants it."""
    booking = held(booking_id, seen)
    require(access.can_miss(by, booking, at))
    return _ended([booking], State.NO_SHOW, "", by=by, at=at, key=key)


def _ended(
    bookings: list[Booking], state: State, reason: str, *, by: Actor, at: datetime, key: UUID | None
) -> Booking:
    """End bookings of one venue, all alike, and let those who wait move up."""
    words = clean(reason)
    if not words and state in {State.CANCELLED, State.REFUSED}:
        text = _("Say why: who booked it will ask.")
        raise RuleBroken(text, fields={"reason": text})
    drafts: list[Beside] = []
    for one in bookings:
        one.state, one.reason = state, words
        drafts += changed(one, state.value, reason=words, by=by, at=at)
    drafts += move_up(bookings[0].venue, by=by, at=at)
    record(*drafts, by=by, at=at, key=key)
    return bookings[0]


@step(Booking, BookingChanged)
def hand_key(booking_id: UUID, *, seen: int, by: Actor, at: datetime, key: UUID | None = None) -> Booking:
    """Hand the key out to whoever is in charge of a booking."""
    booking = held(booking_id, seen)
    require(access.can_hand_key(by, booking))
    booking.key_out_at = at
    record(*changed(booking, "key_out", by=by, at=at), by=by, at=at, key=key)
    return booking


@step(Booking, VenueUsed)
def record_use(
    booking_id: UUID,
    *,
    came: int,
    checked: str = "",
    key_back: bool = False,
    seen: int,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
) -> Booking:
    """Record that a venue was used: a line of the book of venue use. A key that was handed out must be back."""
    booking = held(booking_id, seen)
    require(access.can_use(by, booking, at))
    if booking.key_out_at and not key_back:
        text = _("The key was handed out. Take it back first.")
        raise RuleBroken(text, fields={"key_back": text})
    booking.state, booking.came, booking.checked = State.USED, came, clean(checked)
    check_row(booking)
    saved(booking)
    beside = tell(booking, "used", by=by, at=at)
    record(_used(booking, key_back), *beside, by=by, at=at, key=key)
    return booking


def _used(booking: Booking, key_back: bool) -> VenueUsed:
    return VenueUsed(
        booking=booking.pk,
        venue=booking.venue_id,
        name=booking.venue.name,
        used_on=booking.day,
        hours=booking.clock,
        holder=booking.holder,
        leader=booking.leader,
        purpose=booking.purpose,
        came=booking.came or 0,
        equipment=booking.equipment,
        key_back=key_back,
        checked=booking.checked,
    )
