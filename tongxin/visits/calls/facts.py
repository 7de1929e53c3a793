"""What is told of a visit: who went, what was seen and said, what was given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from tongxin.files.pictures import Picture
from tongxin.registers.appending import Draft


@dataclass(frozen=True, slots=True)
class GiftFacts:
    """Goods or money handed over; value in yuan with two places, for all of the quantity."""

    item: str
    value: Decimal
    fund_source: str
    signed_by: str
    quantity: Decimal = Decimal(1)
    unit: str = ""
    is_cash: bool = False
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Went:
    """Who went: workers by account, volunteers by membership."""

    accounts: Sequence[UUID] = ()
    members: Sequence[UUID] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What was seen and said. `need` is recorded as a need at once, of the service named."""

    situation: str = ""
    need: str = ""
    service_type: str = "other"
    suggestions: str = ""
    follow_up: str = ""


@dataclass(frozen=True, slots=True)
class Came:
    """How a visit comes into the register.

    `by` is desk, phone or file; `written_at` when it was written down, if not now; `pictures` are clean ones; `also` are
    entries of the same deed that whoever calls has made.
    """

    by: str = "desk"
    written_at: datetime | None = None
    pictures: Sequence[Picture] = ()
    also: Sequence[Draft] = ()


NOTHING_TOLD = Told()
FROM_THE_DESK = Came()
