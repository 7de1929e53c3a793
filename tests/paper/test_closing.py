"""The words at the end of a book: whether its numbers follow each other, and which do not stand in it."""

import pytest

from tongxin.registers.tables import missing_numbers


@pytest.mark.parametrize(
    ("numbers", "missing"),
    [
        ([], []),
        ([7], []),
        ([1, 2, 3], []),
        ([629, 631, 630], []),
        ([1, 2, 5, 6, 8], [(3, 4), (7, 7)]),
        ([698, 1, 699], [(2, 697)]),
    ],
)
def test_numbers_that_are_not_in_a_volume_are_named(
    numbers: list[int], missing: list[tuple[int, int]]
) -> None:
    assert missing_numbers(numbers) == missing
