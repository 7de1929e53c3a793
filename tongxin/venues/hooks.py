"""What apps above declare about bookings made for their rows, filled in their `AppConfig.ready()`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise

from tongxin.kit.actor import Actor
from tongxin.registers.appending import Draft
from tongxin.registers.kinds import EntryKind
from tongxin.venues.models import Booking

# Called within the transaction with a booking as it stands now, the step (a code of `entries.STEPS`), who and when; what it hands back is
# recorded beside the step.
Told = Callable[[Booking, str, Actor, datetime], Iterable[EntryKind | Draft]]


@dataclass(frozen=True, slots=True)
class Purpose:
    """For what an app books venues: its label, where the row's page is, and what it does when a booking changes."""

    label: str | Promise
    href: Callable[[UUID], str]
    told: Told


# By the code that an app gives as `source` when it books.
PURPOSES: dict[str, Purpose] = {}


def tell(booking: Booking, step: str, *, by: Actor, at: datetime) -> list[EntryKind | Draft]:
    """Tell the app for whose row a booking was made what became of it; return what it wants recorded."""
    purpose = PURPOSES.get(booking.source)
    return list(purpose.told(booking, step, by, at)) if purpose is not None else []
