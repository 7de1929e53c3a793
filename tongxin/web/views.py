"""What views of every app share: who asks, and redirects that work for pages and fragments alike."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tongxin.kit.actor import Actor
from tongxin.kit.errors import Conflict
from tongxin.kit.permissions import Answer, require

View = TypeVar("View", bound=Callable[..., HttpResponse])


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks; the middleware has seen to it that somebody does."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by communities.signing_in.ActorMiddleware
    return actor


def allow(request: HttpRequest, deed: Callable[[Actor], Answer]) -> Actor:
    """Return who asks, or raise NotAllowed with the reason."""
    actor = actor_of(request)
    require(deed(actor))
    return actor


def path_within(request: HttpRequest, url: str) -> str:
    """Return the path and query of an address of this site, or "/"."""
    if url and url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(url)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return "/"


def say(request: HttpRequest, sentence: Any) -> None:
    """Show a sentence on the next page."""
    messages.success(request, str(sentence))


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language: on the account through a hook if signed in, in a cookie for everybody."""
    code = request.POST.get("language", "")
    response = redirect(path_within(request, request.POST.get("next", "")))
    if code in dict(settings.LANGUAGES):
        translation.activate(code)
        for hook in language_chosen:
            hook(request, code)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, code, max_age=365 * 86400, samesite="Lax", httponly=True
        )
    return response


# Apps above keep the language with the account.
language_chosen: list[Callable[[HttpRequest, str], None]] = []


def conflict_page(request: HttpRequest, conflict: Conflict, back: str) -> HttpResponse:
    """Tell the second of two people what they sent and how it stands now."""
    return render(request, "web/conflict.html", {"conflict": conflict, "back": back}, status=409)


def healthy(request: HttpRequest) -> HttpResponse:
    """Answer that the server is up."""
    return JsonResponse({"ok": True})


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Show the 404 page."""
    return render(request, "web/error.html", {"status": 404}, status=404)


def server_fault(request: HttpRequest) -> HttpResponse:
    """Show the 500 page, which needs nothing from the database."""
    return render(request, "web/fault.html", status=500)


def is_fragment(request: HttpRequest) -> bool:
    """Tell whether only the fragment is wanted (HTMX, but not when it restores history)."""
    return bool(request.headers.get("HX-Request")) and not request.headers.get("HX-History-Restore-Request")


def go(request: HttpRequest, url: str) -> HttpResponse:
    """Redirect the whole page, also when a fragment asked."""
    if is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
