"""Pages on which venues are set up."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tongxin.kit.clock import now
from tongxin.registers.models import Entry
from tongxin.registers.telling import voided
from tongxin.venues import access
from tongxin.venues.entries import VenueClosed
from tongxin.venues.models import Closure, Venue
from tongxin.venues.rooms import actions
from tongxin.venues.rooms.forms import ClosureForm, VenueForm
from tongxin.web.forms import perform, status_of
from tongxin.web.views import allow, say


def new_venue(request: HttpRequest) -> HttpResponse:
    """Set up a venue."""
    actor = allow(request, access.SET)
    form = VenueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        facts.pop("is_active")
        done = perform(form, lambda: actions.open_venue(**facts, by=actor, at=now()))
        if done is not None:
            return redirect("venue", done.pk)
    context = {"form": form, "title": _("New venue")}
    return render(request, "web/form_page.html", context, status=status_of(form))


def change(request: HttpRequest, venue_id: UUID) -> HttpResponse:
    """Change a venue."""
    actor = allow(request, access.SET)
    venue = Venue.objects.get(pk=venue_id)
    form = VenueForm(request.POST or None, initial=VenueForm.initial_of(venue))
    if request.method == "POST" and form.is_valid():
        done = perform(form, lambda: actions.change_venue(venue_id, **form.facts(), by=actor, at=now()))
        if done is not None:
            return redirect("venue", done.pk)
    context = {"form": form, "title": _("Change %(name)s") % {"name": venue.name}}
    return render(request, "web/form_page.html", context, status=status_of(form))


def close(request: HttpRequest, venue_id: UUID) -> HttpResponse:
    """Close a venue for some days."""
    actor = allow(request, access.SET)
    venue = Venue.objects.get(pk=venue_id)
    form = ClosureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = perform(form, lambda: actions.close_venue(venue_id, **form.facts(), by=actor, at=now()))
        if done is not None:
            say(request, _("%(name)s is closed on these days.") % {"name": venue.name})
            return redirect("closure", done.pk)
    context = {"form": form, "title": _("Close %(name)s for some days") % {"name": venue.name}}
    return render(request, "web/form_page.html", context, status=status_of(form))


def closure(request: HttpRequest, closure_id: UUID) -> HttpResponse:
    """Show a closure, and whose bookings it cancelled: the sheet for whoever calls them."""
    actor = allow(request, access.SEE)
    found = Closure.objects.select_related("venue").get(pk=closure_id)
    context = {
        "closure": found,
        "void": voided(VenueClosed, [found.pk], actor).get(found.pk),
        "cancelled": found.cancelled.order_by("starts", "id"),
        "entries": Entry.objects.about(found.pk),
        "may_call": actor.is_staff,
    }
    return render(request, "venues/closure.html", context)
