"""Identity numbers, dates, phones, names, keys: tables of good and bad."""

from datetime import date, datetime

import pytest

from tongxin.demo.invented import identity_number
from tongxin.people import rules
from tongxin.people.keys import fold, keys_for, name_keys, prefixes

TODAY = date(2026, 11, 23)
GOOD = identity_number(date(1956, 3, 5), 12)


def test_an_identity_number_tells_kind_last_four_and_birth_date() -> None:
    found = rules.identity(f" {GOOD.lower()} ", today=TODAY)
    assert (found.kind, found.last4, found.born) == ("resident", GOOD[-4:], date(1956, 3, 5))


def _with_check(body: str) -> str:
    return next(body + letter for letter in "0123456789X" if not _refused(body + letter))


def _refused(text: str) -> str:
    try:
        rules.identity(text, today=TODAY)
    except rules.Unreadable as fault:
        return str(fault.reason)
    return ""


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        ("810000", "hmt"),
        ("820000", "hmt"),
        ("830000", "hmt"),
        ("900000", "foreigner"),
        ("330113", "resident"),
    ],
)
def test_the_first_digits_tell_the_kind_of_card(start: str, kind: str) -> None:
    assert rules.identity(_with_check(f"{start}19560305001"), today=TODAY).kind == kind


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (GOOD[:-1] + ("0" if GOOD[-1] != "0" else "1"), "check digit"),
        ("12345", "18 characters"),
        (GOOD[:6] + "19561345" + GOOD[14:], "no date"),
        (GOOD[:6] + "20911301" + GOOD[14:], "no date"),
        (GOOD[:6] + "20910301" + GOOD[14:], "future"),
        (GOOD[:6] + "18500301" + GOOD[14:], "too far back"),
        ("", "18 characters"),
    ],
)
def test_a_wrong_identity_number_says_what_is_wrong(text: str, why: str) -> None:
    assert why in _refused(text)


@pytest.mark.parametrize(
    ("value", "lost"),
    [
        (1.10101195603071e17, True),
        (110101195603070000, True),
        ("1.10101E+17", True),
        ("110101195603071000", True),
        (GOOD, False),
        ("", False),
        (12, False),
    ],
)
def test_rounded_identity_numbers_are_noticed(value: object, lost: bool) -> None:
    assert rules.lost_digits(value) is lost


@pytest.mark.parametrize(
    "value",
    [
        "1956-3-5",
        "1956/03/05",
        "1956.3.5",
        "1956年3月5日",
        "19560305",
        19560305.0,
        "１９５６－０３－０５",
        datetime(1956, 3, 5),
        date(1956, 3, 5),
        20519,
    ],
)  # a sheet's dates have no zone
def test_birth_dates_are_read_as_sheets_hold_them(value: object) -> None:
    assert rules.birth_date(value, today=TODAY) == date(1956, 3, 5)


@pytest.mark.parametrize(
    "value", ["1956-13-45", "56.3.5", "三月五日", "2091-01-01", "1850-01-01", "1956-02-30", "", "1956-03"]
)
def test_other_dates_are_refused(value: str) -> None:
    with pytest.raises(rules.Unreadable):
        rules.birth_date(value, today=TODAY)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("138 0000 1234", "13800001234"),
        ("+86 13800001234", "13800001234"),
        (13800001234.0, "13800001234"),
        ("０５３７－２２３３４４５", "05372233445"),
        ("(010)8888 1234", "01088881234"),
    ],
)
def test_phone_numbers_are_read(value: object, expected: str) -> None:
    assert rules.phone(value) == expected


@pytest.mark.parametrize("value", ["12345", "无", "138000012345", "<script>"])
def test_other_phone_numbers_are_refused(value: str) -> None:
    with pytest.raises(rules.Unreadable):
        rules.phone(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("张 伟", "张伟"),
        ("张　伟", "张伟"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("John Smith", "John Smith"),
        ("\ufeff王芳\u200b", "王芳"),
    ],
)
def test_names_are_read(value: str, expected: str) -> None:
    assert rules.person_name(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "",
        "张伟、王芳",
        "张伟/王芳",
        "张伟 王芳",
        "=cmd|' /C calc'!A0",
        "<script>",
        "张3",
        "a" * 60,
        "张伟\n王芳",
    ],
)
def test_what_is_no_single_name_is_refused(value: str) -> None:
    with pytest.raises(rules.Unreadable):
        rules.person_name(value)


@pytest.mark.parametrize(
    "query",
    ["张伟明", "伟明", "明", "張偉明", "zhangweiming", "weiming", "zwm", "wm", "ZWM", "zhangw", "张 伟"],
)
def test_a_name_is_found_by_any_part_in_either_script_pinyin_and_initials(query: str) -> None:
    keys = name_keys("张伟明")
    assert any(key.startswith(prefix) for prefix in prefixes(query) for key in keys)


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("吕芳", "lvfang"),
        ("吕芳", "lufang"),
        ("吕芳", "lyuf"),
        ("单建国", "shanji"),
        ("单建国", "sjg"),
        ("单建国", "djg"),
        ("单建国", "danjianguo"),
        ("解放", "xief"),
        ("仇英", "qiuy"),
        ("查良", "zhal"),
    ],
)
def test_every_reading_of_a_character_is_a_key(name: str, query: str) -> None:
    keys = name_keys(name)
    assert any(key.startswith(fold(query)) for key in keys)


def test_phone_tail_and_building_are_keys_too() -> None:
    keys = keys_for(name="张伟明", phone="10012345678", address="3栋2单元501")
    for query in ("5678", "3栋", "3栋2单元"):
        assert any(key.startswith(prefix) for prefix in prefixes(query) for key in keys), query


@pytest.mark.parametrize(
    ("word", "code"), [("户主", "0"), ("妻子", "1"), ("外孙女", "4"), ("3", "3"), ("干爹", "8"), ("", "")]
)
def test_relations_are_read_as_their_code(word: str, code: str) -> None:
    assert rules.relation(word) == code


@pytest.mark.parametrize(
    ("born", "minor"), [(date(2012, 11, 24), True), (date(2012, 11, 23), False), (None, False)]
)
def test_under_fourteen_is_a_minor(born: date | None, minor: bool) -> None:
    assert rules.is_minor(born, on=TODAY) is minor
