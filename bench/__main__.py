"""`python -m bench`: measure on both engines, print each figure as it comes, and with --write keep the table in docs/speed.md.

python -m bench --size 17000 --engine sqlite --only list,create
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bench import figures, machine
from bench.figures import Row
from bench.worlds import ROOT, Engine, engine

PAGE = ROOT / "docs" / "speed.md"
PAGE_KEYS = (
    "start",
    "memory",
    "report",
    "list",
    "fragment",
    "people",
    "find",
    "search",
    "create",
    "tabs",
)
WIDTHS = (44, 7, 11, 8, 8, 14, 7, 7, 7, 14, 8, 0)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the measuring: its lines, the numbers of residents at which it is measured, and what does it."""

    keys: tuple[str, ...]
    sizes: tuple[int, ...]
    measure: Any


def child(module: str, env: dict[str, str], *arguments: object) -> Iterator[Row]:
    """Run a module in a process of its own and yield the figures it prints; what it says besides goes to standard error."""
    command = [sys.executable, "-m", module, *(str(item) for item in arguments)]
    with subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            for line in process.stdout or ():
                yield Row(**json.loads(line))
        except BaseException:
            process.terminate()
            raise
    if process.returncode:
        raise SystemExit(f"{module} stopped with {process.returncode}")


def pages(kept: Engine, size: int, keys: list[str], options: argparse.Namespace) -> Iterator[Row]:
    """Measure over HTTP."""
    with kept.world("town", size) as env:
        yield from child("bench.pages", env, ",".join(keys), options.rounds, options.seconds)


def by_name(rows: Iterator[Row]) -> dict[str, float]:
    """Return figures by their names."""
    return {row.what: row.value for row in rows}


def importing(kept: Engine, size: int, _keys: list[str], _options: argparse.Namespace) -> Iterator[Row]:
    """Measure the bare insert, then the import, each in a database that has nobody yet."""
    with kept.world("empty", 0) as env:
        floor = by_name(child("bench.importing", env, "floor", size))
    with kept.world("empty", 0) as env:
        ours = by_name(child("bench.importing", env, "ours", size))
    yield Row(f"import of {size:,} residents", ours["seconds"], "s", floor=floor["seconds"], most=4, target=6)
    yield Row("import: memory at its highest", ours["memory"], "MB", target=200)


def duties(kept: Engine, size: int, _keys: list[str], _options: argparse.Namespace) -> Iterator[Row]:
    """Measure the bare insert, then the making of a year's duties, each in a database that has none yet."""
    with kept.world("served", size) as env:
        floor = by_name(child("bench.duties", env, "floor"))
    with kept.world("served", size) as env:
        ours = by_name(child("bench.duties", env, "ours"))
    target = 1 if size < MANY else 15
    words = f"duties of a year, {ours['number']:,.0f} of them"
    yield Row(words, ours["seconds"], "s", floor=floor["seconds"], target=target)
    if "again" in ours:
        yield Row("made again: nothing changes", ours["again"], "s")
    yield Row("duties: memory at its highest", ours["memory"], "MB", target=120)


def phones(kept: Engine, size: int, _keys: list[str], _options: argparse.Namespace) -> Iterator[Row]:
    """Measure twenty phones."""
    with kept.world("served", size) as env:
        yield from child("bench.phones", env)


def paper(kept: Engine, size: int, _keys: list[str], _options: argparse.Namespace) -> Iterator[Row]:
    """Measure books of a register, set by the typesetter."""
    with kept.world("town", size) as env:
        yield from child("bench.paper", env)


def venues(kept: Engine, _size: int, _keys: list[str], _options: argparse.Namespace) -> Iterator[Row]:
    """Measure the week of ten venues."""
    with kept.world("empty", 0) as env:
        yield from child("bench.venues", env)


def board(kept: Engine, size: int, _keys: list[str], _options: argparse.Namespace) -> Iterator[Row]:
    """Measure the public board of ten thousand suggestions."""
    with kept.world("served", size) as env:
        yield from child("bench.board", env)


# From here on the duties of a year are those of a district.
MANY = 1_000_000
PARTS = (
    Part(PAGE_KEYS, (17_000, 200_000), pages),
    Part(("import",), (17_000,), importing),
    Part(("phones",), (17_000,), phones),
    Part(("paper",), (17_000,), paper),
    Part(("board",), (17_000,), board),
    Part(("duties",), (17_000, MANY), duties),
    Part(("venues",), (17_000,), venues),
)
KEYS = tuple(key for part in PARTS for key in part.keys)


def options_of(arguments: list[str]) -> argparse.Namespace:
    """Read the options."""
    parser = argparse.ArgumentParser("bench", description=__doc__)
    parser.add_argument("--only", default=",".join(KEYS), help=f"lines, of {', '.join(KEYS)}")
    parser.add_argument("--size", type=int, action="append", help="residents; as often as wanted")
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--rounds", type=int, default=3, help="turns of the plain site and ours")
    parser.add_argument("--seconds", type=float, default=0.3, help="how long clients ask in a turn")
    parser.add_argument("--write", action="store_true", help="keep the table in docs/speed.md")
    chosen = parser.parse_args(arguments)
    chosen.only = chosen.only.split(",")
    unknown = [key for key in chosen.only if key not in KEYS]
    if unknown:
        parser.error(f"no such line: {', '.join(unknown)}; there are {', '.join(KEYS)}")
    return chosen


def measured(options: argparse.Namespace) -> Iterator[Row]:
    """Yield each figure as it is measured."""
    for name in options.engine or ("sqlite", "postgresql"):
        with engine(name) as kept:
            for part in PARTS:
                keys = [key for key in part.keys if key in options.only]
                for size in (options.size or part.sizes) if keys else ():
                    for row in part.measure(kept, size, keys, options):
                        yield replace(row, engine=name, size=size)


def line(cells: tuple[str, ...]) -> str:
    """Return cells under one another; Chinese characters take two columns."""
    shown = []
    for number, (cell, width) in enumerate(zip(cells, WIDTHS, strict=True)):
        wide = sum(ord(letter) > 0x2E80 for letter in cell)
        shown.append(cell.ljust(width - wide) if number in {0, len(cells) - 1} else cell.rjust(width))
    return "  ".join(shown)


def main() -> None:
    """Print the table, figure by figure."""
    machine.unwind_when_terminated()
    options = options_of(sys.argv[1:])
    loop = machine.loop_seconds()
    slower = loop / machine.SECONDS_OF_TARGETS
    commit = subprocess.check_output(["git", "describe", "--always", "--dirty"], cwd=ROOT, text=True).strip()
    head = (
        f"{machine.named()}; {machine.ADDITIONS // 10**6} million additions in {loop:.2f} s, so targets in time are "
        f"{slower:.2f} times those for {machine.SECONDS_OF_TARGETS} s. {datetime.now(UTC):%Y-%m-%d}, commit {commit}, load before {os.getloadavg()[0]:.1f}."
    )
    print(head, "", line(figures.HEADS), sep="\n", flush=True)
    rows, place = [], None
    for row in measured(options):
        if place != (place := (row.engine, row.size)):
            print(f"-- {row.engine}, {row.size:,} residents", flush=True)
        print(line(figures.cells(row, slower)), flush=True)
        rows.append(row)
    missed = sum(bool(figures.misses(row, slower)) for row in rows)
    print(
        f"\n{missed} of {len(rows)} figures missed their target. ms is CPU of server and PostgreSQL a request."
    )
    if options.write:
        table = f"{head}\n\n{figures.markdown(rows, slower)}"
        PAGE.write_text(figures.written(PAGE.read_text(), table))


if __name__ == "__main__":
    main()
