"""Rules about activities."""

from decimal import ROUND_FLOOR, Decimal

MOST_HOURS = Decimal(24)
CENT = Decimal("0.01")


def hours_each(total: Decimal, volunteers: int) -> Decimal | None:
    """Return the hours of each volunteer, two places; None if they cannot be shared evenly or exceed a day.

    Nothing to share among nobody is 0.
    """
    if volunteers == 0:
        return Decimal(0) if total == 0 else None
    each = (total / volunteers).quantize(CENT)
    return each if each * volunteers == total and each <= MOST_HOURS else None


def nearest_totals(total: Decimal, volunteers: int) -> list[Decimal]:
    """Return the totals next to `total`, below and above, that are shared evenly in two places and make no day too long."""
    if volunteers == 0:
        return [Decimal(0)]
    below = min((total / volunteers).quantize(CENT, ROUND_FLOOR), MOST_HOURS)
    return [each * volunteers for each in (below, below + CENT) if each <= MOST_HOURS]
