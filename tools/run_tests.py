"""The whole suite: on SQLite with the browser tests, then on PostgreSQL what touches the database."""

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from postgres import throwaway_server  # beside this file

ROOT = Path(__file__).resolve().parents[1]


def run(*arguments: str, **environ: str) -> int:
    """Run pytest and return its exit code."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *arguments, *sys.argv[1:]],
        cwd=ROOT,
        env={**os.environ, **environ},
        check=False,
    ).returncode


def main() -> int:
    """Run both; the worse exit code wins."""
    print("== SQLite", flush=True)
    os.environ.pop("DATABASE_URL", None)
    first = run()
    print("== PostgreSQL", flush=True)
    with throwaway_server() as address:
        second = run("-m", "not browser", DATABASE_URL=address)
    return max(first, second)


if __name__ == "__main__":
    raise SystemExit(main())
