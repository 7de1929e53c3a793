"""What groups tell on other pages: to a volunteer whose account is linked to nobody, what to do about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from tongxin.communities.models import Account
from tongxin.groups.access import ROSTER, is_on_a_roster
from tongxin.groups.entries import MemberLeft
from tongxin.groups.models import GroupMember
from tongxin.kit.actor import Actor, Role
from tongxin.kit.clock import local_date, now
from tongxin.kit.permissions import Denied
from tongxin.kit.words import listed, run_on
from tongxin.registers.access import VOID
from tongxin.registers.models import Entry, EntrySubject
from tongxin.web.waiting import Waiting

LATELY = timedelta(days=30)  # for so long a leaving stands below the roster, with the way to take it back


@dataclass(frozen=True, slots=True)
class Left:
    """A member who left, and the address where that is taken back; empty for who may not."""

    member: GroupMember
    undo: str


def deputies(actor: Actor) -> list[Account]:
    """Return who links accounts to volunteers in the actor's community."""
    found = Account.objects.filter(community_id=actor.community_id, role=Role.DEPUTY, is_active=True)
    return list(found.order_by("name"))


def leaving_question(member: GroupMember, held: Sequence[str]) -> str:
    """Ask whether a member is to leave, by name, and say what becomes of what is open in their hands."""
    names = {"name": member.person.name, "group": member.group.name, "held": listed(held)}
    question = _("Let %(name)s leave %(group)s? The consent ends with it; hours given stay.") % names
    if not held:
        return question
    return run_on(
        question,
        _("Open in these hands: %(held)s. They stay with the group, and a volunteer is to be named anew.")
        % names,
    )


def left_words(member: GroupMember, held: Sequence[str]) -> str:
    """Say who left, and what is to be named anew."""
    said = _("%(name)s left %(group)s. The consent ended with it.")
    said %= {"name": member.person.name, "group": member.group.name}
    return run_on(said, _("To be named anew: %(held)s.") % {"held": listed(held)}) if held else said


def left_lately(group_id: UUID, actor: Actor) -> list[Left]:
    """Return who left a group in the last weeks, each with the page on which that is taken back, for who may."""
    since = local_date(now()) - LATELY
    rows = GroupMember.objects.filter(group_id=group_id, left_on__gte=since).select_related("person")
    members = list(rows.order_by("-left_on", "-pk")[:10])
    may = VOID(actor) and ROSTER(actor)
    lines = EntrySubject.objects.filter(
        ref__in=[member.pk for member in members if may],
        name=MemberLeft.row_field(),
        entry__schema=MemberLeft.schema,
        entry__kind=Entry.Kind.CREATE,
    )
    undone = dict(lines.order_by("pk").values_list("ref", "entry_id")) if members and may else {}
    return [
        Left(member, reverse("entry", args=[undone[member.pk]]) if member.pk in undone else "")
        for member in members
    ]


def waiting(actor: Actor, today: date) -> Iterable[Waiting]:
    """Tell a group leader or member on no roster why nothing waits here, and whom to ask; others nothing."""
    answer = is_on_a_roster(actor)
    if not isinstance(answer, Denied):
        return []
    ask = _("ask %(names)s") % {"names": listed(account.name for account in deputies(actor))}
    title = _("Not linked to a volunteer yet")
    return [Waiting(today, title, ask, str(answer.reason), _("Groups"), reverse("groups"))]
