"""Pages about bookings: the week, a booking and its steps."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongxin.kit.clock import local_date, now
from tongxin.kit.errors import NotFound
from tongxin.registers.models import Entry
from tongxin.registers.telling import voided
from tongxin.venues import access, tables
from tongxin.venues.bookings import actions, changing, forms
from tongxin.venues.bookings.calendar import alternatives
from tongxin.venues.bookings.occupancy import WEEKS, picture, used_hours
from tongxin.venues.bookings.week import grid, monday_of, overview, week_of
from tongxin.venues.entries import VenueBooked
from tongxin.venues.hooks import PURPOSES
from tongxin.venues.models import Booking, Closure, Series, Venue
from tongxin.web.forms import perform, status_of
from tongxin.web.listings import table_page
from tongxin.web.navigation import recordings
from tongxin.web.templatetags.web import weekday
from tongxin.web.views import allow, say

STEPS: dict[str, Callable[..., Booking]] = {
    "cancel": changing.cancel_booking,
    "approve": lambda pk, **facts: changing.decide(pk, approved=True, **facts),
    "refuse": lambda pk, **facts: changing.decide(pk, approved=False, **facts),
    "no-show": changing.miss,
    "key": changing.hand_key,
}
PLAIN = frozenset({"no-show", "key"})  # steps of one booking alone, without a reason


def _week(request: HttpRequest) -> dict[str, Any]:
    """Return the week asked for, with the ones beside it."""
    asked = request.GET.get("week", "")
    try:
        day = parse_date(asked)
    except ValueError:
        day = None
    monday = monday_of(day if day and date(1950, 1, 8) < day < date(2200, 1, 1) else local_date(now()))
    return {
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
        "today": local_date(now()),
    }


def week(request: HttpRequest) -> HttpResponse:
    """Show the week of every venue."""
    actor = allow(request, access.SEE)
    context = _week(request)
    monday: date = context["monday"]
    venues = list(Venue.objects.filter(is_active=True).order_by("name", "id"))
    context |= {
        "rooms": overview(venues, monday),
        "days": [monday + timedelta(days=number) for number in range(7)],
        "may_book": bool(access.BOOK(actor)),
        "may_set": bool(access.SET(actor)),
    }
    return render(request, "venues/week.html", context)


def venue_week(request: HttpRequest, venue_id: UUID) -> HttpResponse:
    """Show the week of one venue by the half hour."""
    actor = allow(request, access.SEE)
    venue = Venue.objects.get(pk=venue_id)
    context = _week(request)
    context |= {
        "venue": venue,
        "grid": grid(venue, context["monday"], week_of([venue], context["monday"])),
        "closures": Closure.objects.filter(venue_id=venue_id, is_void=False, last__gte=context["today"])[:20],
        "waiting": Booking.objects.in_line(venue, now())[:20],
        "may_book": bool(access.BOOK(actor)) and venue.is_active,
        "may_set": bool(access.SET(actor)),
        "entries": Entry.objects.about(venue.pk).filter(schema="venues.venue_set/1"),
    }
    return render(request, "venues/venue.html", context)


def book(request: HttpRequest) -> HttpResponse:
    """Book a venue; where it is taken, show what could be had instead."""
    actor = allow(request, access.BOOK)
    form = forms.BookingForm(forms.chosen(request.POST) if request.POST else None, initial=_asked(request))
    if request.method == "POST" and form.is_valid():
        made = perform(form, lambda: _booked(request, form, by=actor))
        if made is not None:
            say(request, _("It is booked.") if made.holds else _("It is on the waiting list."))
            return redirect("booking", made.pk)
    context = {"form": form, "record_tabs": recordings(request, actor), **_instead(form)}
    return render(request, "venues/book.html", context, status=status_of(form))


def _asked(request: HttpRequest) -> dict[str, Any]:
    """Return what a link to the form says of the time: a free half hour that was chosen in the week."""
    names = ("venue", "day", "from_time", "to_time")
    return {"day": local_date(now())} | {name: request.GET[name] for name in names if request.GET.get(name)}


def _booked(request: HttpRequest, form: forms.BookingForm, *, by: Any) -> Booking:
    facts, venue_id = form.booking_facts(), form.cleaned_data["venue"]
    if not form.cleaned_data["repeat"]:
        return actions.book(venue_id, or_wait="wait" in request.POST, **facts, by=by, at=now())
    leave_out = "leave_out" in request.POST
    series: Series = actions.book_series(
        venue_id, leave_out=leave_out, **form.series_facts(), **facts, by=by, at=now()
    )
    first = series.bookings.order_by("starts").first()
    if first is None:
        raise LookupError("a series without a booking")
    return first


def _instead(form: forms.TimeForm, people: int = 1) -> dict[str, Any]:
    """Return what could be had instead of a time that was refused."""
    if not form.is_bound or not {"from_time", "until"} & form.errors.keys() or "day" not in form.cleaned_data:
        return {}
    if "until" in form.errors:
        return {"can_leave_out": bool(form.cleaned_data.get("repeat"))}
    venue_id, span = form.cleaned_data.get("venue"), form.typed_span()
    if venue_id is None or span is None:
        return {}
    venue = Venue.objects.get(pk=venue_id)
    found = alternatives(venue, span, form.cleaned_data.get("people") or people, at=now())
    return {"alternatives": found, "can_wait": isinstance(form, forms.BookingForm)}


def bookings(request: HttpRequest) -> HttpResponse:
    """List the bookings."""
    allow(request, access.SEE)
    return table_page(request, tables.BOOKINGS, Booking.objects.counted(), template="web/list.html")


def booking(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Show a booking, and what can be done with it now."""
    actor = allow(request, access.SEE)
    found = Booking.objects.select_related("venue", "series", "group").get(pk=booking_id)
    source = PURPOSES.get(found.source)
    context = {
        "booking": found,
        "void": voided(VenueBooked, [found.pk], actor).get(found.pk),
        "source": source,
        "source_href": source.href(found.source_id) if source and found.source_id else "",
        "entries": Entry.objects.about(found.pk),
        "sees_names": actor.is_staff,
        "form": forms.StepForm(initial={"seen": found.version}),
        "can": {
            "move": bool(access.can_move(actor, found)),
            "decide": bool(access.can_decide(actor, found)),
            "use": bool(access.can_use(actor, found, now())),
            "miss": bool(access.can_miss(actor, found, now())),
            "key": bool(access.can_hand_key(actor, found)),
        },
        "siblings": found.series.bookings.counted().order_by("starts") if found.series else (),
    }
    return render(request, "venues/booking.html", context)


def move(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Move a booking, by the form or by a drag in the week."""
    actor = allow(request, access.BOOK)
    found = Booking.objects.select_related("venue").get(pk=booking_id)
    initial = {"venue": found.venue_id, "seen": found.version, **forms.TimeForm.of_span(found.span)}
    data = forms.chosen(request.POST) if request.POST else None
    form = forms.MoveForm(data, initial=initial, booking=found)
    if request.method == "POST" and form.is_valid():
        done = perform(
            form, lambda: changing.move_booking(booking_id, **form.move_facts(), by=actor, at=now())
        )
        if done is not None:
            say(request, _("Moved to %(time)s.") % {"time": f"{done.day.isoformat()} {done.clock}"})
            return redirect(f"{reverse('venue', args=[done.venue_id])}?week={done.day.isoformat()}")
    context = {"form": form, "booking": found, **_instead(form, found.people)}
    return render(request, "venues/move.html", context, status=status_of(form))


def use(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Record the use of a venue."""
    actor = allow(request, access.BOOK)
    found = Booking.objects.select_related("venue").get(pk=booking_id)
    initial = {"seen": found.version, "came": found.people}
    form = forms.UseForm(request.POST or None, initial=initial, booking=found)
    if request.method == "POST" and form.is_valid():
        done = perform(form, lambda: changing.record_use(booking_id, **form.facts(), by=actor, at=now()))
        if done is not None:
            say(request, _("The use was recorded."))
            return redirect("booking", booking_id)
    title = _("Use of %(venue)s, %(time)s") % {"venue": found.venue.name, "time": found.clock}
    return render(request, "web/form_page.html", {"form": form, "title": title}, status=status_of(form))


@require_POST
def take_step(request: HttpRequest, booking_id: UUID, what: str) -> HttpResponse:
    """Cancel, approve, refuse, miss a booking, or hand out its key."""
    actor = allow(request, access.BOOK)
    if what not in STEPS:
        raise NotFound(_("There is no such step."))
    form = forms.StepForm(request.POST)
    if form.is_valid():
        facts = form.facts()
        if what in PLAIN:
            facts = {name: facts[name] for name in ("seen", "key")}
        done = perform(form, lambda: STEPS[what](booking_id, **facts, by=actor, at=now()))
        if done is not None:
            say(request, _("Done."))
            return redirect("booking", booking_id)
    found = Booking.objects.select_related("venue").get(pk=booking_id)
    context = {"form": form, "booking": found, "what": what, "title": str(found)}
    return render(request, "venues/step.html", context, status=status_of(form))


def occupancy(request: HttpRequest, venue_id: UUID) -> HttpResponse:
    """Show by hour of the week how often a venue was booked in the last thirteen weeks."""
    allow(request, access.SEE)
    venue = Venue.objects.get(pk=venue_id)
    last = local_date(now())
    first = last - timedelta(weeks=WEEKS) + timedelta(days=1)
    rows = Booking.objects.holding().filter(venue_id=venue.pk, day__range=(first, last))
    counts = used_hours(rows)
    hours = [hour for _weekday, hour in counts] or [8, 17]
    address = f"{reverse('venue_bookings')}?venue={venue.pk}&from={first}&to={last}&holding=1&slot={{weekday}}-{{hour}}"
    shown = picture(counts, range(min(hours), max(hours) + 1), address, _square)
    context = {"venue": venue, "picture": shown, "first": first, "last": last, "total": rows.count()}
    return render(request, "venues/occupancy.html", context)


def _square(day: date, hour: int, count: int) -> str:
    words = {"weekday": weekday(day), "hour": f"{hour:02d}:00", "n": count}
    return _("%(weekday)s %(hour)s: %(n)d bookings") % words
