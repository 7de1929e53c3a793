"""One row for each day from 2000 to 2056, the same for every community; and what each community entered over it."""

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongxin.almanac.rules import DayFact, Festival, LunarDate, Term
from tongxin.communities.models import TenantModel
from tongxin.kit.kept import Given, KeptQuery
from tongxin.kit.scope import Rows
from tongxin.kit.words import label_of, listed


class DayQuerySet(models.QuerySet["Day"]):
    """Days in domain words."""

    def span(self, first: date, last: date) -> "DayQuerySet":
        """Return the days from first to last, both included."""
        return self.filter(day__range=(first, last))

    def festive(self) -> "DayQuerySet":
        """Return the days on which a festival falls."""
        return self.exclude(festivals="")


class Day(models.Model):
    """A day as published; its date is its natural key. Filled at set-up, the same for all: nobody's deed changes it."""

    class Source(models.TextChoices):
        WEEK = "week", _("Plain week")
        HOLIDAYS = "holidays", _("Published holidays")
        OFFICE = "office", _("Entered here")

    day = models.DateField(_("Day"), primary_key=True)
    is_working = models.BooleanField(_("Working day"))
    name = models.CharField(_("Name"), max_length=60, blank=True)
    source = models.CharField(_("Source"), max_length=10, choices=Source.choices)
    provisional = models.BooleanField(_("Provisional"), default=False)
    lunar_year = models.PositiveSmallIntegerField(_("Lunar year"), default=0)
    lunar_month = models.PositiveSmallIntegerField(_("Lunar month"), default=0)
    lunar_day = models.PositiveSmallIntegerField(_("Lunar day"), default=0)
    lunar_leap = models.BooleanField(_("Leap month"), default=False)
    term = models.CharField(_("Solar term"), max_length=20, blank=True, choices=Term.choices)
    festivals = models.CharField(_("Festivals"), max_length=60, blank=True)  # codes with commas

    objects = DayQuerySet.as_manager()

    def __str__(self) -> str:
        return self.day.isoformat()

    @property
    def festival_codes(self) -> tuple[str, ...]:
        """Return the codes of the day's festivals."""
        return tuple(self.festivals.split(",")) if self.festivals else ()

    @property
    def lunar(self) -> LunarDate:
        """Return the lunar date."""
        return LunarDate(self.lunar_year, self.lunar_month, self.lunar_day, self.lunar_leap)

    @property
    def lunar_words(self) -> str:
        """Return the lunar date in words: 腊月廿三, month 12 day 23."""
        return self.lunar.words()

    @property
    def festival_words(self) -> str:
        """Return the day's festivals in words."""
        return listed(label_of(Festival, code) for code in self.festival_codes)

    @property
    def small_words(self) -> str:
        """Return what a calendar writes below the number: the festival, the term, or the lunar day (the month on its first)."""
        if self.festivals:
            return label_of(Festival, self.festival_codes[0])
        if self.term:
            return label_of(Term, self.term)
        return self.lunar.month_words() if self.lunar_day == 1 else self.lunar.day_words()


class CommunityDay(TenantModel):
    """What a community entered for a day: worked or not, under which name. It stands over the published day, here alone."""

    day = models.DateField(_("Day"))
    is_working = models.BooleanField(_("Working day"))
    name = models.CharField(_("Name"), max_length=60, blank=True)

    objects = Rows()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["community", "day"], name="community_day_once")]

    def __str__(self) -> str:
        return self.day.isoformat()


def days_here(first: date, last: date) -> list[Day]:
    """Return the days from first to last as the open community has them, in order; they are not for saving."""
    entered = {row.day: row for row in CommunityDay.objects.filter(day__range=(first, last))}
    days = list(Day.objects.span(first, last).order_by("day"))
    for row in days:
        own = entered.get(row.day)
        if own is not None:
            row.is_working, row.name = own.is_working, own.name
            row.source, row.provisional = Day.Source.OFFICE, False
    return days


def working_days(first: date, last: date) -> list[date]:
    """Return the open community's working days from first to last, both included."""
    return [fact.day for fact in calendar(first, last).values() if fact.is_working]


def calendar(first: date, last: date) -> dict[date, DayFact]:
    """Read the open community's days from first to last for the rules, in order."""
    found = dict(_published_days(first, last))
    for day, is_working, name in _entered_days.all(first=first, last=last):
        if day in found:
            codes = found[day].festivals
            found[day] = DayFact(day, is_working, name, provisional=False, festivals=codes)
    return found


_entered_days: KeptQuery[tuple[date, bool, str]] = KeptQuery(
    lambda: CommunityDay.objects.filter(
        day__range=(Given("first", models.DateField()), Given("last", models.DateField()))
    ).values_list("day", "is_working", "name")
)


# Published days by months since year 0, kept in this process for good: once filled, nobody's deed changes one.
_MONTHS: dict[int, dict[date, DayFact]] = {}


def _published_days(first: date, last: date) -> dict[date, DayFact]:
    """Return the published days of a span, in order."""
    wanted = range(_month(first), _month(last) + 1)
    missing = [month for month in wanted if month not in _MONTHS]
    read = _read_months(missing[0], missing[-1]) if missing else {}
    months = (_MONTHS.get(month) or read.get(month, {}) for month in wanted)
    return {day: fact for days in months for day, fact in days.items() if first <= day <= last}


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _read_months(first: int, last: int) -> dict[int, dict[date, DayFact]]:
    """Read whole months; keep those of which no day is missing, which `fill` could add at any time."""
    # Plain rows: a due date counts through a hundred days, and a list of needs counts many due dates.
    rows = Day.objects.span(_first_of(first), _first_of(last + 1) - timedelta(days=1)).order_by("day")
    found: dict[int, dict[date, DayFact]] = {}
    for day, is_working, name, provisional, festivals in rows.values_list(
        "day", "is_working", "name", "provisional", "festivals"
    ):
        codes = tuple(festivals.split(",")) if festivals else ()
        found.setdefault(_month(day), {})[day] = DayFact(day, is_working, name, provisional, codes)
    whole = {month: days for month, days in found.items() if len(days) == _length_of(month)}
    _MONTHS.update(whole)
    return found


def _length_of(month: int) -> int:
    return (_first_of(month + 1) - _first_of(month)).days


def _first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def calendar_from(start: date, days: int) -> dict[date, DayFact]:
    """Read enough days after `start` to count `days` working days through the longest holiday."""
    return calendar(start, start + timedelta(days=days * 2 + 40))
