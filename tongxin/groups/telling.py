"""What groups tell on other pages: to a volunteer whose account is linked to nobody, what to do about it."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from tongxin.communities.models import Account
from tongxin.groups.access import is_on_a_roster
from tongxin.kit.actor import Actor, Role
from tongxin.kit.permissions import Denied
from tongxin.kit.words import listed
from tongxin.web.waiting import Waiting


def deputies(actor: Actor) -> list[Account]:
    """Return who links accounts to volunteers in the actor's community."""
    found = Account.objects.filter(community_id=actor.community_id, role=Role.DEPUTY, is_active=True)
    return list(found.order_by("name"))


def waiting(actor: Actor, today: date) -> Iterable[Waiting]:
    """Tell a group leader or member on no roster why nothing waits here, and whom to ask; others nothing."""
    answer = is_on_a_roster(actor)
    if not isinstance(answer, Denied):
        return []
    ask = _("ask %(names)s") % {"names": listed(account.name for account in deputies(actor))}
    title = _("Not linked to a volunteer yet")
    return [Waiting(today, title, ask, str(answer.reason), _("Groups"), reverse("groups"))]
