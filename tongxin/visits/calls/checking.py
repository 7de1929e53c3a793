"""What must be said of a visit, asked by the form for all at once and by the action whoever calls it."""

from datetime import date

from django.utils.translation import gettext as _

from tongxin.kit.words import clean
from tongxin.visits.calls.facts import Went
from tongxin.visits.models import VisitOutcome

OLDEST_VISIT_DAYS = 366
VISITORS_FOR_GOODS = 2


def faults(
    *,
    visited_on: date | None,
    today: date,
    outcome: str,
    situation: str,
    went: Went,
    has_duties: bool,
    has_gifts: bool = False,
) -> dict[str, str]:
    """Return field: what is wrong with it, each in a sentence. A day of None is said elsewhere to be none."""
    found = {}
    if visited_on is not None and visited_on > today:
        found["visited_on"] = _("The visit lies in the future. Record it once it was made.")
    elif visited_on is not None and (today - visited_on).days > OLDEST_VISIT_DAYS:
        found["visited_on"] = _("The visit lies more than a year back. Check the year.")
    if outcome not in VisitOutcome.values:
        found["outcome"] = _("Say what came of it.")
    if outcome == VisitOutcome.VISITED and not clean(situation):
        found["situation"] = _("Say in a few words how they are.")
    if outcome == VisitOutcome.NOT_WANTED and not has_duties:
        found["duties"] = _("Tick which visits are not wanted.")
    if not went.accounts and not went.members:
        found["visitors"] = _("Say who went.")
    elif (
        has_gifts
        and outcome == VisitOutcome.VISITED
        and len(went.accounts) + len(went.members) < VISITORS_FOR_GOODS
    ):
        found["visitors"] = _("Goods and money are handed over by two. Name the second visitor.")
    return found
