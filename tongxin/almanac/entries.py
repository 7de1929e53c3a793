"""Entries about the calendar."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from tongxin.communities.entries import OFFICE
from tongxin.registers.kinds import EntryKind, entry, fact


@entry(
    "almanac.day_set/1",
    book=OFFICE,
    title=_("Working day changed"),
    instead=_(
        "A day cannot be corrected here. Enter it anew on the calendar's page: the change is an entry of its own."
    ),
)
class DaySet(EntryKind):
    date: date = fact(_("Day"))
    is_working: bool = fact(_("Working day"))
    name: str = fact(_("Name"), default="")
