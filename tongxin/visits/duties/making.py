"""Bringing duties up to date, as part of whatever changed what they follow from.

Locks are taken in one order everywhere in must-visits: first what is being worked on (a sheet, an item of a phone, a person, an
event, a visit, wishes, a plan), then the reasons (one run at a time), then duties in the order of their ids, and the heads
of the registers last, by the one `record()` of the action. So nothing here records: it returns the entries.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from tongxin.almanac.rules import LAST_YEAR
from tongxin.kit.clock import local_date
from tongxin.kit.errors import RuleBroken
from tongxin.kit.locking import in_turn
from tongxin.visits.duties import engine
from tongxin.visits.entries import DutiesMade
from tongxin.visits.models import VisitReason, VisitRule


@dataclass(frozen=True, slots=True)
class Brought:
    """What a run did, and the entry that says it: none where nothing changed."""

    counts: engine.Counts
    written: tuple[DutiesMade, ...] = ()


def one_run_at_a_time() -> None:
    """Let no other run make duties until the transaction ends: two would make the same ones and one of them fail.

    An action that will bring duties up to date takes this lock before it locks duties.
    """
    if not list(VisitReason.objects.locked().order_by("pk")):
        in_turn("duties")  # before the first reason there is no row to wait for


def _frame(day: date, ahead: int) -> engine.Frame:
    if (day + timedelta(days=ahead)).year > LAST_YEAR:
        text = _("The table of days ends with %(year)s: no duty can be made beyond it.") % {"year": LAST_YEAR}
        raise RuleBroken(text, fields={"year": text})
    one_run_at_a_time()
    return engine.frame(day, ahead=ahead)


def bring_up_to_date(
    homes: Collection[UUID] | None = None, *, ahead: int = engine.LOOK_AHEAD_DAYS, at: datetime
) -> Brought:
    """Bring duties to what follows from rules, people, events and days, for some households or for all.

    `ahead` is how many calendar days ahead duties are made, to be planned. Running it again changes nothing. Raises
    RuleBroken beyond the table of days, OutOfCalendar where an event's limit cannot be counted.
    """
    if not VisitRule.objects.exists():
        return Brought(engine.Counts())
    day = local_date(at)
    counts = engine.update(_frame(day, ahead), homes)
    if not counts:
        return Brought(counts)
    entry = DutiesMade(
        upto=day + timedelta(days=ahead),
        made=counts.made,
        moved=counts.moved,
        dropped=counts.dropped,
        ended=counts.ended,
    )
    return Brought(counts, (entry,))
