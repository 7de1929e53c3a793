"""What apps above show on a group's page, filled in their `AppConfig.ready()`; what groups show on the office's page."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from tongxin.communities.hooks import Note
from tongxin.communities.models import Account
from tongxin.groups.access import LINK
from tongxin.groups.models import Group, linked_accounts
from tongxin.kit.actor import VOLUNTEERS, Actor

# Called with the group and who looks; returns {"title", "rows": [(words, href)], "note"}.
PANELS: list[Callable[[Group, Actor], dict[str, Any]]] = []


def notes_of_accounts(accounts: Sequence[Account], actor: Actor) -> Mapping[UUID, Note]:
    """Say of each account of a group leader or member whether it is linked to a volunteer; not of which group.

    Where the volunteer bears another name than the account, that is said too: by name to who links accounts, else only that it is so.
    """
    linked, may_link = linked_accounts(), bool(LINK(actor))
    return {
        account.pk: Note(
            _linked_words(account, linked.get(account.pk, ""), may_link),
            reverse("link_member", args=[account.pk]) if may_link else "",
        )
        for account in accounts
        if account.role in VOLUNTEERS
    }


def _linked_words(account: Account, volunteer: str, may_link: bool) -> str:
    if not volunteer:
        return _("linked to no volunteer yet")
    if volunteer == account.name:
        return _("linked to a volunteer")
    if may_link:
        return _("linked to a volunteer of another name: %(name)s") % {"name": volunteer}
    return _("linked to a volunteer of another name")
