"""The report names no app: without the declarations of any one of them the start page, the search and the year stand."""

import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import World
from tests.examples import fill_figures
from tongxin.kit.figures import FIGURES
from tongxin.web.finding import FINDERS
from tongxin.web.paragraphs import PARAGRAPHS
from tongxin.web.waiting import ASIDES, WAITING

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
APPS = sorted({item.among.__module__.split(".")[1] for item in FIGURES.values()})


def test_every_app_stands_on_a_floor() -> None:
    floors = {name.strip() for layer in CONTRACTS[0]["layers"] for name in layer.split("|")}
    folders = {path.parent.name for path in (ROOT / "tongxin").glob("*/__init__.py")}
    assert folders - floors == set(), (
        "add the name as a line of `layers` in pyproject.toml, under [tool.importlinter]: "
        "above every app that it imports, below those that import it"
    )


def test_the_other_contracts_find_a_new_app_by_themselves() -> None:
    assert CONTRACTS[1]["forbidden_modules"] == ["tongxin.*"]
    # An app divided by noun: each of its packages that acts keeps the order inside it too.
    nouns = {path.parent for path in (ROOT / "tongxin").glob("*/*/actions.py")}
    named = {"tongxin.*", *(f"tongxin.{path.parent.name}.{path.name}" for path in nouns)}
    assert set(CONTRACTS[2]["containers"]) == named
    # What the report may build on: no app that could be left out.
    assert CONTRACTS[1]["ignore_imports"] == [
        f"tongxin.reports.** -> tongxin.{name}.**" for name in ("communities", "registers", "web", "kit")
    ]


def _app_of(declared: Any) -> str:
    """Return the app whose code stands behind a declaration."""
    for name in ("among", "find", "tell"):
        declared = getattr(declared, name, declared)
    return str(declared.__module__).split(".")[1]


@contextmanager
def _without(app: str) -> Iterator[int]:
    """Take away what an app declares for pages of others; gives how much that was."""
    kept: list[tuple[Any, list[Any]]] = [
        (hooks, list(hooks)) for hooks in (WAITING, ASIDES, FINDERS, PARAGRAPHS)
    ]
    figures = dict(FIGURES)
    gone = 0
    for hooks, before in kept:
        hooks[:] = [item for item in before if _app_of(item) != app]
        gone += len(before) - len(hooks)
    for code, figure in figures.items():
        if _app_of(figure) == app:
            del FIGURES[code]
            gone += 1
    try:
        yield gone
    finally:
        for hooks, before in kept:
            hooks[:] = before
        FIGURES.clear()
        FIGURES.update(figures)


def fill(world: World, at: datetime) -> None:
    """Leave rows behind every figure, by the apps' own actions."""
    fill_figures(world, at)


def _text(page: Any) -> str:
    found = re.search(r'<article class="card yearend">(.*?)</article>', page.content.decode(), re.DOTALL)
    assert found
    return found.group(1)


@pytest.mark.once
@pytest.mark.parametrize("app", APPS)
def test_without_an_apps_declarations_the_other_pages_stand(filled: World, app: str) -> None:
    with _without(app) as gone:
        assert gone
        for role in ("deputy", "leader", "street"):
            client = filled.client(role)
            client.post(f"/communities/{filled.here.id}/choose/")  # as a street officer does
            for address in ("/today/", "/search/?q=张", "/reports/2026/"):
                assert client.get(address).status_code in {200, 302, 403}, f"{role} {address}"
        page = filled.client("deputy").get("/reports/2026/")
        shown = {item.figure.code for item in (*page.context["headline"], *page.context["others"])}
        assert shown == set(FIGURES)
        linked = set(re.findall(r'href="/reports/2026/(\w+)/', _text(page)))
        assert linked and linked <= set(FIGURES), "another app's paragraph speaks of this app's figures"
