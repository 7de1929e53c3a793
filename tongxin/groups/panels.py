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
    """Say of each account of a group leader or member whether it is linked to a volunteer; not of which group."""
    linked, may_link = linked_accounts(), bool(LINK(actor))
    return {
        account.pk: Note(
            _("linked to a volunteer") if account.pk in linked else _("linked to no volunteer yet"),
            reverse("link_member", args=[account.pk]) if may_link else "",
        )
        for account in accounts
        if account.role in VOLUNTEERS
    }
