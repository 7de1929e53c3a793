"""What is told of a visit: who went, what was seen and said, what was given."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID


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
