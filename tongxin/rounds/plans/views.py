"""Pages about plans: draft, preview, adjust by drag or keyboard, confirm."""

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
from tongxin.kit.words import label_of
from tongxin.rounds import access
from tongxin.rounds.models import PlanItem, VisitPlan
from tongxin.rounds.plans import actions, forms
from tongxin.visits.duties.forms import DutyStepForm
from tongxin.visits.models import VisitReason
from tongxin.visits.workers import staff_choices
from tongxin.web.forms import perform, status_of
from tongxin.web.views import allow, say


def plans(request: HttpRequest) -> HttpResponse:
    """List the plans."""
    allow(request, access.PLAN)
    rows = VisitPlan.objects.exclude(state=VisitPlan.State.DROPPED).order_by("-festival_on", "-made_at")
    return render(request, "rounds/plans.html", {"plans": rows[:50]})


def _coming() -> list[tuple[str, str, Any]]:
    """Return the festivals that the rules name and that come next: choice, reason, day."""
    today = local_date(now())
    rows = Day.objects.span(today, today + timedelta(days=actions.MOST_AHEAD_DAYS)).festive().order_by("day")
    reasons = list(VisitReason.objects.filter(by_festival=True))
    named = {
        reason.pk: {code for rule in reason.rules.all() if rule.is_active for code in rule.festival_codes}
        for reason in reasons
    }
    return [
        (f"{reason.pk}:{code}", f"{label_of(Festival, code)} · {reason}", row.day)
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
        return render(request, "rounds/no_plan.html")
    today, falls_on = local_date(now()), coming[0][2]
    initial = {
        "first": max(today, falls_on - timedelta(days=15)),
        "last": falls_on - timedelta(days=1),
        "visitors": [str(pk) for pk, _name in staff_choices(actor)],
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
            lambda: actions.draft_plan(
                reason_id=UUID(reason), festival=festival, **facts, by=actor, at=now()
            ),
        )
        if done is not None:
            return redirect("visit_plan", done.pk)
    return render(request, "rounds/new_plan.html", {"form": form}, status=status_of(form))


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
    return render(request, "rounds/plan.html", {"plan": found, **_board(found)})


@require_POST
def move_home(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Move a home of a draft."""
    actor = allow(request, access.PLAN)
    form = forms.MoveForm(request.POST)
    if form.is_valid():
        facts = form.facts()
        home = facts.pop("home_id")
        if perform(form, lambda: actions.move_home(plan_id, home, **facts, by=actor, at=now())) is not None:
            return redirect(f"{reverse('visit_plan', args=[plan_id])}#home-{home}")
    found = VisitPlan.objects.select_related("reason").get(pk=plan_id)
    return render(request, "rounds/plan.html", {"plan": found, "form": form, **_board(found)}, status=422)


@require_POST
def confirm_plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Confirm a plan."""
    actor = allow(request, access.PLAN)
    form = DutyStepForm(request.POST)
    form.full_clean()
    facts = form.facts()
    actions.confirm_plan(plan_id, seen=facts.get("seen", 0), key=facts["key"], by=actor, at=now())
    say(request, _("The plan is confirmed: each home has its visitor and day."))
    return redirect("visit_plan", plan_id)


@require_POST
def drop_plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Drop a draft."""
    actor = allow(request, access.PLAN)
    form = DutyStepForm(request.POST)
    form.full_clean()
    facts = form.facts()
    actions.drop_plan(plan_id, seen=facts.get("seen", 0), key=facts["key"], by=actor, at=now())
    say(request, _("The draft was dropped."))
    return redirect("visit_plans")
