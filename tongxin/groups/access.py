"""Who may see groups and their rosters."""

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.kit.actor import CHIEFS, STAFF, VOLUNTEERS, Actor, Role
from tongxin.kit.permissions import ALLOWED, Answer, Denied, deed

SEE = deed("groups.read", gettext_lazy("See the groups and what they offer"), STAFF | VOLUNTEERS, looks=True)
MANAGE = deed("groups.manage", gettext_lazy("Form and change groups"), CHIEFS)
ROSTER = deed(
    "groups.roster", gettext_lazy("See and keep a group's roster"), frozenset({Role.DEPUTY, Role.LEADER})
)

ENROL = deed("groups.enrol", gettext_lazy("Enrol volunteers"), frozenset({Role.DEPUTY}))
LINK = deed("groups.link", gettext_lazy("Link accounts to volunteers"), frozenset({Role.DEPUTY}))


def is_on_a_roster(actor: Actor) -> Answer:
    """An account that works for groups sees theirs; linked to no volunteer, it belongs to none yet."""
    if actor.role in VOLUNTEERS and not actor.group_ids:
        return Denied(
            _(
                "Your account is not linked to a volunteer yet, so no group's needs and visits can be shown here."
            )
        )
    return ALLOWED


def can_see_roster(actor: Actor, group_id: UUID) -> Answer:
    """Only the deputy and the group's own leader: membership may tell of belief or party (PIPL art. 28)."""
    by_role = ROSTER(actor)
    if not by_role:
        return by_role
    if actor.role == Role.LEADER and group_id not in actor.led_ids:
        return Denied(_("Only the leader of this group and the deputy see its roster."))
    return ALLOWED
