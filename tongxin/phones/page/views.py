"""The page for phones without a network: its shell, its worker, and what it says to the server."""

import hashlib
import json
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tongxin.kit.actor import Actor
from tongxin.kit.clock import now
from tongxin.kit.ids import parse_uuid
from tongxin.phones import access, inbox, pictures, sealing
from tongxin.phones.items import KINDS
from tongxin.phones.page.words import words
from tongxin.phones.payload import ACCEPTED_VERSIONS, FORM_VERSION
from tongxin.phones.taking import KEPT_DAYS, counts_of, items_of, taken_along, unknown_of
from tongxin.phones.tickets import ticket_for
from tongxin.web.middleware import error_answer, too_large
from tongxin.web.views import allow

ASSETS = ("app.css", "phone.js", "seal.svg")
Endpoint = Callable[..., HttpResponse]


@cache
def _built(version_of: str) -> str:
    """Return the fingerprint of the built files; a new build gives phones a new worker."""
    del version_of  # the language: each has a shell of its own
    digest = hashlib.sha256()
    for name in ASSETS:
        path = Path(settings.STATIC_ROOT) / name
        digest.update(path.read_bytes() if path.exists() else b"")
    for name in ("phones/page.html", *(kind.template for kind in KINDS.values())):
        digest.update(Path(get_template(name).template.origin.name).read_bytes())  # type: ignore[attr-defined]  # Django's own engine has it
    return digest.hexdigest()[:12]


def version() -> str:
    """Return the version of the page that the worker keeps: of its files and its language."""
    language = get_language() or "en"
    return f"{FORM_VERSION}-{_built(language)}-{language}"


@require_GET
def phone(request: HttpRequest) -> HttpResponse:
    """Show the shell of the page. It holds no data, so it is shown to anybody and kept by the worker."""
    kinds = list(KINDS.values())
    said = words()
    for kind in kinds:
        said |= kind.words()
    context = {"kinds": kinds, "words": said, "form_version": FORM_VERSION, "kept_days": KEPT_DAYS}
    response = render(request, "phones/page.html", context)
    response["Cache-Control"] = "no-cache"
    return response


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """Give the service worker; its scope is this page alone, and it touches nothing but GET."""
    shell = json.dumps(["/visit/", "/visit/manifest.webmanifest", *map(static, ASSETS)])
    context = {"version": version(), "shell": shell}
    response = render(request, "phones/worker.js", context, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """Give what a phone needs to put the page on its home screen."""
    found = {
        "name": _("Visits"),
        "short_name": _("Visits"),
        "start_url": "/visit/",
        "scope": "/visit/",
        "display": "standalone",
        "background_color": "#f6f4ef",
        "theme_color": "#0f5f63",
        "icons": [{"src": static("seal.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }
    return JsonResponse(found, content_type="application/manifest+json")


def signed_in(view: Endpoint) -> Endpoint:
    """Answer 401 as JSON to whoever is not signed in: a redirect would look like a success to a script."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor: Actor | None = getattr(request, "actor", None)
        if actor is None:
            return JsonResponse({"error": _("Log in to send; nothing is lost.")}, status=401)
        allow(request, access.SEND)
        return view(request, actor, *args, **kwargs)

    return guarded


@require_GET
@signed_in
def hello(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Say who is signed in, what time it is, and everything a phone needs to seal and send."""
    device = parse_uuid(request.GET.get("device"))
    if device is None:
        return JsonResponse({"error": "device"}, status=400)
    # Written anew, the signed cookie counts its hours from now: so the phone knows when it ends.
    request.session["phone"] = str(device)
    name, key = sealing.public_key()
    found = {
        "tongxin": "hello",
        "user": {"ref": str(actor.ref), "name": actor.name, "community": str(actor.community_id)},
        "server_time": now().isoformat(),
        "csrf": get_token(request),
        "versions": ACCEPTED_VERSIONS,
        "kid": name,
        "key": key,
        "ticket": ticket_for(actor, device),
        "secret": sealing.at_rest_secret(actor.ref, device),
        "seconds": request.session.get_expiry_age(),
        "counts": counts_of(actor, device),
        "items": [inbox.state_of(item, actor) for item in items_of(device)],
        "unknown": unknown_of(request.GET.get("held", "").split(",")),
        "most_blob": pictures.MOST_SEALED_BYTES,
    }
    return JsonResponse(found, headers={"Cache-Control": "no-store"})


@require_GET
@signed_in
def duties(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Give what there is to take along."""
    found = {"tongxin": "duties", **taken_along(actor, at=now())}
    return JsonResponse(found, headers={"Cache-Control": "no-store"})


@require_http_methods(["PUT"])
@signed_in
def blob(request: HttpRequest, actor: Actor, sha256: str) -> HttpResponse:
    """Take a sealed picture, named by the fingerprint of its bytes."""
    if int(request.headers.get("Content-Length") or 0) > pictures.MOST_SEALED_BYTES:
        return error_answer(request, too_large())
    stored = pictures.store_sealed(sha256, request.body, by=actor, at=now())
    if stored is None:
        return JsonResponse({"error": _("The picture arrived damaged. It is sent again.")}, status=400)
    return JsonResponse({"sha256": stored.sha256}, status=201)


@require_http_methods(["POST"])
@signed_in
def item(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Take a sealed item: stored first, then applied; the phone keeps it unless the answer names it."""
    if len(request.body) > sealing.MOST_ENVELOPE_BYTES * 2:
        return error_answer(request, too_large())
    try:
        said = json.loads(request.body)
        number, sha256, envelope = UUID(said["item"]), said["sha256"], said["envelope"].encode()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return JsonResponse({"error": _("This is not what the visit page writes.")}, status=400)
    if hashlib.sha256(envelope).hexdigest() != sha256:
        return JsonResponse({"error": _("It arrived damaged. It is sent again.")}, status=400)
    reply = inbox.receive(number, sha256, envelope, by=actor, at=now())
    return JsonResponse(reply.as_json(actor), status=reply.status)
