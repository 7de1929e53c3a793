"""Entries about groups."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tongxin.groups.models import ServiceType
from tongxin.registers.kinds import EntryKind, fact, register

GROUPS = register("groups", _("Groups record"), _("Groups formed and changed, members joining and leaving"))


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupFormed(EntryKind):
    schema: ClassVar = "groups.formed/1"
    register: ClassVar = GROUPS.code
    title: ClassVar = _("Group formed")
    subjects: ClassVar = ("group",)
    group: UUID = fact(_("Group"))
    name: str = fact(_("Name"))
    offers: tuple[str, ...] = fact(_("Services"), words=lambda: dict(ServiceType.choices))
    capacity: int = fact(_("Open needs it can carry"))


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupChanged(EntryKind):
    schema: ClassVar = "groups.changed/1"
    register: ClassVar = GROUPS.code
    title: ClassVar = _("Group changed")
    subjects: ClassVar = ("group",)
    group: UUID = fact(_("Group"))
    name: str = fact(_("Name"))
    offers: tuple[str, ...] = fact(_("Services"), words=lambda: dict(ServiceType.choices))
    capacity: int = fact(_("Open needs it can carry"))
    active: bool = fact(_("Takes on needs"))


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberJoined(EntryKind):
    schema: ClassVar = "groups.joined/1"
    register: ClassVar = GROUPS.code
    title: ClassVar = _("Member joined")
    subjects: ClassVar = ("group",)
    day: ClassVar = "joined_on"
    group: UUID = fact(_("Group"))
    member: UUID = fact(_("Member"))
    joined_on: date = fact(_("Joined"))
    is_leader: bool = fact(_("Leads the group"))


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountLinked(EntryKind):
    """An account was linked to a volunteer of a group, or, without an account, the link was taken away."""

    schema: ClassVar = "groups.account_linked/1"
    register: ClassVar = GROUPS.code
    title: ClassVar = _("Account of a volunteer")
    subjects: ClassVar = ("group", "account")
    group: UUID = fact(_("Group"))
    member: UUID = fact(_("Member"))
    account: UUID | None = fact(_("Account"))


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberLeft(EntryKind):
    schema: ClassVar = "groups.left/1"
    register: ClassVar = GROUPS.code
    title: ClassVar = _("Member left")
    subjects: ClassVar = ("group",)
    day: ClassVar = "left_on"
    group: UUID = fact(_("Group"))
    member: UUID = fact(_("Member"))
    left_on: date = fact(_("Left"))
