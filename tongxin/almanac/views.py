"""The table of working days."""

from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.almanac import access, actions
from tongxin.almanac.models import Day
from tongxin.almanac.rules import FIRST_YEAR, LAST_YEAR
from tongxin.kit.clock import local_date, now
from tongxin.web.forms import Form, Text, perform, status_of
from tongxin.web.views import allow, say


class DayForm(Form):
    """A day as announced."""

    day = forms.DateField(label=gettext_lazy("Day"))
    is_working = forms.TypedChoiceField(
        label=gettext_lazy("This day is"),
        choices=[("1", gettext_lazy("a working day")), ("0", gettext_lazy("a day off"))],
        coerce=lambda value: value == "1",
    )
    name = Text(
        label=gettext_lazy("Name"),
        max_length=60,
        help_text=gettext_lazy("As announced, for example: make-up day"),
    )


def almanac(request: HttpRequest) -> HttpResponse:
    """Show a year's days that differ from the plain week, and take make-up days."""
    actor = allow(request, access.READ)
    today = local_date(now())
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted.isdigit() and FIRST_YEAR <= int(wanted) <= LAST_YEAR else today.year
    form = DayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        done = perform(
            form,
            lambda: actions.set_day(
                facts["day"], is_working=facts["is_working"], name=facts["name"], by=actor, at=now()
            ),
        )
        if done is not None:
            say(request, _("The day was changed. Due dates counted from now on use it."))
            return redirect(f"{request.path}?year={done.day.year}")
    rows = Day.objects.span(date(year, 1, 1), date(year, 12, 31))
    context = {
        "year": year, "before": max(FIRST_YEAR, year - 1), "after": min(LAST_YEAR, year + 1),
        "days": rows.special().order_by("day"), "working": rows.filter(is_working=True).count(),
        "provisional": rows.filter(provisional=True).exists(), "form": form, "may_edit": bool(access.EDIT(actor)),
    }  # fmt: skip
    return render(request, "almanac/year.html", context, status=status_of(form))
