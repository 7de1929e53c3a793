"""The pages: fifty rows, their fragment, a search by name, a form, a year in one query."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, F, FilteredRelation, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from bench.floor.models import TYPES, Duty, Entry, Need, Person

AT_ONCE = 50
FOUND_AT_ONCE = 12
# What the list shows: a row of all columns costs a third more, and the floor would lie too high.
SHOWN = (
    "number",
    "received_on",
    "service_type",
    "matter",
    "visitor",
    "group__name",
    "taken_by__name",
    "state",
    "due_on",
)


class NeedForm(forms.ModelForm):
    """What is asked for at the desk."""

    class Meta:
        model = Need
        fields = (
            "visitor",
            "service_type",
            "matter",
            "channel",
            "category",
            "phone",
            "place",
            "party_size",
        )


def _community(request: HttpRequest) -> Any:
    user: Any = request.user
    return user.community_id


def _page(request: HttpRequest, rows: QuerySet[Any]) -> Any:
    return Paginator(rows, AT_ONCE).get_page(request.GET.get("page"))


def _at_home(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Join the home by its whole key, community and id: by the id alone no index helps, and the floor would be none."""
    whole = Q(household__community_id=F("community_id"))
    return rows.annotate(home=FilteredRelation("household", condition=whole)).select_related("home")


@login_required
def needs(request: HttpRequest, *, rows_only: bool = False) -> HttpResponse:
    """List needs, newest first; unfinished ones if not all are asked for."""
    rows = Need.objects.filter(community_id=_community(request), is_void=False)
    if request.GET.get("tab") != "all":
        rows = rows.filter(unfinished=1)
    if request.GET.get("service_type"):
        rows = rows.filter(service_type=request.GET["service_type"])
    rows = rows.select_related("group", "taken_by").only(*SHOWN).order_by("-received_on", "-id")
    context = {"page": _page(request, rows), "types": TYPES}
    return render(request, "rows.html" if rows_only else "needs.html", context)


@login_required
def new_need(request: HttpRequest) -> HttpResponse:
    """Take in a need: one row, one transaction."""
    form = NeedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        moment = timezone.now()
        need = form.save(commit=False)
        need.community_id = _community(request)
        need.number = uuid4().hex[:12]
        need.received_at, need.received_by = moment, request.user
        need.received_on = need.due_on = need.due_from = timezone.localdate(moment)
        with transaction.atomic():
            need.save(force_insert=True)
        messages.success(request, need.number)
        return redirect("needs")
    return render(request, "new_need.html", {"form": form})


@login_required
def people(request: HttpRequest) -> HttpResponse:
    """List residents by name."""
    rows = Person.objects.filter(community_id=_community(request), left_on=None)
    if request.GET.get("q"):
        rows = rows.filter(name__icontains=request.GET["q"])
    rows = _at_home(rows).order_by("folded", "id")
    return render(request, "people.html", {"page": _page(request, rows)})


@login_required
def find(request: HttpRequest) -> HttpResponse:
    """Find residents whose name holds what was typed."""
    rows = Person.objects.filter(community_id=_community(request), left_on=None)
    rows = _at_home(rows.filter(name__icontains=request.GET["q"])).order_by("folded", "id")
    return render(request, "found.html", {"found": rows[:FOUND_AT_ONCE]})


@login_required
def duties(request: HttpRequest) -> HttpResponse:
    """List homes to be visited, the most pressing first."""
    rows = Duty.objects.filter(community_id=_community(request), unfinished=1)
    rows = _at_home(rows).order_by("due_on", "id")
    return render(request, "duties.html", {"page": _page(request, rows)})


@login_required
def report(request: HttpRequest, year: int) -> HttpResponse:
    """Count a year's entries by month and topic, in one query."""
    rows = Entry.objects.filter(
        community_id=_community(request),
        register="reception",
        month__gte=year * 100,
        month__lt=(year + 1) * 100,
    )
    counted = rows.order_by("month", "topic").values_list("month", "topic").annotate(n=Count("pk"))
    return render(request, "report.html", {"year": year, "counted": counted})
