"""The calendar of a year: working days, make-up days, lunar dates, terms and festivals."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tongxin.almanac import access, actions
from tongxin.almanac.forms import DayFileForm, DayForm
from tongxin.almanac.models import Day, days_here
from tongxin.almanac.rules import FIRST_YEAR, LAST_YEAR
from tongxin.kit.clock import local_date, now
from tongxin.web.exports import Sheet, send
from tongxin.web.forms import perform, status_of
from tongxin.web.views import allow, say


def months_of(days: Sequence[Day], today: date) -> list[dict[str, Any]]:
    """Lay out a year's days as months of weeks from Monday on, with None before the first and after the last."""
    months: list[dict[str, Any]] = []
    for row in days:
        if row.day.day == 1:
            months.append({"first": row.day, "cells": [None] * row.day.weekday()})
        months[-1]["cells"].append((row, row.day == today))
    for month in months:
        cells = month.pop("cells")
        cells += [None] * (-len(cells) % 7)
        month["weeks"] = [cells[at : at + 7] for at in range(0, len(cells), 7)]
    return months


def almanac(request: HttpRequest) -> HttpResponse:
    """Show a year's calendar, and take make-up days, one by one or as a file."""
    actor = allow(request, access.READ)
    today = local_date(now())
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted.isdigit() and FIRST_YEAR <= int(wanted) <= LAST_YEAR else today.year
    sent_file = request.method == "POST" and "day" not in request.POST
    form = DayForm(request.POST if request.method == "POST" and not sent_file else None)
    file_form = DayFileForm(request.POST, request.FILES) if sent_file else DayFileForm()
    sent = file_form if sent_file else form
    if request.method == "POST" and sent.is_valid():
        changes = sent.changes()
        done = perform(sent, lambda: actions.set_days(changes, by=actor, at=now(), key=sent.facts()["key"]))
        if done is not None:
            say(
                request,
                _("%(n)s days were changed. Due dates counted from now on use them.") % {"n": len(done)},
            )
            return redirect(f"{request.path}?year={done[0].day.year}")
    days = days_here(date(year, 1, 1), date(year, 12, 31))
    if request.GET.get("export") in {"csv", "xlsx"}:
        answer: HttpResponse = send(_sheet(days, year), request.GET["export"])
        return answer
    context = {
        "year": year,
        "before": max(FIRST_YEAR, year - 1),
        "after": min(LAST_YEAR, year + 1),
        "months": months_of(days, today),
        "working": sum(row.is_working for row in days),
        "special": [row for row in days if row.name or row.festivals],
        "weekdays": [date(2024, 1, 1) + timedelta(days=at) for at in range(7)],
        "provisional": any(row.provisional for row in days),
        "form": form,
        "file_form": file_form,
        "may_edit": bool(access.EDIT(actor)),
    }
    return render(request, "almanac/year.html", context, status=status_of(sent))


def _sheet(days: Sequence[Day], year: int) -> Sheet:
    """Return a year's days in the form in which the page takes them in again."""
    rows = (
        [
            row.day,
            "上班" if row.is_working else "放假",
            row.name,
            row.lunar_words,
            row.festival_words,
            row.get_source_display(),
        ]
        for row in days
    )
    heads = [(_("Day"), "date"), (_("This day is"), "text"), (_("Name"), "text"), (_("Lunar date"), "text")]
    return Sheet(
        _("Calendar %(year)s") % {"year": year},
        [*heads, (_("Festivals"), "text"), (_("Source"), "text")],
        rows,
    )
