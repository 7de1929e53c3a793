"""The start page, the one search box, the year-end report and the rows behind each figure."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tongxin.kit.actor import Actor, Role
from tongxin.kit.clock import local_date, now
from tongxin.kit.counting import YearCount
from tongxin.kit.figures import FIGURES
from tongxin.kit.words import clean
from tongxin.reports import access, today, yearend
from tongxin.reports.drawing import charts
from tongxin.reports.paper import report_document
from tongxin.reports.rows import listed
from tongxin.reports.summary import summary
from tongxin.reports.yearend import Reader
from tongxin.web.asked import Asked
from tongxin.web.exports import Sheet, send
from tongxin.web.finding import SHOWN, finders_for
from tongxin.web.listings import Listing, table_page
from tongxin.web.paper.answering import answer as on_paper
from tongxin.web.paper.lists import Imprint
from tongxin.web.views import actor_of, allow

FIRST_YEAR, LAST_YEAR = 2000, 2056
# Who has nothing waiting here begins elsewhere.
BEGINS_AT = {Role.STREET: "reports", Role.AUDITOR: "registers"}


def start(request: HttpRequest) -> HttpResponse:
    """Show what waits for me, what is late, what just happened. Auditors and street officers go to their own page."""
    actor = actor_of(request)
    if actor.role in BEGINS_AT:
        return redirect(BEGINS_AT[actor.role])
    day = local_date(now())
    context = {
        "bands": today.bands(actor, day),
        "asides": today.asides(actor, day),
        "happened": today.happened() if actor.is_staff else [],
        "day": day,
    }
    return render(request, "reports/today.html", context)


def search(request: HttpRequest) -> HttpResponse:
    """Find what the apps find, from the one box."""
    actor = actor_of(request)
    query = clean(request.GET.get("q", ""))[:60]
    finders = finders_for(actor)
    found = [
        (finder, rows, finder.more(query) if finder.more else "")
        for finder in (finders if query else [])
        if (rows := list(finder.find(actor, query, SHOWN)))
    ]
    hints = _("; ").join(str(finder.hint) for finder in finders)
    return render(request, "reports/search.html", {"query": query, "found": found, "hints": hints})


def reports(request: HttpRequest) -> HttpResponse:
    """Go to the year that is asked for most."""
    allow(request, access.READ)
    return redirect("report", yearend.default_year(now()))


def _reader(actor: Actor) -> Reader:
    return Reader(local_date(now()), bool(access.ROWS(actor)), withheld=actor.role == Role.STREET)


def report(request: HttpRequest, year: int) -> HttpResponse:
    """Show the year's figures, charts and text; also on paper, and as XLSX for who may open rows."""
    actor = allow(request, access.READ)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    if request.GET.get("export") == "xlsx":
        allow(request, access.EXPORT)
        return _workbook(year)
    reader = _reader(actor)
    count = YearCount(year, reader.today)
    figures = yearend.all_shown(count, reader)
    context = {
        "year": year,
        "before": max(FIRST_YEAR, year - 1),
        "after": year + 1 if year < reader.today.year else None,
        "begun": year <= reader.today.year,
        "headline": [item for item in figures.values() if item.figure.headline],
        "compares": any(item.change for item in figures.values()),
        "others": [item for item in figures.values() if not item.figure.headline],
        "charts": charts(count, reader),
        "quarters": yearend.by_quarter(count) if reader.may_open else [],
        "parts": summary(count, reader, figures),
        "reader": reader,
    }
    if request.GET.get("export") == "pdf":
        return on_paper(request, report_document(context, Imprint.of(request)), rows=0)
    return render(request, "reports/report.html", context)


def figure(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Show the rows that make a figure, so that it can be counted again."""
    allow(request, access.ROWS)
    declared = FIGURES.get(code)
    if declared is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    rows, words = yearend.narrowed(declared, year, request.GET)
    context = {
        "figure": declared,
        "value": yearend.text_of(declared.of(rows), declared.unit),
        "words": words,
        "year": year,
        "title": f"{declared.label} · {words}",
    }
    table, listing = listed(declared, rows, year, request.GET)
    return table_page(request, table, listing, template="reports/figure.html", context=context)


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
        rows, _words = yearend.narrowed(declared, year, {})
        table, listing = listed(declared, rows, year, {})
        if (
            declared.headline and table.export is access.EXPORT
        ):  # lists with a deed of their own go out by it alone
            sheets.append(Listing(table, Asked.nothing(), listing).sheet(str(declared.label)))
    answer: HttpResponse = send(sheets, "xlsx")
    return answer
