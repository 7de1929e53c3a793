"""Which page a list is set on and how wide its columns are: from the widths of what stands in them."""

import pytest

from tongxin.web.paper.measuring import INSET, LYING, PAGES, UPRIGHT, Extent, even_lines, laid_out, width


def extent(kind: str, *texts: str, head: str = "") -> Extent:
    """Return a column's extent after its texts."""
    found = Extent(kind)
    found.named(head)
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


ODD = "https://mp.weixin.qq.com/s/AbCdEfGhIjKlMnOpQrSt"
BOOK = [
    extent("number", "698", head="序号"),
    *(extent("date", DATE, head=head) for head in ("日期", "期限", "办结日期")),
    *(extent("text", "来访", head=head) for head in ("来访方式", "来访事由", "服务项目", "承办", "登记人")),
    extent("text", PHONE, head="联系电话"),
    extent("text", "Alexandrovna-Petrovskaya", head="来访人"),
    extent("text", "Nanjingdonglu168haodasha", head="地点"),
    extent("long", LONG, ODD, head="反映内容"),
    extent("long", ODD, head="当场答复"),
    extent("text", head="希望办理日期"),
    extent("text", "1" * 40, "9" * 2000, head="备注"),
]


CROWDED = [*BOOK, *(extent("long", LONG, ODD, head="意见建议") for _ in range(5)), extent("date", DATE)]


@pytest.mark.parametrize("extents", [BOOK, CROWDED])
def test_long_words_pay_and_never_a_date_a_phone_or_a_head(extents: list[Extent]) -> None:
    page, widths = laid_out(extents)
    for item, across in zip(extents, widths, strict=True):
        assert max(item.run, min(item.head, 2.1)) * page.size <= across - 2 * INSET


def test_a_head_in_letters_has_room_for_its_widest_word() -> None:
    many = [extent("text", "1", head="Remarks"), *(extent("long", LONG, head="反映") for _ in range(14))]
    page, widths = laid_out(many)
    assert width("Remarks") * page.size <= widths[0] - 2 * INSET


@pytest.mark.parametrize(
    ("head", "room", "lines"),
    [
        ("来访方式", 4.1, "来访方式"),
        ("来访方式", 3.4, "来访\n方式"),
        ("签收人关系", 4.2, "签收人\n关系"),
        ("希望办理日期", 2.1, "希望\n办理\n日期"),
        ("Remarks", 2.0, "Remarks"),
        ("价值（元）", 3.0, "价值（元）"),
    ],
)
def test_a_head_is_broken_into_even_lines(head: str, room: float, lines: str) -> None:
    assert even_lines(head, room) == lines
