"""Who may read and correct the registers."""

from django.utils.translation import gettext_lazy as _

from tongxin.kit.actor import CHIEFS, STAFF, Actor, Role
from tongxin.kit.permissions import deed

READ = deed("registers.read", _("Read the registers"), STAFF | {Role.AUDITOR})
AMEND = deed("registers.amend", _("Amend an entry"), STAFF)
VOID = deed("registers.void", _("Declare an entry void"), CHIEFS)
VERIFY = deed("registers.verify", _("Verify the registers"), CHIEFS | {Role.AUDITOR})


def sees_personal_data(actor: Actor) -> bool:
    """An auditor reads that something happened and its numbers, never of whom it speaks."""
    return actor.role != Role.AUDITOR
