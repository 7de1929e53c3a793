"""Days on which something is said to have happened: asked alike by what records it and by what corrects it."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from tongxin.kit.clock import local_date
from tongxin.kit.errors import RuleBroken

# The organic law of the residents' committees (城市居民委员会组织法) came into force on this day: no book of a community is older.
FIRST_DAY = date(1990, 1, 1)


def check_happened(day: date, at: datetime, *, field: str, coming: Any = "") -> None:
    """Refuse a day that has not come yet, or that lies before any community kept books. Raises RuleBroken naming the field.

    `coming` is the sentence for a day that has not come, where there is a better one than the general.
    """
    if day > local_date(at):
        text = str(coming) or _("The day lies in the future.")
        raise RuleBroken(text, fields={field: text})
    if day < FIRST_DAY:
        text = _("The day lies before %(year)s. Look at the year again.") % {"year": FIRST_DAY.year}
        raise RuleBroken(text, fields={field: text})


def overlap(first: tuple[date, date | None], second: tuple[date, date | None]) -> bool:
    """Tell whether two spans of days have a day between them; a span may begin on the day on which another ends. None: not ended."""
    return (second[1] is None or first[0] < second[1]) and (first[1] is None or second[0] < first[1])
