"""Texts made fit for the typesetter: nothing in them is lost but what no font can draw, and that is said."""

import pytest
from django.utils import translation

from tongxin.web.paper.setting import Drawn, in_runs


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("张伟明\n第二行", "张伟明\n第二行"),
        ("𠮷野㐱", "𠮷野㐱"),
        ("a\tb\u3000c\u2009d\xa0e", "a b\u3000c d e"),
        ("看不见\u200d的\ufe0f字\x00符", "看不见的字符"),
        ("👍好", "〓好"),
        ("x" * 16, "x" * 16),
        ("x" * 20, "x" * 8 + "\u200b" + "x" * 8 + "\u200b" + "x" * 4),
        ("#import $x$ *b* _c_ @d \\ // `r` <l>", "#import $x$ *b* _c_ @d \\ // `r` <l>"),
    ],
)
def test_a_text_as_it_is_drawn(text: str, drawn: str) -> None:
    assert Drawn()(text) == drawn


def test_what_no_font_can_draw_is_named_by_its_code() -> None:
    drawn = Drawn()
    assert [drawn("李👍"), drawn("\U0002e9f5")] == ["李〓", "〓"]
    with translation.override("en"):
        assert drawn.note().endswith("U+1F44D, U+2E9F5.")


def test_every_ordinary_character_has_a_shape() -> None:
    """The quick way past the fonts is open only to characters that they have."""
    from tongxin.web.paper.fonts import coverage
    from tongxin.web.paper.setting import _ORDINARY

    known = coverage()
    ordinary = [code for code in range(0x20, 0x10000) if _ORDINARY.fullmatch(chr(code))]
    assert len(ordinary) > 27_000
    assert [hex(code) for code in ordinary if code not in known] == []


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("没有数字", "没有数字"),
        ("于2026年11月23日登记", ["于", "2026年11月23日", "登记"]),
        ("11月3日和11月4日", ["", "11月3日", "和", "11月4日", ""]),
        ("电话138 0000 1234。", ["电话", "138 0000 1234", "。"]),
        ("共1,234.50元", ["共", "1,234.50元", ""]),
        ("更正 2026-003", ["更正 ", "2026-003", ""]),
    ],
)
def test_numbers_and_dates_within_a_sentence_stay_on_one_line(text: str, runs: str | list[str]) -> None:
    assert in_runs(text) == runs
