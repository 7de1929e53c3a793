"""`make new-app` writes an app that keeps every contract, and `docs/adding.md` shows one that does."""

import re
from pathlib import Path

import pytest

from tests.tools.copied import ROOT, Copied, copy
from tongxin.config import checks


def blocks_of(page: str) -> dict[str, str]:
    """Return path: the block of code that stands under a heading with that path."""
    found: dict[str, str] = {}
    path, lines = "", None
    for line in page.splitlines(keepends=True):
        heading = re.match(r"### `([^`]+)`$", line)
        if lines is not None and line.startswith("```"):
            found[path], lines = "".join(lines), None
        elif lines is not None:
            lines.append(line)
        elif heading:
            path = heading.group(1)
        elif line.startswith("```"):
            lines = []
    return found


BLOCKS = blocks_of((ROOT / "docs/adding.md").read_text())
PLACES = {path for path in BLOCKS if not re.match(r"(tongxin|tests)/lost/", path)}
# Of the contract tests those that a new app can break, without running the others' kinds again.
FORGOTTEN = "stands_on or lists_things or every_text_of_the_code and lost"
CONCERNED = (
    "kitchens or lost or stands_on or lists_things or has_an_example or migrations_say or every_text or system_check "
    "or every_page_answers and deputy or no_figure_is_nothing or counted_again_from or ends_in_an_index"
)
CONTRACTS = ("apart", "corrections", "declared", "docs", "figures", "lists", "pages", "tables", "used")


def contracts(which: str, *folders: str) -> tuple[str, ...]:
    """Return the run of contract tests, and of apps' own tests."""
    files = [f"tests/contracts/test_{contract}.py" for contract in CONTRACTS]
    return ("-m", "pytest", "-q", *files, *folders, "-k", which)


@pytest.mark.beside
def test_a_new_app_and_that_of_the_page_keep_every_contract(tmp_path: Path) -> None:
    tree = copy(tmp_path)
    assert "10 files" in tree.new_app("kitchens")
    tree.insert("tongxin/config/settings.py", '    "tongxin.reports",', '    "tongxin.kitchens",')
    tree.insert("pyproject.toml", '    "groups",', '    "kitchens",')
    tree.migrations("kitchens")
    tree.new_app("lost")
    for path, text in BLOCKS.items():
        if path not in PLACES:
            (tree.root / path).parent.mkdir(parents=True, exist_ok=True)
            (tree.root / path).write_text(text)
    assert '"tongxin.lost",' in tree.fail("-m", "django", "makemigrations", "lost")
    assert '"tongxin.lost",' in tree.fail("-m", "pytest", "-q", "tests/lost")
    _apply(tree, "tongxin/config/settings.py", BLOCKS["tongxin/config/settings.py"])
    tree.migrations("lost")
    assert "not listed as layers: - tongxin.lost" in tree.imports(broken=True)
    forgotten = tree.fail(*contracts(FORGOTTEN))
    for sentence in (
        "add the name as a line of `layers` in pyproject.toml",
        "“Lost property register” is not collected: run `make messages`",
        "run `make docs`",
    ):
        assert sentence in forgotten
    _apply(tree, "pyproject.toml", BLOCKS["pyproject.toml"])
    _add_words(tree, BLOCKS["tongxin/locale/zh_Hans/LC_MESSAGES/django.po"])
    tree.succeed("tools/write_docs.py")
    tree.lints("kitchens", "lost")
    tree.succeed(*contracts(CONCERNED, "tests/lost"))


def _apply(tree: Copied, name: str, change: str) -> None:
    """Change a file as the page shows it: the lines with a plus are new."""
    lines = change.splitlines()
    before = "\n".join(line[1:] for line in lines if not line.startswith("+"))
    after = "\n".join(line[1:] for line in lines)
    path = tree.root / name
    text = path.read_text()
    assert f"\n{before}\n" in text, f"{name} does not hold the lines that the page shows"
    path.write_text(text.replace(f"\n{before}\n", f"\n{after}\n", 1))


def _add_words(tree: Copied, words: str) -> None:
    """Write the words into the catalogue as `make messages` orders them."""
    head = (ROOT / "tools/app_template/words.po").read_text().split("\n\n", 1)[0]
    (tree.root / "build/words.po").write_text(f"{head}\n\n{words}")
    add = "import sys; sys.path.insert(0, 'tools'); import collect_messages as c; from pathlib import Path; "
    tree.succeed("-c", f"{add}c.add_words(Path('build/words.po'))")


def test_the_page_needs_three_places_outside_the_app() -> None:
    assert {
        "tongxin/config/settings.py",
        "pyproject.toml",
        "tongxin/locale/zh_Hans/LC_MESSAGES/django.po",
    } == PLACES


def test_the_skeleton_is_ten_files() -> None:
    assert len(list((ROOT / "tools/app_template").rglob("*.py-tpl"))) == 10


@pytest.mark.beside
@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "make new-app NAME=lost"),
        ("Lost", "letters a to z"),
        ("lost_found", "letters a to z"),
        ("two words", "letters a to z"),
        ("a" * 21, "letters a to z"),
        ("os", "is a module already"),
        ("class", "a word of Python itself"),
        ("django", "a library that is installed here"),
        ("auth", "the name of an app already"),
        ("needs", "tongxin/needs/ is there already"),
        ("today", "the name of an address already"),
        ("reception", "the name of a book already"),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_what_to_do(name: str, sentence: str) -> None:
    said = Copied(ROOT).fail("tools/new_app.py", name)
    assert said.startswith("new-app: ") and sentence in said
    if name != "needs" and name:
        assert not (ROOT / "tongxin" / name).exists() and not (ROOT / "tests" / name).exists()


def test_an_app_that_the_settings_do_not_name_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("needs", "lost"):
        (tmp_path / "tongxin" / name).mkdir(parents=True)
        (tmp_path / "tongxin" / name / "apps.py").touch()
    monkeypatch.setattr(checks, "HOUSE", tmp_path / "tongxin")
    (fault,) = checks.apps_left_out()
    assert fault.msg == "tongxin.lost is an app that the settings do not name."
    assert '"tongxin.lost",' in str(fault.hint)
