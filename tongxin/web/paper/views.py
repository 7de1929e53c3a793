"""The page of a long print, and its file."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongxin.kit.errors import NotFound
from tongxin.web.paper.answering import pdf
from tongxin.web.paper.prints import Print
from tongxin.web.views import actor_of, is_fragment


def one_print(request: HttpRequest, print_id: UUID) -> HttpResponse:
    """Show how far a print of one's own is, then the way to its file."""
    found = Print.of(print_id, actor_of(request))
    context = {"print": found, "progress": found.progress()}
    return render(request, "web/print.html#progress" if is_fragment(request) else "web/print.html", context)


def print_file(request: HttpRequest, print_id: UUID) -> HttpResponse:
    """Give the paper."""
    found = Print.of(print_id, actor_of(request))
    if not found.is_done:
        raise NotFound("")
    return pdf(found.file.open("rb"), found.title)
