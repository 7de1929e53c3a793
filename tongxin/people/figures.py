"""Figures about residents. They are a state at the end of a period, counted from the rows that stand then."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
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


def _held(period: Period) -> QuerySet[Any]:
    """Return who is in which served category at the end of the period."""
    return PersonCategory.objects.filter(since__lte=period.last).filter(
        Q(until__isnull=True) | Q(until__gt=period.last)
    )


def in_category(category: str, period: Period) -> QuerySet[Any]:
    """Return the persons in a served category at the end of the period."""
    held = _held(period).filter(category=category)
    return Person.objects.select_related("household").filter(pk__in=held.values("person_id"))


def allowance_households(of: str, period: Period) -> QuerySet[Any]:
    """Return the households on the allowance in which a person of a category lives."""
    on_allowance = in_category("allowance", period).filter(household__isnull=False).values("household_id")
    theirs = in_category(of, period).values("household_id")
    return Household.objects.filter(pk__in=on_allowance).filter(pk__in=theirs)


def living_here(period: Period) -> dict[str, int]:
    """Count residents and their households by one statement."""
    return residents(period).aggregate(residents=Count("pk"), households=Count("household_id", distinct=True))


def by_category(period: Period) -> dict[str, int]:
    """Count the persons in each served category by one statement."""
    return dict(_held(period).values_list("category").annotate(Count("person_id", distinct=True)))


def on_allowance(period: Period) -> dict[str, int]:
    """Count the households on the allowance in which a person of a category lives, for both categories by one statement."""
    wanted = {"allowance_relatives": "taiwan_relative", "allowance_compatriots": "taiwan_compatriot"}
    homes: dict[str, set[UUID]] = defaultdict(set)
    rows = _held(period).filter(category__in=("allowance", *wanted.values()), person__household__isnull=False)
    for category, home in rows.values_list("category", "person__household_id"):
        homes[category].add(home)
    return {code: len(homes["allowance"] & homes[category]) for code, category in wanted.items()}


figure(
    Figure(
        code="residents",
        label=_("Residents"),
        rows=residents,
        table="people",
        standing=True,
        together=living_here,
    )
)
figure(
    Figure(
        code="households",
        label=_("Households"),
        table="households",
        standing=True,
        headline=False,
        rows=lambda period: Household.objects.filter(pk__in=residents(period).values("household_id")),
        together=living_here,
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
            together=by_category,
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
        together=on_allowance,
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
        together=on_allowance,
    )
)
