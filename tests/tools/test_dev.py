"""`make dev`: one command serves the demo, shows what is changed without being asked, and leaves nothing behind when it ends."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.tools.copied import ROOT, Copied, copy
from tongxin.demo.words import DEMO_READY

pytestmark = pytest.mark.beside
NODE = shutil.which("node")
PATIENCE = 90  # seconds; a reload takes two or three on a machine with nothing else to do


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _read(address: str) -> str:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return str(answer.read().decode())
    except (urllib.error.URLError, OSError):
        return ""


def _is_left(group: int) -> bool:
    """Tell whether a process of the group is there."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _until(happened: Callable[[], bool], what: str) -> None:
    """Wait until something has happened."""
    ends = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < ends, f"{what} after {PATIENCE} s"
        time.sleep(0.3)


@pytest.fixture
def tree(tmp_path: Path) -> Copied:
    """Return a copy of the tree with a front end and a data folder of its own."""
    made = copy(tmp_path / "tree")
    (made.root / "build/static").unlink()
    (made.root / "node_modules").symlink_to(ROOT / "node_modules")
    shutil.copytree(ROOT / "build/locale", made.root / "build/locale")
    # The page for logging in needs no community: the demo counts as made, and its tables are brought up to date.
    (made.root / "build/data").mkdir()
    (made.root / "build/data" / DEMO_READY).touch()
    return made


@pytest.fixture
def site(tree: Copied) -> Iterator[str]:
    """Serve the copy as `make dev` does and yield its address; afterwards nothing answers and no process is left."""
    port = _free_port()
    env = tree.environ() | {"PORT": str(port), "NODE": str(NODE)}
    with (tree.root / "build/dev.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "tools/dev.py"],
            cwd=tree.root,
            env=env,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _until(lambda: _read(f"{address}/healthy/") != "", "no answer")
        yield address
        server.terminate()
        assert server.wait(30) == 0
        assert _read(f"{address}/healthy/") == ""
        _until(lambda: not _is_left(server.pid), "a process is left")
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)


def _style(address: str) -> str:
    found = re.search(r"/static/app\.[0-9a-f]{12}\.css", _read(f"{address}/login/"))
    return found.group(0) if found else ""


@pytest.mark.skipif(NODE is None, reason="no Node.js on this machine")
def test_what_is_changed_is_served_without_being_asked(tree: Copied, site: str) -> None:
    before = _style(site)
    with (tree.root / "frontend/style/ground.css").open("a") as sheet:
        sheet.write("\n.seen-at-once { color: red; }\n")
    _until(lambda: _style(site) not in {"", before}, "the style sheet is not served")
    assert ".seen-at-once" in _read(site + _style(site))

    page = tree.root / "tongxin/web/templates/account/login.html"
    page.write_text(page.read_text().replace("{% block main %}", "{% block main %}<b>seen at once</b>", 1))
    _until(lambda: "seen at once" in _read(f"{site}/login/"), "the template is not served")

    views = tree.root / "tongxin/web/views.py"
    text = views.read_text()
    views.write_text(f"{text}\nx = (\n")
    _until(lambda: "was never closed" in (tree.root / "build/dev.log").read_text(), "the fault is not shown")
    views.write_text(text.replace('{"ok": True}', '{"ok": "mended"}'))
    _until(lambda: "mended" in _read(f"{site}/healthy/"), "the mended code is not served")
