"""Pages about activities."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tongxin.activities import access, actions, tables
from tongxin.activities.entries import ActivityHeld
from tongxin.activities.forms import ActivityForm
from tongxin.activities.models import Activity
from tongxin.groups.models import VolunteerHours
from tongxin.kit.clock import local_date, now
from tongxin.registers.models import Entry
from tongxin.registers.telling import to_amend, voided
from tongxin.web.forms import perform, status_of
from tongxin.web.listings import table_page
from tongxin.web.navigation import recordings
from tongxin.web.views import allow, say


def activities(request: HttpRequest) -> HttpResponse:
    """List the activities."""
    actor = allow(request, access.SEE)
    context = {"may_record": bool(access.RECORD(actor))}
    return table_page(
        request,
        tables.ACTIVITIES,
        Activity.objects.counted(),
        template="activities/list.html",
        context=context,
    )


def record(request: HttpRequest) -> HttpResponse:
    """Record an activity."""
    actor = allow(request, access.RECORD)
    form = ActivityForm(request.POST or None, actor=actor, initial={"held_on": local_date(now())})
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        for name in ("groups", "volunteers"):
            facts[name] = [UUID(value) for value in facts[name]]
        done = perform(form, lambda: actions.record_activity(**facts, by=actor, at=now()))
        if done is not None:
            say(request, _("The activity was recorded."))
            return redirect("activity", done.pk)
    context = {"form": form, "title": _("Record an activity"), "record_tabs": recordings(request, actor)}
    return render(request, "web/form_page.html", context, status=status_of(form))


def activity(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Show an activity."""
    actor = allow(request, access.SEE)
    found = Activity.objects.get(pk=activity_id)
    entries = list(Entry.objects.about(found.pk))
    context = {
        "activity": found,
        "void": voided(ActivityHeld, [found.pk], actor).get(found.pk),
        "groups": [row.group for row in found.taking_part.select_related("group")],
        "hours": VolunteerHours.objects.filter(source_id=found.pk).count(),
        "entries": entries,
        "to_amend": None if found.is_void else to_amend(ActivityHeld, entries, actor),
    }
    return render(request, "activities/activity.html", context)
