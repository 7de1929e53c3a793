"""The machine, and what processes took of it."""

import os
import platform
import signal
import subprocess
import sys
from pathlib import Path

import psutil

ADDITIONS = 20_000_000
TERMINATED = 128 + signal.SIGTERM
LOOP = f"""import time
start, total = time.process_time(), 0
for number in range({ADDITIONS}):
    total += number
print(time.process_time() - start)
"""
# On the machine of the targets; where the loop takes longer, milliseconds may be as many times more.
SECONDS_OF_TARGETS = 1.3


def loop_seconds() -> float:
    """Return the CPU seconds of a loop of twenty million additions at the top of a script, the best of three."""
    command = [sys.executable, "-c", LOOP]
    return min(float(subprocess.check_output(command)) for _turn in range(3))


def named() -> str:
    """Name the processor, how many cores this process may use, and the Python."""
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    cores = len(os.sched_getaffinity(0))
    return f"{models[0] if models else platform.machine()}, {cores} cores, Python {platform.python_version()}"


def cpu_seconds(pid: int) -> float:
    """Return the CPU seconds that a process and all below it have taken, those that have ended and were waited for with them.

    The kernel counts in hundredths: a window should hold many requests.
    """
    total = 0.0
    for process in tree(pid):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:  # ended meanwhile: its parent holds its time
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


def megabytes(pid: int) -> float:
    """Return the memory that a process and all below it hold, pages shared among processes counted by share."""
    return float(sum(process.memory_full_info().pss for process in tree(pid)) / 2**20)


def peak_megabytes() -> float:
    """Return the peak of this process alone: what `getrusage` tells survives exec, and so is that of who started it."""
    for line in Path("/proc/self/status").read_text().splitlines():
        name, _sep, value = line.partition(":")
        if name == "VmHWM":
            return int(value.split()[0]) / 1024
    raise RuntimeError("this system does not tell a process's memory")


def unwind_when_terminated() -> None:
    """Let SIGTERM end this process as Ctrl+C does: servers and copies that it started go with it."""

    def unwind(*_args: object) -> None:
        # Told twice, by the terminal's group and by the parent, it would break off its own tidying up.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        sys.exit(TERMINATED)

    signal.signal(signal.SIGTERM, unwind)


def tree(pid: int) -> list[psutil.Process]:
    """Return a process and all below it."""
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]
