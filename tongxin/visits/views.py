"""Pages about duties and visits."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.groups.access import is_on_a_roster
from tongxin.groups.views import no_roster
from tongxin.kit.actor import STAFF, Actor
from tongxin.kit.clock import local_date, now
from tongxin.kit.errors import Conflict
from tongxin.kit.ids import parse_uuid
from tongxin.kit.permissions import Denied
from tongxin.people.models import FileOpening, Household, Person
from tongxin.registers.models import Entry
from tongxin.visits import access, actions_duties, explaining, forms, tables, telling
from tongxin.visits.actions_visits import record_visit as record
from tongxin.visits.models import Duty, Visit
from tongxin.web.forms import Form, perform, status_of
from tongxin.web.listings import table_page
from tongxin.web.navigation import recordings
from tongxin.web.views import allow, conflict_page, say


def visits(request: HttpRequest) -> HttpResponse:
    """List the homes to be visited."""
    actor = allow(request, access.SEE)
    if not (listed := is_on_a_roster(actor)):
        return no_roster(request, listed)
    rows = tables.listed_rows(Duty.objects.visible_to(actor))
    context = {
        "may_plan": bool(access.PLAN(actor)),
        "may_report": bool(access.EVENTS(actor)),
        "may_set": bool(access.RULES(actor)),
    }
    return table_page(request, tables.DUTIES, rows, template="visits/list.html", context=context)


def made(request: HttpRequest) -> HttpResponse:
    """List the visits made."""
    actor = allow(request, access.SEE)
    if not (listed := is_on_a_roster(actor)):
        return no_roster(request, listed)
    return table_page(request, tables.VISITS, tables.visit_rows(Visit.objects.visible_to(actor)))


def note_look(persons: list[Person], what: str, actor: Actor) -> None:
    """Keep that somebody saw whom a visit is for: it tells something about them."""
    at = now()
    FileOpening.objects.bulk_create(
        [
            FileOpening(
                community_id=actor.community_id, person=person, account_ref=actor.ref, opened_at=at, what=what
            )
            for person in persons
        ]
    )


@dataclass(frozen=True, slots=True)
class Step:
    """A step with a duty as a form and the action behind it."""

    code: str
    label: Any
    may: Callable[[Actor, Duty], Any]
    run: Callable[..., Any]
    danger: bool = False


STEPS = (
    Step("assign", gettext_lazy("Give to"), access.can_assign, actions_duties.assign),
    Step(
        "give-up",
        gettext_lazy("Nobody at home: end it"),
        access.can_give_up,
        actions_duties.give_up,
        danger=True,
    ),
    Step("waive", gettext_lazy("Waive with a reason"), access.can_waive, actions_duties.waive, danger=True),
)
BY_CODE = {step.code: step for step in STEPS}


def _form_for(step: Step, actor: Actor, data: Any = None, initial: dict[str, Any] | None = None) -> Form:
    if step.code == "assign":
        return forms.AssignForm(data, actor=actor, initial=initial)
    return forms.DutyReasonForm(data, initial=initial)


def _load(actor: Actor, duty_id: UUID) -> Duty:
    rows = Duty.objects.visible_to(actor).select_related(
        "reason", "rule__reason", "household", "event", "account", "group"
    )
    found: Duty = rows.get(pk=duty_id)
    return found


def duty(request: HttpRequest, duty_id: UUID) -> HttpResponse:
    """Show a duty: why, by when, whose it is, what was tried."""
    actor = allow(request, access.SEE)
    return _duty_page(request, actor, _load(actor, duty_id))


def _duty_page(
    request: HttpRequest, actor: Actor, found: Duty, broken: tuple[Step, Form] | None = None
) -> HttpResponse:
    initial = {"seen": found.version, "account_id": found.account_id, "group_id": found.group_id}
    steps = [(step, _form_for(step, actor, initial=initial)) for step in STEPS if step.may(actor, found)]
    if broken:
        steps = [(step, broken[1] if step is broken[0] else form) for step, form in steps]
        if broken[0] not in [step for step, _form in steps]:
            steps.insert(0, broken)
    told = explaining.context(found)
    note_look(told["persons"], "visit", actor)
    today = local_date(now())
    together = tables.duty_rows(Duty.objects.visible_to(actor).to_be_visited(today))
    context = {
        **told,
        "duty": found,
        "reason_words": tables.reason_words(found),
        "today": today,
        "late": found.is_late(today),
        "steps": steps,
        "open_step": broken[0].code if broken else "",
        "may_visit": access.can_visit(actor, found),
        "may_open": actor.role in STAFF,
        "rung_words": telling.RUNG_WORDS[found.rung]() if found.rung else "",  # type: ignore[operator]  # "" stands at 0 only
        "together": [
            (row, tables.reason_words(row))
            for row in together.filter(household_id=found.household_id).exclude(pk=found.pk)
        ],
        "visits": Visit.objects.counted()
        .filter(duties_done__duty_id=found.pk)
        .prefetch_related("visitors")
        .order_by("visited_on", "id"),
        "entries": Entry.objects.about(found.pk).with_values() if actor.is_staff else [],
    }
    return render(request, "visits/duty.html", context, status=status_of(broken[1]) if broken else 200)


def duty_step(request: HttpRequest, duty_id: UUID, code: str) -> HttpResponse:
    """Take a step with a duty."""
    actor = allow(request, access.SEE)
    wanted = BY_CODE.get(code)
    if wanted is None:
        raise Http404
    found = _load(actor, duty_id)
    if request.method != "POST":
        return redirect("duty", duty_id)
    form = _form_for(wanted, actor, request.POST)
    if form.is_valid():
        facts = form.facts()
        try:
            done = perform(form, lambda: wanted.run(duty_id, **facts, by=actor, at=now()))
        except Conflict as conflict:
            return conflict_page(request, conflict, reverse("duty", args=[duty_id]))
        if done is not None:
            say(request, _("Recorded."))
            return redirect("duty", duty_id)
    answer = wanted.may(actor, found)
    if isinstance(answer, Denied) and not form.errors:
        form.add_error(None, answer.reason)
    return _duty_page(request, actor, found, (wanted, form))


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
            "calls": telling.calls(actor, today),
            "record_tabs": recordings(request, actor),
            "actor": actor,
        }
        named = bool(request.GET.get("person"))
        return render(request, "visits/whom.html", {**context, "no_home": named})
    rows = Duty.objects.visible_to(actor).to_be_visited(today).filter(household_id=home.pk)
    open_duties = list(tables.duty_rows(rows).order_by("due_on", "id"))
    data = request.POST if request.method == "POST" else None
    form = forms.VisitForm(data, actor=actor, open_duties=open_duties, initial={"visited_on": today})
    gifts = forms.GiftFormSet(data, prefix="gift")
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
    context = {
        "form": form,
        "gifts": gifts,
        "home": home,
        "person": person,
        "record_tabs": recordings(request, actor),
        "persons": list(Person.objects.living_here().filter(household_id=home.pk).order_by("relation", "id"))
        if actor.is_staff
        else [],
    }
    wrong = form.is_bound and (form.errors or any(gifts.errors))
    return render(request, "visits/record.html", context, status=422 if wrong else 200)


def visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Show a visit."""
    actor = allow(request, access.SEE)
    rows = Visit.objects.visible_to(actor).select_related("household", "person", "need", "recorded_by")
    found = rows.get(pk=visit_id)
    if found.person:
        note_look([found.person], "visit", actor)
    done = found.duties_done.select_related("duty__reason", "duty__event")
    context = {
        "visit": found,
        "visitors": list(found.visitors.all()),
        "gifts": list(found.gifts.all()),
        "duties": [(row.duty, tables.reason_words(row.duty), row.counted) for row in done],
        "photos": list(found.photos.all()),
        "submission": found.submissions.first(),
        "entries": Entry.objects.about(found.pk) if actor.is_staff else [],
        "may_open": actor.role in STAFF,
    }
    return render(request, "visits/visit.html", context)
