"""What people tell on other pages: the search."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from tongxin.kit.actor import Actor
from tongxin.kit.words import listed
from tongxin.people.models import Person
from tongxin.web.finding import Found


def told_apart(person: Person) -> str:
    """Say which of several residents of one name is meant: by home and decade of birth, as far as they are known."""
    decade = (
        _("born in the %(decade)ds") % {"decade": person.birth_date.year // 10 * 10}
        if person.birth_date
        else ""
    )
    facts = [fact for fact in (person.address, decade) if fact]
    return _("%(name)s (%(role)s)") % {"name": person.name, "role": listed(facts)} if facts else person.name


def find(actor: Actor, query: str, most: int) -> list[Found]:
    """Find residents by any part of a name, pinyin, initials, last digits of a phone, or address."""
    del actor  # whoever may search sees all residents of the community
    rows = Person.objects.living_here().matching(query).select_related("household").order_by("folded", "id")
    return [Found(person.name, reverse("person", args=[person.pk]), person.address) for person in rows[:most]]


def all_found(query: str) -> str:
    """Return the address of the list of all residents found."""
    return f"{reverse('people')}?{urlencode({'q': query})}"
