"""What the year's text says of a year with little in it."""

import re
from datetime import datetime, timedelta

from tests.conftest import World
from tests.needs.flow import done, received
from tests.reports.test_summary import article, year_page


def test_a_line_of_work_without_rows_is_left_out(world: World, at: datetime) -> None:
    received(world.here, at)
    text = article(year_page(world))
    assert re.findall(r"<h4>(.*?)</h4>", text) == ["（一）接待与需求办理"]
    assert "走访" not in text


def test_a_year_without_anything_says_so_and_compares_nothing(world: World, at: datetime) -> None:
    done(world.here, at)
    page = year_page(world, year=2027)
    assert "100%" not in page and "月：0" not in page
    assert "该年尚未开始" in page
    assert "figure card" not in page, "what stands at its end cannot be counted"
    assert "/reports/2028/" not in page


def test_this_year_is_compared_with_the_same_days_of_the_last(world: World, at: datetime) -> None:
    """In November nobody is told that fewer came than in the whole of last year."""
    last = at - timedelta(days=365)
    received(world.here, last)
    received(world.here, last + timedelta(days=30))
    received(world.here, at)
    page = world.client("deputy").get("/reports/2026/")
    (receptions,) = [item for item in page.context["headline"] if item.figure.code == "receptions"]
    assert (receptions.value, receptions.change) == (1, "last year 1")
