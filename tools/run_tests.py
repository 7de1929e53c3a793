"""The whole suite in three lanes, for two cores: what touches the database on both engines, the browser, the commands.

The browser and PostgreSQL wait often, so a third lane uses what they leave. The longest work goes first; a lane that is done takes what is left. Each part's report is shown when it ends.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from postgres import throwaway_server  # beside this file

ROOT = Path(__file__).resolve().parents[1]
LANES = 3
NOTHING_COLLECTED = 5


def files_with(mark: str) -> list[str]:
    """Return the files of tests that name a mark: to read all others for it takes longer than many a test."""
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    return [
        str(path.relative_to(ROOT)) for path in files if f"mark.{mark}" in path.read_text(encoding="utf-8")
    ]


def run(title: str, marks: str, *where: str, **environ: str) -> int:
    """Run pytest, show what it said, and return its exit code; nothing collected is no failure if only some were asked for."""
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-q", "-m", marks, *(sys.argv[1:] or where)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **environ},
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    print(f"== {title} ({time.monotonic() - began:.0f} s)", done.stdout, sep="\n", flush=True)
    return 0 if done.returncode == NOTHING_COLLECTED and sys.argv[1:] else done.returncode


def on_postgresql() -> int:
    """Run on a server of its own, thrown away afterwards."""
    with throwaway_server() as address:
        return run("PostgreSQL", "not once and not browser and not beside", DATABASE_URL=address)


PARTS: tuple[Callable[[], int], ...] = (
    lambda: run("Browser", "browser", "tests/browser"),
    lambda: run("SQLite", "not browser and not beside"),
    on_postgresql,
    lambda: run("Commands", "beside", *files_with("beside")),
)


def main() -> int:
    """Run all parts; the worst exit code wins."""
    os.environ.pop("DATABASE_URL", None)
    with ThreadPoolExecutor(LANES) as lanes:
        return max(lanes.map(lambda part: part(), PARTS))


if __name__ == "__main__":
    raise SystemExit(main())
