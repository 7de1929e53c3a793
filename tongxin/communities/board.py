"""Pages of the public board: whose they are, and how they are kept until something changes.

A page is a function of the entries in the registers that it speaks of, of the day, and of the language. So the stamp of a page is the
last number of each of these registers, and no action has to say that a page changed: what it records says it.
"""

import hashlib
from collections.abc import Callable, Collection
from typing import Any

from django.core.cache import cache
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import get_language

from tongxin.communities.here import community_read
from tongxin.communities.models import Community
from tongxin.kit.clock import local_date, now
from tongxin.kit.kept import Given, KeptQuery
from tongxin.kit.scope import community_scope
from tongxin.registers.models import RegisterHead

KEPT_SECONDS = 3600
# What an address may ask for; anything else beside it makes no page of its own.
ASKED = ("show", "page")
_community_of: KeptQuery[Community] = KeptQuery(
    lambda: Community.objects.filter(code=Given("code", models.CharField()))
)
_ends: KeptQuery[tuple[str, int]] = KeptQuery(
    lambda: RegisterHead.objects.order_by("register").values_list("register", "seq")
)


def public_page(
    request: HttpRequest,
    code: str,
    registers: Collection[str],
    template: str,
    read: Callable[[Community], dict[str, Any]],
) -> HttpResponse:
    """Answer a page of a community's board, from what was kept if nothing changed since; 404 for an unknown community.

    It is written without the request: who looks, signed in or not, gets the same bytes.
    """
    community = _community_of.first(code=code)
    if community is None:
        raise Http404
    with community_scope(community.pk), community_read(community):
        stamp = _stamp(request, registers)
        etag = quote_etag(stamp)
        unchanged = get_conditional_response(request, etag=etag)
        body = None if unchanged is not None else cache.get(f"board.{stamp}")
        if unchanged is None and body is None:
            body = render_to_string(template, {"community": community, **read(community)}).encode()
            cache.set(f"board.{stamp}", body, KEPT_SECONDS)
    answer = unchanged if unchanged is not None else HttpResponse(body)
    answer["ETag"], answer["Cache-Control"] = etag, "no-cache"
    patch_vary_headers(answer, ("Accept-Language", "Cookie"))
    return answer


def _stamp(request: HttpRequest, registers: Collection[str]) -> str:
    """Return what a page depends on, as one short text."""
    ends = [(register, seq) for register, seq in _ends.all() if register in registers]
    asked = [(name, request.GET.get(name, "")) for name in ASKED]
    parts = (request.path, asked, ends, local_date(now()).isoformat(), get_language())
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
