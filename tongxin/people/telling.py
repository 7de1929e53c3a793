"""What people tell on other pages: the search."""

from urllib.parse import urlencode

from django.urls import reverse

from tongxin.kit.actor import Actor
from tongxin.people.models import Person
from tongxin.web.finding import Found


def find(actor: Actor, query: str, most: int) -> list[Found]:
    """Find residents by any part of a name, pinyin, initials, last digits of a phone, or address."""
    del actor  # whoever may search sees all residents of the community
    rows = Person.objects.living_here().matching(query).select_related("household").order_by("folded", "id")
    return [Found(person.name, reverse("person", args=[person.pk]), person.address) for person in rows[:most]]


def all_found(query: str) -> str:
    """Return the address of the list of all residents found."""
    return f"{reverse('people')}?{urlencode({'q': query})}"
