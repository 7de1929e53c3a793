"""On which days somebody can have been a member: asked when the membership is recorded, and when its days are corrected."""

from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from tongxin.groups.models import GroupMember, VolunteerHours
from tongxin.kit.days import overlap
from tongxin.kit.errors import RuleBroken
from tongxin.web.templatetags.web import full_day

Span = tuple[date, date | None]


def check_span(group_id: UUID, person_id: UUID, span: Span, *, but: UUID | None = None, field: str) -> None:
    """Refuse days that lie within those of another membership of the same person in the group; `but` is this one.

    Raises RuleBroken naming the field.
    """
    others = GroupMember.objects.filter(group_id=group_id, person_id=person_id)
    others = others.exclude(pk=but) if but else others
    for other in others.order_by("joined_on", "pk"):
        if overlap(span, (other.joined_on, other.left_on)):
            last = full_day(other.left_on) if other.left_on else "…"
            text = _(
                "There is a membership from %(first)s to %(last)s already: the days of the two must not overlap."
            )
            text %= {"first": full_day(other.joined_on), "last": last}
            raise RuleBroken(text, fields={field: text})


def check_hours(member: GroupMember, before: Span, *, field: str) -> None:
    """Refuse days that leave out hours which the membership held as it stood. Raises RuleBroken naming the field."""
    given = VolunteerHours.objects.filter(member_id=member.pk)
    left_out = Q(served_on__lt=member.joined_on, served_on__gte=before[0])
    if member.left_on:
        left_out |= Q(served_on__gt=member.left_on, **({"served_on__lte": before[1]} if before[1] else {}))
    hours = given.filter(left_out).order_by("served_on").first()
    if hours is not None:
        text = _("Hours of this member are recorded on %(day)s, which must be a day of the membership.")
        text %= {"day": full_day(hours.served_on)}
        raise RuleBroken(text, fields={field: text})
