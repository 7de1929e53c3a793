"""A print asked for again by a job, with nobody at a browser: as the same account, with the rights it has now."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.urls import resolve
from django.utils import translation
from django.utils.translation import gettext as _

from tongxin.kit.errors import NotAllowed, TongxinError
from tongxin.web.paper.prints import PRINTING, Print

log = logging.getLogger("tongxin.paper")
# Makes a request the account's own while the block is open: who asks, the community, its scope. Filled in by `communities`.
SignIn = Callable[[HttpRequest, UUID, UUID], AbstractContextManager[None]]
sign_in: list[SignIn] = []


def make(print_id: UUID) -> None:
    """Make a print; what goes wrong is told on its page."""
    found = Print.find(print_id)
    with translation.override(found.language):
        try:
            _ask(found)
        except TongxinError as fault:
            found.fail(str(fault.message))
        except Exception:  # its page must learn of any fault; the log has the whole of it
            log.exception("print %s failed", found.id)
            found.fail(
                _("Something went wrong. Take the list as XLSX, and tell whoever looks after the server.")
            )


def _ask(found: Print) -> None:
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", found.path, found.path
    request.GET = QueryDict(found.query)
    request.META = {"SERVER_NAME": "localhost", "SERVER_PORT": "80", "QUERY_STRING": found.query}
    setattr(request, PRINTING, found)
    (signing_in,) = sign_in
    with signing_in(request, UUID(found.account), UUID(found.community)):
        if str(request.actor.role) != found.role:  # type: ignore[attr-defined]  # set by signing_in
            raise NotAllowed(_("Your role has changed since. Print the list again."))
        view, args, kwargs = resolve(found.path)
        view(request, *args, **kwargs)
