"""What the measurements are judged by, and how they come into the docs."""

from dataclasses import replace

import pytest

from bench.figures import BEGIN, END, Row, cells, markdown, percentile, verdict, written

pytestmark = pytest.mark.once
LIST = Row(
    "list",
    10.0,
    "ms",
    clients=1,
    floor=8.0,
    most=1.3,
    p50=10,
    p95=20,
    p95_spread=3,
    floor_p50=9,
    floor_p95=15,
)


@pytest.mark.parametrize(
    ("values", "share", "wanted"),
    [
        ([5.0], 0.5, 5.0),
        ([5.0], 0.99, 5.0),
        ([3.0, 1.0, 2.0], 0.5, 2.0),
        ([1.0, 2.0, 3.0, 4.0], 0.5, 2.0),
        ([float(number) for number in range(1, 101)], 0.95, 95.0),
        ([float(number) for number in range(1, 101)], 0.99, 99.0),
        ([float(number) for number in range(1, 21)], 0.95, 19.0),
        ([float(number) for number in range(1, 11)], 0.99, 10.0),
        ([float(number) for number in range(1, 11)], 1.0, 10.0),
    ],
)
def test_a_percentile_is_one_of_the_values(values: list[float], share: float, wanted: float) -> None:
    assert percentile(values, share) == wanted


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1.0], 0.0), ([1.0], 1.5)])
def test_a_percentile_of_nothing_is_refused(values: list[float], share: float) -> None:
    with pytest.raises(ValueError, match="percentile"):
        percentile(values, share)


@pytest.mark.parametrize(
    ("row", "slower", "wanted"),
    [
        (LIST, 1, "reached"),
        (replace(LIST, value=10.5), 1, "MISSED above 1.3 x"),
        (replace(LIST, most=None, p95_spread=None), 1, ""),
        (replace(LIST, p95=31), 1, "MISSED p95 above 3 x p50"),
        (replace(LIST, p95_most=15), 1, "MISSED p95 above 15 ms"),
        (replace(LIST, p95_most=15), 2, "reached"),
        (replace(LIST, errors=2), 1, "MISSED 2 errors"),
        (replace(LIST, target=6), 1, "MISSED above 6 ms"),
        (replace(LIST, target=6), 2, "reached"),
        (Row("memory", 150, "MB", target=100), 2, "MISSED above 100 MB"),
        (Row("lost", 0, "", target=0), 1, "reached"),
        (Row("lost", 1, "", target=0), 1, "MISSED above 0"),
    ],
)
def test_a_figure_is_judged_by_its_targets(row: Row, slower: float, wanted: str) -> None:
    assert verdict(row, slower) == wanted


def test_a_floor_above_what_it_should_undercut_is_marked() -> None:
    above = replace(LIST, floor=10.1)
    assert verdict(above) == "reached, no floor"
    assert verdict(replace(above, p95=31)) == "MISSED p95 above 3 x p50, no floor"
    assert cells(above)[4] == "0.99 x"


def test_other_work_to_compare_with_may_lie_above() -> None:
    compared = replace(LIST, floor=20.0, most=0.8, is_floor=False, p95_spread=None)
    assert verdict(compared) == "reached"
    assert compared.multiple == 0.5


def test_the_table_is_written_between_its_marks_and_the_text_around_it_is_kept() -> None:
    page = f"# Speed\n\nbefore\n\n{BEGIN}\nold figures\n{END}\n\nafter\n"
    rows = [replace(LIST, engine="sqlite", size=17_000), replace(LIST, engine="postgresql", size=17_000)]
    once = written(page, markdown(rows))
    assert once.startswith(f"# Speed\n\nbefore\n\n{BEGIN}\n\n**sqlite, 17,000 residents**")
    assert once.endswith(f"\n\n{END}\n\nafter\n")
    assert "old figures" not in once
    assert "| list | 1 | 10.00 ms | 8.00 | 1.25 x | 1.3 x | 10.0 | 20.0 |  | 9.0, 15.0 |" in once
    assert written(once, markdown(rows)) == once


def test_a_page_without_marks_is_not_written() -> None:
    with pytest.raises(ValueError, match="lacks the marks"):
        written("# Speed\n", "table")
