"""What every register, table, figure, deed, entry kind, model and language must do; new ones are found by themselves."""

import ast
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.core.checks import run_checks
from django.db import connection, models
from django.http import HttpResponse
from openpyxl import load_workbook

from tests.conftest import World
from tests.contracts.tables import copied
from tests.examples import all_examples
from tongxin.communities.checks import faults, own_models
from tongxin.communities.models import Street
from tongxin.people.models import Household, Person
from tongxin.registers.kinds import KINDS, REGISTERS
from tongxin.registers.models import Entry
from tongxin.registers.tables import book
from tongxin.web.tables import TABLES

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = all_examples()
SOURCES = sorted(path for path in (ROOT / "tongxin").rglob("*.py") if "migrations" not in path.parts)


def test_the_system_check_finds_nothing() -> None:
    assert run_checks() == []


@pytest.mark.parametrize("model", list(own_models()), ids=lambda model: model._meta.label)
def test_every_model_keeps_the_rules_for_moving_rows(model: object) -> None:
    assert list(faults(model)) == []


Spoil = Callable[[pytest.MonkeyPatch], object]
_person = Person._meta.get_field


def _leads_to_a_resident(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Street._meta.pk, "is_relation", True)
    patch.setattr(Street._meta.pk, "related_model", Person, raising=False)


SPOILT: list[tuple[type[models.Model], Spoil, str]] = [
    (Person, lambda patch: patch.setattr(Person._meta, "pk", _person("name")), "must be a UUID"),
    (Person, lambda patch: patch.setattr(Person._meta, "many_to_many", (object(),)), "through model"),
    (Street, _leads_to_a_resident, "cannot point at a tenant row"),
    (Person, lambda patch: patch.setattr(_person("community"), "null", True), "must not be null"),
    (Person, lambda patch: patch.setattr(Person._meta, "base_manager_name", None), "base_manager_name"),
    (
        Person,
        lambda patch: patch.setattr(
            Person._meta, "constraints", [models.UniqueConstraint(fields=["name"], name="one")]
        ),
        "one: a unique constraint starts with the community",
    ),
    (
        Person,
        lambda patch: patch.setattr(Person._meta, "indexes", [models.Index(fields=["name"], name="two")]),
        "two: an index starts with the community",
    ),
    (Person, lambda patch: patch.setattr(_person("phone"), "unique", True), "phone: unique must be within"),
    (
        Person,
        lambda patch: patch.setattr(_person("household"), "__class__", models.ForeignKey),
        "household: a key to a tenant row must be a TenantForeignKey",
    ),
]


@pytest.mark.parametrize(("model", "spoil", "fault"), SPOILT, ids=[fault for *_spoilt, fault in SPOILT])
def test_each_rule_for_models_finds_a_model_that_breaks_it(
    monkeypatch: pytest.MonkeyPatch, model: type[models.Model], spoil: Spoil, fault: str
) -> None:
    assert list(faults(model)) == []
    spoil(monkeypatch)
    found = list(faults(model))
    monkeypatch.undo()
    assert len(found) == 1
    assert fault in found[0]


def test_a_model_that_forgets_its_scoped_manager_is_found() -> None:
    unscoped = copied(
        Household, "homes"
    )  # the models of migrations have plain managers: they see every community
    assert any("objects = Rows()" in text for text in faults(unscoped))


@pytest.mark.parametrize("code", sorted(REGISTERS))
def test_every_register_is_a_book_of_one_year_that_opens_prints_and_exports(
    world: World, at: datetime, code: str
) -> None:
    schema = min(schema for schema, kind in KINDS.items() if kind.register == code)
    example = EXAMPLES[schema]
    example.write(world, at, example.before(world, at))
    written = Counter(
        entry.year for entry in Entry.objects.filter(register=code, kind=Entry.Kind.CREATE).only("year")
    )
    client = world.client("deputy")
    for year in range(min(written) - 1, max(written) + 2):
        lines, address = written[year], f"/registers/{code}/{year}/"
        assert client.get(address).content.decode().count("<tr class") == lines
        assert len(rows_of_csv(client.get(f"{address}?export=csv"))) == lines
        assert len(rows_of_xlsx(client.get(f"{address}?export=xlsx"))) == lines
    assert client.get(f"/registers/{code}/").context["listing"].counted == (written[max(written)], False)
    codes = [column.code for column in book(code, 2026, personal=True).columns]
    assert len(set(codes)) == len(codes)


def rows_of_csv(answer: HttpResponse) -> list[Any]:
    """Return the rows of a sheet as text, without its head."""
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]


def rows_of_xlsx(answer: Any) -> list[Any]:
    """Return the rows of a workbook's only sheet, without its head."""
    (sheet,) = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets
    return list(sheet.iter_rows(values_only=True))[1:]


@pytest.mark.parametrize("schema", sorted(KINDS))
def test_every_entry_kind_says_what_happened_in_every_field(schema: str) -> None:
    kind = KINDS[schema]
    assert kind.register in REGISTERS
    assert str(kind.title)
    assert re.fullmatch(r"[a-z]+\.[a-z_]+/\d+", schema)
    names = set(kind.labels())
    assert not {kind.topic, kind.day} - names - {""}
    assert all(str(label) != name for name, label in kind.labels().items()), (
        "a label is words, not the field's name"
    )


@pytest.mark.parametrize("code", sorted(TABLES))
def test_every_table_ends_its_order_in_a_unique_column_and_has_words_for_nothing(code: str) -> None:
    table = TABLES[code]
    assert table.order[-1].lstrip("-") in {"id", "seq"}
    assert str(table.empty)
    for codes in ([item.code for item in table.columns], [item.code for item in table.tabs]):
        assert len(set(codes)) == len(codes)
    # A filter's code is a parameter of the address, beside those that every list has.
    parameters = [*(item.code for item in table.filters), "tab", "sort", "col", "page", "export"]
    assert len(set(parameters)) == len(parameters)


def test_triggers_stand_after_all_migrations(db: None) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        names = {name for (name,) in cursor.fetchall()}
    assert {
        "registers_entry_keep_update",
        "registers_entryfield_keep_update",
        "registers_entryfield_keep_delete",
        "registers_registerhead_keep_delete",
    } <= names


@cache
def _catalogue(language: str) -> list[object]:
    with (ROOT / f"tongxin/locale/{language}/LC_MESSAGES/django.po").open("rb") as file:
        return [message for message in read_po(file, locale=language) if message.id]


@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant"])
def test_every_text_is_translated_with_its_placeholders(language: str) -> None:
    for message in _catalogue(language):
        source = message.id if isinstance(message.id, str) else message.id[0]  # type: ignore[attr-defined]
        texts = [message.string] if isinstance(message.string, str) else list(message.string)  # type: ignore[attr-defined]
        assert all(texts), (
            f"“{source}” has no Chinese: write it into tongxin/locale/zh_Hans/LC_MESSAGES/django.po, then `make messages`"
        )
        assert not message.fuzzy, source  # type: ignore[attr-defined]
        for text in texts:
            assert sorted(re.findall(r"%\(\w+\)[sd]", text)) == sorted(re.findall(r"%\(\w+\)[sd]", source)), (
                source
            )


def test_the_catalogues_hold_every_text_of_the_templates() -> None:
    known = {
        message.id if isinstance(message.id, str) else message.id[0] for message in _catalogue("zh_Hans")
    }  # type: ignore[attr-defined]
    pattern = re.compile(r"""(?:\{%\s*translate\s+|\{\{\s*_\()(?:"([^"]+)"|'([^']+)')""")
    for path in (ROOT / "tongxin").rglob("*.html"):
        for double, single in pattern.findall(path.read_text()):
            text = (double or single).replace("%", "%%")  # as Django's own tag looks it up
            assert text in known, f"{path.name}: {text}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_catalogues_hold_every_text_of_the_code(path: Path) -> None:
    known = {_source(message.id) for message in _catalogue("zh_Hans")}  # type: ignore[attr-defined]
    for line, text in _texts_of(ast.parse(path.read_text())):
        assert text in known, (
            f"line {line}: “{text}” is not collected: run `make messages`, write its Chinese"
        )


def _source(text: object) -> object:
    return text if isinstance(text, str) else text[0]  # type: ignore[index]


def _texts_of(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the texts that a file gives to the functions that translate, whatever it calls them, with their lines."""
    names = {
        item.asname or item.name: 1 if item.name.startswith("pgettext") else 0
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for item in node.names
        if "gettext" in item.name
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            given = node.args[names[node.func.id]]
            if isinstance(given, ast.Constant):
                yield node.lineno, str(given.value)


def test_no_text_on_a_page_escapes_translation() -> None:
    allowed = re.compile(r"^[\s\d·›→–×✓✗…()|/↵?.—=\-+%]*$")
    for path in (ROOT / "tongxin").rglob("*.html"):
        text = re.sub(
            r"\{%\s*block width\s*%\}\w*\{%\s*endblock\s*%\}|\{%\s*blocktranslate.*?endblocktranslate\s*%\}|\{#.*?#\}|<script.*?</script>|<svg.*?</svg>|<kbd.*?</kbd>",
            " ",
            path.read_text(),
            flags=re.DOTALL,
        )
        text = re.sub(r"<[^>]*?(?:\{[%{].*?[%}]\}[^>]*?)*>|\{%.*?%\}|\{\{.*?\}\}", "|", text, flags=re.DOTALL)
        for part in text.split("|"):
            assert allowed.match(part) or part.strip() in {"XLSX", "CSV", "同心"}, (
                f"{path.name}: {part.strip()[:60]!r}"
            )


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_stands_between_words_is_translated_too(path: Path) -> None:
    """A list and a label are put together by `listed` and `labelled`: full-width marks do not stand on English pages."""
    if "demo" in path.parts:
        pytest.skip("the demo's texts are Chinese")
    marks = re.compile("[：、，；。（）]")
    for node in ast.walk(ast.parse(path.read_text())):
        pieces: list[ast.expr] = []
        if isinstance(node, ast.JoinedStr):
            pieces = list(node.values)
        elif isinstance(node, ast.Attribute) and node.attr == "join":
            pieces = [node.value]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            pieces = [node.left, node.right]
        for piece in pieces:
            if isinstance(piece, ast.Constant) and isinstance(piece.value, str):
                assert not marks.search(piece.value), f"line {node.lineno}: {piece.value}"


@pytest.mark.parametrize(
    "path",
    [path for path in SOURCES if path.name.startswith("actions") and "sheets" not in path.parts],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_every_action_is_one_transaction_and_records(path: Path) -> None:
    silent = {
        "fill",
        "open_file",
        "end_memberships",
        "credit_hours",
        "move_hours",
        "take_back_hours",
        "read_phone",
        "read_fact",
        "overdue_offers",
        "household_at",
        "alike",
    }
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.name not in silent:
            source = ast.unparse(node)
            assert any(
                ast.unparse(item).startswith(("transaction.atomic", "step(")) for item in node.decorator_list
            ), node.name
            if "key" in {argument.arg for argument in node.args.kwonlyargs}:
                assert any(ast.unparse(item).startswith("step(") for item in node.decorator_list), (
                    f"{node.name} takes a key, so it is a step that may be sent twice: decorate it with step(...)"
                )
            # A draft is recorded by the action that it is handed to.
            assert any(call in source for call in ("record(", "_close(", "Draft.written(")), (
                f"{node.name} writes no entry"
            )
            assert "at" in {argument.arg for argument in node.args.kwonlyargs}, node.name


@pytest.mark.parametrize(
    "path",
    [path for path in SOURCES if path.name.startswith("actions")],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_every_step_names_the_kinds_of_entry_by_which_it_is_known_again(path: Path) -> None:
    for node in ast.parse(path.read_text()).body:
        for made in node.decorator_list if isinstance(node, ast.FunctionDef) else ():
            if (
                isinstance(made, ast.Call)
                and ast.unparse(made.func) == "step"
                and path.parent.name != "registers"
            ):
                assert len(made.args) > 1, (
                    f"{node.name}: say what it writes first, step({ast.unparse(made.args[0])}, entries.…)"
                )


def test_no_text_hides_in_an_f_string_where_it_is_not_collected() -> None:
    calls = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}
    for path in SOURCES:
        for joined in ast.walk(ast.parse(path.read_text())):
            if isinstance(joined, ast.JoinedStr):
                names = {
                    node.func.id
                    for node in ast.walk(joined)
                    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                }
                assert not names & calls, f"{path.name}:{joined.lineno}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_over_500_lines_no_function_over_50(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= 500
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 50, node.name


def test_there_is_no_field_for_what_anybody_thinks() -> None:
    words = re.compile(
        r"religio|belief|party_member|political|ethnic|loyal|reliab|score|rating|rank_of", re.IGNORECASE
    )
    for model in own_models():
        for field in model._meta.get_fields():
            assert not words.search(field.name), f"{model._meta.label}.{field.name}"
