"""One phone with the visit page on it, as the tests hold it."""

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

from tests.browser.conftest import ARGS, CHROMIUM, Server, sign_in

SIZE = {"width": 390, "height": 844}
STATE = "#items > li .state"
# Asked by a function and not by an expression: the page's own policy forbids to evaluate text.
CONTROLLED = """() => new Promise((done, fail) => {
  const look = () => { if (navigator.serviceWorker.controller) done(true); else setTimeout(look, 50); };
  look();
  setTimeout(() => fail(new Error("no worker took charge")), 10000);
})"""


def at_visit_page(page: Any, server: Server) -> None:
    """Open the visit page and wait until it has settled and its worker is at work: it then opens without a network."""
    page.goto(f"{server.address}/visit/")
    page.wait_for_selector("body[data-ready='1']", state="attached")
    page.evaluate(CONTROLLED)


class Handset:
    """A browser profile on a disk of its own: it can be killed, started again, and put back from a copy."""

    def __init__(self, play: Any, server: Server, disk: Path) -> None:
        self.play, self.server, self.disk = play, server, disk
        self.context: Any = None
        self.page: Any = None

    def start(self, *, offline: bool = False) -> "Handset":
        """Start the browser, and open the visit page unless it was never signed in."""
        fresh = not self.disk.exists()
        self.context = self.play.chromium.launch_persistent_context(
            str(self.disk),
            executable_path=CHROMIUM,
            args=ARGS,
            viewport=SIZE,
            locale="zh-CN",
            accept_downloads=True,
        )
        self.context.set_default_timeout(15_000)
        self.context.set_offline(offline)
        self.page = self.context.new_page()
        if fresh:
            sign_in(self.page, self.server)
        self.open()
        return self

    def open(self) -> None:
        """Open the visit page."""
        at_visit_page(self.page, self.server)

    def signs_in_again(self) -> None:
        """Sign in: a browser that was killed may not have written its cookies."""
        self.context.clear_cookies()
        sign_in(self.page, self.server)
        self.open()

    def close(self) -> None:
        """Close the browser in good order."""
        self.context.close()

    def kill(self) -> None:
        """End the browser as an empty battery would."""
        found = subprocess.run(["pgrep", "-f", str(self.disk)], capture_output=True, text=True, check=True)
        for pid in found.stdout.split():
            try:
                os.kill(int(pid), signal.SIGKILL)
            except ProcessLookupError:
                continue
        for _attempt in range(50):
            if subprocess.run(["pgrep", "-f", str(self.disk)], capture_output=True, check=False).returncode:
                break
            time.sleep(0.1)
        (self.disk / "SingletonLock").unlink(missing_ok=True)


def begin(page: Any, at: int = 0) -> str:
    """Open the form for a home taken along; return its address."""
    call = page.locator("#calls .call").nth(at)
    address = str(call.inner_text())
    call.click()
    page.wait_for_selector("#form:not([hidden])")
    return address


def fill(page: Any, situation: str, outcome: str = "not_home") -> None:
    """Write what came of a visit."""
    page.check(f"#f-outcome [value={outcome}]")
    page.fill("#f-situation", situation)


def save(page: Any) -> None:
    """Save, and wait until the page says so."""
    page.click("#form button.primary")
    page.wait_for_selector("#form", state="hidden")


def states(page: Any) -> list[str]:
    """Return what the page says of each saved visit."""
    return [str(text) for text in page.locator(STATE).all_inner_texts()]


def wait_for(page: Any, text: str, many: int = 1) -> None:
    """Wait until so many saved visits stand as the text says."""
    from playwright.sync_api import expect

    expect(page.locator(STATE).filter(has_text=text)).to_have_count(many, timeout=15_000)


def recorded(page: Any, server: Server, situation: str) -> int:
    """Return how many visits of that situation the register holds."""
    page.goto(f"{server.address}/registers/visits/?q={situation}")
    return int(page.locator("tr[data-href]").count())
