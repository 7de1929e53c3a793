"""The tables of rounds, each beside what is done with it; here they meet for Django."""

from tongxin.rounds.feeds.models import CalendarFeed, print_of
from tongxin.rounds.plans.models import PlanItem, PlanVisitor, VisitPlan

__all__ = ["CalendarFeed", "PlanItem", "PlanVisitor", "VisitPlan", "print_of"]
