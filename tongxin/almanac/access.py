"""Who may change the table of days."""

from django.utils.translation import gettext_lazy as _

from tongxin.kit.actor import CHIEFS, EVERYONE
from tongxin.kit.permissions import deed

READ = deed("almanac.read", _("See the table of working days"), EVERYONE, looks=True)
EDIT = deed("almanac.edit", _("Enter make-up days"), CHIEFS)
