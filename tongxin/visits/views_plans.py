"""Pages about plans: draft, preview, adjust by drag or keyboard, confirm; round sheets to print; the calendar feed."""

from collections import defaultdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongxin.almanac.models import Day, working_days
from tongxin.almanac.rules import Festival
from tongxin.kit.clock import local_date, now
from tongxin.kit.words import label_of, mask_phone
from tongxin.people.models import Person
from tongxin.visits import access, actions_feed, actions_plans, explaining, feeds, forms
from tongxin.visits.models import VisitReason
from tongxin.visits.models_plans import CalendarFeed, PlanItem, VisitPlan
from tongxin.web.forms import perform, status_of
from tongxin.web.views import allow, say


def plans(request: HttpRequest) -> HttpResponse:
    """List the plans."""
    allow(request, access.PLAN)
    rows = VisitPlan.objects.exclude(state=VisitPlan.State.DROPPED).order_by("-festival_on", "-made_at")
    return render(request, "visits/plans.html", {"plans": rows[:50]})


def _coming() -> list[tuple[str, str, Any]]:
    """Return the festivals that the rules name and that come next: choice, reason, day."""
    today = local_date(now())
    rows = (
        Day.objects.span(today, today + timedelta(days=actions_plans.MOST_AHEAD_DAYS))
        .festive()
        .order_by("day")
    )
    reasons = list(VisitReason.objects.filter(by_festival=True))
    named = {
        reason.pk: {code for rule in reason.rules.all() if rule.is_active for code in rule.festival_codes}
        for reason in reasons
    }
    return [
        (f"{reason.pk}:{code}", f"{label_of(Festival, code)}（{reason}）", row.day)
        for row in rows
        for code in row.festival_codes
        for reason in reasons
        if code in named[reason.pk]
    ]


def new_plan(request: HttpRequest) -> HttpResponse:
    """Draft a plan."""
    actor = allow(request, access.PLAN)
    coming = _coming()
    if not coming:
        return render(request, "visits/no_plan.html")
    today, falls_on = local_date(now()), coming[0][2]
    initial = {
        "first": max(today, falls_on - timedelta(days=15)),
        "last": falls_on - timedelta(days=1),
        "visitors": [str(pk) for pk, _name in forms.staff_choices(actor)],
    }
    festivals = [
        (code, _("%(festival)s, %(day)s") % {"festival": name, "day": day}) for code, name, day in coming
    ]
    form = forms.PlanForm(request.POST or None, actor=actor, festivals=festivals, initial=initial)
    if request.method == "POST" and form.is_valid():
        reason, _sep, festival = form.cleaned_data["festival"].partition(":")
        facts = form.plan_facts()
        done = perform(
            form,
            lambda: actions_plans.draft_plan(
                reason_id=UUID(reason), festival=festival, **facts, by=actor, at=now()
            ),
        )
        if done is not None:
            return redirect("visit_plan", done.pk)
    return render(request, "visits/new_plan.html", {"form": form}, status=status_of(form))


def _board(plan: VisitPlan) -> dict[str, Any]:
    """Lay a plan out: a row for each visitor, a column for each day, the homes as cards."""
    visitors = list(plan.visitors.select_related("account").order_by("account__name"))
    cells: dict[tuple[Any, Any], list[PlanItem]] = defaultdict(list)
    for item in plan.items.select_related("household").order_by("place"):
        cells[item.account_id, item.day].append(item)
    days = working_days(plan.first, plan.last)
    rows = [
        {
            "visitor": visitor,
            "load": sum(len(cells[visitor.account_id, day]) for day in days),
            "cells": [
                {
                    "day": day,
                    "away": day.isoformat() in visitor.leave,
                    "items": cells[visitor.account_id, day],
                }
                for day in days
            ],
        }
        for visitor in visitors
    ]
    return {"days": days, "rows": rows, "visitors": visitors, "homes": sum(row["load"] for row in rows)}


def visit_plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Show a plan as a board; of a draft, homes are moved by drag or by keyboard."""
    allow(request, access.PLAN)
    found = VisitPlan.objects.select_related("reason").get(pk=plan_id)
    return render(request, "visits/plan.html", {"plan": found, **_board(found)})


@require_POST
def move_home(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Move a home of a draft."""
    actor = allow(request, access.PLAN)
    form = forms.MoveForm(request.POST)
    if form.is_valid():
        facts = form.facts()
        home = facts.pop("home_id")
        if (
            perform(form, lambda: actions_plans.move_home(plan_id, home, **facts, by=actor, at=now()))
            is not None
        ):
            return redirect(f"{reverse('visit_plan', args=[plan_id])}#home-{home}")
    found = VisitPlan.objects.select_related("reason").get(pk=plan_id)
    return render(request, "visits/plan.html", {"plan": found, "form": form, **_board(found)}, status=422)


@require_POST
def confirm_plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Confirm a plan."""
    actor = allow(request, access.PLAN)
    form = forms.DutyStepForm(request.POST)
    form.full_clean()
    facts = form.facts()
    actions_plans.confirm_plan(plan_id, seen=facts.get("seen", 0), key=facts["key"], by=actor, at=now())
    say(request, _("The plan is confirmed: each home has its visitor and day."))
    return redirect("visit_plan", plan_id)


@require_POST
def drop_plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Drop a draft."""
    actor = allow(request, access.PLAN)
    form = forms.DutyStepForm(request.POST)
    form.full_clean()
    facts = form.facts()
    actions_plans.drop_plan(plan_id, seen=facts.get("seen", 0), key=facts["key"], by=actor, at=now())
    say(request, _("The draft was dropped."))
    return redirect("visit_plans")


def round_sheets(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Show the round sheets of a plan, one page for each visitor, to print on A4."""
    allow(request, access.PLAN)
    plan = VisitPlan.objects.select_related("reason").get(pk=plan_id)
    duties = {row.household_id: row for row in plan.duties().select_related("reason")}
    whom = {home: explaining.persons_of(duty) for home, duty in duties.items()}
    rounds: dict[Any, dict[str, Any]] = {}
    for item in plan.items.select_related("household", "account").order_by("account__name", "day", "place"):
        sheet = rounds.setdefault(item.account_id, {"visitor": item.account, "stops": []})
        persons = whom.get(item.household_id, [])
        sheet["stops"].append(
            {
                "item": item,
                "names": "、".join(person.name for person in persons),
                "phone": "、".join(mask_phone(person.phone) for person in persons if person.phone),
            }
        )
    return render(request, "visits/round_sheets.html", {"plan": plan, "rounds": list(rounds.values())})


def my_round(request: HttpRequest) -> HttpResponse:
    """Show the acting account's own round sheet: what waits, by day, to print."""
    actor = allow(request, access.SEE)
    from tongxin.visits.telling import calls

    today = local_date(now())
    found = calls(actor, today)
    ids = {UUID(text) for duties in found for duty in duties for text in duty.persons}
    names = dict(Person.objects.filter(pk__in=ids).values_list("pk", "name"))
    stops = [
        {
            "home": duties[0].household.address,
            "duties": duties,
            "names": "、".join(
                dict.fromkeys(
                    names[UUID(text)] for duty in duties for text in duty.persons if UUID(text) in names
                )
            ),
        }
        for duties in found
    ]
    return render(request, "visits/my_round.html", {"stops": stops, "today": today})


def feed(request: HttpRequest) -> HttpResponse:
    """Show whether there is a calendar address; make one (shown once) or revoke it."""
    actor = allow(request, access.FEED)
    address = ""
    if request.method == "POST" and "revoke" in request.POST:
        if actions_feed.revoke_feed(by=actor, at=now()):
            say(request, _("The calendar address was revoked: it answers nobody any more."))
        return redirect("visit_feed")
    if request.method == "POST":
        secret = actions_feed.make_feed(by=actor, at=now())
        address = request.build_absolute_uri(reverse("visit_calendar", args=[actor.community_id, secret]))
    standing = CalendarFeed.objects.filter(account_id=actor.account_id, revoked_at__isnull=True).first()
    return render(request, "visits/feed.html", {"address": address, "standing": standing})


def calendar_feed(request: HttpRequest, community_id: UUID, secret: str) -> HttpResponse:
    """Answer a calendar with the days on which visits wait; whoever has the address may read it, so it names nobody."""
    text = feeds.calendar_for(community_id, secret, at=now(), base=request.build_absolute_uri("/visits/"))
    if text is None:
        return HttpResponse(status=404)
    return HttpResponse(
        text, content_type="text/calendar; charset=utf-8", headers={"Cache-Control": "no-store"}
    )
