"""What the shell tells this app: a row was not found, a language was chosen."""

import logging
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.http import HttpRequest

from tongxin.communities.actions import note_stranger
from tongxin.communities.checks import is_tenant
from tongxin.communities.models import Account
from tongxin.kit.actor import Actor
from tongxin.kit.clock import now
from tongxin.kit.ids import parse_uuid

log = logging.getLogger("tongxin.strangers")


def _model_of(exception: Exception) -> Any:
    models: list[Any] = list(apps.get_models())
    return next((model for model in models if model.DoesNotExist is type(exception)), None)


def keep_if_foreign(request: HttpRequest, exception: Exception) -> None:
    """Keep that a row of another community was asked for; the answer is the same 404 as for one that never was."""
    actor: Actor | None = getattr(request, "actor", None)
    model = _model_of(exception)
    ids = [found for part in request.path.split("/") if (found := parse_uuid(part))]
    if actor is None or model is None or not ids or not is_tenant(model):
        return
    # The one query that looks beyond the scope: whether the id exists elsewhere, nothing else.
    elsewhere: QuerySet[Any] = (
        QuerySet(model=model).filter(pk__in=ids).exclude(community_id=actor.community_id)
    )
    if elsewhere.exists():
        log.warning("account %s asked for a row of another community: %s", actor.ref, request.path)
        note_stranger(request.path, by=actor, at=now())


def keep_language(request: HttpRequest, code: str) -> None:
    """Keep the language with the signed-in account."""
    if isinstance(request.user, Account):
        Account.objects.filter(pk=request.user.pk).update(language=code)
