"""Which homes wait for whom, and on which day."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from tongxin.kit.actor import VOLUNTEERS, Actor
from tongxin.visits.duties.tables import duty_rows
from tongxin.visits.models import Duty

MOST_CALLS = 40
RUNG_WORDS = (
    "",
    lambda: _("nobody at home: try again"),
    lambda: _("nobody at home: ask a neighbour or ring"),
    lambda: _("nobody at home: the deputy decides"),
)


def mine(actor: Actor, today: date) -> QuerySet[Any]:
    """Return the duties that wait for an actor: their own; for the chiefs also what is nobody's or theirs to decide."""
    rows = Duty.objects.visible_to(actor).to_be_visited(today)
    if actor.role in VOLUNTEERS:
        return rows
    own = Q(account_id=actor.account_id)
    if actor.is_chief:
        own |= Q(account__isnull=True, group__isnull=True) | Q(rung__gte=3)
    return rows.filter(own)


def by_when(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Add the day on which each is to be done: the next try, the day planned, or the last day."""
    told: QuerySet[Any] = rows.annotate(when=Coalesce("next_on", "planned_on", "due_on"))
    return told


def calls(actor: Actor, today: date) -> list[list[Duty]]:
    """Return the duties that wait, those of one home together: they are one call."""
    rows = by_when(duty_rows(mine(actor, today))).order_by("when", "household_id")[: MOST_CALLS * 3]
    by_home: dict[UUID, list[Duty]] = {}
    for duty in rows:
        by_home.setdefault(duty.household_id, []).append(duty)
    return list(by_home.values())[:MOST_CALLS]
