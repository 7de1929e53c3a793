"""Pages about suggestions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.communities.models import names_of
from tongxin.forum import access, tables
from tongxin.forum.entries import Taken
from tongxin.forum.models import State, Suggestion
from tongxin.forum.suggestions import actions, forms
from tongxin.forum.suggestions.steps import clock_of
from tongxin.kit.actor import Actor
from tongxin.kit.clock import local_date, now
from tongxin.kit.errors import Conflict
from tongxin.kit.permissions import Denied
from tongxin.registers.forms import EntryForm
from tongxin.registers.models import Entry
from tongxin.registers.reading import in_words, lines
from tongxin.web.forms import perform, status_of
from tongxin.web.listings import table_page
from tongxin.web.navigation import recordings
from tongxin.web.views import allow, conflict_page, say

UNTOLD = frozenset({"phone", "proposer"})


def suggestions(request: HttpRequest) -> HttpResponse:
    """List the suggestions."""
    actor = allow(request, access.SEE)
    rows = Suggestion.objects.visible_to(actor).counted()
    context = {"may_take": bool(access.TAKE(actor))}
    return table_page(request, tables.SUGGESTIONS, rows, template="forum/list.html", context=context)


def take(request: HttpRequest) -> HttpResponse:
    """Take down a suggestion; “save and next” opens the form anew for a pile of paper."""
    actor = allow(request, access.TAKE)
    # Nobody agrees by saying nothing.
    initial = {"made_on": local_date(now()), "source": "desk", "agrees": "False"}
    form = EntryForm(request.POST or None, kind=Taken, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = perform(form, lambda: actions.take(**form.facts(), by=actor, at=now()))
        if made is not None:
            say(request, _("Recorded as %(number)s.") % {"number": made.number})
            return redirect("suggestion", made.pk)
    context = {"form": form, "title": _("Suggestion"), "record_tabs": recordings(request, actor)}
    return render(request, "web/form_page.html", context, status=status_of(form))


@dataclass(frozen=True, slots=True)
class Step:
    """A step as a button: its form, who may take it, the action behind it, and in which states it is the first."""

    code: str
    label: Any
    form: type[forms.StepForm]
    may: Callable[[Actor, Suggestion], Any]
    run: Callable[..., Any]
    states: tuple[str, ...] = ()


STEPS = (
    Step(
        "charge",
        gettext_lazy("Put in charge"),
        forms.ChargeForm,
        access.can_charge,
        actions.charge,
        (State.TAKEN,),
    ),
    Step(
        "give",
        gettext_lazy("Give the answer"),
        forms.GiveForm,
        access.can_give,
        actions.give_answer,
        (State.APPROVED,),
    ),
    Step(
        "approve",
        gettext_lazy("Approve the answer"),
        forms.StepForm,
        access.can_approve,
        actions.approve_answer,
        (State.WRITTEN,),
    ),
    Step(
        "write",
        gettext_lazy("Write an answer"),
        forms.AnswerForm,
        access.can_write,
        actions.write_answer,
        (State.CHARGED,),
    ),
    Step(
        "publish",
        gettext_lazy("Publish on the board"),
        forms.PublishForm,
        access.can_publish,
        actions.publish,
        (State.ANSWERED,),
    ),
    Step(
        "withdraw",
        gettext_lazy("Take off the board"),
        forms.ReasonForm,
        access.can_withdraw,
        actions.withdraw,
    ),
    Step("merge", gettext_lazy("Merge with another"), forms.MergeForm, access.can_merge, actions.merge),
    Step("part", gettext_lazy("Take apart again"), forms.ReasonForm, access.can_part, actions.part),
)
BY_CODE = {step.code: step for step in STEPS}


def suggestion(request: HttpRequest, suggestion_id: UUID) -> HttpResponse:
    """Show a suggestion: every version of its answer and its story left, its facts, clock and steps right."""
    actor = allow(request, access.SEE)
    return _page(request, actor, _loaded(suggestion_id, actor))


def _loaded(suggestion_id: UUID, actor: Actor) -> Suggestion:
    rows = Suggestion.objects.visible_to(actor).select_related("in_charge", "merged_into", "community")
    found: Suggestion = rows.get(pk=suggestion_id)
    return found


def _page(
    request: HttpRequest, actor: Actor, found: Suggestion, broken: tuple[Step, forms.StepForm] | None = None
) -> HttpResponse:
    today = local_date(now())
    shown = [
        (step, step.form(about=found, initial={"answered_on": today})) for step in _fitting(actor, found)
    ]
    if broken:
        shown = [(step, form) for step, form in shown if step != broken[0]] + [broken]
    first = [item for item in shown if found.state in item[0].states and not _is_public(found, item[0])]
    context = {
        "suggestion": found,
        "late": found.days_late(today),
        "clock": None if found.is_answered or found.is_void or found.merged_into_id else clock_of(found),
        "answers": found.answers.select_related("written_by").order_by("-number"),
        "merged": found.merged.order_by("made_on", "id"),
        "first": first,
        "others": [item for item in shown if item not in first],
        "open_step": broken[0].code if broken else "",
        "story": _story(found),
        "address": reverse("board_suggestion", args=[found.community.code, found.pk]),
    }
    return render(request, "forum/suggestion.html", context, status=status_of(broken[1]) if broken else 200)


def _fitting(actor: Actor, found: Suggestion) -> list[Step]:
    return [step for step in STEPS if step.may(actor, found)]


def _is_public(found: Suggestion, step: Step) -> bool:
    """Tell whether publishing is not the next thing to do: the answer stands on the board already."""
    return step.code == "publish" and bool(found.public_answer)


def _story(found: Suggestion) -> list[dict[str, Any]]:
    """Return the entries about a suggestion as people read them, newest first."""
    told = lines(Entry.objects.about(found.pk).with_values())
    names = names_of({line.entry.actor_ref for line in told})
    return [
        {
            "line": line,
            "who": names.get(line.entry.actor_ref, ""),
            "facts": [
                (about.label, in_words(line.entry, name, line.values[name]))
                for name, about in line.entry.kind_class.facts().items()
                if name in line.values and name not in UNTOLD
            ],
        }
        for line in reversed(told)
    ]


def step(request: HttpRequest, suggestion_id: UUID, code: str) -> HttpResponse:
    """Take a step. A stale page, a second click and a colleague's change each get their own answer."""
    actor = allow(request, access.SEE)
    wanted = BY_CODE.get(code)
    if wanted is None:
        raise Http404
    if request.method != "POST":
        return redirect("suggestion", suggestion_id)
    found = _loaded(suggestion_id, actor)
    form = wanted.form(request.POST, about=found)
    if form.is_valid():
        facts = form.facts()
        try:
            done = perform(form, lambda: wanted.run(suggestion_id, **facts, by=actor, at=now()))
        except Conflict as conflict:
            return conflict_page(request, conflict, reverse("suggestion", args=[suggestion_id]))
        if done is not None:
            say(request, _("Recorded."))
            return redirect("suggestion", suggestion_id)
    answer = wanted.may(actor, found)
    if isinstance(answer, Denied) and not form.errors:
        form.add_error(None, answer.reason)
    return _page(request, actor, found, (wanted, form))
