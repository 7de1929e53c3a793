"""Pages about needs."""

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
from tongxin.groups.access import can_see_roster, is_on_a_roster
from tongxin.groups.models import GroupMember
from tongxin.groups.views import no_roster
from tongxin.kit.actor import Actor
from tongxin.kit.clock import local_date, now
from tongxin.kit.errors import Conflict
from tongxin.kit.permissions import Denied
from tongxin.kit.words import mask_name
from tongxin.needs import access, actions, actions_closing, forms, tables
from tongxin.needs.entries import NeedReceived
from tongxin.needs.models import Need, NeedPause, State
from tongxin.needs.saying import AFTER
from tongxin.needs.steps import candidates, clock_of
from tongxin.registers.kinds import CORRECTION_REASON
from tongxin.registers.models import Entry
from tongxin.registers.reading import in_words, lines
from tongxin.web.forms import Form, perform, status_of
from tongxin.web.listings import table_page
from tongxin.web.navigation import recordings
from tongxin.web.views import allow, conflict_page, say

# Facts of an entry that the story leaves out: they stand on the page already.
PUBLIC = frozenset({"matter", "content"})  # what a need is about is read by whoever sees it at all
UNTOLD = frozenset({"phone", "place", "party_size", "place_in_order", "volunteers"})


def needs(request: HttpRequest) -> HttpResponse:
    """List the needs that the actor may see."""
    actor = allow(request, access.SEE)
    if not (listed := is_on_a_roster(actor)):
        return no_roster(request, listed)
    rows = Need.objects.visible_to(actor).counted().only(*tables.SHOWN)
    return table_page(
        request,
        tables.needs_for(actor),
        rows,
        template="needs/list.html",
        context={"may_receive": bool(access.RECEIVE(actor))},
    )


def receive(request: HttpRequest) -> HttpResponse:
    """Receive somebody at the desk; “save and next” opens the form anew for a pile of paper."""
    actor = allow(request, access.RECEIVE)
    form = forms.ReceptionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        facts["party_size"] = facts["party_size"] or 1
        need = perform(form, lambda: actions.receive(**facts, by=actor, at=now()))
        if need is not None:
            say(request, _("Recorded as %(number)s.") % {"number": need.number})
            return redirect("receive_need") if "next" in request.POST else redirect("need", need.pk)
    context = {"form": form, "record_tabs": recordings(request, actor)}
    return render(request, "needs/receive.html", context, status=status_of(form))


@dataclass(frozen=True, slots=True)
class Step:
    """A step as a button: its form, who may take it, and the action behind it."""

    code: str
    label: Any
    form: type[Form]
    may: Callable[[Actor, Need], Any]
    run: Callable[..., Any]
    states: tuple[str, ...]  # where it is the primary button
    danger: bool = False
    heading: Any = ""  # where the button's words are no heading for what stands above it


def _run_offer(need_id: UUID, *, group_id: UUID, **facts: Any) -> Any:
    return actions.offer(need_id, group_id, **facts)


def _run_accept(need_id: UUID, *, volunteer: UUID, **facts: Any) -> Any:
    return actions.accept(need_id, volunteer, **facts)


def _run_name(need_id: UUID, *, volunteer: UUID, **facts: Any) -> Any:
    return actions.name_volunteer(need_id, volunteer, **facts)


STEPS = (
    Step("offer", gettext_lazy("Offer to a group"), forms.OfferForm, access.can_offer, _run_offer, ("open",)),
    Step("accept", gettext_lazy("Accept"), forms.AcceptForm, access.can_answer, _run_accept, ("offered",)),
    Step(
        "withdraw",
        gettext_lazy("Take the offer back"),
        forms.StepForm,
        access.can_withdraw,
        actions.withdraw,
        (),
    ),
    Step("take", gettext_lazy("We do it ourselves"), forms.StepForm, access.can_take, actions.take, ()),
    Step(
        "decline",
        gettext_lazy("Decline"),
        forms.WordsForm,
        access.can_answer,
        actions.decline,
        ("offered",),
        heading=gettext_lazy("If the group cannot"),
    ),
    Step(
        "finish",
        gettext_lazy("Record what was done"),
        forms.DoneForm,
        access.can_finish,
        actions_closing.finish,
        ("accepted",),
    ),
    Step(
        "confirm",
        gettext_lazy("Confirmed by the resident"),
        forms.ConfirmForm,
        access.can_close,
        actions_closing.confirm,
        ("done",),
        heading=gettext_lazy("What does the resident say?"),
    ),
    Step(
        "reopen",
        gettext_lazy("Not content: reopen"),
        forms.WordsForm,
        access.can_reopen,
        actions_closing.reopen,
        ("done",),
        heading=gettext_lazy("If the resident is not content"),
    ),
    Step("name", gettext_lazy("Name another volunteer"), forms.AcceptForm, access.can_name, _run_name, ()),
    Step(
        "give-back", gettext_lazy("Give back"), forms.WordsForm, access.can_give_back, actions.give_back, ()
    ),
    Step(
        "hand-back",
        gettext_lazy("Give back to the desk"),
        forms.WordsForm,
        access.can_hand_back,
        actions.hand_back,
        (),
    ),
    Step(
        "pause", gettext_lazy("Pause the clock"), forms.WordsForm, access.can_pause, actions_closing.pause, ()
    ),
    Step(
        "resume",
        gettext_lazy("Let the clock run"),
        forms.StepForm,
        access.can_resume,
        actions_closing.resume,
        (),
    ),
    Step(
        "police",
        gettext_lazy("Pass to the police"),
        forms.PoliceForm,
        access.can_pass_to_police,
        actions_closing.pass_to_police,
        (),
        danger=True,
    ),
    Step(
        "close",
        gettext_lazy("Close without serving"),
        forms.CloseForm,
        access.can_close_unserved,
        actions_closing.close,
        (),
        danger=True,
    ),
)
BY_CODE = {step.code: step for step in STEPS}


def _initial(step: Step, need: Need) -> dict[str, Any]:
    initial: dict[str, Any] = {"seen": need.version}
    if step.code == "finish":
        initial["done_on"] = local_date(now())
    return initial


def _offered_steps(need: Need, actor: Actor) -> list[Step]:
    """Return the steps that fit; “confirm” only once it is done."""
    return [
        step
        for step in STEPS
        if step.may(actor, need) and not (step.code == "confirm" and need.state != State.DONE)
    ]


def need(request: HttpRequest, need_id: UUID) -> HttpResponse:
    """Show a need: its story left, its facts, clock and steps right."""
    actor = allow(request, access.SEE)
    return _need_page(request, actor, _loaded(need_id, actor))


def _loaded(need_id: UUID, actor: Actor) -> Need:
    found: Need = (
        Need.objects.visible_to(actor)
        .select_related("group", "person", "volunteer__person", "received_by", "taken_by")
        .get(pk=need_id)
    )
    return found


def _need_page(
    request: HttpRequest, actor: Actor, found: Need, broken: tuple[Step, Form] | None = None
) -> HttpResponse:
    steps = _offered_steps(found, actor)
    today = local_date(now())
    shown = {step.code: step.form(initial=_initial(step, found)) for step in steps}
    if broken:
        shown[broken[0].code] = broken[1]
    may_offer = any(step.code == "offer" for step in steps)
    context = {
        "need": found,
        "visitor": found.visitor_for(actor),
        "other_name": actor.is_staff and found.person is not None and found.person.name != found.visitor,
        "phone": found.phone_for(actor),
        "place": found.place_for(actor),
        "late": found.is_late(today),
        "story": _story(found, actor),
        "voided": _voided(found, actor) if found.is_void else None,
        "clock": None if found.is_closed or found.is_void else clock_of(found),
        "pauses": NeedPause.objects.filter(need_id=found.pk).order_by("first"),
        "candidates": candidates(found, on=today) if may_offer else [],
        "volunteers": _volunteers(found, actor) if {"accept", "name"} & shown.keys() else [],
        "volunteer": volunteer_words(found, actor),
        "primary": [
            (step, shown[step.code]) for step in steps if found.state in step.states and step.code != "offer"
        ],
        "others": [(step, shown[step.code]) for step in steps if found.state not in step.states],
        "offer_form": shown.get("offer"),
        "take": shown.get("take"),
        "withdraw": shown.get("withdraw"),
        "open_step": broken[0].code if broken else "",
    }
    return render(request, "needs/need.html", context, status=status_of(broken[1]) if broken else 200)


def volunteer_words(found: Need, actor: Actor) -> str:
    """Return the volunteer who serves a need: by name for who sees the roster and for the volunteer, else masked."""
    member = found.volunteer
    if member is None:
        return ""
    if member.account_id == actor.account_id:
        return _("%(name)s (you)") % {"name": member.person.name}
    named = can_see_roster(actor, member.group_id)
    return str(member.person.name if named else mask_name(member.person.name))


def _volunteers(found: Need, actor: Actor) -> list[tuple[UUID, str]]:
    """Return the group's volunteers: names for its leader and the deputy, counted for others."""

    rows = (
        GroupMember.objects.current()
        .of(found.group_id)
        .select_related("person")
        .order_by("-is_leader", "joined_on")
    )
    named = bool(can_see_roster(actor, found.group_id)) if found.group_id else False
    return [
        (member.pk, member.person.name if named else _("Volunteer %(n)s") % {"n": at})
        for at, member in enumerate(rows, start=1)
    ]


def _story(found: Need, actor: Actor) -> list[dict[str, Any]]:
    """Return the entries about a need as people read them, newest first."""
    told = lines(Entry.objects.about(found.pk).with_values())
    names = names_of({line.entry.actor_ref for line in told})
    open_to = found.is_open_to(actor)
    return [
        {
            "entry": line.entry,
            "title": line.entry.kind_class.title,
            "who": names.get(line.entry.actor_ref, ""),
            "amended": line.amended,
            "void": line.void,
            "facts": [
                (
                    about.label,
                    in_words(
                        line.entry,
                        name,
                        line.values[name],
                        # Whoever wrote it reads it: the leader the reason for declining.
                        personal=open_to or name in PUBLIC or line.entry.actor_ref == actor.ref,
                    ),
                )
                for name, about in line.entry.kind_class.facts().items()
                if name in line.values and name not in UNTOLD
            ],
        }
        for line in reversed(told)
    ]


def _voided(found: Need, actor: Actor) -> dict[str, Any]:
    """Return who declared a need's reception void, when, and why: the reason for the staff alone, it may hold names."""
    reception = Entry.objects.about(found.pk).written().filter(schema=NeedReceived.schema)
    void = (
        Entry.objects.filter(refers_to__in=reception.values("pk"), kind=Entry.Kind.VOID).with_values().get()
    )
    return {
        "entry": void,
        "who": names_of({void.actor_ref}).get(void.actor_ref, ""),
        "why": void.values()[CORRECTION_REASON] if actor.is_staff else "",
        "may_receive": bool(access.RECEIVE(actor)),
    }


def step(request: HttpRequest, need_id: UUID, code: str) -> HttpResponse:
    """Take a step. A stale page, a second click and a colleague's change each get their own answer."""
    actor = allow(request, access.SEE)
    wanted = BY_CODE.get(code)
    if wanted is None:
        raise Http404
    if request.method != "POST":
        return redirect("need", need_id)
    form = wanted.form(request.POST)
    if form.is_valid():
        facts = form.facts()
        try:
            done = perform(form, lambda: wanted.run(need_id, **facts, by=actor, at=now()))
        except Conflict as conflict:
            return conflict_page(request, conflict, reverse("need", args=[need_id]))
        if done is not None:
            say(request, AFTER[code](done))
            gone = not Need.objects.visible_to(actor).filter(pk=need_id).exists()
            return redirect("needs") if gone else redirect("need", need_id)
    found = _loaded(need_id, actor)
    if isinstance(form, forms.DoneForm):
        form.judge(found.received_on)
    answer = wanted.may(actor, found)
    if isinstance(answer, Denied) and not form.errors:
        form.add_error(None, answer.reason)
    return _need_page(request, actor, found, (wanted, form))
