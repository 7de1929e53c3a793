"""What is open in a volunteer's hands, and what becomes of it when the volunteer leaves the group."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from tongxin.groups.models import GroupMember
from tongxin.needs.entries import VolunteerLeft
from tongxin.needs.models import Need, State


def held_needs(members: Collection[UUID]) -> Mapping[UUID, Sequence[str]]:
    """Return member: the numbers of the needs that they are serving."""
    rows = Need.objects.counted().filter(state=State.ACCEPTED, volunteer_id__in=list(members))
    held: dict[UUID, list[str]] = {}
    for member, number in rows.order_by("due_on", "id").values_list("volunteer_id", "number"):
        held.setdefault(member, []).append(number)
    return held


def back_to_group(member: GroupMember) -> Sequence[VolunteerLeft]:
    """Take a member who left out of the needs that they were serving: the group keeps them, to name a volunteer anew."""
    served = Need.objects.counted().filter(state=State.ACCEPTED, volunteer_id=member.pk)
    told = []
    for need in served.order_by("id").locked():
        need.volunteer = None
        need.version += 1
        need.save()
        told.append(
            VolunteerLeft(
                need=need.pk,
                group=need.group_id,
                group_name=member.group.name,
                volunteer=member.pk,
            )
        )
    return told
