"""What processes took is counted with all that they started, also when that has ended."""

import subprocess
import sys

import pytest

from bench.machine import cpu_seconds

pytestmark = pytest.mark.once
WORK = "import time\nwhile time.process_time() < 0.3: pass"
# Two children that work: the first has ended and was waited for, the second lives while it is asked.
PARENT = f"""
import subprocess, sys
subprocess.run([sys.executable, "-c", {WORK!r}])
child = subprocess.Popen([sys.executable, "-c", {WORK + chr(10) + "print(1, flush=True)" + chr(10) + "input()"!r}],
                         stdout=subprocess.PIPE, stdin=subprocess.PIPE)
child.stdout.readline()
print("ready", flush=True)
input()
child.communicate(b"\\n")
"""


def test_cpu_is_counted_of_children_that_live_and_that_have_ended() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        assert parent.stdout.readline() == "ready\n"
        taken = cpu_seconds(parent.pid)
        parent.communicate("\n")
    # Twice 0.3 seconds of work, and the starts of three interpreters; the kernel counts in hundredths, cut off.
    assert 0.55 <= taken < 1.1
