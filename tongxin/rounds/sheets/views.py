"""Round sheets to print: of a plan, and one's own."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongxin.kit.clock import local_date, now
from tongxin.kit.words import listed, mask_phone
from tongxin.people.models import Person
from tongxin.rounds import access
from tongxin.rounds.models import VisitPlan
from tongxin.rounds.sheets.paper import own_sheet, plan_sheets
from tongxin.visits.access import SEE
from tongxin.visits.duties import explaining
from tongxin.visits.duties.waiting import calls
from tongxin.web.paper.answering import answer as on_paper
from tongxin.web.paper.lists import Imprint
from tongxin.web.views import allow


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
                "names": listed(person.name for person in persons),
                "phone": listed(mask_phone(person.phone) for person in persons if person.phone),
            }
        )
    if request.GET.get("export") == "pdf":
        return on_paper(request, plan_sheets(plan, rounds.values(), Imprint.of(request)), rows=0)
    return render(request, "rounds/round_sheets.html", {"plan": plan, "rounds": list(rounds.values())})


def my_round(request: HttpRequest) -> HttpResponse:
    """Show the acting account's own round sheet: what waits, by day, to print."""
    actor = allow(request, SEE)

    today = local_date(now())
    found = calls(actor, today)
    ids = {UUID(text) for duties in found for duty in duties for text in duty.persons}
    names = dict(Person.objects.filter(pk__in=ids).values_list("pk", "name"))
    stops = [
        {
            "home": duties[0].household.address,
            "duties": duties,
            "names": listed(
                dict.fromkeys(
                    names[UUID(text)] for duty in duties for text in duty.persons if UUID(text) in names
                )
            ),
        }
        for duties in found
    ]
    if request.GET.get("export") == "pdf":
        return on_paper(request, own_sheet(stops, Imprint.of(request)), rows=0)
    return render(request, "rounds/my_round.html", {"stops": stops, "today": today})
