"""Every deed of the permission table is asked for somewhere: by an action, a page, or what shows a button."""

import ast
from functools import cache
from pathlib import Path

import pytest

from tongxin.kit.permissions import DEEDS

ROOT = Path(__file__).resolve().parents[2] / "tongxin"
SOURCES = sorted(path for path in ROOT.rglob("*.py") if "migrations" not in path.parts)
# Documented, and not asked for yet: nothing lists who looked at a file for others than its own page, and names stand in
# full wherever staff read them. Both come with the pages of residents.
NOT_ASKED_YET = frozenset({"people.looks", "people.full_names"})


@cache
def _declared() -> dict[str, tuple[str, str]]:
    """Return the code of each deed: the module that declares it and its name there."""
    found = {}
    for path in SOURCES:
        if path.name != "access.py":
            continue
        module = ".".join(path.relative_to(ROOT.parent).with_suffix("").parts)
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                called = node.value.func
                if isinstance(called, ast.Name) and called.id == "deed":
                    code, name = node.value.args[0], node.targets[0]
                    assert isinstance(code, ast.Constant) and isinstance(name, ast.Name)
                    found[str(code.value)] = (module, name.id)
    return found


@cache
def _asked() -> set[tuple[str, str]]:
    """Return every name of an access module that code reads, as module and name; declarations in apps.py are no asking."""
    found: set[tuple[str, str]] = set()
    for path in SOURCES:
        if path.name == "apps.py":
            continue
        tree = ast.parse(path.read_text())
        here = ".".join(path.relative_to(ROOT.parent).with_suffix("").parts)
        modules, names = _imported(tree)
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id in modules
            ):
                found.add((modules[node.value.id], node.attr))
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                found.add(names.get(node.id, (here, node.id)))
    return found


def _imported(tree: ast.Module) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """Return what a file imports: its words for access modules, and for names out of them."""
    modules, names = {}, {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for item in node.names:
                word = item.asname or item.name
                if item.name == "access":
                    modules[word] = f"{node.module}.access"
                elif node.module.endswith(".access"):
                    names[word] = (node.module, item.name)
    return modules, names


def test_every_deed_is_declared_in_an_access_module() -> None:
    assert set(_declared()) == set(DEEDS)


@pytest.mark.parametrize("code", sorted(DEEDS))
def test_every_deed_is_used_and_named(code: str) -> None:
    assert DEEDS[code].roles
    assert str(DEEDS[code].label)
    if code in NOT_ASKED_YET:
        assert _declared()[code] not in _asked(), "it is asked for now: take it off the list"
    else:
        assert _declared()[code] in _asked(), (
            "nothing asks for it: a page or an action must, or it promises nothing"
        )
