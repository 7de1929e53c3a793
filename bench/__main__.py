"""Run the measurements on both engines and print the table.

The worlds of both engines are built side by side, one on each core; what is measured is measured alone.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))
from postgres import throwaway_server

# What is measured, and at how many residents.
MEASURED = (("bench.measure", (17_000, 200_000)), ("bench.visiting", (17_000, 1_000_000)))
Row = dict[str, Any]


class Engine:
    """A process that builds a world and measures it on one engine, when told to."""

    def __init__(self, name: str, address: str, folder: str, module: str, sizes: tuple[int, ...]) -> None:
        self.name = name
        env = {key: value for key, value in os.environ.items() if not key.startswith(("TONGXIN", "DATABASE"))}
        env |= {
            "TONGXIN_DATA": folder,
            "TONGXIN_HOSTS": "testserver,127.0.0.1,localhost",
            "TONGXIN_LOG": "ERROR",
        }
        if address:
            env["DATABASE_URL"] = address
        command = [sys.executable, "-m", module, *(str(size) for size in sizes)]
        self.process = subprocess.Popen(
            command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def until(self, mark: str) -> Iterator[Row]:
        """Yield the rows found until the process says that it has come to a mark."""
        for line in self.process.stdout or ():
            row: Row = json.loads(line)
            if mark in row:
                return
            yield row
        raise SystemExit(f"the measurement of {self.name} stopped with code {self.process.wait()}")

    def go_on(self) -> None:
        """Tell the process to measure."""
        assert self.process.stdin
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def end(self) -> None:
        """End the process, if it has not ended by itself."""
        self.process.kill()
        self.process.wait()


def shown(engine: str, size: int, row: Row) -> bool:
    """Print a row; tell whether its target was reached."""
    target, value, ratio, most = (
        row.get("target"),
        float(row["value"]),
        row.get("ratio"),
        row.get("most_ratio"),
    )
    good = (target is None or value <= target) and (most is None or ratio is None or ratio <= most)
    floors = f"{ratio:.1f}" if ratio is not None else ""
    wanted = ("" if target is None else f"{target}") + ("" if most is None else f" /{most}x")
    print(
        f"{engine:11}{size:>10}  {row['what']:46}{value:>10.2f} {row['unit']:6}{floors:>8}{wanted:>9}"
        f"  {'' if good else 'MISSED'}",
        flush=True,
    )
    return good


def measured(module: str, sizes: tuple[int, ...], address: str) -> int:
    """Build and measure on both engines at each size; return how many targets were missed."""
    missed = 0
    with ExitStack() as stack:
        engines = []
        for name, url in (("sqlite", ""), ("postgresql", address)):
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            engines.append(Engine(name, url, folder, module, sizes))
            stack.callback(engines[-1].end)
        for size in sizes:
            for engine in engines:
                list(engine.until("built"))
            for engine in engines:
                engine.go_on()
                missed += sum(not shown(engine.name, size, row) for row in engine.until("measured"))
            for engine in engines:
                engine.go_on()
    return missed


def main() -> None:
    """Print the table, row by row as it is measured."""
    head = f"{'engine':11}{'residents':>10}  {'what':46}{'value':>10} {'unit':6}{'x floor':>8}{'target':>9}"
    print(head, flush=True)
    wanted = [row for row in MEASURED if not sys.argv[1:] or row[0] in sys.argv[1:]]
    missed = 0
    for module, sizes in wanted:
        with throwaway_server() as address:
            missed += measured(module, sizes, address)
    print(f"\n{missed} targets missed. CPU is the process's own time; floors are measured in the same run.")


if __name__ == "__main__":
    main()
