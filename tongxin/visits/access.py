"""Who may see duties, record visits, report events and set rules."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.kit.actor import CHIEFS, STAFF, VOLUNTEERS, Actor, Role
from tongxin.kit.permissions import ALLOWED, Answer, Denied, deed

if TYPE_CHECKING:
    from tongxin.visits.models import Duty

SEE = deed("visits.read", gettext_lazy("See the homes to be visited"), STAFF | VOLUNTEERS, looks=True)
RECORD = deed("visits.record", gettext_lazy("Record a visit"), STAFF | VOLUNTEERS)
EVENTS = deed("visits.events", gettext_lazy("Report events in families"), STAFF)
URGENT = deed(
    "visits.urgent", gettext_lazy("Visit in urgent hardship without consent"), frozenset({Role.DEPUTY})
)
RULES = deed("visits.rules", gettext_lazy("Set the rules of must-visits"), CHIEFS)
ASSIGN = deed("visits.assign", gettext_lazy("Say who visits a home"), CHIEFS)
WAIVE = deed("visits.waive", gettext_lazy("Waive a visit with a reason"), CHIEFS)
WISH = deed("visits.wish", gettext_lazy("Record that visits are wanted again"), STAFF)
HISTORY = deed("visits.history", gettext_lazy("See the visits to a household"), STAFF, looks=True)


def can_visit(actor: Actor, duty: "Duty") -> Answer:
    """Staff, or a volunteer of the group whose duty it is."""
    by_role = RECORD(actor)
    if by_role and actor.role in VOLUNTEERS and duty.group_id not in actor.group_ids:
        return Denied(_("Only the group whose visit it is records it. Ask the desk to record it for you."))
    return by_role


def _open(deed_answer: Answer, duty: "Duty") -> Answer:
    if deed_answer and not duty.is_open:
        return Denied(
            _("This duty is “%(state)s” already, so nothing can be changed about it.")
            % {"state": duty.get_state_display()}
        )
    return deed_answer


def can_assign(actor: Actor, duty: "Duty") -> Answer:
    """A chief, or a worker taking it over; while it is open."""
    if actor.is_staff and not actor.is_chief:
        return _open(ALLOWED, duty)
    return _open(ASSIGN(actor), duty)


def can_waive(actor: Actor, duty: "Duty") -> Answer:
    """A chief, while it is open."""
    return _open(WAIVE(actor), duty)


def can_give_up(actor: Actor, duty: "Duty") -> Answer:
    """A chief, once the ladder of a home where nobody opens has come to the deputy."""
    answer = _open(WAIVE(actor), duty)
    if answer and duty.rung < 3:
        return Denied(_("Try again first, then ask a neighbour or ring: only then the deputy decides."))
    return answer
