"""Pages about residents and households."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongxin.communities.models import names_of
from tongxin.kit.clock import local_date, now
from tongxin.kit.words import clean
from tongxin.people import access, actions, tables
from tongxin.people.entries import ConsentGiven
from tongxin.people.forms import ConsentForm, CorrectPersonForm, NewPersonForm
from tongxin.people.models import FileOpening, Household, Person, PersonCategory
from tongxin.people.rules import PURPOSES
from tongxin.people.stories import HOUSEHOLD_PANELS, STORIES
from tongxin.registers.models import Entry
from tongxin.registers.reading import lines
from tongxin.registers.telling import replaced, voided
from tongxin.web.forms import perform, status_of
from tongxin.web.listings import table_page
from tongxin.web.views import allow, say

FOUND_AT_ONCE = 12
# What the box shows of a person and the home; it is asked at every key that is pressed.
FOUND_SHOWN = ("community_id", "name", "phone", "birth_date", "household__community_id", "household__address")


def people(request: HttpRequest) -> HttpResponse:
    """List residents."""
    actor = allow(request, access.FIND)
    context = {"may_import": bool(access.IMPORT(actor)), "may_add": bool(access.CHANGE(actor))}
    return table_page(
        request, tables.PEOPLE, tables.people_rows(), template="people/list.html", context=context
    )


def find(request: HttpRequest) -> HttpResponse:
    """Answer the find-before-create box: people matching what was typed so far; `free` where a name may stay as typed."""
    allow(request, access.FIND)
    query = clean(request.GET.get("q", ""))[:60]
    rows = Person.objects.living_here().matching(query).select_related("household").only(*FOUND_SHOWN)
    found = list(rows.order_by("folded", "id")[:FOUND_AT_ONCE]) if query else []
    context = {
        "query": query,
        "found": found,
        "more": len(found) == FOUND_AT_ONCE,
        "may_stay": "free" in request.GET,
    }
    return render(request, "people/found.html", context)


def add(request: HttpRequest) -> HttpResponse:
    """Add a resident."""
    actor = allow(request, access.CHANGE)
    form = NewPersonForm(request.POST or None, initial={"name": request.GET.get("name", "")})
    if request.method == "POST" and form.is_valid():
        person = perform(form, lambda: actions.add_person(**form.facts(), by=actor, at=now()))
        if person is not None:
            say(request, _("%(name)s was added.") % {"name": person.name})
            return redirect("person", person.pk)
    return render(
        request, "people/form.html", {"form": form, "title": _("Add a resident")}, status=status_of(form)
    )


def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show a person's file and keep that it was opened."""
    actor = allow(request, access.OPEN)
    found = actions.open_file(person_id, what="file", by=actor, at=now())
    looks = list(FileOpening.objects.filter(person_id=found.pk).order_by("-opened_at")[:20])
    names = names_of({look.account_ref for look in looks})
    consents = list(found.consents.order_by("-given_on"))
    void = voided(ConsentGiven, [item.pk for item in consents], actor)
    context: dict[str, Any] = {
        "person": found,
        "housemates": found.household.members.exclude(pk=found.pk).order_by("relation")
        if found.household
        else (),
        "consents": [
            (item, PURPOSES[item.purpose], list(item.categories.all()), void.get(item.pk))
            for item in consents
        ],
        "categories": PersonCategory.objects.standing().filter(person_id=found.pk),
        "looks": [(look, names.get(look.account_ref, _("an account since deleted"))) for look in looks],
        "entries": _entries_about(found.pk),
        "stories": [part for story in STORIES for part in story(found.pk, actor)],
        "today": local_date(now()),
    }
    return render(request, "people/person.html", context)


def _entries_about(person_id: UUID) -> list[tuple[Entry, list[tuple[Any, str, str]], str]]:
    """Return the latest entries about a person: each with what it replaced, old and new, and its reason."""
    found = list(Entry.objects.about(person_id).with_values().order_by("-recorded_at")[:20])
    changes = replaced(found)
    return [
        (entry, changes.get(entry.pk, []), entry.values().get("reason", "") if entry.pk in changes else "")
        for entry in found
    ]


def correct(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Correct a person's facts."""
    actor = allow(request, access.CHANGE)
    found = Person.objects.select_related("household").get(pk=person_id)
    initial = {
        "name": found.name,
        "birth_date": found.birth_date,
        "phone": found.phone,
        "address": found.address,
        "relation": found.relation,
        "spelling": found.spelling,
        "left_on": found.left_on,
        "seen": found.version,
    }
    form = CorrectPersonForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = perform(form, lambda: actions.correct_person(person_id, **form.facts(), by=actor, at=now()))
        if done is not None:
            say(request, _("The facts were corrected."))
            return redirect("person", person_id)
    title = _("Correct the facts of %(name)s") % {"name": found.name}
    return render(
        request, "people/form.html", {"form": form, "title": title, "person": found}, status=status_of(form)
    )


def consent(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Record a consent."""
    actor = allow(request, access.CONSENT)
    found = Person.objects.get(pk=person_id)
    form = ConsentForm(request.POST or None, initial={"given_on": local_date(now())})
    if request.method == "POST" and form.is_valid():
        done = perform(form, lambda: actions.give_consent(person_id, **form.facts(), by=actor, at=now()))
        if done is not None:
            say(request, _("The consent was recorded."))
            return redirect("person", person_id)
    context = {
        "form": form,
        "title": _("Consent of %(name)s") % {"name": found.name},
        "person": found,
        "purposes": PURPOSES.values(),
    }
    return render(request, "people/consent.html", context, status=status_of(form))


@require_POST
def withdraw(request: HttpRequest, person_id: UUID, consent_id: UUID) -> HttpResponse:
    """Withdraw a consent."""
    actor = allow(request, access.CONSENT)
    actions.withdraw_consent(consent_id, by=actor, at=now())
    say(request, _("The consent was withdrawn. What rested on it has ended."))
    return redirect("person", person_id)


def copy(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Give the person a copy of everything held (PIPL art. 45)."""
    actor = allow(request, access.OPEN)
    found = actions.open_file(person_id, what="copy", by=actor, at=now())
    looks = FileOpening.objects.filter(person_id=found.pk).order_by("opened_at")
    held = {
        "name": found.name,
        "spelling": found.spelling,
        "birth_date": found.birth_date,
        "phone": found.phone,
        "address": found.address,
        "relation": str(found.get_relation_display()),
        "card_last4": found.card_last4,
        "moved_away_on": found.left_on,
        "consents": [
            {
                "purpose": str(PURPOSES[item.purpose].label),
                "wording": str(item.wording),
                "version": item.wording_version,
                "given_on": item.given_on,
                "withdrawn_on": item.withdrawn_on,
            }
            for item in found.consents.order_by("given_on")
        ],
        "categories": [
            {"category": str(item), "since": item.since, "until": item.until}
            for item in found.categories.all()
        ],
        "entries": [
            {
                "register": str(line.entry.book.title),
                "number": line.entry.label,
                "values": line.values,
                "void": line.void,
            }
            for line in lines(Entry.objects.about(found.pk).with_values())
        ],
        "opened": [{"at": look.opened_at, "what": look.what} for look in looks],
    }
    response = JsonResponse(held, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="copy-{found.pk}.json"'
    return response


def households(request: HttpRequest) -> HttpResponse:
    """List households."""
    allow(request, access.FIND)
    return table_page(request, tables.HOUSEHOLDS, tables.household_rows())


def household(request: HttpRequest, household_id: UUID) -> HttpResponse:
    """Show a household and its members."""
    actor = allow(request, access.FIND)
    found = Household.objects.get(pk=household_id)
    members = found.members.living_here().order_by("relation", "birth_date")
    panels = [shown for panel in HOUSEHOLD_PANELS if (shown := panel(found.pk, actor))]
    context = {"household": found, "members": members, "panels": panels}
    return render(request, "people/household.html", context)
