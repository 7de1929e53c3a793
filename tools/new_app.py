"""`make new-app NAME=...`: write the skeleton of an app with Django's own `startapp`, and say what to do with it.

Ten files: nine of the app, one of its tests. Two lines are left to whoever adds it, because they decide something: which apps it
builds on. What is forgotten of them is said by a check, a contract or a test.
"""

import importlib.util
import keyword
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = ROOT / "tools/app_template"
LONGEST = 20  # the name begins those of indexes, and a database takes 30 characters
NEXT = """
The app “{name}” is written: {files} files in tongxin/{name}/ and tests/{name}/. Two lines are yours:

  1. tongxin/config/settings.py, INSTALLED_APPS, after the apps that it builds on:
         "tongxin.{name}",
  2. pyproject.toml, `layers` of the first contract, above every app that it imports:
         "{name}",

Then:  make migrations docs        its table, and the pages of the docs that list what it declares
       make lint types test
Its words are in the Chinese catalogue already. With texts of your own: make messages, fill in
tongxin/locale/zh_Hans/LC_MESSAGES/django.po, make messages. A whole small app: docs/adding.md.
"""


def fault_of(name: str) -> str:
    """Return why an app cannot be called so, and what to do; nothing if it can."""
    if not name:
        return "Say what it is called: make new-app NAME=lost"
    if not re.fullmatch("[a-z]+", name) or len(name) > LONGEST:
        return f"“{name}” cannot be the name of an app: take one English word of at most {LONGEST} letters a to z."
    if said := _meant(name):
        return f"“{name}” is {said}. Choose another word."
    for folder in (ROOT / "tongxin" / name, ROOT / "tests" / name):
        if folder.exists():
            return f"{folder.relative_to(ROOT)}/ is there already. Choose another word, or delete the folder first."
    return _taken(name)


def _meant(name: str) -> str:
    """Return what a name means to Python already; nothing if it means nothing."""
    if keyword.iskeyword(name) or keyword.issoftkeyword(name):
        return "a word of Python itself"
    if name in sys.stdlib_module_names or name in {"tests", "tools", "tongxin", "bench"}:
        return "a module already"
    return "a library that is installed here" if importlib.util.find_spec(name) is not None else ""


def _taken(name: str) -> str:
    """Return what in the running house is called so: an address, a book, a list."""
    sys.path.insert(0, str(ROOT))
    import django

    import tests.environment  # noqa: F401  # keys and a data folder, as tests have

    django.setup()
    from django.apps import apps
    from django.urls import get_resolver

    from tongxin.registers.kinds import REGISTERS
    from tongxin.web.tables import TABLES

    addresses = {str(item.pattern).split("/")[0] for item in _addresses(get_resolver())}
    labels = {config.label for config in apps.get_app_configs()}
    for what, words in (
        ("an app", labels),
        ("an address", addresses),
        ("a book", REGISTERS),
        ("a list", TABLES),
    ):
        if name in words:
            return f"“{name}” is the name of {what} already. Choose another word."
    return ""


def _addresses(resolver: object) -> list[object]:
    found = []
    for item in resolver.url_patterns:  # type: ignore[attr-defined]
        found += _addresses(item) if hasattr(item, "url_patterns") else [item]
    return found


def write(name: str) -> list[Path]:
    """Write the files from the template and return their paths. Where that fails nothing is left behind."""
    folders = [ROOT / "tongxin" / name, ROOT / "tests" / name]
    try:
        return _written(name)
    except BaseException:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
        raise


def _written(name: str) -> list[Path]:
    from django.core.management import call_command

    for part, folder in (("app", ROOT / "tongxin" / name), ("tests", ROOT / "tests" / name)):
        folder.mkdir()
        # Two folders of one app: that the second carries the name of the first is no clash.
        call_command("startapp", name, str(folder), template=str(TEMPLATE / part))
    folders = [str(ROOT / "tongxin" / name), str(ROOT / "tests" / name)]
    # The order of imports and the breaking of lines depend on the name.
    ruff = [sys.executable, "-m", "ruff"]
    subprocess.run([*ruff, "check", "--quiet", "--fix", "--select", "I", *folders], cwd=ROOT, check=True)
    subprocess.run([*ruff, "format", "--quiet", *folders], cwd=ROOT, check=True)
    return [path for folder in folders for path in Path(folder).rglob("*.py")]


def main(arguments: list[str]) -> int:
    """Write the app of the name given, or say why not."""
    name = " ".join(arguments)
    fault = fault_of(name)
    if fault:
        print(f"new-app: {fault}", file=sys.stderr)
        return 2
    files = write(name)
    sys.path.insert(0, str(ROOT / "tools"))
    from collect_messages import add_words

    add_words(TEMPLATE / "words.po")
    print(NEXT.format(name=name, files=len(files)))
    return 0


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tongxin.config.settings"
    raise SystemExit(main(sys.argv[1:]))
