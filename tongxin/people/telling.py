"""What people tell on other pages: the search, and the words for whom an entry speaks of."""

from collections.abc import Collection
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from tongxin.kit.actor import Actor
from tongxin.people.models import Household, Person
from tongxin.web.finding import Found


def find(actor: Actor, query: str, most: int) -> list[Found]:
    """Find residents by any part of a name, pinyin, initials, last digits of a phone, or address."""
    del actor  # whoever may search sees all residents of the community
    rows = Person.objects.living_here().matching(query).select_related("household").order_by("folded", "id")
    return [Found(person.name, reverse("person", args=[person.pk]), person.address) for person in rows[:most]]


def all_found(query: str) -> str:
    """Return the address of the list of all residents found."""
    return f"{reverse('people')}?{urlencode({'q': query})}"


def names(ids: Collection[UUID]) -> dict[UUID, str]:
    """Name persons where an entry speaks of them."""
    return dict(Person.objects.filter(pk__in=ids).values_list("pk", "name"))


def household_names(ids: Collection[UUID]) -> dict[UUID, str]:
    """Name households by their addresses."""
    return dict(Household.objects.filter(pk__in=ids).values_list("pk", "address"))
