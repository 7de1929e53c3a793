"""The four steps of an import as pages."""

from collections import Counter
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongxin.kit.clock import now
from tongxin.people import access, tables, tasks
from tongxin.people.forms import MappingForm, UploadForm
from tongxin.people.models import SheetImport
from tongxin.people.sheets import actions
from tongxin.people.sheets.judging import field_label
from tongxin.people.sheets.matching import left_out
from tongxin.people.sheets.reading import read_file
from tongxin.people.uploading import TOO_LARGE
from tongxin.web.exports import Sheet, send
from tongxin.web.forms import perform, status_of
from tongxin.web.listings import table_page
from tongxin.web.views import allow, is_fragment

SAMPLES = 3
SHOWN_PROBLEMS = 200


def imports(request: HttpRequest) -> HttpResponse:
    """List the sheets taken in so far."""
    allow(request, access.IMPORT)
    return table_page(request, tables.IMPORTS, tables.import_rows(), template="people/imports.html")


def upload(request: HttpRequest) -> HttpResponse:
    """Step one: take a file."""
    actor = allow(request, access.IMPORT)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST":
        valid = form.is_valid()
        if getattr(request, TOO_LARGE, False):
            form.add_error(
                "file",
                _("The file is larger than %(limit)s MB. Save only the sheet with the residents.")
                % {"limit": form.limit},
            )
        elif valid:
            file = form.cleaned_data["file"]
            done = perform(
                form,
                lambda: actions.upload(file.name, file.chunks(), by=actor, at=now(), key=form.facts()["key"]),
            )
            if done is not None:
                return redirect("import", done[0].pk)
    return render(request, "people/import_upload.html", {"form": form, "step": 1}, status=status_of(form))


def one_import(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """Show an import at the step where it stands."""
    allow(request, access.IMPORT)
    sheet = SheetImport.objects.get(pk=sheet_id)
    if sheet.state == SheetImport.State.UPLOADED or request.GET.get("step") == "2":
        return _columns(request, sheet)
    if sheet.state in {SheetImport.State.READING, SheetImport.State.RUNNING}:
        context = {
            "sheet": sheet,
            "progress": tasks.progress_of(sheet.pk),
            "step": 3 if sheet.state == "reading" else 4,
        }
        name = "people/import_progress.html"
        return render(request, f"{name}#progress" if is_fragment(request) else name, context)
    if is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": request.path})
    return _result(request, sheet)


def _columns(request: HttpRequest, sheet: SheetImport) -> HttpResponse:
    """Step two: match columns, three sample values under each head."""
    actor = allow(request, access.IMPORT)
    if sheet.state in {SheetImport.State.RUNNING, SheetImport.State.DONE}:
        return redirect("import", sheet.pk)
    heads, samples, unused = _sampled(sheet)
    form = MappingForm(request.POST or None, columns=heads, mapping=sheet.mapping)
    if request.method == "POST" and form.is_valid():
        mapping = form.mapping()
        if (
            not form.errors
            and perform(form, lambda: actions.match_columns(sheet.pk, mapping, by=actor)) is not None
        ):
            tasks.read_sheet(str(actor.community_id), str(sheet.pk))
            return redirect("import", sheet.pk)
    columns = [(form[f"column_{at}"], samples[at]) for at in range(len(heads))]
    context = {"form": form, "sheet": sheet, "columns": columns, "unused": unused, "step": 2}
    return render(request, "people/import_columns.html", context, status=status_of(form))


def _sampled(sheet: SheetImport) -> tuple[list[str], list[list[str]], list[str]]:
    sheets = read_file(Path(sheet.path), sheet.file_name)
    found = actions.first_head(sheets)
    rows = found[0].rows[found[1].line :] if found else sheets[0].rows
    width = len(found[1].texts) if found else max(len(row) for row in rows)
    heads = list(found[1].texts) if found else [""] * width
    samples: list[list[str]] = [[] for _at in range(width)]
    for row in rows[:50]:
        for at, cell in enumerate(row[:width]):
            text = str(cell if cell is not None else "").strip()
            if text and len(samples[at]) < SAMPLES:
                samples[at].append(text[:24])
    return heads, samples, left_out(found[1], sheet.mapping) if found else []


def _result(request: HttpRequest, sheet: SheetImport) -> HttpResponse:
    """Steps three and four: every problem by row and field, and the numbers."""
    kept = actions.problems(sheet)
    kinds = Counter((row["field"], row["reason"].split("：")[0].split(": ")[0]) for row in kept["rows"])
    examples: dict[Any, str] = {}
    for row in kept["rows"]:
        examples.setdefault((row["field"], row["reason"].split("：")[0].split(": ")[0]), row["value"])
    context = {
        "sheet": sheet,
        "groups": [
            (field_label(key[0]), key[1], number, examples[key]) for key, number in kinds.most_common()
        ],
        "problems": [{**row, "label": field_label(row["field"])} for row in kept["rows"][:SHOWN_PROBLEMS]],
        "more": max(0, len(kept["rows"]) - SHOWN_PROBLEMS),
        "step": 4 if sheet.state == SheetImport.State.DONE else 3,
    }
    return render(request, "people/import_result.html", context)


@require_POST
def confirm(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """Step four: take the sheet in, as a job."""
    actor = allow(request, access.IMPORT)
    # Only one of two clicks finds the sheet still waiting.
    waiting = SheetImport.objects.filter(
        pk=sheet_id, state__in=[SheetImport.State.READ, SheetImport.State.FAILED]
    )
    if waiting.update(state=SheetImport.State.RUNNING):
        tasks.take_in_sheet(str(actor.community_id), str(sheet_id), str(actor.account_id))
    return redirect("import", sheet_id)


def refused(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """Give the rows not taken in as a sheet with the same columns, to mend and take in again."""
    allow(request, access.IMPORT)
    sheet = SheetImport.objects.get(pk=sheet_id)
    kept = actions.problems(sheet)
    width = max([len(kept["heads"]), *(len(row["cells"]) for row in kept["rows"])], default=0)
    heads = [*kept["heads"], *[""] * (width - len(kept["heads"]))]
    columns = [*((head, "text") for head in heads), (_("What to mend"), "long")]
    rows = (
        [*row["cells"], *[""] * (width - len(row["cells"])), f"{field_label(row['field'])}: {row['reason']}"]
        for row in kept["rows"]
    )
    answer: HttpResponse = send(Sheet(_("Rows to mend"), columns, rows), "xlsx")
    return answer
