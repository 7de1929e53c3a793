"""Pages about duties: the list, why one is due, and the steps with it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tongxin.groups.access import is_on_a_roster
from tongxin.groups.views import no_roster
from tongxin.kit.actor import STAFF, Actor
from tongxin.kit.clock import local_date, now
from tongxin.kit.errors import Conflict
from tongxin.kit.permissions import Denied
from tongxin.people.looking import note_looks
from tongxin.registers.models import Entry
from tongxin.registers.reading import void_among
from tongxin.visits import access
from tongxin.visits.doors import doors
from tongxin.visits.duties import actions, explaining, forms, tables
from tongxin.visits.duties.waiting import RUNG_WORDS
from tongxin.visits.models import Duty, Visit
from tongxin.web.forms import Form, perform, status_of
from tongxin.web.listings import table_page
from tongxin.web.views import allow, conflict_page, say


def visits(request: HttpRequest) -> HttpResponse:
    """List the homes to be visited."""
    actor = allow(request, access.SEE)
    if not (listed := is_on_a_roster(actor)):
        return no_roster(request, listed)
    rows = tables.listed_rows(Duty.objects.visible_to(actor))
    context = {
        "doors": doors(actor),
        "may_report": bool(access.EVENTS(actor)),
        "may_set": bool(access.RULES(actor)),
    }
    return table_page(request, tables.DUTIES, rows, template="visits/list.html", context=context)


@dataclass(frozen=True, slots=True)
class Step:
    """A step with a duty as a form and the action behind it."""

    code: str
    label: Any
    may: Callable[[Actor, Duty], Any]
    run: Callable[..., Any]
    danger: bool = False


STEPS = (
    Step("assign", gettext_lazy("Give to"), access.can_assign, actions.assign),
    Step(
        "give-up",
        gettext_lazy("Nobody at home: end it"),
        access.can_give_up,
        actions.give_up,
        danger=True,
    ),
    Step("waive", gettext_lazy("Waive with a reason"), access.can_waive, actions.waive, danger=True),
)
BY_CODE = {step.code: step for step in STEPS}


def _form_for(step: Step, actor: Actor, data: Any = None, initial: dict[str, Any] | None = None) -> Form:
    if step.code == "assign":
        return forms.AssignForm(data, actor=actor, initial=initial)
    return forms.DutyReasonForm(data, initial=initial)


def _load(actor: Actor, duty_id: UUID) -> Duty:
    rows = Duty.objects.visible_to(actor).select_related(
        "reason", "rule__reason", "household", "event__reason", "account", "group"
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
    note_looks(told["persons"], "visit", by=actor, at=now())
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
        "rung_words": RUNG_WORDS[found.rung]() if found.rung else "",  # type: ignore[operator]  # "" stands at 0 only
        "together": [
            (row, tables.reason_words(row))
            for row in together.filter(household_id=found.household_id).exclude(pk=found.pk)
        ],
        "visits": Visit.objects.counted()
        .filter(duties_done__duty_id=found.pk)
        .prefetch_related("visitors")
        .order_by("visited_on", "id"),
        "entries": (entries := list(Entry.objects.about(found.pk)) if actor.is_staff else []),
        "void": void_among(entries),
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


@require_POST
def lift_wish(request: HttpRequest, wish_id: UUID) -> HttpResponse:
    """Record that visits of a kind are wanted again."""
    actor = allow(request, access.WISH)
    wish = actions.lift_wish(wish_id, by=actor, at=now())
    say(request, _("Recorded: visits of this kind are wanted again."))
    return redirect("household", wish.household_id)
