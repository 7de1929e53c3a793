"""Real sheets, with everything that real sheets have; twice, half-way, broken and hostile."""

import csv
import io
import random
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import xlwt
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.conftest import World
from tongxin.demo.invented import identity_number
from tongxin.demo.sheet import write_sheet
from tongxin.kit.errors import NotAllowed, RuleBroken
from tongxin.people.actions import add_person
from tongxin.people.models import ColumnMemory, Household, Person, PersonSearchKey, SheetImport
from tongxin.people.sheets import actions
from tongxin.people.sheets.judging import Judgement, judge
from tongxin.people.sheets.matching import guess_field
from tongxin.people.sheets.reading import SheetRows, read_file
from tongxin.registers.models import Entry
from tongxin.registers.verifying import walk_all

TODAY = date(2026, 11, 23)
HEAD = ["序号", "姓名", "身份证号码", "出生日期", "联系电话", "家庭住址", "与户主关系", "民族"]


def sheet(*rows: list[Any], head: list[str] | None = None) -> list[SheetRows]:
    return [SheetRows("居民", [["某某社区居民花名册"], [], head or HEAD, *rows])]


def row(
    name: str = "张三丰",
    card: Any = "",
    born: Any = "1956-3-5",
    phone: str = "",
    home: str = "1栋101",
    relation: str = "户主",
) -> list[Any]:
    return [1, name, card, born, phone, home, relation, "汉"]


def upload(world: World, content: bytes, name: str, at: datetime) -> SheetImport:
    return actions.upload(name, [content], by=world.here.by("worker"), at=at)[0]


def as_csv(rows: list[list[Any]], encoding: str) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([["居民花名册"], HEAD, *rows])
    return out.getvalue().encode(encoding)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([row()], {"new": 1}),
        ([row(), row()], {"new": 1, "unchanged": 1}),
        ([row(), row(phone="10012345678")], {"new": 1, "changed": 1}),
        ([row(), row(born="1957-1-1")], {"new": 2}),
        ([row(), row(born="", home="9栋9")], {"new": 1, "doubtful": 1}),
        ([row(), row(born="")], {"new": 1, "unchanged": 1}),
        ([row(name="")], {"refused": 1}),
        ([row(name="张三、李四")], {"refused": 1}),
        ([row(card=1.10101195603071e17)], {"refused": 1}),
        ([row(card="110101195603071000")], {"refused": 1}),
        ([row(card=identity_number(date(1956, 3, 5), 7))], {"new": 1}),
        ([row(card=identity_number(date(1957, 3, 5), 7))], {"refused": 1}),
        (
            [
                row(card=identity_number(date(1956, 3, 5), 7)),
                row(name="李四", card=identity_number(date(1956, 3, 5), 7)),
            ],
            {"new": 1, "doubtful": 1},
        ),
        ([row(born="2091-1-1")], {"refused": 1}),
        ([row(name="=1+1")], {"refused": 1}),
        ([["", "", "", "", "", "", "", ""], row(), HEAD, [None] * 8], {"new": 1}),
        ([row(name="张 三", phone="１００１２３４５６７８")], {"new": 1}),
        ([row(name="'; DROP TABLE people_person; --")], {"refused": 1}),
        ([row(name="<script>alert(1)</script>")], {"refused": 1}),
    ],
)
def test_each_kind_of_row_has_its_outcome(rows: list[list[Any]], expected: dict[str, int]) -> None:
    counts = judge(sheet(*rows), [], today=TODAY).numbers()
    assert {name: number for name, number in counts.items() if number and name != "read"} == expected


def test_a_problem_names_sheet_row_field_and_remedy() -> None:
    problem = judge(sheet(row(), row(born="1956-13-45")), [], today=TODAY).problems[0]
    assert (problem.sheet, problem.row, problem.field, problem.value) == (
        "居民",
        5,
        "birth_date",
        "1956-13-45",
    )
    assert "Write it as 1956-03-05" in problem.reason


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("姓名", "name"),
        ("居民姓名*", "name"),
        ("公民身份号码", "card_number"),
        ("身份证号码（18位）", "card_number"),
        ("出生年月日", "birth_date"),
        ("手机号码", "phone"),
        ("联系电话：", "phone"),
        ("家庭住址", "address"),
        ("楼栋", "building"),
        ("房号", "room"),
        ("与户主关系", "relation"),
        ("民族", ""),
        ("政治面貌", ""),
        ("宗教信仰", ""),
        ("备注", ""),
        ("序号", ""),
        ("户主姓名", ""),
    ],
)
def test_heads_are_known_in_many_wordings_and_some_never_taken(head: str, field: str) -> None:
    assert guess_field(head) == field


def _old_workbook(rows: list[list[Any]]) -> bytes:
    """Return a workbook as Excel wrote it before 2007: two merged title rows, real dates, numbers, a second sheet."""
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("3栋")
    page.write_merge(0, 1, 0, len(HEAD) - 1, "某某社区居民花名册")
    as_date = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for at, cells in enumerate([HEAD, *rows], 2):
        for column, value in enumerate(cells):
            if value == "":
                continue
            if isinstance(value, date):
                page.write(at, column, value, as_date)
            else:
                page.write(at, column, value)
    book.add_sheet("空表")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_of_before_2007_is_taken_in(world: World, at: datetime) -> None:
    card = identity_number(date(1956, 3, 5), 7)
    content = _old_workbook(
        [
            row(card=card, born=date(1956, 3, 5), phone=10012345678),
            row(name="李四", born="1961年7月9日", home="１栋１０２"),
            row(name="王五", card=float(card[:17] + "0")),
            row(name="赵六", born=date(2091, 1, 1)),
        ]
    )
    assert content.startswith(b"\xd0\xcf\x11\xe0")
    sheet_import = upload(world, content, "花名册.xls", at)
    actions.take_in(sheet_import.pk, by=world.here.by("worker"), at=at)
    assert [
        (one.name, one.birth_date, one.phone)
        for one in Person.objects.filter(name__in=["张三丰", "李四", "王五", "赵六"]).order_by("name")
    ] == [
        ("张三丰", date(1956, 3, 5), "10012345678"),
        ("李四", date(1961, 7, 9), ""),
    ]
    assert Household.objects.filter(address="1栋102").exists()
    refused = [(problem["row"], problem["field"]) for problem in actions.problems(sheet_import)["rows"]]
    assert refused == [(6, "card_number"), (7, "birth_date")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_csv_is_read_in_each_encoding(world: World, at: datetime, encoding: str) -> None:
    found = upload(
        world, as_csv([row(name="赵龘")] if encoding != "gbk" else [row()], encoding), "名册.csv", at
    )
    assert actions.take_in(found.pk, by=world.here.by("worker"), at=at).numbers()["new"] == 1


def test_the_demo_sheet_goes_in_by_this_path_and_a_second_time_changes_nothing(
    world: World, at: datetime, tmp_path: Path
) -> None:
    path = tmp_path / "s.xlsx"
    write_sheet(path, 240, seed=3, on=TODAY, title="花名册")
    before = Person.objects.count()
    first = actions.take_in(
        upload(world, path.read_bytes(), "s.xlsx", at).pk, by=world.here.by("worker"), at=at
    ).numbers()
    assert first["new"] == 240 == Person.objects.count() - before
    assert first["refused"] > 0
    assert first["read"] == sum(number for name, number in first.items() if name != "read")
    keys = PersonSearchKey.objects.count()
    again = actions.take_in(
        upload(world, path.read_bytes(), "s.xlsx", at).pk, by=world.here.by("worker"), at=at
    ).numbers()
    assert (again["new"], again["changed"]) == (0, 0)
    assert (Person.objects.count() - before, PersonSearchKey.objects.count()) == (240, keys)
    assert Entry.objects.in_book("people").filter(schema="people.sheet_imported/1").count() == 2
    assert not any(
        "身份" in str(person.card_print) or len(person.card_last4) > 4 for person in Person.objects.all()
    )


def test_killed_half_way_nothing_is_half_done(world: World, at: datetime) -> None:
    found = upload(
        world, as_csv([row(name=f"王{letter}") for letter in "一二三四五"], "utf-8"), "名册.csv", at
    )
    before = (
        Person.objects.count(),
        Household.objects.count(),
        PersonSearchKey.objects.count(),
        Entry.objects.count(),
    )

    def killed() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.take_in(found.pk, by=world.here.by("worker"), at=at, after=killed)
    assert before == (
        Person.objects.count(),
        Household.objects.count(),
        PersonSearchKey.objects.count(),
        Entry.objects.count(),
    )
    assert actions.take_in(found.pk, by=world.here.by("worker"), at=at).numbers()["new"] == 5


def test_merged_cells_and_date_cells_are_read(world: World, at: datetime, tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("楼")
    page.write_row(0, 0, HEAD)
    page.merge_range(1, 5, 2, 5, "7栋707")
    for line, name in ((1, "周一鸣"), (2, "周二鸣")):
        page.write_string(line, 1, name)
        page.write_datetime(
            line, 3, datetime(1960, 1, line), book.add_format({"num_format": "yyyy-mm-dd"})
        )  # a sheet's dates have no zone
    book.close()
    actions.take_in(upload(world, path.read_bytes(), "m.xlsx", at).pk, by=world.here.by("worker"), at=at)
    assert {
        person.address for person in Person.objects.filter(name__startswith="周").select_related("household")
    } == {"7栋707"}


def test_formula_cells_are_refused_by_row_and_field(world: World, at: datetime, tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("楼")
    page.write_row(0, 0, HEAD)
    page.write_row(1, 0, [1, "周一鸣", "", "1960-1-1"])
    page.write_formula(1, 4, '=HYPERLINK("x")', None, "10012345678")
    book.close()
    result = judge(read_file(path), [], today=TODAY)
    assert [(problem.row, problem.field) for problem in result.problems] == [(2, "phone")]
    assert "formula" in result.problems[0].reason


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (60 * 2**20))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "x.xlsx", "empty"),
        (b"PK\x03\x04 broken", "x.xlsx", "cannot be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 broken", "x.xls", "cannot be read"),
        (b"%PDF-1.7\x00\x01", "x.csv", "cannot be read"),
        (b"\n\n , \n", "x.csv", "no row"),
        (b"\xff\xff\x00\x81", "x.csv", "cannot be read"),
        (_bomb(), "x.xlsx", "unpacks to far more"),
    ],
)
def test_what_is_no_sheet_is_refused_and_leaves_nothing(
    world: World, at: datetime, content: bytes, name: str, message: str
) -> None:
    with pytest.raises(RuleBroken, match=message):
        upload(world, content, name, at)
    assert not SheetImport.objects.exists()


def test_columns_are_remembered_for_the_same_heads(world: World, at: datetime) -> None:
    head = ["名", "人", "电话", "地址"]
    content = "\n".join(
        [",".join(["表", "", "", ""]), "姓名,电话,家里电话,地址", "王一,10012345678,10012345679,1栋"]
    ).encode()
    del head
    first = upload(world, content, "a.csv", at)
    assert first.mapping == {"name": 0, "phone": 1, "address": 3}
    actions.match_columns(first.pk, {"name": 0, "phone": 2, "address": 3}, by=world.here.by("worker"))
    assert ColumnMemory.objects.count() == 1
    assert upload(world, content, "b.csv", at).mapping == {"name": 0, "phone": 2, "address": 3}


def test_a_leader_may_not_import(world: World, at: datetime) -> None:
    with pytest.raises(NotAllowed, match="Import sheets"):
        actions.upload("x.csv", [b"x"], by=world.here.by("leader"), at=at)


def test_the_pages_lead_from_upload_to_the_rows_to_mend(world: World) -> None:
    client = world.client("worker")
    good, bad = row(name="钱多多"), row(name="孙一、孙二")
    file = io.BytesIO(as_csv([good, bad], "gbk"))
    file.name = "名册.csv"
    page = client.post("/people/imports/new/", {"file": file})
    address = page["Location"]
    text = client.get(address).content.decode()
    assert "名册.csv" in text and "钱多多" in text and "民族" in text
    found = SheetImport.objects.get()
    columns = {f"column_{at}": field for field, at in found.mapping.items()}
    assert client.post(f"{address}?step=2", columns)["Location"] == address
    text = client.get(address).content.decode()
    assert "Two people in one cell" in text and "孙一、孙二" in text
    assert Person.objects.filter(name="钱多多").count() == 0
    client.post(f"{address}confirm/")
    client.post(f"{address}confirm/")
    assert Person.objects.filter(name="钱多多").count() == 1
    assert "Two people in one cell" in client.get(address).content.decode()
    mend = b"".join(client.get(f"{address}refused.xlsx").streaming_content)
    with zipfile.ZipFile(io.BytesIO(mend)) as archive:
        assert (
            "孙一、孙二".encode()
            in archive.read("xl/worksheets/sheet1.xml") + archive.read("xl/sharedStrings.xml")
            if "xl/sharedStrings.xml" in archive.namelist()
            else "孙一、孙二".encode() in archive.read("xl/worksheets/sheet1.xml")
        )


def test_a_file_over_the_limit_is_stopped_while_it_arrives(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "UPLOAD_MB", 1)
    file = io.BytesIO(b"x," * (1024 * 1024))
    file.name = "big.csv"
    page = world.client("worker").post("/people/imports/new/", {"file": file})
    assert page.status_code == 422
    assert "larger than 1 MB" in page.content.decode()


CELL = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.integers(),
    st.floats(allow_nan=True),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.sampled_from(
        ["张伟", "1956-3-5", "=1+1", "10012345678", "110101195603071000", "户主", "姓名", "\x00", "３栋"]
    ),
)


@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(CELL, max_size=9), max_size=12))
def test_whatever_cells_hold_each_row_has_one_outcome(rows: list[list[Any]]) -> None:
    found: Judgement = judge(sheet(*rows), [], today=TODAY)
    counts = found.numbers()
    assert counts["read"] == sum(
        counts[name] for name in ("new", "changed", "unchanged", "refused", "doubtful")
    )
    assert len(found.problems) == counts["refused"] + counts["doubtful"]
    assert len(found.fresh) == counts["new"]


@hypothesis_settings(max_examples=80, deadline=None)
@given(
    st.binary(max_size=600),
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "姓名,电话\n".encode("gbk")]),
)
def test_whatever_bytes_a_file_holds_the_answer_is_a_sentence(content: bytes, start: bytes) -> None:
    path = Path(settings.DATA) / f"fuzz-{random.random()}"
    path.write_bytes(start + content)
    try:
        read_file(path)
    except RuleBroken as told:
        assert str(told.message)
    finally:
        path.unlink()


def test_a_sheet_that_changes_who_was_added_by_hand_is_told_in_an_entry_of_that_person(
    world: World, at: datetime
) -> None:
    by = world.here.by("worker")
    added = add_person(
        name="何春梅", birth_date=date(1950, 3, 5), phone="13900003333", address="7栋1单元201", by=by, at=at
    )
    rows = [
        row("何春梅", born="1950-3-5", phone="13900002222", home="7栋1单元201"),
        row("后来人", phone="13900004444"),
    ]
    taken = upload(world, as_csv(rows, "utf-8"), "a.csv", at)
    actions.take_in(taken.pk, by=by, at=at)
    taken = upload(world, as_csv([rows[0], row("后来人", phone="13900005555")], "utf-8"), "b.csv", at)
    actions.take_in(taken.pk, by=by, at=at)
    added.refresh_from_db()
    assert added.phone == "13900002222"
    assert Person.objects.get(name="后来人").phone == "13900005555"
    corrected = Entry.objects.written().filter(schema="people.corrected/1")
    assert [entry.values()["phone"] for entry in corrected] == ["13900002222"], (
        "only who has an entry of their own"
    )
    assert [fault for walk in walk_all() for fault in walk.faults] == []
