"""Entries about plans before a festival and calendar addresses."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tongxin.almanac.rules import Festival
from tongxin.registers.kinds import EntryKind, fact, register

ROUNDS = register(
    "rounds",
    _("Record of rounds"),
    _("Plans before a festival drafted, changed, confirmed; calendar addresses made and revoked"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanConfirmed(EntryKind):
    schema: ClassVar = "rounds.plan_confirmed/1"
    register: ClassVar = ROUNDS.code
    title: ClassVar = _("Plan of visits confirmed")
    subjects: ClassVar = ("plan",)
    day: ClassVar = "festival_on"
    plan: UUID = fact(_("Plan"))
    festival: str = fact(_("Festival"), words=lambda: dict(Festival.choices))
    festival_on: date = fact(_("Falls on"))
    homes: int = fact(_("Homes"))
    visitors: int = fact(_("Visitors"))


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanChanged(EntryKind):
    schema: ClassVar = "rounds.plan_changed/1"
    register: ClassVar = ROUNDS.code
    title: ClassVar = _("Plan of visits drafted, changed or dropped")
    subjects: ClassVar = ("plan",)
    topic: ClassVar = "what"
    plan: UUID = fact(_("Plan"))
    what: str = fact(
        _("What"),
        words=lambda: {"drafted": _("Drafted"), "moved": _("A home moved by hand"), "dropped": _("Dropped")},
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedChanged(EntryKind):
    schema: ClassVar = "rounds.feed_changed/1"
    register: ClassVar = ROUNDS.code
    title: ClassVar = _("Calendar address made or revoked")
    account: UUID = fact(_("Account"))
    revoked: bool = fact(_("Revoked"))
