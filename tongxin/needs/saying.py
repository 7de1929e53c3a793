"""What is said after a step with a need: what happened, to whom it went, and by when something is due."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from tongxin.kit.words import run_on
from tongxin.needs.models import Incident, Need
from tongxin.web.templatetags.web import day, number


def _offered(need: Need) -> str:
    return _("Offered to %(group)s; the answer is due by %(day)s.") % {
        "group": need.group,
        "day": day(need.answer_due),
    }


def _to_be_done(text: str, need: Need) -> str:
    """Add by when, unless the clock stands."""
    return text if need.is_paused else run_on(text, _("Due by %(day)s.") % {"day": day(need.due_on)})


def _closed(need: Need) -> str:
    return _("Closed: %(outcome)s.") % {"outcome": need.get_outcome_display()}


def _finished(need: Need) -> str:
    words = {"hours": number(need.hours), "day": day(need.done_on)}
    return _("Recorded: done on %(day)s, %(hours)s hours. Now ask the resident.") % words


def _passed(incident: Incident) -> str:
    return _("Passed to %(station)s; the need is closed.") % {"station": incident.station}


# Step: what is said of the row that it returns.
AFTER: Mapping[str, Callable[[Any], str]] = {
    "offer": _offered,
    "withdraw": lambda need: _to_be_done(_("The offer is taken back; no group has the need now."), need),
    "accept": lambda need: _to_be_done(_("Accepted for the group."), need),
    "take": lambda need: _to_be_done(_("You took it yourself."), need),
    "hand-back": lambda need: _to_be_done(_("Given back to the desk; nobody has the need now."), need),
    "decline": lambda need: _to_be_done(_("Declined; the need is at the desk again."), need),
    "give-back": lambda need: _to_be_done(_("Given back; the need is at the desk again."), need),
    "name": lambda need: _("Another volunteer is named."),
    "finish": _finished,
    "confirm": _closed,
    "close": _closed,
    "police": _passed,
    "pause": lambda need: (
        _("The clock stands since %(day)s; that day still counts.") % {"day": day(need.paused_since)}
    ),
    "resume": lambda need: _to_be_done(_("The clock runs again."), need),
    "reopen": lambda need: _to_be_done(_("Reopened; the need is at the desk again."), need),
}
