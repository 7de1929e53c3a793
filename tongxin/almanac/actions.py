"""Filling the table of days and entering make-up days as they are announced."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.almanac import access, entries
from tongxin.almanac.models import Day
from tongxin.almanac.rules import FIRST_YEAR, LAST_YEAR
from tongxin.kit.actor import Actor
from tongxin.kit.errors import RuleBroken
from tongxin.kit.permissions import require
from tongxin.registers.appending import record

SUNDAY_OR_SATURDAY = (5, 6)


@transaction.atomic
def fill(first_year: int = FIRST_YEAR, last_year: int = LAST_YEAR) -> int:
    """Fill the days that are missing from the published holidays; days entered here are left alone.

    Runs at set-up, before anybody acts, so it writes no register entry. Returns the number of days added.
    """
    import holidays  # heavy, and needed only when the table is filled

    china = holidays.country_holidays("CN", years=range(first_year, last_year + 1), language="zh_CN")
    # Plain look-ups: its own would take each day apart again, twenty thousand times.
    names, made_up = dict(china.items()), frozenset(china.weekend_workdays)
    announced = max(day.year for day in made_up)  # from the next year on every day may still change
    held = set(
        Day.objects.span(date(first_year, 1, 1), date(last_year, 12, 31)).values_list("day", flat=True)
    )
    rows = []
    day, end = date(first_year, 1, 1), date(last_year, 12, 31)
    while day <= end:
        if day not in held:
            rows.append(_row(day, names.get(day, ""), day in made_up, announced))
        day += timedelta(days=1)
    Day.objects.bulk_create(rows, batch_size=2000)
    return len(rows)


def _row(day: date, name: str, made_up: bool, announced: int) -> Day:
    weekend = day.weekday() in SUNDAY_OR_SATURDAY
    return Day(
        day=day,
        is_working=made_up or not (weekend or name),
        name=_cut(name or ("调休上班" if made_up else "")),
        source=Day.Source.HOLIDAYS if name or made_up else Day.Source.WEEK,
        provisional=day.year > announced,
    )


def _cut(name: str) -> str:
    return name.replace("（观察日）", "")[:60]


@transaction.atomic
def set_day(day: date, *, is_working: bool, name: str, by: Actor, at: datetime) -> Day:
    """Enter a make-up day or a day off; it is no longer provisional. Raises RuleBroken outside 2000 to 2056."""
    require(access.EDIT(by))
    row = Day.objects.filter(pk=day).first()
    if row is None:
        raise RuleBroken(
            _("The table of days holds %(first)s to %(last)s only.")
            % {"first": FIRST_YEAR, "last": LAST_YEAR},
            fields={"day": _("Outside the table")},
        )
    row.is_working, row.name, row.source, row.provisional = is_working, name[:60], Day.Source.OFFICE, False
    row.save()
    record(entries.DaySet(date=day, is_working=is_working, name=row.name), by=by, at=at)
    return row
