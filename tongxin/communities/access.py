"""Who may manage accounts and keep the work record."""

from django.utils.translation import gettext_lazy as _

from tongxin.kit.actor import CHIEFS, EVERYONE, STAFF, Role
from tongxin.kit.permissions import deed

SEE_OFFICE = deed(
    "office.read", _("See the leading group and its duties"), EVERYONE - {Role.STREET}, looks=True
)
MANAGE_ACCOUNTS = deed("office.accounts", _("Open and change accounts"), frozenset({Role.SECRETARY}))
SET_RULES = deed("office.rules", _("Change the community's limits"), CHIEFS)
LOG_WORK = deed("work.record", _("Write in the work record book"), STAFF)
