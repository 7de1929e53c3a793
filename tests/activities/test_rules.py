"""Hours shared by the volunteers of an activity."""

from decimal import Decimal

import pytest

from tongxin.activities.rules import hours_each


@pytest.mark.parametrize(
    ("total", "volunteers", "each"),
    [
        ("4.00", 2, "2.00"),
        ("0", 0, "0"),
        ("1.00", 0, None),
        ("1.00", 3, None),
        ("48.00", 2, "24.00"),
        ("48.02", 2, None),
        ("0.03", 3, "0.01"),
    ],
)
def test_hours_are_shared_evenly_or_not_at_all(total: str, volunteers: int, each: str | None) -> None:
    assert hours_each(Decimal(total), volunteers) == (None if each is None else Decimal(each))
