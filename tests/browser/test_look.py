"""Every page at phone and desk width, light and dark: axe finds nothing, nothing runs over the edge."""

from typing import Any

from tests.browser.conftest import ROOT, Server, signed_in

PATHS = (
    "/today/",
    "/needs/",
    "/needs/?tab=all",
    "/needs/new/",
    "/people/",
    "/people/new/",
    "/people/imports/",
    "/people/imports/new/",
    "/households/",
    "/groups/",
    "/groups/new/",
    "/activities/",
    "/activities/new/",
    "/venues/",
    "/venues/book/",
    "/venues/bookings/",
    "/registers/",
    "/registers/reception/",
    "/registers/work/",
    "/registers/verification/",
    "/reports/",
    "/reports/2026/received/",
    "/office/",
    "/office/limits/",
    "/office/work/",
    "/office/work/new/",
    "/office/accounts/new/",
    "/almanac/",
    "/me/",
    "/search/?q=王",
    "/search/?q=zzzz",
    "/nowhere/",
    "/visits/",
    "/visits/?tab=visited",
    "/visits/made/",
    "/visits/new/",
    "/visits/events/",
    "/visits/events/new/",
    "/visits/rules/",
    "/visits/rules/festival/",
    "/visits/rules/own/",
    "/visits/plans/",
    "/visits/plans/new/",
    "/visits/round/",
    "/visits/feed/",
    "/visits/phones/",
    "/visits/phones/file/",
    "/visits/coverage/",
    "/registers/visits/",
    "/registers/handouts/",
    "/reports/2026/visits_due/",
    "/visit/",
)
FIRST_OF = (
    "/needs/?tab=unfinished",
    "/needs/?tab=closed",
    "/people/",
    "/households/",
    "/groups/",
    "/activities/",
    "/registers/reception/",
    "/visits/?tab=open",
    "/visits/?tab=missed",
    "/visits/made/",
    "/visits/events/",
)
AXE = (
    (ROOT / "node_modules/axe-core/axe.min.js").read_text()
    if (ROOT / "node_modules/axe-core/axe.min.js").exists()
    else ""
)
RULES = "{resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}"

# What depends on width and colours; the rest is the same page.
RULES_OF_LAYOUT = (
    "{resultTypes: ['violations'], runOnly: ['color-contrast', 'target-size', 'link-in-text-block', 'scrollable-region-focusable', 'aria-hidden-focus',"
    " 'region', 'landmark-unique', 'heading-order']}"
)


def violations(page: Any, rules: str = RULES) -> list[str]:
    """Return what axe finds on the page at hand."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    first = "v.nodes.slice(0, 2).map(n => n.html.slice(0, 140) + ' ' + (n.any[0] || {message: ''}).message).join(' | ')"
    return list(
        page.evaluate(
            f"axe.run(document, {rules}).then(found => found.violations.map(v => v.id + ': ' + {first}))"
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
    page.goto(f"{server.address}/visits/plans/")
    plan = page.locator("main a[href^='/visits/plans/0']").first.get_attribute("href")
    found += [plan, f"{plan}rounds/"]
    duty = next(path for path in found if path.startswith("/visits/duties/"))
    found.append(f"/visits/new/?duty={duty.split('/')[3]}")
    return found


def looked_at(page: Any, path: str) -> list[str]:
    """Return what is wrong with the page at hand at two widths, in light and in dark."""
    faults = []
    page.evaluate(
        "for (const item of document.querySelectorAll('details:not(.menu):not(.more)')) item.open = true"
    )
    for width, theme, rules in ((1280, "light", RULES), (390, "dark", RULES_OF_LAYOUT)):
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=theme)
        faults += [f"{path} {width} {theme} {violation}" for violation in violations(page, rules)]
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 1:
            faults.append(f"{path} runs {wide} pixels over the edge at {width}")
    page.set_viewport_size({"width": 1280, "height": 844})
    page.emulate_media(color_scheme="light")
    return faults


def test_every_page_is_clean_fits_and_calls_no_outside_host(chromium: Any, server: Server) -> None:
    assert AXE, "axe-core is installed by set-up"
    page = signed_in(
        chromium, server, "deputy", viewport={"width": 1280, "height": 844}, color_scheme="light"
    )
    asked: list[str] = []
    faults: list[str] = []

    def said(message: Any) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            faults.append(f"{page.url} {message.text}")

    page.on("request", lambda request: asked.append(request.url))
    page.on("console", said)
    page.on("pageerror", lambda error: faults.append(f"{page.url} {error}"))
    for path in all_paths(page, server):
        page.goto(server.address + path)
        faults += looked_at(page, path)
    page.context.close()
    assert not faults, "\n".join(faults)
    assert {url for url in asked if not url.startswith((server.address, "data:"))} == set()


def test_the_login_page_is_clean_too(chromium: Any, server: Server) -> None:
    context = chromium.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(f"{server.address}/login/")
    page.evaluate(AXE)
    assert page.evaluate(f"axe.run(document, {RULES}).then(found => found.violations.map(v => v.id))") == []
    context.close()
