"""Entries about groups."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tongxin.communities.models import Account
from tongxin.groups.models import Group, GroupMember, ServiceType
from tongxin.registers.kinds import VOID_BY_APP, EntryKind, entry, fact, ref, register

GROUPS = register("groups", _("Groups record"), _("Groups formed and changed, members joining and leaving"))


ON_ITS_PAGE = _("A group cannot be declared void. Change it on its page; without new needs it rests.")
OFFERS = _("What a group offers is changed on its page: the change is an entry of its own.")
LEAVING = _("A joining cannot be declared void. Record on the group's page that the member left.")
LINKING = _("This cannot be corrected. Choose the account anew on the group's page.")


@entry(
    "groups.formed/1",
    book=GROUPS,
    title=_("Group formed"),
    deed="groups.manage",
    instead=ON_ITS_PAGE,
    creates=True,
)
class GroupFormed(EntryKind):
    group: UUID = ref(Group, _("Group"))
    name: str = fact(_("Name"), amends="name")
    offers: tuple[str, ...] = fact(_("Services"), words=lambda: dict(ServiceType.choices), instead=OFFERS)
    capacity: int = fact(_("Open needs it can carry"), amends="capacity")


@entry("groups.changed/1", book=GROUPS, title=_("Group changed"), deed="groups.manage", instead=ON_ITS_PAGE)
class GroupChanged(EntryKind):
    group: UUID = ref(Group, _("Group"))
    name: str = fact(_("Name"), amends="name")
    offers: tuple[str, ...] = fact(_("Services"), words=lambda: dict(ServiceType.choices), instead=OFFERS)
    capacity: int = fact(_("Open needs it can carry"), amends="capacity")
    active: bool = fact(_("Takes on needs"), column="is_active")


@entry(
    "groups.joined/1",
    book=GROUPS,
    title=_("Member joined"),
    deed="groups.enrol",
    day="joined_on",
    instead=LEAVING,
    creates=True,
)
class MemberJoined(EntryKind):
    member: UUID = ref(GroupMember, _("Member"), personal=True)
    group: UUID = ref(Group, _("Group"), column="group_id")
    joined_on: date = fact(_("Joined"), amends="joined_on")
    is_leader: bool = fact(_("Leads the group"), instead=LEAVING, column="is_leader")


@entry("groups.account_linked/1", book=GROUPS, title=_("Account of a volunteer"), instead=LINKING)
class AccountLinked(EntryKind):
    """An account was linked to a volunteer of a group, or, without an account, the link was taken away."""

    member: UUID = ref(GroupMember, _("Member"), personal=True)
    group: UUID = ref(Group, _("Group"))
    account: UUID | None = ref(Account, _("Account"), default=None)


@entry(
    "groups.left/1",
    book=GROUPS,
    title=_("Member left"),
    deed="groups.roster",
    day="left_on",
    voids=VOID_BY_APP,
)
class MemberLeft(EntryKind):
    member: UUID = ref(GroupMember, _("Member"), personal=True)
    group: UUID = ref(Group, _("Group"))
    left_on: date = fact(_("Left"), amends="left_on")
