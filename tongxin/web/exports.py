"""Sheets for spreadsheets: no cell that a spreadsheet would run, numbers of people as text, header frozen, A4."""

import csv
import io
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from django.http import FileResponse, HttpResponse

from tongxin.kit.clock import CHINA

# A cell that begins with one of these is taken for a formula by one spreadsheet or another.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_LONG = 40


@dataclass(slots=True)
class Sheet:
    """A sheet: title, columns as (label, kind), and the rows, made while they are written."""

    title: str
    columns: Sequence[tuple[str, str]]
    rows: Iterable[Sequence[Any]]


def defused(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run as a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def plain_value(value: Any) -> Any:
    """Return what a cell holds: numbers and dates as such, everything else as harmless text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "✓" if value else ""
    if isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, datetime):
        return value.astimezone(CHINA).replace(tzinfo=None)
    if isinstance(value, date):
        return value
    # A carriage return would be written out as _x000D_.
    return str(value).replace("\r\n", "\n").replace("\r", "\n")


def write_csv(sheet: Sheet, out: IO[str]) -> None:
    """Write UTF-8 text with a byte order mark, so that spreadsheets read the Chinese."""
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow([defused(label) for label, _kind in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_csv_text(value) for value in row])


def _csv_text(value: Any) -> str:
    found = plain_value(value)
    if isinstance(found, str):
        return defused(found)
    if isinstance(found, datetime):
        return found.strftime("%Y-%m-%d %H:%M")
    return str(found)


def write_xlsx(sheets: Sequence[Sheet], out: Path) -> None:
    """Write a workbook; text is written as text whatever it begins with."""
    import xlsxwriter  # a quarter of a second that only an export should cost

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(str(out), options)
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    forms = {
        "date": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"}),
        "money": book.add_format({"num_format": "#,##0.00", "valign": "top"}),
        "long": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    top = book.add_format({"valign": "top"})
    used: set[str] = set()
    for sheet in sheets:
        page = book.add_worksheet(_sheet_name(sheet.title, used))
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.freeze_panes(1, 0)
        page.repeat_rows(0)
        page.set_footer("&C— &P —")
        for at, (label, kind) in enumerate(sheet.columns):
            page.set_column(at, at, _LONG if kind == "long" else 14)
            page.write_string(0, at, label, head)
        for line, row in enumerate(sheet.rows, start=1):
            for at, value in enumerate(row):
                _write(page, line, at, plain_value(value), forms, sheet.columns[at][1], top)
    book.close()


def _write(page: Any, line: int, at: int, value: Any, forms: dict[str, Any], kind: str, top: Any) -> None:
    if isinstance(value, datetime):
        page.write_datetime(line, at, value, forms["moment"])
    elif isinstance(value, date):
        page.write_datetime(line, at, datetime(value.year, value.month, value.day), forms["date"])  # noqa: DTZ001  # a spreadsheet's dates have no zone
    elif isinstance(value, str):
        page.write_string(line, at, value[:32_000], forms.get(kind, top))
    else:
        page.write_number(line, at, float(value), forms.get(kind, top))


def _sheet_name(title: str, used: set[str]) -> str:
    name = "".join("·" if letter in "[]:*?/\\'" else letter for letter in title)[:28] or "1"
    while name in used:
        name = f"{name[:26]}_{len(used)}"
    used.add(name)
    return name


def send(sheet: Sheet | Sequence[Sheet], kind: str) -> Any:
    """Answer with a file named after the sheet."""
    sheets = [sheet] if isinstance(sheet, Sheet) else list(sheet)
    name = quote(f"{sheets[0].title}.{kind}")
    disposition = f"attachment; filename*=UTF-8''{name}"
    if kind == "csv":
        text = io.StringIO(newline="")
        write_csv(sheets[0], text)
        return HttpResponse(
            text.getvalue(), "text/csv; charset=utf-8", headers={"Content-Disposition": disposition}
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.xlsx"
        write_xlsx(sheets, path)
        file = io.BytesIO(path.read_bytes())
    return FileResponse(
        file,
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": disposition},
    )
