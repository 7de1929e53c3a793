"""One row for each day from 2000 to 2056, the same for every community."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongxin.almanac.rules import DayFact


class DayQuerySet(models.QuerySet["Day"]):
    """Days in domain words."""

    def span(self, first: date, last: date) -> "DayQuerySet":
        """Return the days from first to last, both included."""
        return self.filter(day__range=(first, last))

    def special(self) -> "DayQuerySet":
        """Return the days that differ from the plain week or carry a name."""
        return self.exclude(name="")


class Day(models.Model):
    """A day; its date is its natural key."""

    class Source(models.TextChoices):
        WEEK = "week", _("Plain week")
        HOLIDAYS = "holidays", _("Published holidays")
        OFFICE = "office", _("Entered here")

    day = models.DateField(_("Day"), primary_key=True)
    is_working = models.BooleanField(_("Working day"))
    name = models.CharField(_("Name"), max_length=60, blank=True)
    source = models.CharField(_("Source"), max_length=10, choices=Source.choices)
    provisional = models.BooleanField(_("Provisional"), default=False)

    objects = DayQuerySet.as_manager()

    def __str__(self) -> str:
        return self.day.isoformat()

    def fact(self) -> DayFact:
        """Return the day as the rules take it."""
        return DayFact(self.day, self.is_working, self.name, self.provisional)


def calendar(first: date, last: date) -> dict[date, DayFact]:
    """Read the days from first to last for the rules."""
    return {row.day: row.fact() for row in Day.objects.span(first, last)}


def calendar_from(start: date, days: int) -> dict[date, DayFact]:
    """Read enough days after `start` to count `days` working days through the longest holiday."""
    return calendar(start, start + timedelta(days=days * 2 + 40))


def facts(rows: Iterable[Day]) -> dict[date, DayFact]:
    """Return rows as the rules take them."""
    return {row.day: row.fact() for row in rows}
