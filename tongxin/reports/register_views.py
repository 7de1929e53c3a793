"""Pages of the registers: the shelf, a book, an entry, its corrections, the verification."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongxin.communities.models import names_of
from tongxin.kit.clock import local_date, now
from tongxin.registers import access, actions, verifying
from tongxin.registers.kinds import REGISTERS
from tongxin.registers.models import Entry
from tongxin.registers.reading import corrections_of, current_values, in_words, original_of
from tongxin.reports.books import book, book_rows, years_of
from tongxin.web.forms import Form, ReasonForm, Text, perform, status_of
from tongxin.web.listings import table_page
from tongxin.web.views import allow, say

FIXED = frozenset(
    {
        "need",
        "group",
        "groups",
        "group_names",
        "group_name",
        "person",
        "activity",
        "work",
        "volunteer",
        "account",
        "member",
        "sheet",
        "request_source",
        "volunteers",
    }
)


def registers(request: HttpRequest) -> HttpResponse:
    """Show the shelf."""
    actor = allow(request, access.READ)
    counts = dict(Entry.objects.order_by().values_list("register").annotate(n=Count("pk")))
    checked = verifying.latest()
    shelf = [(item, counts.get(code, 0), checked.get(code)) for code, item in REGISTERS.items()]
    context = {
        "books": [row for row in shelf if row[0].is_book],
        "records": [row for row in shelf if not row[0].is_book],
        "may_verify": bool(access.VERIFY(actor)),
        "year": local_date(now()).year,
    }
    return render(request, "reports/registers.html", context)


def register(request: HttpRequest, code: str, year: int | None = None) -> HttpResponse:
    """Show a book for a year; also as XLSX and CSV, and printed on A4."""
    actor = allow(request, access.READ)
    if code not in REGISTERS:
        raise Http404
    years = years_of(code)
    wanted = year or (years[0] if years else local_date(now()).year)
    table = book(code, wanted, personal=access.sees_personal_data(actor))
    context: dict[str, Any] = {
        "register": REGISTERS[code],
        "year": wanted,
        "years": years,
        "mark": verifying.latest().get(code),
    }
    return table_page(request, table, book_rows(code, wanted), template="reports/book.html", context=context)


def entry(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Show an entry with its corrections, old beside new, and what it is chained to."""
    actor = allow(request, access.READ)
    found = Entry.objects.with_values().get(pk=entry_id)
    original = original_of(found)
    personal = access.sees_personal_data(actor)
    corrections = corrections_of(original)
    names = names_of({item.actor_ref for item in [original, *corrections]})
    versions = [original, *(item for item in corrections if item.kind == Entry.Kind.AMEND)]
    erased = {
        name for item in corrections if item.kind == Entry.Kind.ERASE for name in item.values()["erased"]
    }
    rows = []
    for name, label in original.kind_class.labels().items():
        told = [
            _("erased")
            if name in erased
            else in_words(original, name, item.values().get(name, ""), personal=personal)
            for item in versions
        ]
        if any(told):
            rows.append((label, [(text, at > 0 and text != told[at - 1]) for at, text in enumerate(told)]))
    void = any(item.kind == Entry.Kind.VOID for item in corrections)
    may_correct = original.kind == Entry.Kind.CREATE and not void
    context = {
        "entry": original,
        "rows": rows,
        "versions": versions,
        "corrections": corrections,
        "void": void,
        "who": names.get(original.actor_ref, ""),
        "reasons": [
            (item, item.values().get("reason", ""), names.get(item.actor_ref, "")) for item in corrections
        ],
        "may_amend": may_correct and bool(access.AMEND(actor)),
        "may_void": may_correct and bool(access.VOID(actor)),
        "void_form": ReasonForm(),
    }
    return render(request, "reports/entry.html", context)


class AmendForm(Form):
    """An entry's facts as text, and why they are corrected."""

    reason = Text(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, entry: Entry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        values = current_values(entry)
        kind = entry.kind_class
        for name, label in kind.labels().items():
            if name not in FIXED:
                self.fields[f"fact_{name}"] = _fact_field(kind, name, label, values.get(name))
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    def changes(self) -> dict[str, str]:
        """Return field name: text."""
        return {name[5:]: str(value) for name, value in self.cleaned_data.items() if name.startswith("fact_")}


def _fact_field(kind: Any, name: str, label: Any, value: Any) -> Any:

    text = "" if value is None else str(value)
    words = kind.words(name)
    if words:
        return forms.ChoiceField(
            label=label, choices=[("", "—"), *words.items()], initial=text, required=False
        )
    long = len(text) > 40 or name in {
        "matter",
        "content",
        "reply",
        "problems",
        "next_steps",
        "outcome",
        "what",
    }
    return Text(label=label, initial=text, required=False, widget=forms.Textarea if long else forms.TextInput)


def amend(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Correct an entry; the old words stay beside the new."""
    actor = allow(request, access.AMEND)
    found = original_of(Entry.objects.with_values().get(pk=entry_id))
    form = AmendForm(request.POST or None, entry=found)
    if request.method == "POST" and form.is_valid():
        key = form.facts()["key"]
        done = perform(
            form,
            lambda: actions.amend(
                found.pk, form.changes(), reason=form.cleaned_data["reason"], by=actor, at=now(), key=key
            ),
        )
        if done is not None:
            say(request, _("The entry was amended. Both versions stay readable."))
            return redirect("entry", found.pk)
    title = _("Amend %(entry)s") % {"entry": found.label}
    return render(
        request, "web/form_page.html", {"form": form, "title": title, "back": found}, status=status_of(form)
    )


@require_POST
def void(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Declare an entry void."""
    actor = allow(request, access.VOID)
    found = original_of(Entry.objects.get(pk=entry_id))
    form = ReasonForm(request.POST)
    if form.is_valid():
        actions.void(
            found.pk, reason=form.cleaned_data["reason"], by=actor, at=now(), key=form.facts()["key"]
        )
        say(request, _("The entry is void. It keeps its number and its words."))
        return redirect("entry", found.pk)
    return render(request, "web/form_page.html", {"form": form, "title": _("Declare void")}, status=422)


def verification(request: HttpRequest) -> HttpResponse:
    """Show the last verification of each register."""
    actor = allow(request, access.READ)
    context = {
        "checks": [(REGISTERS[code], row) for code, row in verifying.latest().items() if code in REGISTERS],
        "may_verify": bool(access.VERIFY(actor)),
    }
    return render(request, "reports/verification.html", context)


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Walk every chain of the community now."""
    allow(request, access.VERIFY)

    verifying.keep(verifying.walk_all(), at=now())
    return redirect("verification")
