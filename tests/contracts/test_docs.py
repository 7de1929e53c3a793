"""The docs that list things are compared with the code; the glossary with the languages; the README with the commands."""

import importlib.util
import re
import subprocess
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from babel.messages import Message
from babel.messages.pofile import read_po
from django.utils import translation

from tongxin.rounds.plans import spreading

ROOT = Path(__file__).resolve().parents[2]


def _writer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("write_docs", ROOT / "tools/write_docs.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["permissions.md", "registers.md", "figures.md", "settings.md"])
def test_a_page_that_lists_things_tells_the_truth(name: str) -> None:
    with translation.override("en"):
        assert (ROOT / "docs" / name).read_text() == _writer().PAGES[name](), "run `make docs`"


def _plain(catalogue: Iterable[Message]) -> dict[Any, Any]:
    """Return source: words, of the texts that mean the same wherever they stand."""
    return {
        message.id: message.string
        for message in catalogue
        if isinstance(message.id, str) and not message.context
    }


def test_the_glossary_has_the_words_of_the_screen() -> None:
    with (ROOT / "tongxin/locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        chinese = _plain(read_po(file))
    with (ROOT / "tongxin/locale/zh_Hant/LC_MESSAGES/django.po").open("rb") as file:
        traditional = _plain(read_po(file))
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| `([^`]+)` \|$",
        (ROOT / "docs/glossary.md").read_text(),
        re.MULTILINE,
    )
    assert len(rows) > 25
    sources = "\n".join(path.read_text() for path in (ROOT / "tongxin").rglob("*.py"))
    for hans, hant, english, code in rows:
        assert chinese.get(english) == hans, english
        assert traditional.get(english) == hant, english
        assert re.search(rf"\b{re.escape(code)}\b", sources), code


def _modules_of_rules() -> Iterator[ModuleType]:
    for path in sorted((ROOT / "tongxin").rglob("rules.py")):
        yield import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    yield spreading


@pytest.mark.parametrize("module", list(_modules_of_rules()), ids=lambda module: module.__name__)
def test_every_rule_has_a_row_with_its_source(module: ModuleType) -> None:
    text = (ROOT / "docs/rules.md").read_text()
    for name, item in vars(module).items():
        if (
            callable(item)
            and getattr(item, "__module__", "") == module.__name__
            and not name.startswith("_")
            and not isinstance(item, type)
        ):
            assert f"`{name}`" in text, (
                f"docs/rules.md has no row for {module.__name__}.{name}: | `{name}` | what it says | source | tests |"
            )


def test_every_decision_says_what_was_rejected() -> None:
    decisions = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert decisions
    for path in decisions:
        text = path.read_text()
        assert "## Rejected" in text and "## Decision" in text, path.name


def _committed() -> list[str]:
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_no_python_file_is_longer_than_five_hundred_lines() -> None:
    # Migrations are written by Django, one for each app.
    paths = [ROOT / name for name in _committed() if name.endswith(".py") and "/migrations/" not in name]
    assert len(paths) > 200
    long = {path.name: len(path.read_text().splitlines()) for path in paths if path.exists()}
    assert {name: lines for name, lines in long.items() if lines > 500} == {}


def test_no_committed_file_names_a_registry_or_a_path_of_a_machine() -> None:
    names = _committed()
    hosts = ["pypi" + ".org", "pythonhosted" + ".org", "registry.npm" + "js.org", "deb.debian" + ".org"]
    for name in names:
        path = ROOT / name
        if path.suffix == ".png" or not path.exists():
            continue
        text = path.read_text(errors="replace")
        assert not [host for host in hosts if host in text], name
        assert str(ROOT) + "/" not in text, name
