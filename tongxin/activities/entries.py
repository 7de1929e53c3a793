"""The activity register."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tongxin.activities.models import Activity, Theme
from tongxin.groups.models import Group, GroupMember
from tongxin.registers.kinds import EntryKind, entry, fact, ref, register

ACTIVITY = register(
    "activity", _("Activity register"), _("What was held, where, with whom and how many came"), is_book=True
)


@entry(
    "activities.held/1",
    book=ACTIVITY,
    title=_("Activity held"),
    deed="activities.record",
    topic="theme",
    day="held_on",
    voids="is_void",
    creates=True,
)
class ActivityHeld(EntryKind):
    activity: UUID = ref(Activity, _("Activity"))
    held_on: date = fact(_("Date"), amends="held_on")
    name: str = fact(_("Title"), amends="title")
    theme: str = fact(_("Kind"), words=lambda: dict(Theme.choices), amends="theme")
    place: str = fact(_("Place"), amends="place", default="")
    group_names: tuple[str, ...] = fact(_("Groups that took part"), default=())
    groups: tuple[UUID, ...] = ref(Group, _("Groups"), default=())
    planned_count: int | None = fact(_("People expected"), amends="planned_count", default=None)
    actual_count: int = fact(_("People who came"), amends="actual_count")
    volunteers: int = fact(_("Volunteers"), column="volunteers")
    helpers: tuple[UUID, ...] = ref(GroupMember, _("Who helped"), personal=True, default=())
    hours: Decimal = fact(_("Hours"), amends="hours")
    content: str = fact(_("What was done"), long=True, amends="content")
    outcome: str = fact(_("Result and echo"), long=True, amends="outcome", default="")
    funding: str = fact(_("Funds from"), amends="funding", default="")
    amount: Decimal | None = fact(_("Amount in yuan"), amends="amount", default=None)
