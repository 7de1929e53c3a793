"""Pages about visits: record one, list them, show one."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tongxin.files.keeping import beside
from tongxin.groups.access import is_on_a_roster
from tongxin.groups.views import no_roster
from tongxin.kit.actor import STAFF, Actor
from tongxin.kit.clock import local_date, now
from tongxin.kit.ids import parse_uuid
from tongxin.people.looking import note_looks
from tongxin.people.models import Household, Person
from tongxin.phones.models import Submission
from tongxin.registers.models import Entry
from tongxin.registers.telling import to_amend, voided
from tongxin.visits import access
from tongxin.visits.calls import forms, tables
from tongxin.visits.calls.actions import record_visit as record
from tongxin.visits.duties import explaining
from tongxin.visits.duties.tables import duty_rows, reason_words
from tongxin.visits.duties.waiting import calls
from tongxin.visits.entries import VisitMade
from tongxin.visits.models import Duty, Visit
from tongxin.web.forms import perform
from tongxin.web.listings import table_page
from tongxin.web.navigation import recordings
from tongxin.web.views import allow, say


def made(request: HttpRequest) -> HttpResponse:
    """List the visits made."""
    actor = allow(request, access.SEE)
    if not (listed := is_on_a_roster(actor)):
        return no_roster(request, listed)
    return table_page(request, tables.VISITS, tables.visit_rows(Visit.objects.visible_to(actor)))


def _chosen(request: HttpRequest, actor: Actor) -> tuple[Household | None, Person | None]:
    """Return the home named by the address: by a duty, a resident or a household."""
    duty_id, person_id = parse_uuid(request.GET.get("duty")), parse_uuid(request.GET.get("person"))
    household_id = parse_uuid(request.GET.get("household"))
    if duty_id:
        found = Duty.objects.visible_to(actor).select_related("household").get(pk=duty_id)
        persons = explaining.persons_of(found)
        return found.household, persons[0] if len(persons) == 1 else None
    if actor.is_staff and person_id:
        person: Person = Person.objects.select_related("household").get(pk=person_id)
        return person.household, person
    if actor.is_staff and household_id:
        return Household.objects.get(pk=household_id), None
    return None, None


def record_visit(request: HttpRequest) -> HttpResponse:
    """Record a visit: first whom, then what came of it; everything else has a default."""
    actor = allow(request, access.RECORD)
    home, person = _chosen(request, actor)
    today = local_date(now())
    if home is None:
        context = {
            "calls": calls(actor, today),
            "record_tabs": recordings(request, actor),
            "actor": actor,
        }
        named = bool(request.GET.get("person"))
        return render(request, "visits/whom.html", {**context, "no_home": named})
    rows = Duty.objects.visible_to(actor).to_be_visited(today).filter(household_id=home.pk)
    open_duties = list(duty_rows(rows).order_by("due_on", "id"))
    data = request.POST if request.method == "POST" else None
    gifts, initial = forms.GiftFormSet(data, prefix="gift"), {"visited_on": today}
    form = forms.VisitForm(data, actor=actor, open_duties=open_duties, gifts=gifts, initial=initial)
    if request.method == "POST" and form.is_valid() and gifts.is_valid():
        given = [gift for item in gifts.forms if (gift := item.gift())]
        facts = form.visit_facts()
        done = perform(
            form,
            lambda: record(
                household_id=home.pk,
                person_id=person.pk if person else None,
                gifts=given,
                **facts,
                by=actor,
                at=now(),
            ),
        )
        if done is not None:
            say(request, _("Recorded as %(number)s.") % {"number": done.number})
            if "next" in request.POST:
                return redirect("record_visit")
            return redirect("visit", done.pk)
    wrong = form.is_bound and bool(form.errors or any(gifts.errors) or gifts.non_form_errors())
    context = {
        "form": form,
        "gifts": gifts,
        "wrong": wrong,
        "home": home,
        "person": person,
        "record_tabs": recordings(request, actor),
        "persons": list(Person.objects.living_here().filter(household_id=home.pk).order_by("relation", "id"))
        if actor.is_staff
        else [],
    }
    return render(request, "visits/record.html", context, status=422 if wrong else 200)


def visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Show a visit."""
    actor = allow(request, access.SEE)
    rows = Visit.objects.visible_to(actor).select_related("household", "person", "need", "recorded_by")
    found = rows.get(pk=visit_id)
    if found.person:
        note_looks([found.person], "visit", by=actor, at=now())
    done = found.duties_done.select_related("duty__reason", "duty__event")
    entries = list(Entry.objects.about(found.pk)) if actor.is_staff else []
    context = {
        "visit": found,
        "to_amend": None if found.is_void else to_amend(VisitMade, entries, actor),
        "visitors": list(found.visitors.all()),
        "gifts": list(found.gifts.all()),
        "duties": [(row.duty, reason_words(row.duty), row.counted) for row in done],
        "photos": beside(found.pk),
        "submission": Submission.objects.became(found.pk).first(),
        "entries": entries,
        "may_open": actor.role in STAFF,
        "void": voided(VisitMade, [found.pk], actor).get(found.pk) if found.is_void else None,
    }
    return render(request, "visits/visit.html", context)
