"""What is written is used: every public function, class, method and property is spoken of outside its own definition."""

import ast
import inspect
import re
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EVERY = sorted((ROOT / "tongxin").rglob("*.py"))
SOURCES = [path for path in EVERY if "migrations" not in path.parts]
PAGES = [path for path in (ROOT / "tongxin").rglob("*") if path.suffix in {".html", ".js"}]
# Used by nothing yet, each with the reason why it stays.
EXCEPTIONS = {
    "erase_fields": "the right to erasure has its page in the people's issue (findings, C10)",
}
Definition = ast.FunctionDef | ast.ClassDef


def spoken(tree: ast.AST) -> Counter[str]:
    """Count the names that a piece of source speaks of: variables, attributes, imports, dotted paths in strings."""
    found: Counter[str] = Counter()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            found[node.id] += 1
        elif isinstance(node, ast.Attribute):
            found[node.attr] += 1
        elif isinstance(node, ast.alias):
            found[node.name] += 1
        elif isinstance(node, ast.Constant) and re.fullmatch(r"\w+(\.\w+)+", str(node.value)):
            found[str(node.value).rpartition(".")[2]] += 1
    return found


TREES = {
    path: ast.parse(path.read_text()) for path in EVERY
}  # a migration uses, and defines nothing that must be used
SPOKEN: Counter[str] = sum((spoken(tree) for tree in TREES.values()), Counter())
IN_PAGES = {word for path in PAGES for word in re.findall(r"\w+", path.read_text())}
SETTINGS = (ROOT / "pyproject.toml").read_text()


def called_by_a_library(path: Path, owner: ast.ClassDef | None, node: Definition) -> bool:
    """Tell whether something outside calls it: a decorator took it, a base of a library declares it, a form's field."""
    if node.decorator_list and not (owner and isinstance(node, ast.FunctionDef)):
        return not any("dataclass" in ast.unparse(item) for item in node.decorator_list)
    if owner is None:
        return path.name == "apps.py" or path.parent.name == "commands"
    if node.name.startswith("clean_") or path.parent.name == "commands":
        return True
    module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    held = getattr(module, owner.name, None)
    outside = [
        base
        for base in (inspect.getmro(held)[1:] if inspect.isclass(held) else ())
        if not base.__module__.startswith("tongxin.")
    ]
    return any(node.name in vars(base) for base in outside) or "Middleware" in owner.name


def unused(path: Path, tree: ast.Module) -> Iterator[str]:
    """Yield what a file defines and nothing speaks of."""
    owners: list[tuple[ast.ClassDef | None, ast.AST]] = [(None, tree)]
    owners += [(node, node) for node in tree.body if isinstance(node, ast.ClassDef)]
    for owner, holder in owners:
        for node in ast.iter_child_nodes(holder):
            if not isinstance(node, Definition) or node.name.startswith("_") or node.name in EXCEPTIONS:
                continue
            elsewhere = SPOKEN[node.name] - spoken(node)[node.name]
            if elsewhere > 0 or (owner and node.name in IN_PAGES) or f":{node.name}" in SETTINGS:
                continue
            if not called_by_a_library(path, owner, node):
                yield node.name


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_everything_public_is_used(path: Path) -> None:
    assert list(unused(path, TREES[path])) == []


def test_the_exceptions_exist() -> None:
    assert EXCEPTIONS.keys() <= {
        node.name for tree in TREES.values() for node in ast.walk(tree) if isinstance(node, Definition)
    }
