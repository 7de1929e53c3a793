"""Entries about the calendar."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from tongxin.registers.kinds import EntryKind, fact


@dataclass(frozen=True, kw_only=True, slots=True)
class DaySet(EntryKind):
    schema: ClassVar = "almanac.day_set/1"
    register: ClassVar = "office"
    title: ClassVar = _("Working day changed")
    date: date = fact(_("Day"))
    is_working: bool = fact(_("Working day"))
    name: str = fact(_("Name"))
