"""Look at every page: a demo server is started, each page is shot at 1280 and 390 pixels, light and dark, into shots/.

With a part of an address only the pages that hold it; with `docs` the pictures of the README, made anew in docs/pictures/.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "shots"
ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGES = (
    "/today/",
    "/needs/",
    "/needs/?tab=all",
    "/needs/new/",
    "/people/",
    "/people/?q=zw",
    "/people/new/",
    "/people/imports/new/",
    "/households/",
    "/groups/",
    "/activities/",
    "/activities/new/",
    "/registers/",
    "/registers/reception/",
    "/registers/service/",
    "/registers/verification/",
    "/reports/",
    "/office/",
    "/almanac/",
    "/me/",
    "/search/?q=wang",
    "/office/work/new/",
    "/suggestions/",
    "/suggestions/new/",
    "/board/taishan/",
    "/visits/",
    "/visits/?tab=visited",
    "/visits/made/",
    "/visits/new/",
    "/visits/events/",
    "/visits/events/new/",
    "/visits/rules/",
    "/visits/rules/festival/",
    "/visits/plans/",
    "/visits/plans/new/",
    "/visits/round/",
    "/visits/feed/",
    "/visits/phones/",
    "/visits/phones/file/",
    "/visits/coverage/",
    "/registers/visits/",
    "/registers/handouts/",
)
FIRST_ROW = (
    "/suggestions/?tab=all",
    "/needs/?tab=open",
    "/needs/?tab=accepted",
    "/needs/?tab=done",
    "/people/",
    "/groups/",
    "/registers/reception/",
    "/households/",
    "/activities/",
    "/visits/",
    "/visits/made/",
    "/visits/events/",
)


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def shoot(page: Page, base: str, path: str, name: str, width: int, theme: str) -> None:
    """Open a page and save its picture."""
    page.goto(base + path, wait_until="networkidle")
    page.screenshot(path=str(OUT / f"{name}-{width}-{theme}.png"), full_page=width > 500)


def session(browser: Browser, base: str, width: int, theme: str, login: str = "deputy") -> Page:
    """Log in with a window of some width."""
    context = browser.new_context(
        viewport={"width": width, "height": 860 if width > 500 else 844}, color_scheme=theme, locale="zh-CN"
    )  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{base}/login/")
    page.fill("#id_login", login)
    page.fill("#id_password", "tongxin-demo")
    page.click("main form.card button")
    page.wait_for_url("**/today/")
    return page


def picture(page: Page, base: str, path: str, name: str, height: int) -> None:
    """Save a picture for the README: 960 pixels wide, in 128 colours, so that the repository stays small."""
    page.set_viewport_size({"width": 1280, "height": height})
    page.goto(base + path, wait_until="networkidle")
    shot = Image.open(BytesIO(page.screenshot()))
    small = shot.convert("RGB").resize((960, round(shot.height * 960 / shot.width)), Image.Resampling.LANCZOS)
    small.quantize(128).save(ROOT / "docs/pictures" / f"{name}.png", optimize=True)


def main() -> None:
    """Shoot all pages, or those whose path holds the argument."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    OUT.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        data = os.environ.get("SHOTS_DATA") or folder
        port = free_port()
        env = {**os.environ, "TONGXIN_DATA": data}
        command = str(ROOT / ".venv/bin/tongxin")
        subprocess.run([command, "demo", "--make-only"], env=env, check=True)
        server = subprocess.Popen([command, "demo", "--port", str(port)], env=env, stdout=subprocess.DEVNULL)
        base = f"http://127.0.0.1:{port}"
        try:
            for _attempt in range(100):
                try:
                    urllib.request.urlopen(f"{base}/healthy/", timeout=1)
                    break
                except OSError:
                    time.sleep(0.2)
            with sync_playwright() as play:
                browser = play.chromium.launch(
                    executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=ARGS
                )
                if wanted == "docs":
                    page = session(browser, base, 1280, "light")
                    picture(page, base, "/today/", "today", 910)
                    picture(page, base, "/reports/", "report", 1180)
                    return
                for width, theme in ((1280, "light"), (390, "light"), (1280, "dark")):
                    page = session(browser, base, width, theme)
                    for path in PAGES:
                        if wanted in path:
                            shoot(
                                page,
                                base,
                                path,
                                path.strip("/").replace("/", "_").replace("?", "_").replace("=", "-")
                                or "home",
                                width,
                                theme,
                            )
                    for path in FIRST_ROW:
                        if wanted in path:
                            page.goto(base + path)
                            link = page.locator("tr[data-href] a").first
                            if link.count():
                                shoot(
                                    page,
                                    base,
                                    link.get_attribute("href") or "/",
                                    "one_"
                                    + path.strip("/").replace("/", "_").replace("?", "_").replace("=", "-"),
                                    width,
                                    theme,
                                )
                browser.close()
        finally:
            server.terminate()
            server.wait(10)


if __name__ == "__main__":
    main()
