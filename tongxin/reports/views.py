"""The start page, the one search box, the year-end report and the rows behind each figure."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tongxin.communities.models import names_of
from tongxin.kit.actor import Role
from tongxin.kit.clock import local_date, now
from tongxin.kit.figures import FIGURES
from tongxin.kit.words import clean
from tongxin.needs import telling
from tongxin.needs.models import Need
from tongxin.people import access as people_access
from tongxin.people.models import Person
from tongxin.registers.access import READ as READ_REGISTERS
from tongxin.registers.models import Entry
from tongxin.reports import access, yearend
from tongxin.visits import telling as visits_telling
from tongxin.web.exports import Sheet, send
from tongxin.web.listings import Listing, sheet_of, table_page
from tongxin.web.tables import TABLES
from tongxin.web.views import actor_of, allow

BANDS = ("late", "today", "week", "later")
FOUND = 8
FIRST_YEAR, LAST_YEAR = 2000, 2056


def today(request: HttpRequest) -> HttpResponse:
    """Show what waits for me, what is late, what just happened. Auditors and street officers go to their own page."""
    actor = actor_of(request)
    if actor.role == Role.STREET:
        return redirect("reports")
    if actor.role == Role.AUDITOR:
        return redirect("registers")
    day = local_date(now())
    waiting = [*telling.waiting(actor, today=day), *visits_telling.waiting(actor, today=day)]
    waiting.sort(key=lambda row: row.due)
    labels = {"late": _("Late"), "today": _("Today"), "week": _("This week"), "later": _("Later")}
    happened = list(Entry.objects.order_by("-recorded_at", "-seq")[:12]) if actor.is_staff else []
    names = names_of({entry.actor_ref for entry in happened})
    context = {
        "bands": [
            (code, labels[code], rows)
            for code in BANDS
            if (rows := [row for row in waiting if row.band == code])
        ],
        "unanswered": telling.unanswered(actor, today=day),
        "happened": [(entry, names.get(entry.actor_ref, "")) for entry in happened],
        "day": day,
    }
    return render(request, "reports/today.html", context)


def search(request: HttpRequest) -> HttpResponse:
    """Find people, needs and entries from the one box."""
    actor = actor_of(request)
    query = clean(request.GET.get("q", ""))[:60]
    context: dict[str, Any] = {"query": query, "people": [], "needs": [], "entries": []}
    if query:
        if people_access.FIND(actor):
            rows = (
                Person.objects.living_here()
                .matching(query)
                .select_related("household")
                .order_by("folded", "id")
            )
            context["people"] = list(rows[:FOUND])
        needs = TABLES["needs"].filters[0].apply(Need.objects.visible_to(actor).counted(), query)
        context["needs"] = list(needs.order_by("-received_on", "-id")[:FOUND])
        year, _dash, number = query.partition("-")
        if READ_REGISTERS(actor) and year.isdigit() and number.isdigit() and len(number) < 9:
            context["entries"] = list(
                Entry.objects.filter(year=int(year[:4]), number=int(number)).order_by("register")[:FOUND]
            )
    return render(request, "reports/search.html", context)


def reports(request: HttpRequest) -> HttpResponse:
    """Go to the year that is asked for most."""
    allow(request, access.READ)
    return redirect("report", yearend.default_year(now()))


def report(request: HttpRequest, year: int) -> HttpResponse:
    """Show the year's figures, charts and text."""
    actor = allow(request, access.READ)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    may_open, withheld = bool(access.ROWS(actor)), actor.role == Role.STREET
    if request.GET.get("export") == "xlsx":
        allow(request, access.EXPORT)
        return _workbook(year)
    headline, others = yearend.all_shown(year, may_open=may_open, withheld=withheld)
    context = {
        "year": year,
        "before": max(FIRST_YEAR, year - 1),
        "after": min(LAST_YEAR, year + 1),
        "headline": headline,
        "others": others,
        "by_code": {item.figure.code: item for item in [*headline, *others]},
        "charts": yearend.charts(year, may_open=may_open, withheld=withheld),
        "quarters": yearend.by_quarter(year) if may_open else [],
        "examples": yearend.examples(year) if may_open else [],
        "activities": yearend.named_activities(year),
        "may_open": may_open,
        "withheld": withheld,
    }
    return render(request, "reports/report.html", context)


def figure(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Show exactly the rows that make a figure."""
    allow(request, access.ROWS)
    declared = FIGURES.get(code)
    if declared is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    rows, words = yearend.narrowed(declared, year, request.GET)
    table = TABLES[declared.table]
    context = {
        "figure": declared,
        "value": yearend.text_of(declared.of(rows), declared.unit),
        "words": words,
        "year": year,
        "title": f"{declared.label} · {words}",
    }
    # The rows are the figure's own: the table's tabs and filters would show others.
    shown = replace(table, tabs=(), filters=(), export=table.export or access.EXPORT)
    return table_page(request, shown, rows, template="reports/figure.html", context=context)


def _workbook(year: int) -> HttpResponse:
    """Return a workbook: the figures on the first sheet, the rows of each headline figure on its own."""
    figures = yearend.as_json(year)
    first = Sheet(
        _("Figures %(year)s") % {"year": year},
        [(_("Figure"), "long"), (_("Value"), "number"), (_("Unit"), "text"), (_("Rows"), "number")],
        ([item["label"], item["value"], item["unit"], item["rows"]] for item in figures),
    )
    sheets = [first]
    for declared in FIGURES.values():
        table = TABLES[declared.table]
        if declared.headline and table.export is None:  # lists with a deed of their own go out by it alone
            rows, _words = yearend.narrowed(declared, year, {})
            listing = Listing(replace(table, tabs=(), filters=()), HttpRequest(), rows)
            sheets.append(sheet_of(listing, str(declared.label)))
    answer: HttpResponse = send(sheets, "xlsx")
    return answer
