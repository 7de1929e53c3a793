"""A document made into a PDF: laid down in a folder, set part by part in child processes with limits, joined."""

import fcntl
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from tongxin.kit.errors import TongxinError
from tongxin.web.paper import fonts
from tongxin.web.paper.documents import Document
from tongxin.web.paper.setting import TALL_ROW, Laid

log = logging.getLogger("tongxin.paper")
# A part of 2,000 rows takes 0.3 GB and two seconds; what takes more than this is no list of a community.
MEGABYTES: Final = 1024
CPU_SECONDS: Final = 60
AT_ONCE: Final = 2  # documents set at the same time, over all processes of the server
PATIENCE: Final = 20.0  # seconds that a request waits for its turn
Progress = Callable[
    [int, int, int], None
]  # rows set, rows there are (0 while they are still being read), rows read


class PaperFault(TongxinError):
    """A document cannot be set; the sentence says what to do instead."""

    status = 422


class Busy(TongxinError):
    """Others are being set."""

    status = 503


def folder() -> Path:
    """Return the folder of prints in the data folder, readable by the server's account alone."""
    place = Path(settings.DATA) / "prints"
    place.mkdir(mode=0o700, exist_ok=True)
    return place


@contextmanager
def turn(patience: float = PATIENCE) -> Iterator[None]:
    """Wait for one of the places at the typesetter; Busy if none is free in time."""
    until = time.monotonic() + patience
    while True:
        for at in range(AT_ONCE):
            with (folder() / f"turn-{at}.lock").open("w") as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                yield
                return
        if time.monotonic() > until:
            raise Busy(_("Two other lists are being printed. Try again in a minute."))
        time.sleep(0.1)


def print_to(
    path: Path,
    document: Document,
    *,
    progress: Progress = lambda done, total, read: None,
    patience: float = PATIENCE,
) -> int:
    """Write a document to a file as PDF/A-2b and return its number of pages; the file appears whole or not at all.

    Raises PaperFault if it cannot be set, Busy if others are, TongxinError (503) without fonts, and what reading the rows raises.
    """
    fonts.require_fonts()
    place = Path(tempfile.mkdtemp(prefix="setting-", dir=folder()))
    try:
        laid = Laid(place, progress=lambda rows: progress(0, 0, rows))
        laid.lay(document)
        with turn(patience):
            pages = _set(laid, progress)
        _put(place / "paper.pdf", path)
        return pages
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _put(made: Path, path: Path) -> None:
    """Move a file to its place, which may lie on another disk: there it appears whole or not at all as well."""
    beside = path.with_name(f".{path.name}.part")
    try:
        shutil.move(made, beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def as_bytes(document: Document) -> bytes:
    """Return a document as PDF."""
    with tempfile.TemporaryDirectory(dir=folder(), prefix="answer-") as place:
        path = Path(place) / "paper.pdf"
        print_to(path, document)
        return path.read_bytes()


def _set(laid: Laid, progress: Progress) -> int:
    """Set all parts. What stands on the last page of a part moves into the next, so that only the book's own last page ends early."""
    if laid.parts == 1:
        told = _child(laid.folder, "set", {"part": "part-0", "first": "1", "last": "1"})
        (laid.folder / "part-0.pdf").replace(laid.folder / "paper.pdf")
        progress(laid.rows, laid.rows, laid.rows)
        return int(told["pages"])
    taken: list[tuple[str, int]] = []
    done = 0
    for at in range(laid.parts):
        is_last = at == laid.parts - 1
        name = f"part-{at}"
        told = _child(
            laid.folder, "set", {"part": name, "first": str(int(at == 0)), "last": str(int(is_last))}
        )
        pages, moved = told["pages"], 0
        if not is_last:
            moved = _move_on(laid.folder, at, told["cut"])
        taken.append((name, pages - 1 if moved else pages))
        done = min(laid.rows, done + _rows_of(laid.folder, name) - moved)
        progress(done, laid.rows, laid.rows)
    total = sum(pages for _name, pages in taken)
    (laid.folder / "feet.json").write_text("[]")
    _child(laid.folder, "set", {"pages": str(total)})
    _child(laid.folder, "join", taken)
    return total


def _read(place: Path, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((place / f"{name}.json").read_text("utf-8"))
    return found


def _rows_of(place: Path, name: str) -> int:
    return sum(len(block.get("rows", ())) for block in _read(place, name))


def _move_on(place: Path, at: int, cut: int | None) -> int:
    """Move the rows from `cut` on to the next part, and return how many; none if a row before runs over onto their page."""
    rows = _read(place, f"part-{at}")[-1]["rows"]
    if not cut or rows[cut - 1][0] & TALL_ROW:
        return 0
    following = _read(place, f"part-{at + 1}")
    following[0]["rows"][:0] = rows[cut:]
    (place / f"part-{at + 1}.json").write_text(json.dumps(following, ensure_ascii=False), "utf-8")
    return len(rows) - cut


def _child(place: Path, what: str, asked: Any) -> dict[str, Any]:
    """Run the typesetter's process; PaperFault if it is stopped by its limits or cannot set the document."""
    command = [
        sys.executable,
        "-I",
        str(Path(__file__).with_name("compiling.py")),
        what,
        str(place),
        str(MEGABYTES),
        str(CPU_SECONDS),
        json.dumps(asked),
        *(str(folder) for folder in fonts.folders()),
    ]
    environ = {"PATH": os.environ.get("PATH", ""), "MALLOC_ARENA_MAX": "2", "RAYON_NUM_THREADS": "2"}
    try:
        done = subprocess.run(  # noqa: S603  # our own program, and no shell
            command, capture_output=True, text=True, timeout=CPU_SECONDS * 2 + 60, env=environ, check=False
        )
    except subprocess.TimeoutExpired as fault:
        raise _too_much() from fault
    if done.returncode == 0:
        told: dict[str, Any] = json.loads(done.stdout)
        return told
    log.error("paper: exit %s: %s", done.returncode, done.stderr.strip()[-500:])
    if done.returncode < 0 or "MemoryError" in done.stderr:
        raise _too_much()
    raise PaperFault(
        _(
            "This cannot be printed. Take it as XLSX, and tell whoever looks after the server: its log says why."
        )
    )


def _too_much() -> PaperFault:
    return PaperFault(
        _(
            "This is more than can be printed at once. Narrow it with the filters, for example by month, and print it in parts."
        )
    )
