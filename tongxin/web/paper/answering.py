"""Answering a request with paper: at once if it is short, by a job if it is long; the job asks the same address again."""

from io import BytesIO
from typing import IO, Any, Final
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation

from tongxin.web import tasks
from tongxin.web.paper.documents import Document
from tongxin.web.paper.printing import Busy, as_bytes, print_to
from tongxin.web.paper.prints import PRINTING, Print, TooManyWait
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
        try:
            return pdf(BytesIO(as_bytes(document)), document.name)
        except Busy:
            pass  # it waits for its turn as a long one does
    try:
        asked = Print.ask(
            actor_of(request),
            path=request.path,
            query=urlencode(sorted(parse_qsl(request.GET.urlencode()))),
            title=document.name,
            language=translation.get_language() or "",
        )
    except TooManyWait as refusal:
        messages.warning(request, str(refusal.message))
        return redirect("print", refusal.last)
    tasks.make_next_print()
    return redirect("print", asked.id)


def pdf(content: IO[bytes], name: str) -> HttpResponse:
    """Return a PDF under its document's name, shown by browsers that can."""
    answered: Any = FileResponse(
        content,
        content_type="application/pdf",
        filename=f"{name.replace('/', '·')}.pdf",
        headers={"Cache-Control": "private, no-store"},
    )
    answered._csp_exempt = True  # browsers show a PDF as a plugin, which the policy for pages forbids
    found: HttpResponse = answered
    return found
