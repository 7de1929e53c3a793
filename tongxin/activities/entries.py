"""The activity register."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tongxin.activities.models import Theme
from tongxin.registers.kinds import EntryKind, fact, register

ACTIVITY = register(
    "activity", _("Activity register"), _("What was held, where, with whom and how many came"), is_book=True
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ActivityHeld(EntryKind):
    schema: ClassVar = "activities.held/1"
    register: ClassVar = ACTIVITY.code
    title: ClassVar = _("Activity held")
    subjects: ClassVar = ("activity", "groups")
    topic: ClassVar = "theme"
    day: ClassVar = "held_on"
    activity: UUID = fact(_("Activity"))
    held_on: date = fact(_("Date"))
    name: str = fact(_("Title"))
    theme: str = fact(_("Kind"), words=lambda: dict(Theme.choices))
    place: str = fact(_("Place"))
    group_names: tuple[str, ...] = fact(_("Groups that took part"))
    groups: tuple[UUID, ...] = fact(_("Groups"))
    planned_count: int | None = fact(_("People expected"))
    actual_count: int = fact(_("People who came"))
    volunteers: int = fact(_("Volunteers"))
    hours: Decimal = fact(_("Hours"))
    content: str = fact(_("What was done"))
    outcome: str = fact(_("Result and echo"))
    funding: str = fact(_("Funds from"))
    amount: Decimal | None = fact(_("Amount in yuan"))
