"""From a file to rows of cells: XLSX, XLS and CSV, with the traps of each. Nothing is believed unchecked."""

import csv
import io
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from tongxin.kit.errors import RuleBroken
from tongxin.kit.words import decode

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

MOST_UNPACKED = 400 * 2**20
MOST_RATIO = 300
MOST_ROWS = 200_000
MOST_COLUMNS = 200
_FORMULA = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*?><f')


@dataclass(slots=True)
class SheetRows:
    """A sheet: its name, its rows as cells (line numbers begin at 1), and the cells that hold formulas."""

    name: str
    rows: list[list[Any]]
    formulas: frozenset[tuple[int, int]] = field(default_factory=frozenset)  # (line, column), both from 1


def _unreadable(detail: str = "") -> RuleBroken:
    text = _(
        "This file cannot be read as a sheet. Save it as XLSX, XLS or CSV from your spreadsheet and upload it again."
    )
    return RuleBroken(f"{text} {detail}".strip(), fields={"file": text})


def read_file(path: Path, name: str = "") -> list[SheetRows]:
    """Read every sheet of a file that has rows. Raises RuleBroken for what is empty, broken or dangerous."""
    if path.stat().st_size == 0:
        raise RuleBroken(_("The file is empty."), fields={"file": _("The file is empty.")})
    start = path.open("rb").read(8)
    if start[:4] == b"PK\x03\x04":
        sheets = _read_workbook(path, _check_zip(path))
    elif start == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        sheets = _read_workbook(path, {})
    else:
        sheets = [_read_csv(path, name)]
    found = [sheet for sheet in sheets if any(_filled(row) for row in sheet.rows)]
    if not found:
        raise RuleBroken(
            _("There is no row in this file."), fields={"file": _("There is no row in this file.")}
        )
    return found


def _filled(row: list[Any]) -> bool:
    return any(cell not in (None, "") and str(cell).strip() for cell in row)


def _check_zip(path: Path) -> dict[int, frozenset[tuple[int, int]]]:
    """Unpack with a limit (a zip bomb says little of its size) and find the formula cells of each sheet by number."""
    formulas: dict[int, frozenset[tuple[int, int]]] = {}
    total = 0
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                if info.file_size > MOST_UNPACKED or info.file_size > MOST_RATIO * max(
                    info.compress_size, 1024
                ):
                    raise _bomb()
                total += info.file_size
                if total > MOST_UNPACKED:
                    raise _bomb()
                match = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", info.filename)
                if match:
                    formulas[int(match.group(1))] = _formula_cells(archive, info)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as fault:
        raise _unreadable() from fault
    return formulas


def _formula_cells(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> frozenset[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    tail = b""
    with archive.open(info) as part:
        while chunk := part.read(2**20):
            text = tail + chunk
            for column, line in _FORMULA.findall(text):
                found.add((int(line), _column_number(column.decode())))
            tail = text[-200:]
    return frozenset(found)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _bomb() -> RuleBroken:
    text = _(
        "This file unpacks to far more than a sheet holds. Save the rows you need to a new file and upload that."
    )
    return RuleBroken(text, fields={"file": text})


def _read_workbook(path: Path, formulas: dict[int, frozenset[tuple[int, int]]]) -> list[SheetRows]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            return [_read_sheet(book, at, name, formulas) for at, name in enumerate(book.sheet_names)]
    except (CalamineError, ValueError, OSError, IndexError) as fault:
        raise _unreadable() from fault
    except BaseException as fault:
        # The reader is native code: on broken input it may panic, which arrives as a BaseException of its own.
        if type(fault).__name__ == "PanicException":
            raise _unreadable() from fault
        raise


def _read_sheet(
    book: "CalamineWorkbook", at: int, name: str, formulas: dict[int, frozenset[tuple[int, int]]]
) -> SheetRows:
    sheet = book.get_sheet_by_index(at)
    if sheet.total_height > MOST_ROWS or sheet.total_width > 16_384:
        raise RuleBroken(
            _("The sheet “%(name)s” has more than %(rows)s rows. Split it and upload the parts.")
            % {"name": name, "rows": MOST_ROWS},
            fields={"file": _("Too many rows")},
        )
    rows = [list(row[:MOST_COLUMNS]) for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        _fill_merged(rows, top, left, bottom, right)
    return SheetRows(name, rows, formulas.get(at + 1, frozenset()))


def _fill_merged(rows: list[list[Any]], top: int, left: int, bottom: int, right: int) -> None:
    """Give the value of merged cells to each row they span; not across columns, or a title would fill a row."""
    if top >= len(rows) or left >= len(rows[top]):
        return
    value = rows[top][left]
    for line in range(top + 1, min(bottom + 1, len(rows))):
        if left < len(rows[line]):
            rows[line][left] = value
    del right


def _read_csv(path: Path, name: str) -> SheetRows:
    raw = path.read_bytes()
    if b"\x00" in raw[:4096] and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _unreadable()
    try:
        text = decode(raw)
    except ValueError as fault:
        raise _unreadable(_("Its characters are neither UTF-8 nor GBK.")) from fault
    sample = text[:4096]
    separator = max(",\t;，", key=sample.count) if any(mark in sample for mark in ",\t;，") else ","
    try:
        rows: list[list[Any]] = [
            row[:MOST_COLUMNS] for row in csv.reader(io.StringIO(text), delimiter=separator)
        ]
    except csv.Error as fault:
        raise _unreadable() from fault
    if len(rows) > MOST_ROWS:
        raise RuleBroken(
            _("The file has too many rows. Split it and upload the parts."),
            fields={"file": _("Too many rows")},
        )
    return SheetRows(Path(name or path.name).stem, rows)
