"""A real server on a small demo, and Debian's Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--accept-lang=zh-CN",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip with the one command that helps where there is no Chromium."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="no Chromium: `make browser` installs it (as root)"))


@dataclass
class Server:
    """A server that can be killed and started again on the same data."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a tongxin command on the data."""
        return subprocess.run(
            [sys.executable, "-m", "tongxin.config.cli", *arguments],
            cwd=ROOT,
            env=self.env(),
            capture_output=True,
            text=True,
            check=True,
        )

    def env(self) -> dict[str, str]:
        """Return an environment without what the tests themselves set."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("TONGXIN", "DATABASE", "DJANGO"))
        }
        return {**kept, "TONGXIN_DATA": str(self.folder)}

    def start(self) -> None:
        """Start it and wait for its first answer."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tongxin.config.cli", "serve", "--port", str(self.port)],
            cwd=ROOT,
            env=self.env(),
            start_new_session=True,
        )
        for _attempt in range(150):
            try:
                urllib.request.urlopen(f"{self.address}/healthy/", timeout=1)
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the server did not start")

    def kill(self) -> None:
        """End it as a power cut would: no time to finish anything."""
        assert self.process
        os.killpg(self.process.pid, 9)
        self.process.wait(10)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Serve a small demo."""
    folder = Path(tempfile.mkdtemp(prefix="tongxin-browser-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    found = Server(folder, port)
    found.command("demo", "--small", "--make-only")
    found.start()
    yield found
    found.kill()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def play() -> Iterator[Any]:
    """Start Playwright once."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as found:
        yield found


@pytest.fixture(scope="session")
def chromium(play: Any) -> Iterator[Any]:
    """Start Chromium once."""
    browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGS)
    yield browser
    browser.close()


def sign_in(page: Any, server: Server, login: str = "worker") -> None:
    """Sign in by the login form."""
    page.goto(f"{server.address}/login/")
    page.fill("#id_login", login)
    page.fill("#id_password", "tongxin-demo")
    page.click("main form.card button")
    page.wait_for_url("**/today/")


def signed_in(chromium: Any, server: Server, login: str = "worker", **options: Any) -> Any:
    """Return a page, in a context of its own, signed in by the login form."""
    context = chromium.new_context(
        **{"viewport": {"width": 1280, "height": 860}, "locale": "zh-CN", **options}
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    sign_in(page, server, login)
    return page


@pytest.fixture
def page(chromium: Any, server: Server) -> Iterator[Any]:
    """Return a page signed in as the worker."""
    found = signed_in(chromium, server)
    yield found
    found.context.close()
