"""Filling the table of days and entering make-up days as they are announced."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.almanac import access, entries, hooks
from tongxin.almanac.lunar import lunar_dates, solar_terms
from tongxin.almanac.models import CommunityDay, Day
from tongxin.almanac.rules import FIRST_YEAR, LAST_YEAR, festivals_on
from tongxin.kit.actor import Actor
from tongxin.kit.bulk import insert_rows
from tongxin.kit.errors import RuleBroken
from tongxin.kit.permissions import require
from tongxin.registers.appending import record
from tongxin.registers.stepping import step
from tongxin.web.templatetags.web import full_day

SUNDAY_OR_SATURDAY = (5, 6)
COLUMNS = (
    "day",
    "is_working",
    "name",
    "source",
    "provisional",
    "lunar_year",
    "lunar_month",
    "lunar_day",
    "lunar_leap",
    "term",
    "festivals",
)
ANNOUNCED_BY_NOW = 2024  # a year whose make-up days the library surely has
Worked = tuple[bool, str, str, bool]  # working day, name, source, provisional


@transaction.atomic
def fill(first_year: int = FIRST_YEAR, last_year: int = LAST_YEAR) -> int:
    """Fill the days that are missing from the published holidays and the moons.

    Runs at set-up, before anybody acts, so it writes no register entry. Returns the number of days added.
    """
    span = Day.objects.span(date(first_year, 1, 1), date(last_year, 12, 31))
    held = set(span.values_list("day", flat=True))
    if len(held) == (date(last_year, 12, 31) - date(first_year, 1, 1)).days + 1:
        return 0
    published = _published(first_year, last_year)
    terms = solar_terms(first_year, last_year)
    moons = list(lunar_dates(first_year, last_year + 1))
    rows = []
    for (day, lunar), (_next, next_lunar) in pairwise(moons):
        if day.year <= last_year and day not in held:
            term = str(terms.get(day, ""))
            festivals = ",".join(festivals_on(day, lunar, next_lunar, term))
            rows.append(
                (day, *published(day), lunar.year, lunar.month, lunar.day, lunar.leap, term, festivals)
            )
    insert_rows(Day, COLUMNS, rows)
    return len(rows)


def _published(first_year: int, last_year: int) -> Callable[[date], Worked]:
    """Return what tells of a day whether it is worked, from the published holidays."""
    import holidays  # heavy, and needed only when the table is filled

    years = range(min(first_year, ANNOUNCED_BY_NOW), last_year + 1)
    china = holidays.country_holidays("CN", years=years, language="zh_CN")
    # Plain look-ups: its own would take each day apart again, twenty thousand times.
    names, made_up = dict(china.items()), frozenset(china.weekend_workdays)
    announced = max(day.year for day in made_up)  # from the next year on every day may still change

    def worked(day: date) -> Worked:
        name = names.get(day, "")
        working = day in made_up or not (day.weekday() in SUNDAY_OR_SATURDAY or name)
        source = Day.Source.HOLIDAYS if name or day in made_up else Day.Source.WEEK
        label = (name or ("调休上班" if day in made_up else "")).replace("（观察日）", "")[:60]
        return working, label, source.value, day.year > announced

    return worked


@dataclass(frozen=True, slots=True)
class DayChange:
    """A day as announced: worked or not, and under which name."""

    day: date
    is_working: bool
    name: str = ""


def _days_set(changes: Sequence[DayChange], **_more: Any) -> Sequence[DayChange]:
    return changes


@step(_days_set, entries.DaySet)
def set_days(
    changes: Sequence[DayChange], *, by: Actor, at: datetime, key: UUID | None = None
) -> Sequence[DayChange]:
    """Enter make-up days or days off for this community; they are no longer provisional. All or none.

    Raises RuleBroken for a day outside 2000 to 2056 or given twice, naming it.
    """
    require(access.EDIT(by))
    known_days = set(
        Day.objects.filter(pk__in=[change.day for change in changes]).values_list("pk", flat=True)
    )
    if len(known_days) < len(changes):
        known = {"first": FIRST_YEAR, "last": LAST_YEAR}
        day = next((change.day for change in changes if change.day not in known_days), None)
        text = (
            _("%(day)s lies outside the table of days, which holds %(first)s to %(last)s.")
            % {"day": full_day(day), **known}
            if day
            else _("A day is given twice. Keep one line for each day.")
        )
        raise RuleBroken(text, fields={"day": text})
    for change in changes:
        CommunityDay.objects.update_or_create(
            community_id=by.community_id,
            day=change.day,
            defaults={"is_working": change.is_working, "name": change.name[:60]},
        )
    days = [change.day for change in changes]
    followed = [body for hook in hooks.days_changed for body in hook(days, by, at)]
    written = [
        entries.DaySet(date=item.day, is_working=item.is_working, name=item.name[:60]) for item in changes
    ]
    record(*written, *followed, by=by, at=at, key=key)
    return changes
