"""Days are China's, and one function tells them: a morning's visit would by UTC be yesterday's."""

import ast
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from tongxin.kit.clock import local_date

ROOT = Path(__file__).resolve().parents[2]
# The cell of a sheet holds a day without a zone.
EXCEPTIONS = {"tongxin/people/rules.py", "tongxin/kit/clock.py"}
SOURCES = sorted((ROOT / "tongxin").rglob("*.py"))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 24, 15, 59, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 11, 24, 16, 0, tzinfo=UTC), date(2026, 11, 25)),
        (datetime(2026, 11, 24, 23, 30, tzinfo=UTC), date(2026, 11, 25)),
        (datetime(2026, 11, 25, 7, 30, tzinfo=timezone(timedelta(hours=8))), date(2026, 11, 25)),
    ],
)
def test_a_moment_falls_on_the_day_that_it_has_in_china(moment: datetime, day: date) -> None:
    assert local_date(moment) == day


def days_told_otherwise(source: str) -> list[int]:
    """Return the lines that take a day from a moment without the clock."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and ((node.func.attr == "date" and not node.args) or node.func.attr == "today")
    ]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_other_function_tells_a_day(path: Path) -> None:
    if path.relative_to(ROOT).as_posix() not in EXCEPTIONS:
        assert not days_told_otherwise(path.read_text()), "ask kit.clock.local_date"


def test_this_rule_can_fail() -> None:
    assert days_told_otherwise("day = at.date()\nother = date.today()") == [1, 2]
