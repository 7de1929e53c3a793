"""The page of a long print, and its file."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from tongxin.kit.errors import NotFound
from tongxin.web.paper.answering import pdf
from tongxin.web.paper.prints import Print, own_prints
from tongxin.web.views import actor_of, is_fragment


def one_print(request: HttpRequest, print_id: UUID) -> HttpResponse:
    """Show how far a print of one's own is, then the way to its file."""
    found = Print.of(print_id, actor_of(request))
    others = [one for one in own_prints(actor_of(request)) if one.id != found.id]
    context = {"print": found, "progress": found.progress(), "before": found.before, "others": others}
    return render(request, "web/print.html#progress" if is_fragment(request) else "web/print.html", context)


def print_file(request: HttpRequest, print_id: UUID) -> HttpResponse:
    """Give the paper."""
    found = Print.of(print_id, actor_of(request))
    if not found.is_done:
        raise NotFound("")
    found.note_fetched()
    return pdf(found.file.open("rb"), found.title)


@require_POST
def cancel_print(request: HttpRequest, print_id: UUID) -> HttpResponse:
    """Give up a print of one's own that waits or is being made."""
    Print.of(print_id, actor_of(request)).cancel()
    return redirect("print", print_id)
