"""Who may read and correct the registers."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongxin.kit.actor import CHIEFS, STAFF, Actor, Role
from tongxin.kit.permissions import deed, who_may

READ = deed("registers.read", _("Read the registers"), STAFF | {Role.AUDITOR}, looks=True)
AMEND = deed("registers.amend", _("Amend an entry"), STAFF)
VOID = deed("registers.void", _("Declare an entry void"), CHIEFS)
VERIFY = deed("registers.verify", _("Verify the registers"), CHIEFS | {Role.AUDITOR})


def sees_personal_data(actor: Actor) -> bool:
    """An auditor reads that something happened and its numbers, never of whom it speaks."""
    return actor.role != Role.AUDITOR


def who_voids(actor: Actor) -> str:
    """Say whom to ask for a void, to somebody who may not; nothing to who may. Stands wherever a void is the way out."""
    if VOID(actor):
        return ""
    return gettext("To have an entry declared void, ask %(names)s.") % {"names": who_may(VOID)}
