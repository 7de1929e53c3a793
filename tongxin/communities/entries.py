"""Entries about the office: accounts, limits, and the work record book."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tongxin.communities.models import Account, Community, Post, WorkLog
from tongxin.kit.actor import Role
from tongxin.registers.kinds import EntryKind, entry, fact, ref, register

WORK = register(
    "work", _("Work record book"), _("Meetings, study, coordination: what the office did"), is_book=True
)
OFFICE = register(
    "office", _("Office record"), _("Accounts, limits and the calendar: who changed them and when")
)


HOW_IT_WAS = _("This says what happened at that moment and cannot be corrected.")
ON_THE_OFFICE_PAGE = _(
    "This cannot be corrected. Change it on the office page: the change is an entry of its own."
)


@entry("office.community_opened/1", book=OFFICE, title=_("Community opened"), instead=HOW_IT_WAS)
class CommunityOpened(EntryKind):
    community: UUID = ref(Community, _("Community"))
    name: str = fact(_("Name"))
    street: str = fact(_("Sub-district"))


@entry("office.account_opened/1", book=OFFICE, title=_("Account opened"), instead=ON_THE_OFFICE_PAGE)
class AccountOpened(EntryKind):
    account: UUID = ref(Account, _("Account"))
    role: str = fact(_("Role"), words=lambda: dict(Role.choices))
    post: str = fact(_("Post"), words=lambda: dict(Post.choices))


@entry("office.account_changed/1", book=OFFICE, title=_("Account changed"), instead=ON_THE_OFFICE_PAGE)
class AccountChanged(EntryKind):
    account: UUID = ref(Account, _("Account"))
    role: str = fact(_("Role"), words=lambda: dict(Role.choices))
    post: str = fact(_("Post"), words=lambda: dict(Post.choices))
    active: bool = fact(_("May sign in"))


@entry(
    "office.logged_out_everywhere/1", book=OFFICE, title=_("Logged out of all devices"), instead=HOW_IT_WAS
)
class LoggedOutEverywhere(EntryKind):
    account: UUID = ref(Account, _("Account"))


@entry("office.limits_changed/1", book=OFFICE, title=_("Limits changed"), instead=ON_THE_OFFICE_PAGE)
class LimitsChanged(EntryKind):
    need_due_days: int = fact(_("Working days to serve a need"))
    answer_due_days: int = fact(_("Working days for a group to answer an offer"))


@entry(
    "office.stranger_asked/1", book=OFFICE, title=_("Row of another community asked for"), instead=HOW_IT_WAS
)
class StrangerAsked(EntryKind):
    """Somebody asked for a row of another community: refused as not found, and kept."""

    path: str = fact(_("Address"))


@entry(
    "work.logged/1",
    book=WORK,
    title=_("Work recorded"),
    deed="work.record",
    topic="category",
    day="worked_on",
    voids="is_void",
    creates=True,
)
class WorkLogged(EntryKind):
    work: UUID = ref(WorkLog, _("Work"))
    worked_on: date = fact(_("Date"), amends="worked_on")
    category: str = fact(_("Kind of work"), words=lambda: dict(WorkLog.Category.choices), amends="category")
    place: str = fact(_("Place"), amends="place", default="")
    participants: str = fact(_("Participants"), personal=True, amends="participants", default="")
    content: str = fact(_("What was done"), personal=True, long=True, amends="content")
    problems: str = fact(_("Problems"), personal=True, long=True, amends="problems", default="")
    next_steps: str = fact(_("Next steps"), personal=True, long=True, amends="next_steps", default="")
