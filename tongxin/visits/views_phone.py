"""The visit page for phones without a network: its shell, its worker, and what it says to the server."""

import hashlib
import json
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tongxin.kit.actor import Actor
from tongxin.kit.clock import now
from tongxin.kit.ids import parse_uuid
from tongxin.visits import access, inbox, pictures, sealing
from tongxin.visits.models import Visit
from tongxin.visits.models_inbox import VisitPhoto
from tongxin.visits.payload import ACCEPTED_VERSIONS, FORM_VERSION
from tongxin.visits.snapshot import KEPT_DAYS, counts_of, items_of, snapshot, unknown_of
from tongxin.visits.views import note_look
from tongxin.web.middleware import error_answer, too_large
from tongxin.web.views import allow

ASSETS = ("app.css", "visit.js", "seal.svg")
Endpoint = Callable[..., HttpResponse]


@cache
def _built(version_of: str) -> str:
    """Return the fingerprint of the built files; a new build gives phones a new worker."""
    del version_of  # the language: each has a shell of its own
    digest = hashlib.sha256()
    for name in ASSETS:
        path = Path(settings.STATIC_ROOT) / name
        digest.update(path.read_bytes() if path.exists() else b"")
    template = Path(__file__).parent / "templates/visits/phone.html"
    digest.update(template.read_bytes())
    return digest.hexdigest()[:12]


def version() -> str:
    """Return the version of the page that the worker keeps: of its files and its language."""
    language = get_language() or "en"
    return f"{FORM_VERSION}-{_built(language)}-{language}"


@require_GET
def phone(request: HttpRequest) -> HttpResponse:
    """Show the shell of the visit page. It holds no data, so it is shown to anybody and kept by the worker."""
    response = render(
        request, "visits/phone.html", {"words": words(), "form_version": FORM_VERSION, "kept_days": KEPT_DAYS}
    )
    response["Cache-Control"] = "no-cache"
    return response


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """Give the service worker; its scope is this page alone, and it touches nothing but GET."""
    context = {
        "version": version(),
        "shell": json.dumps(["/visit/", "/visit/manifest.webmanifest", *map(static, ASSETS)]),
    }
    response = render(request, "visits/worker.js", context, content_type="text/javascript; charset=utf-8")
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


def words() -> dict[str, str]:
    """Return the sentences that the page's script says."""
    return {
        "offline": _("No network. What you save stays on this phone and is sent later."),
        "online": _("Connected"),
        "login": _("Log in to send and to see your homes. Nothing is lost."),
        "portal": _(
            "The network answers with a page of its own. Sign in to the network first; nothing was sent or lost."
        ),
        "faulty": _("The server does not answer as it should. Nothing was sent or lost; it is tried again."),
        "saved": _("Saved on this phone."),
        "quota": _(
            "The phone has no room left. Nothing was saved: make room, or send first what waits, then save again."
        ),
        "too_large": _(
            "The server found this too large. It stays on the phone: save it to a file and bring it to the office."
        ),
        "others": _(
            "%(n)s items of somebody else wait on this phone. They are sent; only who wrote them can read them."
        ),
        "sent_none": _("Nothing waits to be sent."),
        "days_2": _("Something has waited two days to be sent. Find a network, or save it to a file."),
        "days_4": _(
            "Something has waited four days. Bring the phone to the office, or save it to a file now."
        ),
        "room": _("Room on the phone: %(used)s of %(all)s MB used"),
        "not_kept": _("The browser may delete what is kept here. Put this page on the home screen."),
        "ready": _("on this phone"),
        "received": _("received"),
        "waiting": _("received"),
        "applied": _("accepted"),
        "registered": _("in the register, no. %(number)s"),
        "held": _("waits for a decision: %(reason)s"),
        "refused": _("not taken: %(reason)s"),
        "conflict": _("another content was sent before: a person decides"),
        "today": _("today"),
        "late": _("late"),
        "by": _("by %(day)s"),
        "missing_outcome": _("Say what came of it."),
        "missing_situation": _("Say in a few words how they are."),
        "two": _("Goods and money are handed over by two. Name the second visitor."),
        "who": _("Say who went."),
        "gift": _("Of each gift say what it is, its value, where the money came from, and who signed."),
        "duties": _("Tick which visits are not wanted."),
        "day": _("The visit lies in the future. Check the day."),
        "photo": _("This picture cannot be read. Take another."),
        "discard": _("Throw this draft away? What was typed is lost."),
        "expired": _("The homes taken along have expired. Fetch them again."),
        "none": _("No home is assigned to you now."),
        "update": _("A new version of this page is ready; it starts when no form is open."),
        "server": _(
            "The server has %(n)s of yours: %(applied)s in the register, %(held)s waiting for a decision."
        ),
        "phone": _("This phone has sent %(n)s; the server counts %(device)s from it."),
        "differ": _("The two numbers differ: show this page at the office."),
        "file": _("visits-not-sent"),
    }


def signed_in(view: Endpoint) -> Endpoint:
    """Answer 401 as JSON to whoever is not signed in: a redirect would look like a success to a script."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor: Actor | None = getattr(request, "actor", None)
        if actor is None:
            return JsonResponse({"error": _("Log in to send; nothing is lost.")}, status=401)
        allow(request, access.SEE)
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
        "ticket": inbox.ticket_for(actor, device),
        "secret": sealing.at_rest_secret(actor.ref, device),
        "seconds": request.session.get_expiry_age(),
        "counts": counts_of(actor, device),
        "items": [inbox.state_of(item, actor) for item in items_of(device)],
        "unknown": unknown_of(request.GET.get("held", "").split(",")),
        "most_blob": pictures.MOST_BLOB_BYTES,
    }
    return JsonResponse(found, headers={"Cache-Control": "no-store"})


@require_GET
@signed_in
def duties(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Give the homes to take along."""
    return JsonResponse(
        {"tongxin": "duties", **snapshot(actor, at=now())}, headers={"Cache-Control": "no-store"}
    )


@require_http_methods(["PUT"])
@signed_in
def blob(request: HttpRequest, actor: Actor, sha256: str) -> HttpResponse:
    """Take a sealed picture, named by the fingerprint of its bytes."""
    if int(request.headers.get("Content-Length") or 0) > pictures.MOST_BLOB_BYTES:
        return error_answer(request, too_large())
    stored = pictures.store_blob(sha256, request.body, by=actor, at=now())
    if stored is None:
        return JsonResponse({"error": _("The picture arrived damaged. It is sent again.")}, status=400)
    return JsonResponse({"sha256": stored.sha256}, status=201)


@require_http_methods(["POST"])
@signed_in
def visit(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Take a sealed visit: stored first, then applied; the phone keeps it unless the answer names it."""
    if len(request.body) > sealing.MOST_ENVELOPE_BYTES * 2:
        return error_answer(request, too_large())
    try:
        said = json.loads(request.body)
        item, sha256, envelope = UUID(said["item"]), said["sha256"], said["envelope"].encode()
    except (ValueError, KeyError, TypeError, AttributeError):
        return JsonResponse({"error": _("This is not what the visit page writes.")}, status=400)
    if hashlib.sha256(envelope).hexdigest() != sha256:
        return JsonResponse({"error": _("It arrived damaged. It is sent again.")}, status=400)
    reply = inbox.receive(item, sha256, envelope, by=actor, at=now())
    return JsonResponse(reply.as_json(actor), status=reply.status)


@require_GET
def photo(request: HttpRequest, photo_id: UUID) -> HttpResponse | FileResponse:
    """Show a picture of a visit to those who may see the visit."""
    actor = allow(request, access.SEE)
    found = VisitPhoto.objects.select_related("visit__person").get(pk=photo_id)
    if not Visit.objects.visible_to(actor).filter(pk=found.visit_id).exists():
        raise Http404
    if found.visit.person:
        note_look([found.visit.person], "picture", actor)
    try:
        file = Path(found.path).open("rb")  # noqa: SIM115  # FileResponse closes it
    except OSError:
        raise Http404 from None
    return FileResponse(file, content_type="image/jpeg", headers={"Cache-Control": "private, no-store"})
