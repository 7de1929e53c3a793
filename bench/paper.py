"""How long paper takes, and how much memory: a register's lines of 1,000 and 10,000 rows, set as the server sets them.

`rows()` gives one row of the table for each number of lines, as JSON can hold it; `python -m bench.paper` prints them.
"""

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NUMBERS = (1_000, 10_000)
MATTER = "反映楼道照明损坏，已于2026年11月20日联系物业公司安排维修，并告知来访人进度。"
COLUMNS = (
    ("序号", "number"),
    ("日期", "date"),
    ("来访人", "text"),
    ("联系电话", "text"),
    ("住址", "text"),
    ("反映内容", "long"),
    ("办理情况", "long"),
    ("金额", "money"),
    ("登记人", "text"),
    ("备注", "text"),
)


def rows(numbers: tuple[int, ...] = NUMBERS) -> Iterator[dict[str, Any]]:
    """Measure each number of lines; Django's settings must be there."""
    from tongxin.web.paper.printing import print_to

    for number in numbers:
        with tempfile.TemporaryDirectory() as place:
            paper = Path(place) / "paper.pdf"
            began = time.perf_counter()
            pages = print_to(paper, _document(number))
            seconds = time.perf_counter() - began
            size = paper.stat().st_size
        # The largest process so far that has ended: one part of a book, whatever the length of the whole.
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        yield {
            "what": f"paper: {number:,} lines",
            "seconds": round(seconds, 2),
            "pages": pages,
            "KB": size // 1024,
            "MB": most,
        }


def _document(number: int) -> Any:
    from tongxin.web.paper.documents import Document, Grid, PaperColumn, PaperRow, Words

    lines = (
        PaperRow(
            [
                str(at),
                "2026年11月23日",
                "欧阳静" if at % 9 else "𠮷野",
                f"1000000{at % 10_000:04d}",
                f"{at % 40 + 1}栋2单元{at % 9 + 1}01",
                MATTER,
                "已办结" if at % 4 else MATTER,
                "¥1,234.50" if at % 3 else "",
                "王秀兰",
                f"更正 2026-{at % 999:03d}" if at % 50 == 7 else "",
            ],
            struck=at % 90 == 9,
        )
        for at in range(1, number + 1)
    )
    grid = Grid([PaperColumn(*column) for column in COLUMNS], lines)
    facts = [("社区", "泰山社区"), ("年度", "2026"), ("起止日期", "2026年1月1日至2026年12月31日")]
    return Document(
        "接待登记簿",
        facts,
        [grid, Words(f"本册共{number}条。")],
        cover=True,
        signed=["登记人：", "审核人：", "日期："],
    )


def main() -> None:
    """Print the rows, one as JSON on each line."""
    with tempfile.TemporaryDirectory() as data:
        os.environ.setdefault("TONGXIN_DATA", data)
        os.environ.setdefault("TONGXIN_SECRET", "bench-Only-1234567890-abcdefghijklmnopqrstuvwxyz")
        os.environ.setdefault("TONGXIN_IDENTITY_KEY", "bench-Identity-1234567890-abcdefghijklmnopqrst")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")
        import django

        django.setup()
        for row in rows(tuple(int(text) for text in sys.argv[1:]) or NUMBERS):
            print(json.dumps(row, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
