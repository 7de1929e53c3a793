"""What the registers have for the one search box: entries by their number."""

from django.urls import reverse

from tongxin.kit.actor import Actor
from tongxin.registers.models import Entry
from tongxin.web.finding import Found

MOST_DIGITS = 8


def find(actor: Actor, query: str, most: int) -> list[Found]:
    """Find entries by year and number, as in 2026-0012, in whatever book."""
    del actor  # whoever may read one register may read all
    year, _dash, number = query.partition("-")
    if not (year.isdecimal() and number.isdecimal() and len(number) <= MOST_DIGITS):
        return []
    rows = Entry.objects.filter(year=int(year[:4]), number=int(number)).order_by("register")[:most]
    return [
        Found(str(entry.label), reverse("entry", args=[entry.pk]), str(entry.kind_class.title))
        for entry in rows
    ]
