"""What a number is compared with, and what the sub-district is spared."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.conftest import World
from tests.examples import fill_figures
from tongxin.kit.figures import Figure, Period, Things
from tongxin.reports.yearend import is_small


@pytest.mark.parametrize(
    ("period", "until", "expected"),
    [
        (Period.year(2026), date(2026, 11, 23), (date(2025, 1, 1), date(2025, 11, 23))),
        (Period.year(2026), date(2027, 3, 1), (date(2025, 1, 1), date(2025, 12, 31))),
        (Period.year(2028), date(2028, 2, 29), (date(2027, 1, 1), date(2027, 2, 28))),
        (Period.month(2026, 11), date(2026, 11, 5), (date(2025, 11, 1), date(2025, 11, 5))),
    ],
)
def test_a_year_is_compared_with_the_same_days_of_the_year_before(
    period: Period, until: date, expected: tuple[date, date]
) -> None:
    before = period.until(until).year_before()
    assert (before.first, before.last) == expected


def _figure(measure: str, *, public: bool = False) -> Figure:
    def rows(period: Period) -> Any:
        raise NotImplementedError(period)

    return Figure(
        "x",
        "X",
        rows,
        "x",
        measure=measure,
        column="x",
        things=Things(lambda: rows(Period.year(2026)), "x"),
        public=public,
    )


@pytest.mark.parametrize(
    ("measure", "public", "value", "rows", "small"),
    [
        ("count", False, 0, 0, False),  # nothing tells of nobody
        ("count", False, 1, 1, True),
        ("count", False, 4, 4, True),
        ("count", False, 5, 5, False),
        ("count", True, 3, 3, False),  # three activities tell of no person
        ("sum:value", False, 800, 2, True),  # a large sum for two homes tells what each was given
        ("sum:hours", False, 3, 6, False),
        ("median:days", False, 2, 4, True),
        ("median:days", True, 2, 4, False),
        ("distinct:member_id", False, 3, 40, True),
        ("distinct:member_id", False, 6, 40, False),
    ],
)
def test_a_number_made_by_fewer_than_five_could_tell_of_one_person(
    measure: str, public: bool, value: int, rows: int, small: bool
) -> None:
    assert is_small(_figure(measure, public=public), value, rows) is small


def test_a_chart_says_by_what_its_figure_is_divided(world: World, at: datetime) -> None:
    fill_figures(world, at)
    client = world.client("deputy")
    client.post("/language/", {"language": "zh-hans", "next": "/"})
    titles = [chart.title for chart in client.get("/reports/2026/").context["charts"]]
    for title in (
        "接待件数（按服务项目分）",
        "办理需求（按小组分）",
        "办结需求（按结果分）",
        "举办活动（按类别分）",
        "应访户次（按事由分）",
    ):
        assert title in titles, titles
