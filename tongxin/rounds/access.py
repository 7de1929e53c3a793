"""Who may plan the visits before a festival, and have a calendar of one's own."""

from django.utils.translation import gettext_lazy as _

from tongxin.kit.actor import CHIEFS, STAFF, VOLUNTEERS
from tongxin.kit.permissions import deed

PLAN = deed("rounds.plan", _("Plan the visits before a festival"), CHIEFS)
FEED = deed("rounds.feed", _("Have one's visits in a calendar"), STAFF | VOLUNTEERS)
