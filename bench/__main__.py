"""Run the measurements on both engines and print the table."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))
from postgres import throwaway_server

SIZES = (17_000, 200_000)


def measured(engine: str, address: str, residents: int) -> Iterator[dict[str, object]]:
    """Measure one engine at one size in a process of its own, row by row."""
    with tempfile.TemporaryDirectory() as folder:
        env = {
            name: value for name, value in os.environ.items() if not name.startswith(("TONGXIN", "DATABASE"))
        }
        env |= {
            "TONGXIN_DATA": folder,
            "TONGXIN_HOSTS": "testserver,127.0.0.1,localhost",
            "TONGXIN_LOG": "ERROR",
        }
        if address:
            env["DATABASE_URL"] = address
        command = [sys.executable, "-m", "bench.measure", str(residents)]
        with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as process:
            for line in process.stdout or ():
                yield {"engine": engine, "residents": residents, **json.loads(line)}
        if process.returncode:
            raise SystemExit(f"the measurement of {engine} at {residents} residents failed")


def shown(row: dict[str, object]) -> bool:
    """Print a row; tell whether its target was reached."""
    target, value, ratio, most = (
        row.get("target"),
        float(str(row["value"])),
        row.get("ratio"),
        row.get("most_ratio"),
    )
    good = (target is None or value <= float(str(target))) and (
        most is None or float(str(ratio)) <= float(str(most))
    )
    floors = f"{ratio:.1f}" if isinstance(ratio, float) else ""
    wanted = ("" if target is None else f"{target}") + ("" if most is None else f" /{most}x")
    print(
        f"{row['engine']!s:11}{row['residents']!s:>10}  {row['what']!s:44}{value:>10.2f} {row['unit']!s:6}{floors:>8}{wanted:>9}"
        f"  {'' if good else 'MISSED'}",
        flush=True,
    )
    return good


def main() -> None:
    """Print the table, row by row as it is measured."""
    head = f"{'engine':11}{'residents':>10}  {'what':44}{'value':>10} {'unit':6}{'x floor':>8}{'target':>9}"
    print(head, flush=True)
    missed = 0
    for residents in SIZES:
        missed += sum(not shown(row) for row in measured("sqlite", "", residents))
        with throwaway_server() as address:
            missed += sum(not shown(row) for row in measured("postgresql", address, residents))
    print(f"\n{missed} targets missed. CPU is the process's own time; floors are measured in the same run.")


if __name__ == "__main__":
    main()
