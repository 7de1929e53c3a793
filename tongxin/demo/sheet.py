"""A sheet of residents as a community keeps it: titles above the heads, merged cells, five date forms, and mistakes."""

import random
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from tongxin.demo.invented import Invented, people

HEADS = (
    "序号",
    "楼栋",
    "房号",
    "姓名",
    "与户主关系",
    "公民身份号码",
    "出生年月日",
    "联系电话（手机）",
    "民族",
    "备注",
)
MERGED_HOMES = 150
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def _written(born: date, chance: random.Random) -> Any:
    return chance.choice(
        (
            born.isoformat(),
            f"{born.year}/{born.month}/{born.day}",
            f"{born.year}.{born.month}.{born.day}",
            f"{born.year}年{born.month}月{born.day}日",
            f"{born:%Y%m%d}",
            born,
        )
    )


def _row(at: int, person: Invented, chance: random.Random) -> list[Any]:
    phone = person.phone.translate(FULL_WIDTH) if chance.random() < 0.03 else person.phone
    name = (
        f"{person.name[0]} {person.name[1:]}"
        if len(person.name) == 2 and chance.random() < 0.2
        else person.name
    )
    born = _written(person.born, chance) if not person.number or chance.random() < 0.5 else ""
    return [at, person.building, person.room, name, person.relation, person.number, born, phone, "", ""]


def _mistakes(chance: random.Random, sample: list[Invented]) -> list[list[Any]]:
    """Return rows with the mistakes that old sheets have; each is refused or known already."""
    rows: list[list[Any]] = []
    for at, person in enumerate(sample):
        row = _row(0, person, chance)
        kind = at % 7
        if kind == 0:
            row[5] = float(f"11{person.born:%Y%m%d}") * 10**8  # what a spreadsheet makes of eighteen digits
        elif kind == 1:
            row[5], row[6] = "", "1956-13-45"
        elif kind == 2:
            row[3] = f"{person.name}、{sample[at - 1].name}"
        elif kind == 3:
            row[3] = ""
        elif kind == 4:
            row[5], row[6] = "", "2091-02-03"
        elif kind == 5 and person.number:
            row[5] = person.number[:-1] + ("1" if person.number[-1] != "1" else "2")
        else:
            row[7] = "12345"
        rows.append(row)
    return rows


def write_sheet(path: Path, count: int, *, seed: int, on: date, title: str) -> int:
    """Write the sheet; returns how many people in it are to be taken in."""
    chance = random.Random(seed)
    everybody = list(people(count, chance, on=on))
    rows = [_row(at, person, chance) for at, person in enumerate(everybody, start=1)]
    repeated = [list(chance.choice(rows)) for _at in range(max(count // 300, 2))]
    wrong = _mistakes(chance, chance.sample(everybody, max(count // 120, 7)))
    _save(path, rows, [*repeated, *wrong], title)
    return count


def _save(path: Path, rows: list[list[Any]], more: list[list[Any]], title: str) -> None:
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet("居民")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    page.merge_range(0, 0, 0, len(HEADS) - 1, title)
    page.write_string(1, 0, "填表单位：居委会    （以下由各楼长填报）")
    for at, head in enumerate(HEADS):
        page.write_string(2, at, head)
    line = 3
    merged = 0
    previous: tuple[Any, Any] | None = None
    first = line
    for row in [*rows, *more]:
        home = (row[1], row[2])
        if home != previous:
            if previous and merged < MERGED_HOMES and line - first > 1:
                page.merge_range(first, 2, line - 1, 2, previous[1])
                merged += 1
            previous, first = home, line
        for at, value in enumerate(row):
            if isinstance(value, date):
                page.write_datetime(line, at, value, day)
            elif value != "":
                page.write(line, at, value)
        line += 1
        if line % 997 == 0:
            line += 1  # a blank row, as lists have where a page ended
            previous = None
    note = book.add_worksheet("说明")
    note.write_string(0, 0, "本表由各楼长填写，如有变动请及时更新。")
    book.close()
