"""Turning away who is not signed in, and turning errors into pages, fragments or JSON."""

import logging
import sqlite3
from collections.abc import Callable
from urllib.parse import urlencode

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tongxin.kit.errors import NotFound, TongxinError
from tongxin.web.views import go, is_fragment, path_within

log = logging.getLogger("tongxin")
OPEN_PATHS = (
    "/login/",
    "/language/",
    "/healthy/",
    "/static/",
    "/accounts/",
    "/logout/",
    "/visits/calendar/",
    "/visit/",
    "/board/",
)
# What apps above do when a row is not found: told the request and the exception.
not_found: list[Callable[[HttpRequest, Exception], None]] = []


class SignedInMiddleware:
    """Send who is not signed in to the login page, and back to the form afterwards."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let through, or redirect."""
        if getattr(request, "actor", None) is not None or request.path.startswith(OPEN_PATHS):
            return self.get_response(request)
        back, typing = request.get_full_path(), request.method != "GET" or is_fragment(request)
        if is_fragment(request):
            back = path_within(request, request.headers.get("HX-Current-URL", ""))
        elif request.method != "GET":
            # What was typed is kept by the page itself (frontend/keep.js) and put back after the login.
            back = path_within(request, request.headers.get("Referer", ""))
        query = {"next": back} | ({"kept": "1"} if typing else {})
        return go(request, f"{reverse('account_login')}?{urlencode(query)}")


class ErrorMiddleware:
    """Make one answer of each error: what happened, what was kept, what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer errors that can be told; leave faults of the program to the server's 500 page."""
        if isinstance(exception, ObjectDoesNotExist):
            for hook in not_found:
                hook(request, exception)
            log.warning("not found for account: %s", request.path)
            exception = NotFound(_("This page does not exist, or it belongs to another community."))
        if isinstance(exception, RequestDataTooBig):
            exception = too_large()
        if isinstance(exception, OSError | sqlite3.Error | OperationalError) and is_disk_full(exception):
            exception = disk_full()
        if not isinstance(exception, TongxinError):
            return None
        return error_answer(request, exception)


def error_answer(request: HttpRequest, error: TongxinError) -> HttpResponse:
    """Render an error for a page, a fragment or a JSON caller."""
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"error": str(error.message), "fields": error.fields}, status=error.status)
    context = {
        "error": error,
        "status": error.status,
        "back": path_within(request, request.headers.get("Referer", "")),
    }
    template = "web/error.html#body" if is_fragment(request) else "web/error.html"
    return render(request, template, context, status=error.status)


def is_disk_full(error: Exception) -> bool:
    """Tell whether the disk had no room."""
    return (
        getattr(error, "errno", None) == 28 or "disk is full" in str(error) or "No space left" in str(error)
    )


def disk_full() -> TongxinError:
    """Return the sentence for a full disk."""
    fault = TongxinError(
        _(
            "The disk of the server is full. Nothing of this step was recorded; what was recorded before is safe. "
            "Ask whoever looks after the server to make room, then send the form again."
        )
    )
    fault.status = 507
    return fault


def too_large() -> TongxinError:
    """Return the sentence for too much data in one request."""
    fault = TongxinError(
        _("This is more than one request may carry. Choose a smaller file, or split the sheet.")
    )
    fault.status = 413
    return fault
