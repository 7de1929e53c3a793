"""Figures about residents. They are a state at the end of a period, counted from the rows that stand then."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.kit.clock import local_noon
from tongxin.kit.figures import Figure, Period, figure
from tongxin.people.models import Household, Person, PersonCategory
from tongxin.people.rules import CATEGORIES


def residents(period: Period) -> QuerySet[Any]:
    """Return the persons who live here at the end of the period."""
    end = local_noon(period.last).replace(hour=23, minute=59, second=59)
    return (
        Person.objects.select_related("household")
        .filter(created_at__lte=end)
        .filter(Q(left_on__isnull=True) | Q(left_on__gt=period.last))
    )


def in_category(category: str, period: Period) -> QuerySet[Any]:
    """Return the persons in a served category at the end of the period."""
    held = PersonCategory.objects.filter(category=category, since__lte=period.last).filter(
        Q(until__isnull=True) | Q(until__gt=period.last)
    )
    return Person.objects.select_related("household").filter(pk__in=held.values("person_id"))


def allowance_households(of: str, period: Period) -> QuerySet[Any]:
    """Return the households on the allowance in which a person of a category lives."""
    on_allowance = in_category("allowance", period).filter(household__isnull=False).values("household_id")
    theirs = in_category(of, period).values("household_id")
    return Household.objects.filter(pk__in=on_allowance).filter(pk__in=theirs)


figure(Figure(code="residents", label=_("Residents"), rows=residents, table="people", standing=True))
figure(
    Figure(
        code="households",
        label=_("Households"),
        table="households",
        standing=True,
        headline=False,
        rows=lambda period: Household.objects.filter(pk__in=residents(period).values("household_id")),
    )
)
for _code, _label in CATEGORIES.items():
    figure(
        Figure(
            code=_code,
            label=_label,
            table="people",
            standing=True,
            headline=False,
            rows=lambda period, of=_code: in_category(of, period),  # type: ignore[misc]  # a default keeps each loop's value
        )
    )
figure(
    Figure(
        code="allowance_relatives",
        label=_("Households on the allowance: relatives"),
        table="households",
        standing=True,
        headline=False,
        rows=lambda period: allowance_households("taiwan_relative", period),
    )
)
figure(
    Figure(
        code="allowance_compatriots",
        label=_("Households on the allowance: compatriots"),
        table="households",
        standing=True,
        headline=False,
        rows=lambda period: allowance_households("taiwan_compatriot", period),
    )
)
