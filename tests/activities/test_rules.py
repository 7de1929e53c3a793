"""Hours shared by the volunteers of an activity."""

from decimal import Decimal

import pytest

from tongxin.activities.rules import hours_each, nearest_totals


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


@pytest.mark.parametrize(
    ("total", "volunteers", "nearest"),
    [("1.00", 3, ["0.99", "1.02"]), ("100.00", 2, ["48.00"]), ("5.00", 0, ["0"])],
)
def test_the_nearest_totals_can_be_shared(total: str, volunteers: int, nearest: list[str]) -> None:
    found = nearest_totals(Decimal(total), volunteers)
    assert found == [Decimal(text) for text in nearest]
    assert all(hours_each(each, volunteers) is not None for each in found)
