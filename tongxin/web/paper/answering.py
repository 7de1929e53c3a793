"""Answering a request with paper: at once if it is short, by a job if it is long; the job asks the same address again."""

from io import BytesIO
from typing import IO, Any, Final

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation

from tongxin.web import tasks
from tongxin.web.paper.documents import Document
from tongxin.web.paper.printing import as_bytes, print_to
from tongxin.web.paper.prints import PRINTING, Print
from tongxin.web.views import actor_of

AT_ONCE_ROWS: Final = 1500  # two seconds on the machine that docs/speed.md names
JOB_PATIENCE: Final = 600.0


def answer(request: HttpRequest, document: Document, rows: int) -> HttpResponse:
    """Answer with a document of about so many rows: the file, or the page that shows how far it is."""
    running: Print | None = getattr(request, PRINTING, None)
    if running is not None:
        print_to(running.file, document, progress=running.tell, patience=JOB_PATIENCE)
        return HttpResponse(status=204)
    if rows <= AT_ONCE_ROWS:
        return pdf(BytesIO(as_bytes(document)), document.title)
    made = Print.begin(
        actor_of(request),
        path=request.path,
        query=request.GET.urlencode(),
        title=document.title,
        language=translation.get_language() or "",
    )
    tasks.make_print(made.id)
    return redirect("print", made.id)


def pdf(content: IO[bytes], title: str) -> HttpResponse:
    """Return a PDF under the title's name, shown by browsers that can."""
    answered: Any = FileResponse(
        content,
        content_type="application/pdf",
        filename=f"{title.replace('/', '·')}.pdf",
        headers={"Cache-Control": "private, no-store"},
    )
    answered._csp_exempt = True  # browsers show a PDF as a plugin, which the policy for pages forbids
    found: HttpResponse = answered
    return found
