"""Workers of the community: whom a building, a duty or a round can be given."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongxin.communities.models import Account
from tongxin.kit.actor import STAFF, Actor
from tongxin.kit.errors import RuleBroken
from tongxin.kit.scope import current_community


def worker_of(account_id: UUID | None, by: Actor) -> Account | None:
    """Return a worker of the community; None for nobody. Raises RuleBroken for an account that is none."""
    if account_id is None:
        return None
    found = Account.objects.filter(
        pk=account_id, community_id=by.community_id, role__in=STAFF, is_active=True
    ).first()
    if found is None:
        text = _("Choose a worker of this community.")
        raise RuleBroken(text, fields={"account_id": text})
    return found


def workers() -> list[tuple[UUID, str]]:
    """Return id and name of the workers of the open community, in the order of their names."""
    rows = Account.objects.filter(community_id=current_community(), role__in=STAFF, is_active=True)
    return list(rows.order_by("name").values_list("pk", "name"))


def staff_choices(actor: Actor) -> list[tuple[Any, Any]]:
    """Return the workers as a form offers them, the acting one first."""
    return sorted(workers(), key=lambda row: row[0] != actor.account_id)
