"""Run the measurements on both engines and print the table."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))
from postgres import throwaway_server

SIZES = (17_000, 200_000)


def measured(engine: str, address: str, residents: int) -> list[dict[str, object]]:
    """Measure one engine at one size in a process of its own."""
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
        done = subprocess.run(
            [sys.executable, "-m", "bench.measure", str(residents)],
            env=env,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    rows: list[dict[str, object]] = json.loads(done.stdout.splitlines()[-1])
    return [{"engine": engine, "residents": residents, **row} for row in rows]


def main() -> None:
    """Print the table, row by row as it is measured."""
    print(
        f"{'engine':11}{'residents':>10}  {'what':44}{'value':>10} {'unit':6}{'x floor':>8}{'target':>9}  ",
        flush=True,
    )
    missed = 0
    for residents in SIZES:
        for engine in ("sqlite", "postgresql"):
            if engine == "sqlite":
                rows = measured(engine, "", residents)
            else:
                with throwaway_server() as address:
                    rows = measured(engine, address, residents)
            for row in rows:
                target, value, ratio = row.get("target"), float(str(row["value"])), row.get("ratio")
                most = row.get("most_ratio")
                good = (target is None or value <= float(str(target))) and (
                    most is None or float(str(ratio)) <= float(str(most))
                )
                missed += not good
                shown = f"{ratio:.1f}" if isinstance(ratio, float) else ""
                wanted = f"{target}" if target is not None else ""
                wanted += f" /{most}x" if most is not None else ""
                print(
                    f"{row['engine']!s:11}{row['residents']!s:>10}  {row['what']!s:44}{value:>10.2f} {row['unit']!s:6}{shown:>8}{wanted:>9}  {'' if good else 'MISSED'}",
                    flush=True,
                )
    print(f"\n{missed} targets missed; CPU is the process's own time, floors are measured in the same run.")


if __name__ == "__main__":
    main()
