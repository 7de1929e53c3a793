"""The whole suite: what touches the database on SQLite, then on PostgreSQL; beside them the browser and the commands.

Two lines of work for two cores: the browser and the command line take about as long as both engines together.
"""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile

sys.path.insert(0, str(Path(__file__).resolve().parent))
from postgres import throwaway_server  # beside this file

ROOT = Path(__file__).resolve().parents[1]


def pytest(*arguments: str) -> list[str]:
    """Return a pytest command with what was given to this one."""
    return [sys.executable, "-m", "pytest", "-q", *arguments, *sys.argv[1:]]


def run(*arguments: str, **environ: str) -> int:
    """Run pytest and return its exit code; 5, nothing collected, is no failure when only some tests were asked for."""
    code = subprocess.run(pytest(*arguments), cwd=ROOT, env={**os.environ, **environ}, check=False).returncode
    return 0 if code == 5 and sys.argv[1:] else code


def main() -> int:
    """Run all three; the worst exit code wins."""
    os.environ.pop("DATABASE_URL", None)
    with TemporaryFile("w+") as told:
        beside = subprocess.Popen(
            pytest("-m", "browser or beside"), cwd=ROOT, stdout=told, stderr=subprocess.STDOUT
        )
        print("== SQLite", flush=True)
        first = run("-m", "not browser and not beside")
        print("== PostgreSQL", flush=True)
        with throwaway_server() as address:
            second = run("-m", "not once", DATABASE_URL=address)
        third = beside.wait()
        told.seek(0)
        print("== Browser and commands", told.read(), sep="\n", flush=True)
    return max(first, second, 0 if third == 5 and sys.argv[1:] else third)


if __name__ == "__main__":
    raise SystemExit(main())
