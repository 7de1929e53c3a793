"""Which page a list is set on and how wide its columns are: from the widths of what stands in them."""

import pytest

from tongxin.web.paper.measuring import LYING, PAGES, UPRIGHT, Extent, laid_out, width


def extent(kind: str, *texts: str, head: str = "") -> Extent:
    """Return a column's extent after its texts."""
    found = Extent(kind, head=width(head))
    for text in texts:
        found.take(text)
    return found


@pytest.mark.parametrize(
    ("text", "least", "most"), [("中文", 2.0, 2.0), ("2026", 1.9, 2.4), ("", 0, 0), ("，", 1, 1)]
)
def test_a_text_is_as_wide_as_the_font_draws_it(text: str, least: float, most: float) -> None:
    assert least <= width(text) <= most


DATE, PHONE, LONG = "2026年11月23日", "13800001234", "居民反映楼道照明损坏，已联系物业公司安排维修" * 2
FEW = [extent("number", "1"), extent("text", "张伟明"), extent("date", DATE)]
MANY = [*FEW, *(extent("text", PHONE) for _ in range(5)), extent("long", LONG), extent("long", LONG)]
FAR_TOO_MANY = [extent("date", DATE) for _ in range(30)]


@pytest.mark.parametrize(
    ("extents", "flipped", "size"),
    [(FEW, False, 10.5), (MANY, True, 8), (FAR_TOO_MANY, True, 7), ([], False, 10.5)],
)
def test_a_page_lies_only_where_the_columns_need_it(
    extents: list[Extent], flipped: bool, size: float
) -> None:
    page, widths = laid_out(extents)
    assert (page.flipped, page.size) == (flipped, size)
    if extents:
        assert sum(widths) == pytest.approx(LYING if flipped else UPRIGHT)


@pytest.mark.parametrize("extents", [FEW, MANY])
def test_no_number_and_no_date_is_wider_than_its_column(extents: list[Extent]) -> None:
    page, widths = laid_out(extents)
    assert all(item.run * page.size < across for item, across in zip(extents, widths, strict=True))


def test_a_date_within_a_column_of_words_needs_its_width_too() -> None:
    assert extent("text", f"于{DATE}").run == pytest.approx(width(DATE))
    assert extent("long", "138 0000 1234").run == pytest.approx(width("138 0000 1234"))


def test_the_widest_of_the_pages_is_the_last() -> None:
    assert [page.size for page in PAGES] == [10.5, 9, 10.5, 9, 8, 7]
