"""Volunteers' hours against the entries they come from: no entry speaks of a row of hours by itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import models

from tongxin.groups.models import VolunteerHours
from tongxin.registers.comparing import Difference, against
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
