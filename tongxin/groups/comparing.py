"""Which groups take on needs, who is a member until when, and the hours given, against the entries that say so.

No entry speaks of a row of hours by itself: they come from services and activities.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import models

from tongxin.groups.entries import GROUPS, GroupChanged, GroupFormed, MemberJoined, MemberLeft
from tongxin.groups.models import Group, GroupMember, VolunteerHours
from tongxin.people.entries import ConsentWithdrawn
from tongxin.registers.comparing import Difference, against, in_chunks, told_of
from tongxin.registers.models import Entry


@dataclass(frozen=True, slots=True)
class Credited:
    """What an entry says of volunteers' hours: who gave them, on which day, how many each; nobody where it is void."""

    entry: Entry
    members: frozenset[UUID] = frozenset()
    served_on: date | None = None
    hours: Decimal = Decimal(0)


def compare_hours(credited: Mapping[UUID, Credited]) -> Iterator[Difference]:
    """Compare the hours credited for some services or activities, by id, with what their entries say."""
    held: dict[UUID, list[VolunteerHours]] = {}
    for row in VolunteerHours.objects.filter(source_id__in=list(credited)).order_by("pk"):
        held.setdefault(row.source_id, []).append(row)
    for source, says in credited.items():
        rows = held.get(source, [])
        for row in rows:
            if row.member_id not in says.members:
                yield _alone(row, says.entry.register)
                continue
            yield from against(
                row, says.entry, says.entry.register, {"served_on": says.served_on, "hours": says.hours}
            )
        for member in sorted(says.members - {row.member_id for row in rows}):
            label = VolunteerHours._meta.label
            yield Difference(says.entry, says.entry.register, label, member, "id", str(member), None)


def hours_without(source: str, sources: models.QuerySet[models.Model], register: str) -> Iterator[Difference]:
    """Find hours of a kind of source (`need`, `activity`) that name none of its rows."""
    rows = VolunteerHours.objects.filter(source=source)
    for row in rows.exclude(source_id__in=sources.order_by().values("pk")).order_by("pk"):
        yield _alone(row, register)


def _alone(row: VolunteerHours, register: str) -> Difference:
    return Difference(None, register, row._meta.label, row.pk, "id", None, str(row.pk))


def compare_groups() -> Iterator[Difference]:
    """Find groups that take on no needs although nobody said so: a group just formed does."""
    for chunk in in_chunks(Group.objects.filter(is_active=False)):
        told = told_of([group.pk for group in chunk], [GroupFormed, GroupChanged])
        for group in chunk:
            entries = told.get(group.pk, ())
            if entries and all(item.schema == GroupFormed.schema for item in entries):
                yield from against(group, entries[-1].entry, GROUPS.code, {"is_active": True})


def compare_members() -> Iterator[Difference]:
    """Compare until when somebody is a member, and the consent that this rests on, with the leaving or the withdrawal."""
    for chunk in in_chunks(GroupMember.objects.select_related("consent")):
        ids = [pk for member in chunk for pk in (member.pk, member.consent_id)]
        told = told_of(ids, [MemberJoined, MemberLeft, ConsentWithdrawn])
        for member in chunk:
            entries = [*told.get(member.pk, ()), *told.get(member.consent_id, ())]
            if not entries or any({"joined_on", "left_on", "withdrawn_on"} & item.erased for item in entries):
                continue
            days = {name: day for item in entries if not item.void for name, day in item.values.items()}
            ended, last = days.get("left_on") or days.get("withdrawn_on"), entries[-1].entry
            yield from against(member, last, GROUPS.code, {"left_on": ended})
            consent = {"given_on": days.get("joined_on"), "withdrawn_on": ended}
            yield from against(member.consent, last, GROUPS.code, consent)
