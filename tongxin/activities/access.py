"""Who may see and record activities."""

from django.utils.translation import gettext_lazy as _

from tongxin.kit.actor import STAFF, VOLUNTEERS
from tongxin.kit.permissions import deed

SEE = deed("activities.read", _("See activities"), STAFF | VOLUNTEERS, looks=True)
RECORD = deed("activities.record", _("Record an activity"), STAFF)
