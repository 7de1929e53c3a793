"""Who may write on a phone without a network, and who decides on what phones sent."""

from django.utils.translation import gettext_lazy as _

from tongxin.kit.actor import CHIEFS, STAFF, VOLUNTEERS
from tongxin.kit.permissions import deed

SEND = deed("phones.send", _("Write on a phone without a network"), STAFF | VOLUNTEERS)
REVIEW = deed("phones.review", _("Decide on what phones sent and was held"), CHIEFS)
