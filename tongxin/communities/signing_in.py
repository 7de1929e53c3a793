"""From a signed-in account to an Actor and an open scope, once per request."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from tongxin.communities import hooks
from tongxin.communities.here import community_read
from tongxin.communities.models import Account, Community
from tongxin.kit.actor import VOLUNTEERS, Actor, Role
from tongxin.kit.ids import parse_uuid
from tongxin.kit.kept import Given, KeptQuery
from tongxin.kit.scope import community_scope

CHOSEN = "community"
_account_of: KeptQuery[Account] = KeptQuery(
    lambda: Account.objects.select_related("community__street").filter(pk=Given("account"))
)


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth publishes no types
    """Accounts are opened by the secretary; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no."""
        return False

    def add_message(self, *args: Any, **named: Any) -> None:
        """Say nothing: the page that follows shows that one is signed in, and a notice means that something was recorded."""


class Backend(ModelBackend):
    """Reads the account of a session together with its community: one query for every request."""

    def get_user(self, user_id: Any) -> Account | None:
        """Return the account if it may sign in."""
        account = _account_of.first(account=user_id)
        return account if account and self.user_can_authenticate(account) else None


def actor_for(account: Account, community_id: UUID) -> Actor:
    """Make the Actor; the community's scope must be open."""
    groups: dict[UUID, bool] = {}
    if account.role in VOLUNTEERS:
        for hook in hooks.groups_of:
            groups |= hook(account.pk)
    led = frozenset(group for group, leads in groups.items() if leads)
    return Actor(
        account.pk,
        account.ref,
        community_id,
        Role(account.role),
        account.name,
        group_ids=frozenset(groups),
        led_ids=led,
    )


def community_for(account: Account, chosen: str | None) -> Community | None:
    """Return the community in which an account works; a street officer chooses one of the sub-district's."""
    if account.community_id:
        return account.community
    if account.street is None:
        return None
    mine = Community.objects.select_related("street").filter(street=account.street).order_by("name")
    wanted = parse_uuid(chosen)
    return (mine.filter(pk=wanted).first() if wanted else None) or mine.first()


@contextmanager
def signed_in(request: HttpRequest, account_id: UUID, community_id: UUID) -> Iterator[None]:
    """Make a request that a job makes an account's own, with the rights it has now. Raises DoesNotExist for one that was closed."""
    account = Account.objects.select_related("community__street", "street").get(pk=account_id, is_active=True)
    community = community_for(account, str(community_id))
    if community is None or community.pk != community_id:
        raise Community.DoesNotExist
    with community_scope(community.pk):
        request.user = account
        request.community = community  # type: ignore[attr-defined]  # read through web.views
        request.actor = actor_for(account, community.pk)  # type: ignore[attr-defined]  # read through web.views
        yield


class ActorMiddleware:
    """Set `request.actor` and `request.community`, open the scope, and speak the account's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Open the scope around the view."""
        request.actor = request.community = None  # type: ignore[attr-defined]  # set below; read through web.views
        account = request.user
        if not isinstance(account, Account) or not account.is_active:
            return self.get_response(request)
        community = community_for(account, request.session.get(CHOSEN))
        if community is None:
            return self.get_response(request)
        if account.language:
            translation.activate(account.language)
            request.LANGUAGE_CODE = account.language
        with community_scope(community.pk), community_read(community):
            request.community = community  # type: ignore[attr-defined]  # see above
            request.actor = actor_for(account, community.pk)  # type: ignore[attr-defined]  # see above
            return self.get_response(request)
