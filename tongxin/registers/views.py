"""Pages of the registers: the shelf, a book, its corrections, an entry, the verification."""

from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongxin.kit.actor import Actor
from tongxin.kit.clock import local_date, now
from tongxin.kit.errors import Conflict, NotFound, RuleBroken
from tongxin.kit.permissions import Denied, require
from tongxin.kit.words import enumerated, run_on
from tongxin.registers import access, actions, carrying, telling, verifying
from tongxin.registers.forms import AmendForm
from tongxin.registers.judging import amend_faults
from tongxin.registers.kinds import REGISTERS
from tongxin.registers.models import Entry
from tongxin.registers.reading import is_void, original_of
from tongxin.registers.tables import book, book_rows, correction_rows, corrections, years_of
from tongxin.web.forms import ReasonForm, perform, status_of
from tongxin.web.listings import table_page
from tongxin.web.views import allow, say

FIRST_YEAR, LAST_YEAR = 1949, 2100  # no community is older, and no book is opened so early


def registers(request: HttpRequest) -> HttpResponse:
    """Show the shelf."""
    actor = allow(request, access.READ)
    counts = dict(Entry.objects.written().order_by().values_list("register").annotate(n=Count("pk")))
    checked = verifying.latest()
    shelf = [(item, counts.get(code, 0), checked.get(code)) for code, item in REGISTERS.items()]
    context = {
        "books": [row for row in shelf if row[0].is_book],
        "records": [row for row in shelf if not row[0].is_book],
        "may_verify": bool(access.VERIFY(actor)),
        "year": local_date(now()).year,
    }
    return render(request, "registers/registers.html", context)


def _book_context(code: str, year: int | None) -> dict[str, Any]:
    if code not in REGISTERS:
        raise Http404
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound(
            _("There are books from %(first)s to %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )
    years = years_of(code)
    wanted = year if year is not None else years[0] if years else local_date(now()).year
    return {
        "register": REGISTERS[code],
        "year": wanted,
        "years": years,
        "mark": verifying.latest().get(code),
        "corrections": correction_rows(code, wanted).count(),
    }


def register(request: HttpRequest, code: str, year: int | None = None) -> HttpResponse:
    """Show a book for a year; also as XLSX and CSV, and printed on A4."""
    actor = allow(request, access.READ)
    context = _book_context(code, year)
    table = book(code, context["year"], personal=access.sees_personal_data(actor))
    rows = book_rows(code, context["year"])
    return table_page(request, table, rows, template="registers/book.html", context=context)


def corrections_of_book(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Show the corrections of a book in a year: they have numbers of their own."""
    actor = allow(request, access.READ)
    context = _book_context(code, year)
    table = corrections(code, personal=access.sees_personal_data(actor))
    rows = correction_rows(code, year)
    return table_page(request, table, rows, template="registers/corrections.html", context=context)


def entry(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Show an entry with its corrections, old beside new, and what it is chained to."""
    actor = allow(request, access.READ)
    return _entry_page(request, Entry.objects.get(pk=entry_id), actor, ReasonForm())


def _entry_page(request: HttpRequest, found: Entry, actor: Actor, void_form: ReasonForm) -> HttpResponse:
    told = telling.tell(original_of(found), actor)
    can_void = carrying.can_void(told.entry, actor)
    may_void_now = access.VOID(actor) and can_void and not told.void
    context = {
        "entry": told.entry,
        "told": told,
        "looked_for": found,
        "may_amend": access.AMEND(actor),
        "may_void": access.VOID(actor),
        "can_amend": carrying.can_amend(told.entry, actor),
        "can_void": can_void,
        "who_voids": access.who_voids(actor) if access.AMEND(actor) and not told.void else "",
        "takes": carrying.void_takes(told.entry) if may_void_now else [],
        "void_form": void_form,
    }
    return render(request, "registers/entry.html", context, status=status_of(void_form))


def _possible(answer: Any) -> None:
    """Say why a correction is not possible, and what to do instead, before any form is shown."""
    if isinstance(answer, Denied):
        raise RuleBroken(answer.reason)


def _amend(entry: Entry, form: AmendForm, actor: Actor) -> Entry:
    told = form.facts()
    return actions.amend(
        entry.pk,
        form.changes(),
        reason=told["reason"],
        seen=form.version,
        by=actor,
        at=now(),
        key=told["key"],
    )


def amend(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Correct an entry; the old words stay beside the new."""
    actor = allow(request, access.AMEND)
    found = original_of(Entry.objects.get(pk=entry_id))
    require(carrying.may_correct(found, actor))
    if request.method == "GET" and is_void(found):
        raise RuleBroken(_("This entry is void. Record what happened anew instead of correcting it."))
    _possible(carrying.can_amend(found, actor))
    form = AmendForm(request.POST or None, entry=found, by=actor)
    if request.method == "POST" and form.is_valid():
        try:
            done = perform(form, lambda: _amend(found, form, actor))
        except Conflict as conflict:
            if not conflict.fields:
                raise
            form, done = form.after(conflict), None
        if done is not None:
            say(request, _("The entry was amended. Both versions stay readable."))
            return redirect("entry", found.pk)
    if form.errors:
        form.add_faults(amend_faults(found.pk, form.changes(), seen=form.version, by=actor, at=now()))
    title = _("Amend %(entry)s") % {"entry": found.label}
    context = {"form": form, "title": title, "entry": found, "takes": carrying.amend_takes(found)}
    context["ways"] = telling.ways_of(found, actor) if form.fixed else []
    return render(request, "registers/amend.html", context, status=status_of(form))


@require_POST
def void(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Declare an entry void."""
    actor = allow(request, access.VOID)
    found = original_of(Entry.objects.get(pk=entry_id))
    form = ReasonForm(request.POST)
    if form.is_valid():
        reason, key = form.cleaned_data["reason"], form.facts()["key"]
        takes = carrying.void_takes(found) if carrying.can_void(found, actor) else []
        done = perform(form, lambda: actions.void(found.pk, reason=reason, by=actor, at=now(), key=key))
        if done is not None:
            say(request, _voided_with(takes))
            return redirect("entry", found.pk)
    return _entry_page(request, found, actor, form)


def _voided_with(takes: list[str]) -> str:
    """Say that an entry is void, and what went with it."""
    with_it = _("What went with it: %(what)s.") % {"what": enumerated(takes)} if takes else ""
    return run_on(_("The entry is void. It keeps its number and its words."), with_it)


def verification(request: HttpRequest) -> HttpResponse:
    """Show the last verification of each register."""
    actor = allow(request, access.READ)
    sees_values = access.sees_personal_data(actor)
    checks, latest = [], verifying.latest()
    for code in [code for code in REGISTERS if code in latest]:  # in the order of the shelf
        mark = latest[code]
        checks.append((REGISTERS[code], mark, [telling.fault(kept, sees_values) for kept in mark.faults]))
    context = {
        "checks": checks,
        "may_verify": bool(access.VERIFY(actor)),
        "sees_values": sees_values,
    }
    return render(request, "registers/verification.html", context)


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Walk every chain of the community now."""
    allow(request, access.VERIFY)

    verifying.keep(verifying.walk_all(), at=now())
    return redirect("verification")
