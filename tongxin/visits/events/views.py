"""Pages about events in families."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongxin.kit.clock import local_date, now
from tongxin.people.looking import note_looks
from tongxin.registers.models import Entry
from tongxin.visits import access
from tongxin.visits.events import actions, forms, tables
from tongxin.visits.events.checking import lacks_consent
from tongxin.visits.models import Duty, FamilyEvent
from tongxin.web.forms import ReasonForm, perform, status_of
from tongxin.web.listings import table_page
from tongxin.web.navigation import recordings
from tongxin.web.templatetags.web import full_day
from tongxin.web.views import allow, say


def events(request: HttpRequest) -> HttpResponse:
    """List the events in families."""
    allow(request, access.EVENTS)
    rows = FamilyEvent.objects.select_related("person", "household", "reason")
    return table_page(request, tables.EVENTS, rows, template="visits/events.html")


def report_event(request: HttpRequest) -> HttpResponse:
    """Report an event: whom, what, when; the duty follows by itself."""
    actor = allow(request, access.EVENTS)
    form = forms.EventForm(request.POST or None, initial={"happened_on": local_date(now())})
    chosen = None
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["person_id"]
        done = perform(form, lambda: actions.report_event(**form.facts(), by=actor, at=now()))
        if done is not None:
            duty = Duty.objects.filter(event_id=done.pk).first()
            say(
                request,
                _("Recorded. A visit is due by %(day)s.") % {"day": full_day(duty.due_on)}
                if duty
                else _("Recorded. No visit is due."),
            )
            if "next" in request.POST:
                return redirect("report_event")
            return redirect("duty", duty.pk) if duty else redirect("family_event", done.pk)
    context = {
        "form": form,
        "unasked": chosen if chosen and lacks_consent(chosen) else None,
        "record_tabs": recordings(request, actor),
        "may_urge": bool(access.URGENT(actor)),
    }
    return render(request, "visits/report_event.html", context, status=status_of(form))


def family_event(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Show an event; correct its day or place."""
    actor = allow(request, access.EVENTS)
    found = FamilyEvent.objects.select_related("person", "household", "reason").get(pk=event_id)
    initial = {"happened_on": found.happened_on, "place": found.place, "seen": found.version}
    form = forms.CorrectEventForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        if perform(form, lambda: actions.correct_event(event_id, **facts, by=actor, at=now())) is not None:
            say(request, _("The event was corrected; its visit moved with it."))
            return redirect("family_event", event_id)
    note_looks([found.person], "visit", by=actor, at=now())
    context = {
        "event": found,
        "form": form,
        "void_form": ReasonForm(),
        "duties": Duty.objects.filter(event_id=found.pk),
        "entries": Entry.objects.about(found.pk),
    }
    return render(request, "visits/event.html", context, status=status_of(form))


@require_POST
def void_event(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Declare an event void."""
    actor = allow(request, access.EVENTS)
    form = ReasonForm(request.POST)
    if form.is_valid():
        facts = form.facts()
        if perform(form, lambda: actions.void_event(event_id, **facts, by=actor, at=now())) is not None:
            say(request, _("The event is void. Its visit is not due any more."))
            return redirect("family_event", event_id)
    return render(request, "web/form_page.html", {"form": form, "title": _("Declare void")}, status=422)
