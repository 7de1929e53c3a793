"""Every page at phone and desk width, light and dark: axe finds nothing, nothing runs over the edge."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import ROOT, Server, signed_in

PATHS = (
    "/today/", "/needs/", "/needs/?tab=all", "/needs/new/", "/people/", "/people/new/", "/people/imports/", "/people/imports/new/", "/households/",
    "/groups/", "/groups/new/", "/activities/", "/activities/new/", "/registers/", "/registers/reception/", "/registers/work/", "/registers/verification/",
    "/reports/", "/reports/2026/received/", "/office/", "/office/limits/", "/office/work/", "/office/work/new/", "/office/accounts/new/", "/almanac/",
    "/me/", "/search/?q=王", "/search/?q=zzzz", "/nowhere/",
)  # fmt: skip
FIRST_OF = (
    "/needs/?tab=unfinished",
    "/needs/?tab=closed",
    "/people/",
    "/households/",
    "/groups/",
    "/activities/",
    "/registers/reception/",
)
AXE = (
    (ROOT / "node_modules/axe-core/axe.min.js").read_text()
    if (ROOT / "node_modules/axe-core/axe.min.js").exists()
    else ""
)
RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}"


def violations(page: Any) -> list[str]:
    """Return what axe finds on the page at hand."""
    page.evaluate(AXE)
    first = "v.nodes.slice(0, 2).map(n => n.html.slice(0, 140) + ' ' + (n.any[0] || {message: ''}).message).join(' | ')"
    return list(
        page.evaluate(
            f"axe.run(document, {RULES}).then(found => found.violations.map(v => v.id + ': ' + {first}))"
        )
    )


def all_paths(page: Any, server: Server) -> list[str]:
    """Return every path, with the first thing of each list."""
    found = list(PATHS)
    for path in FIRST_OF:
        page.goto(server.address + path)
        href = page.locator("tr[data-href]").first.get_attribute("data-href")
        found.append(href)
    found.append(next(path for path in found if path.startswith("/registers/entries/")) + "amend/")
    found.append(next(path for path in found if path.startswith("/people/0")) + "consent/")
    return found


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_on_any_page_and_nothing_overflows(
    chromium: Any, server: Server, width: int, theme: str
) -> None:
    assert AXE, "axe-core is installed by set-up"
    page = signed_in(
        chromium,
        server,
        "secretary",
        viewport={"width": width, "height": 844},
        color_scheme=theme,
        bypass_csp=True,
    )
    faults = []
    for path in all_paths(page, server):
        page.goto(server.address + path)
        page.evaluate(
            "for (const item of document.querySelectorAll('details:not(.menu):not(.more)')) item.open = true"
        )
        faults += [f"{path} {violation}" for violation in violations(page)]
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 1:
            faults.append(f"{path} runs {wide} pixels over the edge at {width}")
    page.context.close()
    assert not faults, "\n".join(faults)


def test_the_login_page_is_clean_too(chromium: Any, server: Server) -> None:
    context = chromium.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(f"{server.address}/login/")
    page.evaluate(AXE)
    assert page.evaluate(f"axe.run(document, {RULES}).then(found => found.violations.map(v => v.id))") == []
    context.close()


def test_no_page_calls_an_outside_host_or_breaks_its_own_policy(chromium: Any, server: Server) -> None:
    page = signed_in(chromium, server, "deputy")
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text)
            if message.type == "error" and "Failed to load resource" not in message.text
            else None
        ),
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for path in all_paths(page, server):
        page.goto(server.address + path)
    page.context.close()
    assert {url for url in asked if not url.startswith((server.address, "data:"))} == set()
    assert complaints == []


def test_style_and_script_are_two_small_files() -> None:
    import gzip

    files = [Path(ROOT / "build/static" / name) for name in ("app.css", "app.js")]
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) < 150_000
