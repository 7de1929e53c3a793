"""What was given at a visit, summed up as the visit's line in the register says it."""

from collections.abc import Sequence
from decimal import Decimal

from tongxin.visits.models import Gift

# Kept in the register, so it is the same whatever language whoever records it reads.
APART = "、"


def value_of(gifts: Sequence[Gift]) -> Decimal | None:
    """Return the value in yuan of what was given, as the visit's line says it; None where nothing was."""
    return sum((gift.value for gift in gifts), Decimal(0)) if gifts else None


def goods_words(gifts: Sequence[Gift]) -> str:
    """Return what was given as the visit's line says it."""
    return APART.join(f"{gift.item}{gift.quantity.normalize():f}{gift.unit}" for gift in gifts)
