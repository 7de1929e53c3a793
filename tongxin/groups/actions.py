"""Forming groups and keeping their rosters."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongxin.communities.models import Account
from tongxin.groups import access, entries, hooks
from tongxin.groups.memberships import check_span
from tongxin.groups.models import Group, GroupMember, Offer, ServiceType, VolunteerHours
from tongxin.kit.actor import VOLUNTEERS, Actor
from tongxin.kit.checking import check_row
from tongxin.kit.clock import local_date
from tongxin.kit.days import check_happened
from tongxin.kit.errors import RuleBroken
from tongxin.kit.ids import uuid7
from tongxin.kit.permissions import require
from tongxin.kit.words import clean
from tongxin.people.models import Consent, Person
from tongxin.people.rules import PURPOSES
from tongxin.registers.appending import record
from tongxin.registers.kinds import EntryKind
from tongxin.registers.stepping import step


def _set_offers(group: Group, offers: Iterable[str]) -> tuple[str, ...]:
    wanted = sorted(set(offers) & set(ServiceType.values))
    if not wanted:
        text = _("Choose at least one service that the group offers.")
        raise RuleBroken(text, fields={"offers": text})
    Offer.objects.filter(group_id=group.pk).exclude(service_type__in=wanted).delete()
    held = set(Offer.objects.filter(group_id=group.pk).values_list("service_type", flat=True))
    Offer.objects.bulk_create(
        [
            Offer(community_id=group.community_id, group=group, service_type=code)
            for code in wanted
            if code not in held
        ]
    )
    return tuple(wanted)


@step(Group, entries.GroupFormed)
def form_group(
    *,
    code: str,
    name: str,
    offers: Iterable[str],
    by: Actor,
    at: datetime,
    key: UUID | None = None,
    **facts: Any,
) -> Group:
    """Form a group. Facts: formal_title, description, languages, weekdays, capacity."""
    require(access.MANAGE(by))
    if Group.objects.filter(code=code).exists():
        text = _("A group with this short name exists already. Choose another.")
        raise RuleBroken(text, fields={"code": text})
    group = Group(id=uuid7(), community_id=by.community_id, code=code, name=clean(name), **facts)
    check_row(group)
    group.save()
    services = _set_offers(group, offers)
    entry = entries.GroupFormed(group=group.pk, name=group.name, offers=services, capacity=group.capacity)
    record(entry, by=by, at=at, key=key)
    return group


@step(Group, entries.GroupChanged)
def change_group(
    group_id: UUID, *, offers: Iterable[str], by: Actor, at: datetime, key: UUID | None = None, **facts: Any
) -> Group:
    """Change a group's facts, offers, days or load."""
    require(access.MANAGE(by))
    group: Group = Group.objects.locked().get(pk=group_id)
    for field, value in facts.items():
        setattr(group, field, value)
    check_row(group)
    group.save()
    services = _set_offers(group, offers)
    entry = entries.GroupChanged(
        group=group.pk, name=group.name, offers=services, capacity=group.capacity, active=group.is_active
    )
    record(entry, by=by, at=at, key=key)
    return group


def _enrolled(group_id: UUID, person_id: UUID, **_more: Any) -> GroupMember:
    return GroupMember.objects.filter(group_id=group_id, person_id=person_id).latest("joined_on", "id")


@step(_enrolled, entries.MemberJoined)
def enrol(
    group_id: UUID,
    person_id: UUID,
    *,
    consented_on: date,
    way: str,
    is_leader: bool = False,
    account_id: UUID | None = None,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
) -> GroupMember:
    """Enrol a volunteer with the consent of its own that membership needs (PIPL art. 29).

    `account_id` is the account of the volunteer, if there is one already; see `link_account`.
    """
    require(access.ENROL(by))
    account = _account_for(person_id, account_id, by) if account_id else None
    group: Group = Group.objects.locked().get(pk=group_id)
    person: Person = Person.objects.get(pk=person_id)
    held = GroupMember.objects.current().filter(group_id=group.pk, person_id=person.pk).first()
    if held is not None:
        text = _("%(name)s is a member already.") % {"name": person.name}
        raise RuleBroken(text, fields={"person": text})
    coming = _("Consent cannot be given in the future.")
    check_happened(consented_on, at, field="consented_on", coming=coming)
    check_span(group.pk, person.pk, (consented_on, None), field="consented_on")
    consent = Consent.objects.create(
        community_id=by.community_id,
        person=person,
        purpose="volunteer",
        given_on=consented_on,
        way=way,
        wording_version=PURPOSES["volunteer"].version,
    )
    member: GroupMember = GroupMember.objects.create(
        community_id=by.community_id,
        group=group,
        person=person,
        account=account,
        consent=consent,
        is_leader=is_leader,
        joined_on=consented_on,
    )
    entry = entries.MemberJoined(
        group=group.pk, member=member.pk, joined_on=consented_on, is_leader=is_leader
    )
    record(entry, by=by, at=at, key=key)
    return member


def _account_for(person_id: UUID, account_id: UUID, by: Actor) -> Account:
    """Return an account that may be linked to a person, locked; one account speaks for one person, in all their groups.

    Called before anything else is locked: accounts lie below the groups.
    """
    accounts = Account.objects.filter(
        pk=account_id, community_id=by.community_id, role__in=VOLUNTEERS, is_active=True
    )
    account = accounts.select_for_update(no_key=True).first()
    if account is None:
        text = _("Choose an account of a group leader or member of this community that may sign in.")
        raise RuleBroken(text, fields={"account_id": text})
    other = (
        GroupMember.objects.current()
        .filter(account_id=account.pk)
        .exclude(person_id=person_id)
        .select_related("person", "group")
        .first()
    )
    if other is not None:
        text = _(
            "The account “%(account)s” is linked to %(name)s (%(group)s). Take it away there first: one account speaks for one person."
        ) % {"account": account.username, "name": other.person.name, "group": other.group.name}
        raise RuleBroken(text, fields={"account_id": text})
    return account


@step(GroupMember, entries.AccountLinked)
def link_account(
    member_id: UUID, *, account_id: UUID | None, by: Actor, at: datetime, key: UUID | None = None
) -> GroupMember:
    """Link a volunteer to the account with which they sign in, or, without an account, take the link away.

    The account must be of a group leader or member. Raises RuleBroken naming whom it is linked to already.
    """
    require(access.LINK(by))
    person = GroupMember.objects.current().values_list("person_id", flat=True).get(pk=member_id)
    account = _account_for(person, account_id, by) if account_id else None
    member: GroupMember = GroupMember.objects.current().locked().get(pk=member_id)
    if member.account_id == account_id:
        return member
    member.account = account
    member.save(update_fields=["account"])
    entry = entries.AccountLinked(
        group=member.group_id, member=member.pk, account=account.ref if account else None
    )
    record(entry, by=by, at=at, key=key)
    return member


def _left(member_id: UUID, **_more: Any) -> GroupMember:
    return GroupMember.objects.get(pk=member_id)


@step(_left, entries.MemberLeft)
def leave(member_id: UUID, *, by: Actor, at: datetime, key: UUID | None = None) -> GroupMember:
    """Let a member leave: the consent ends with it; hours given stay, and what is open in their hands goes back to the group."""
    consents = GroupMember.objects.filter(pk=member_id).values("consent_id")
    # Before the membership, as a consent withdrawn does: each would wait for the other.
    list(Consent.objects.filter(pk__in=consents).order_by("pk").locked())
    member: GroupMember = GroupMember.objects.locked().get(pk=member_id)
    require(access.can_see_roster(by, member.group_id))
    if member.left_on is not None:
        return member
    day = local_date(at)
    member.left_on = day
    member.save(update_fields=["left_on"])
    Consent.objects.filter(pk=member.consent_id).update(withdrawn_on=day)
    left = entries.MemberLeft(group=member.group_id, member=member.pk, left_on=day)
    followed = [body for hook in hooks.member_left for body in hook(member)]
    record(left, *followed, by=by, at=at, key=key)
    return member


def end_memberships(consent: Consent, *, at: datetime) -> list[EntryKind]:
    """End what rests on a consent just withdrawn; called inside that action, which records it and what is returned."""
    ended = list(GroupMember.objects.current().filter(consent_id=consent.pk).order_by("pk").locked())
    GroupMember.objects.filter(pk__in=[member.pk for member in ended]).update(left_on=local_date(at))
    return [body for member in ended for hook in hooks.member_left for body in hook(member)]


def credit_hours(
    members: Iterable[GroupMember],
    *,
    served_on: date,
    hours: Decimal,
    source: str,
    source_id: UUID,
    what: str,
) -> None:
    """Write the hours that volunteers gave; part of the action that records the service or activity.

    A member's hours for the same source and day are written once, whoever sends them again.
    """
    VolunteerHours.objects.bulk_create(
        [
            VolunteerHours(
                community_id=member.community_id,
                member=member,
                group_id=member.group_id,
                served_on=served_on,
                hours=hours,
                source=source,
                source_id=source_id,
                what=what[:200],
            )
            for member in members
        ],
        ignore_conflicts=True,
    )


def move_hours(source_id: UUID, *, served_on: date, hours: Decimal, what: str) -> None:
    """Let volunteers' hours follow the service or activity they come from; `hours` are those of each volunteer."""
    VolunteerHours.objects.filter(source_id=source_id).update(
        served_on=served_on, hours=hours, what=what[:200]
    )


def take_back_hours(source_id: UUID) -> None:
    """Take back the hours of a service or activity declared void."""
    VolunteerHours.objects.filter(source_id=source_id).remove()
