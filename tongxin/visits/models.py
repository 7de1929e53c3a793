"""The tables of must-visits, each beside what is done with it; here they meet for Django and for the apps above."""

from tongxin.visits.calls.models import Gift, Mode, Visit, VisitDuty, Visitor, VisitOutcome
from tongxin.visits.duties.models import WAIVED_BY, AssignedBy, Duty, DutyState, VisitWish
from tongxin.visits.events.models import EventKind, FamilyEvent, ToldBy, event_words
from tongxin.visits.reasons.models import Beat, Kind, VisitReason, VisitRule, kind_words

__all__ = [
    "WAIVED_BY",
    "AssignedBy",
    "Beat",
    "Duty",
    "DutyState",
    "EventKind",
    "FamilyEvent",
    "Gift",
    "Kind",
    "Mode",
    "ToldBy",
    "Visit",
    "VisitDuty",
    "VisitOutcome",
    "VisitReason",
    "VisitRule",
    "VisitWish",
    "Visitor",
    "event_words",
    "kind_words",
]
