"""Entries about the office: accounts, limits, and the work record book."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tongxin.communities.models import Post, WorkLog
from tongxin.kit.actor import Role
from tongxin.registers.kinds import EntryKind, fact, register

WORK = register(
    "work", _("Work record book"), _("Meetings, study, coordination: what the office did"), is_book=True
)
OFFICE = register(
    "office", _("Office record"), _("Accounts, limits and the calendar: who changed them and when")
)


@dataclass(frozen=True, kw_only=True, slots=True)
class CommunityOpened(EntryKind):
    schema: ClassVar = "office.community_opened/1"
    register: ClassVar = OFFICE.code
    title: ClassVar = _("Community opened")
    subjects: ClassVar = ("community",)
    community: UUID = fact(_("Community"))
    name: str = fact(_("Name"))
    street: str = fact(_("Sub-district"))


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountOpened(EntryKind):
    schema: ClassVar = "office.account_opened/1"
    register: ClassVar = OFFICE.code
    title: ClassVar = _("Account opened")
    subjects: ClassVar = ("account",)
    account: UUID = fact(_("Account"))
    role: str = fact(_("Role"), words=lambda: dict(Role.choices))
    post: str = fact(_("Post"), words=lambda: dict(Post.choices))


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountChanged(EntryKind):
    schema: ClassVar = "office.account_changed/1"
    register: ClassVar = OFFICE.code
    title: ClassVar = _("Account changed")
    subjects: ClassVar = ("account",)
    account: UUID = fact(_("Account"))
    role: str = fact(_("Role"), words=lambda: dict(Role.choices))
    post: str = fact(_("Post"), words=lambda: dict(Post.choices))
    active: bool = fact(_("May sign in"))


@dataclass(frozen=True, kw_only=True, slots=True)
class LoggedOutEverywhere(EntryKind):
    schema: ClassVar = "office.logged_out_everywhere/1"
    register: ClassVar = OFFICE.code
    title: ClassVar = _("Logged out of all devices")
    subjects: ClassVar = ("account",)
    account: UUID = fact(_("Account"))


@dataclass(frozen=True, kw_only=True, slots=True)
class LimitsChanged(EntryKind):
    schema: ClassVar = "office.limits_changed/1"
    register: ClassVar = OFFICE.code
    title: ClassVar = _("Limits changed")
    need_due_days: int = fact(_("Working days to serve a need"))
    answer_due_days: int = fact(_("Working days for a group to answer an offer"))


@dataclass(frozen=True, kw_only=True, slots=True)
class StrangerAsked(EntryKind):
    """Somebody asked for a row of another community: refused as not found, and kept."""

    schema: ClassVar = "office.stranger_asked/1"
    register: ClassVar = OFFICE.code
    title: ClassVar = _("Row of another community asked for")
    path: str = fact(_("Address"))


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkLogged(EntryKind):
    schema: ClassVar = "work.logged/1"
    register: ClassVar = WORK.code
    title: ClassVar = _("Work recorded")
    subjects: ClassVar = ("work",)
    topic: ClassVar = "category"
    day: ClassVar = "worked_on"
    work: UUID = fact(_("Work"))
    worked_on: date = fact(_("Date"))
    category: str = fact(_("Kind of work"), words=lambda: dict(WorkLog.Category.choices))
    place: str = fact(_("Place"))
    participants: str = fact(_("Participants"), personal=True)
    content: str = fact(_("What was done"), personal=True)
    problems: str = fact(_("Problems"), personal=True)
    next_steps: str = fact(_("Next steps"), personal=True)
