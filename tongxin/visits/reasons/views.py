"""Pages about the rules of must-visits: the set-up, a reason's rule, buildings and their workers."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tongxin.kit.clock import local_date, now
from tongxin.kit.words import walking_order
from tongxin.visits import access
from tongxin.visits.models import Beat, Kind, VisitReason, VisitRule
from tongxin.visits.reasons import actions, forms
from tongxin.web.forms import perform, status_of
from tongxin.web.views import allow, say

# Suggested until the community decides: nothing is in force before that.
SUGGESTED: dict[str, dict[str, Any]] = {
    Kind.FESTIVAL: {"festivals": ["spring_festival", "mid_autumn"], "window_days": 15},
    Kind.ILLNESS: {"limit_days": 3},
    Kind.FAMILY: {"limit_days": 2},
    Kind.OWN: {"limit_days": 5, "window_days": 15},
}


def _shown(kind: str, today: date) -> dict[str, Any]:
    """Return a reason with the rule in force, those to come and those that were."""
    reason = VisitReason.objects.filter(kind=kind).first()
    versions = list(
        VisitRule.objects.filter(reason__kind=kind)
        .select_related("reason", "account", "group")
        .order_by("-effective_from")
    )
    current = next((rule for rule in versions if rule.effective_from <= today), None)
    return {
        "kind": kind,
        "label": str(reason) if reason else str(Kind(kind).label),
        "reason": reason,
        "rule": current,
        "coming": [rule for rule in versions if rule.effective_from > today],
        "past": [rule for rule in versions if rule.effective_from <= today and rule is not current],
    }


def _beats() -> list[tuple[str, list[str]]]:
    """Return each worker with the buildings they look after, in walking order."""
    found: dict[str, list[str]] = {}
    for beat in Beat.objects.select_related("account"):
        found.setdefault(beat.account.name, []).append(beat.building)
    return [(name, sorted(found[name], key=walking_order)) for name in sorted(found)]


def visit_rules(request: HttpRequest) -> HttpResponse:
    """Show the four reasons with their rules, and which worker looks after which building."""
    actor = allow(request, access.SEE)
    today = local_date(now())
    context = {
        "reasons": [_shown(kind, today) for kind in Kind.values],
        "may_set": bool(access.RULES(actor)),
        "beats": _beats(),
        "beat_form": forms.BeatForm(actor=actor),
    }
    return render(request, "visits/rules.html", context)


def visit_rule(request: HttpRequest, kind: str) -> HttpResponse:
    """Set a reason's rule from a day on."""
    actor = allow(request, access.RULES)
    if kind not in Kind.values:
        raise Http404
    reason = VisitReason.objects.filter(kind=kind).first() or VisitReason(
        kind=kind, by_festival=kind == Kind.FESTIVAL
    )
    current = VisitRule.objects.filter(reason__kind=kind).order_by("-effective_from").first()
    today = local_date(now())
    initial: dict[str, Any] = {
        "effective_from": today,
        "active": True,
        "window_days": 15,
        "limit_days": 3,
        **SUGGESTED[kind],
    }
    if current is not None:
        initial |= {
            "active": current.is_active,
            "festivals": current.festival_codes,
            "categories": current.category_codes,
            "window_days": current.window_days,
            "limit_days": current.limit_days,
            "account_id": current.account_id,
            "group_id": current.group_id,
            "name": reason.name,
            "by_festival": "1" if reason.by_festival else "0",
        }
    form = forms.RuleForm(request.POST or None, actor=actor, reason=reason, initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        if perform(form, lambda: actions.set_rule(kind=kind, **facts, by=actor, at=now())) is not None:
            say(request, _("The rule was set. What was due before stays as it was."))
            return redirect("visit_rules")
    context = {"form": form, "title": str(Kind(kind).label), "kind": kind}
    return render(request, "visits/rule.html", context, status=status_of(form))


def beats(request: HttpRequest) -> HttpResponse:
    """Give a building to a worker."""
    actor = allow(request, access.RULES)
    form = forms.BeatForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        done = perform(form, lambda: actions.set_beat(**facts, by=actor, at=now()) or True)
        if done is not None:
            say(request, _("Recorded. Open visits in this building moved with it."))
            return redirect("visit_rules")
    return render(
        request,
        "web/form_page.html",
        {"form": form, "title": _("A building and its worker")},
        status=status_of(form),
    )
