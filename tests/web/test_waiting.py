"""Where something that waits stands on the start page."""

from datetime import date

import pytest

from tongxin.web.waiting import band

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("due_on", "expected"),
    [
        (date(2026, 11, 22), "late"),
        (TODAY, "today"),
        (date(2026, 11, 24), "week"),
        (date(2026, 11, 30), "week"),
        (date(2026, 12, 1), "later"),
        (None, "later"),
    ],
)
def test_bands_of_the_start_page(due_on: date | None, expected: str) -> None:
    assert band(due_on, TODAY) == expected
