"""A corrected entry corrects the need it speaks of, in the same transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongxin.groups.models import ServiceType
from tongxin.kit.actor import Actor
from tongxin.kit.errors import RuleBroken
from tongxin.needs.entries import NeedReceived, ServiceGiven
from tongxin.needs.models import Category, Channel, Need
from tongxin.registers.models import Entry, EntrySubject

CORRECTABLE = frozenset(
    {
        "channel",
        "visitor",
        "party_size",
        "phone",
        "place",
        "category",
        "service_type",
        "matter",
        "wanted_by",
        "reply",
    }
)
SERVICE_CORRECTABLE = {"content": "result", "hours": "hours", "served_on": "done_on"}
_CODES = {"channel": Channel, "category": Category, "service_type": ServiceType}


def _need_of(entry: Entry) -> Need:
    ref: UUID = EntrySubject.objects.get(entry_id=entry.pk, name="need").ref
    need: Need = Need.objects.locked().get(pk=ref)
    return need


def reception_amended(entry: Entry, changes: Mapping[str, Any], by: Actor, at: datetime) -> None:
    """Carry an amendment of the reception or service register over to the need."""
    del by, at
    if entry.schema == NeedReceived.schema:
        columns = {name: name for name in CORRECTABLE}
    elif entry.schema == ServiceGiven.schema:
        columns = SERVICE_CORRECTABLE
    else:
        return
    stuck = [name for name in changes if name not in columns]
    if stuck:
        label = entry.kind_class.labels()[stuck[0]]
        raise RuleBroken(
            _("“%(field)s” cannot be corrected: declare the entry void and record it anew.")
            % {"field": label},
            fields={stuck[0]: _("Cannot be corrected")},
        )
    need = _need_of(entry)
    for name, value in changes.items():
        if name in _CODES and value not in _CODES[name].values:
            raise RuleBroken(_("There is no such choice."), fields={name: _("No such choice")})
        setattr(
            need,
            columns[name],
            "" if value is None and name not in {"wanted_by", "hours", "served_on"} else value,
        )
    need.is_anonymous = not need.visitor
    need.version += 1
    need.save()


def reception_voided(entry: Entry, by: Actor, at: datetime) -> None:
    """Take a need whose reception was declared void out of lists and figures."""
    del by, at
    if entry.schema == NeedReceived.schema:
        need = _need_of(entry)
        need.is_void, need.version = True, need.version + 1
        need.save()
