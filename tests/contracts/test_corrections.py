"""A correction reaches row, list, figure, book and chain: shown for every kind of entry, from its example.

A kind without an example fails here, and so does a fact that can be amended without a value to amend it to.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.conftest import World
from tests.examples import Example, all_examples
from tongxin.kit.counting import YearCount
from tongxin.kit.errors import NotAllowed
from tongxin.kit.figures import FIGURES
from tongxin.kit.permissions import ALLOWED, DEEDS
from tongxin.registers import actions
from tongxin.registers.appending import Draft, record
from tongxin.registers.canonical import plain
from tongxin.registers.carrying import row_of
from tongxin.registers.kinds import KINDS, VOID_BY_APP
from tongxin.registers.models import Entry
from tongxin.registers.reading import current_values
from tongxin.registers.tables import book, book_rows, correction_rows
from tongxin.registers.verifying import walk_all

EXAMPLES = all_examples()
CORRECTABLE = sorted(schema for schema, kind in KINDS.items() if kind.amendable())
VOIDABLE = sorted(schema for schema, kind in KINDS.items() if kind.voids)
NEITHER = sorted(schema for schema, kind in KINDS.items() if not kind.amendable() and not kind.voids)


def figures() -> dict[str, Any]:
    """Return every figure of the year and of the year before, as the report counts them."""
    counted = YearCount(2026, date(2026, 12, 31))
    return {
        f"{code} {year}": value(declared).value
        for code, declared in FIGURES.items()
        for year, value in (("2026", counted.value), ("2025", counted.before))
    }


def written(world: World, at: datetime, schema: str) -> Entry:
    """Return the example's entry."""
    example: Example = EXAMPLES[schema]
    example.write(world, at, example.before(world, at))
    return Entry.objects.written().filter(schema=schema).latest("seq")


def written_and_counted(
    world: World, at: datetime, schema: str
) -> tuple[Entry, dict[str, Any], dict[str, Any]]:
    """Return the example's entry, and the figures before and after it."""
    example: Example = EXAMPLES[schema]
    before = example.before(world, at)
    earlier = figures()
    example.write(world, at, before)
    return Entry.objects.written().filter(schema=schema).latest("seq"), earlier, figures()


def _value(world: World, at: datetime, wanted: Any) -> Any:
    return wanted(world, at) if callable(wanted) else wanted


def _as_typed(value: Any) -> Any:
    """Return a value as a browser sends it."""
    if isinstance(value, tuple | list):
        return [_as_typed(item) for item in value]
    if isinstance(value, bool):
        return "on" if value else ""
    return "" if value is None else str(value)


def corrector_role(schema: str) -> str:
    """Return the role of somebody who may do the deed that wrote a kind of entry, and correct entries."""
    roles = DEEDS[KINDS[schema].deed].roles if KINDS[schema].deed else {"secretary"}
    return "secretary" if "secretary" in roles else "deputy"


def corrector(world: World, schema: str) -> Client:
    """Return the browser of somebody who may correct entries of a kind."""
    return world.client(corrector_role(schema))


def form_of(client: Client, entry: Entry, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form of an amendment sends when some of its fields are typed anew."""
    page = client.get(f"/registers/entries/{entry.pk}/amend/")
    assert page.status_code == 200, page.content.decode()[:2000]
    form = page.context["form"]
    typed = {name: _as_typed(field.initial) for name, field in form.fields.items() if name != "key"}
    for name, value in changes.items():
        chosen = isinstance(value, bool) and hasattr(form.fields[f"fact_{name}"], "choices")
        typed[f"fact_{name}"] = str(value) if chosen else _as_typed(value)
    return {**typed, "reason": "居民指出写错了"}


def test_every_kind_has_an_example() -> None:
    missing = sorted(set(KINDS) - set(EXAMPLES))
    assert not missing, (
        f"add to KINDS in tests/<app>/examples.py one example of each of: {', '.join(missing)}"
    )


@pytest.mark.parametrize("schema", CORRECTABLE)
def test_an_example_amends_every_fact_that_can_be(schema: str) -> None:
    assert set(EXAMPLES[schema].changes) == set(KINDS[schema].amendable())


@pytest.mark.parametrize("schema", sorted(KINDS))
def test_a_kind_can_be_corrected_or_says_what_to_do_instead(schema: str) -> None:
    kind = KINDS[schema]
    assert kind.instead or (kind.amendable() and kind.voids)
    for name, about in kind.facts().items():
        assert about.amends or about.instead or kind.voids or kind.instead, name


CORRECTED_BY = [
    (schema, role)
    for schema in sorted({*CORRECTABLE, *VOIDABLE})
    for role in ("secretary", "deputy", "worker")
    if KINDS[schema].deed in DEEDS and role not in DEEDS[KINDS[schema].deed].roles
]


@pytest.mark.parametrize("schema", sorted({*CORRECTABLE, *VOIDABLE}))
def test_a_kind_that_can_be_corrected_names_the_deed_that_writes_it(schema: str) -> None:
    assert KINDS[schema].deed in DEEDS


@pytest.mark.once
@pytest.mark.parametrize(("schema", "role"), CORRECTED_BY)
def test_who_may_not_do_the_deed_may_not_correct_it(
    world: World, at: datetime, schema: str, role: str
) -> None:
    entry = written(world, at, schema)
    client = world.client(role)
    assert client.get(f"/registers/entries/{entry.pk}/").context["can_amend"] != ALLOWED
    if KINDS[schema].amendable():
        assert client.get(f"/registers/entries/{entry.pk}/amend/").status_code == 403
        with pytest.raises(NotAllowed):
            actions.amend(entry.pk, {}, reason="写错了", by=world.here.by(role), at=at)
    assert client.post(f"/registers/entries/{entry.pk}/void/", {"reason": "写错了"}).status_code == 403
    assert Entry.objects.filter(refers_to=entry.pk).count() == 0


@pytest.mark.parametrize("schema", CORRECTABLE)
def test_an_amendment_of_each_fact_reaches_row_book_and_chain(
    world: World, at: datetime, schema: str
) -> None:
    entry = written(world, at, schema)
    kind, by = KINDS[schema], world.here.by(corrector_role(schema))
    for name, wanted in EXAMPLES[schema].changes.items():
        value = _value(world, at, wanted)
        actions.amend(entry.pk, {name: value}, reason="居民指出写错了", by=by, at=at)
        row = row_of(entry)
        assert plain(getattr(row, kind.amendable()[name])) == plain(value), name
        assert plain(current_values(entry)[name]) == plain(value)
        _shown_in_book(entry, name, value)
    assert not [fault for walk in walk_all() for fault in walk.faults]
    page = corrector(world, schema).get(f"/registers/entries/{entry.pk}/").content.decode()
    assert page.count("<mark>") >= len(EXAMPLES[schema].changes)


def _errors(answer: Any) -> Any:
    form = (answer.context or {}).get("form")
    return form.errors if form is not None else answer.content.decode()[:500]


def _shown_in_book(entry: Entry, name: str, value: Any) -> None:
    """The printed book shows the line as amended, in the month that now holds, and without a gap in its numbers."""
    table = book(entry.register, entry.year, personal=True)
    column = next((item for item in table.columns if item.code == name), None)
    rows = book_rows(entry.register, entry.year)
    numbers = list(rows.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    amended = correction_rows(entry.register, entry.year).order_by("number").values_list("number", flat=True)
    assert list(amended) == list(range(1, len(amended) + 1))
    if column is not None and table.prepare is not None and entry.book.is_book:
        (line,) = table.prepare(list(rows.filter(pk=entry.pk)))
        shown = column.value(line)
        words = entry.kind_class.words(name)
        assert plain(shown) == plain(value) or str(shown) == str(words.get(value, value)), name
    kind = entry.kind_class
    if name == kind.day:
        month = value.year * 100 + value.month
        assert rows.standing_in_month(month).filter(pk=entry.pk).exists()
        assert month == entry.month or not rows.standing_in_month(entry.month).filter(pk=entry.pk).exists()
    if name == kind.topic:
        assert rows.standing_under(value).filter(pk=entry.pk).exists()
        assert not rows.standing_under(entry.topic).filter(pk=entry.pk).exists()


@pytest.mark.parametrize("schema", CORRECTABLE)
def test_figures_follow_an_amendment_as_if_it_had_been_written_so(
    world: World, at: datetime, schema: str
) -> None:
    """Amended by the page, all facts at once: what moves in the figures is what the columns of the amended rows now hold."""
    entry = written(world, at, schema)
    counted = figures()
    client = corrector(world, schema)
    changes = {name: _value(world, at, wanted) for name, wanted in EXAMPLES[schema].changes.items()}
    answer = client.post(f"/registers/entries/{entry.pk}/amend/", form_of(client, entry, changes))
    assert answer.status_code == 302, _errors(answer)
    for name, value in changes.items():
        assert plain(getattr(row_of(entry), KINDS[schema].amendable()[name])) == plain(value), name
    back = {name: _stored(entry, name) for name in changes}
    answer = client.post(f"/registers/entries/{entry.pk}/amend/", form_of(client, entry, back))
    assert answer.status_code == 302, _errors(answer)
    assert figures() == counted, "amended there and back again, every figure stands as before"
    assert not [fault for walk in walk_all() for fault in walk.faults]


def _stored(entry: Entry, name: str) -> Any:
    from tongxin.registers.reading import typed

    return typed(entry.kind_class, name, entry.values().get(name))


@pytest.mark.parametrize("schema", VOIDABLE)
def test_a_void_entry_counts_nowhere_and_its_book_has_no_gap(world: World, at: datetime, schema: str) -> None:
    entry, earlier, counted = written_and_counted(world, at, schema)
    client, kind = corrector(world, schema), KINDS[schema]
    answer = client.post(f"/registers/entries/{entry.pk}/void/", {"reason": "登记重复"})
    assert answer.status_code == 302, _errors(answer)
    row = row_of(entry)
    assert kind.voids == VOID_BY_APP or getattr(row, str(kind.voids)) is True
    after = figures()
    others = EXAMPLES[schema].others
    moved = {
        code for code in counted if counted[code] != earlier[code] and code.partition(" ")[0] not in others
    }
    assert moved or EXAMPLES[schema].counted_nowhere, "no figure counts it: say why in its example"
    assert {code: after[code] for code in moved} == {code: earlier[code] for code in moved}
    assert not [fault for walk in walk_all() for fault in walk.faults]
    with transaction.atomic():  # the next line of the book, whose number follows whatever was void
        record(Draft(kind, entry.values()), by=world.here.by("secretary"), at=at)
    numbers = book_rows(entry.register, entry.year).order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, len(numbers) + 1))
    table = book(entry.register, entry.year, personal=True)
    assert table.prepare is not None
    (line,) = table.prepare(list(book_rows(entry.register, entry.year).filter(pk=entry.pk)))
    assert line.line.void
    again = client.post(f"/registers/entries/{entry.pk}/void/", {"reason": "再来一次"})
    assert again.status_code == 422


@pytest.mark.once
@pytest.mark.parametrize("schema", NEITHER)
def test_what_cannot_be_corrected_says_so_before_any_form(world: World, at: datetime, schema: str) -> None:
    entry = written(world, at, schema)
    client = world.client("secretary")
    client.cookies["django_language"] = "en"
    page = client.get(f"/registers/entries/{entry.pk}/")
    assert page.status_code == 200
    form = client.get(f"/registers/entries/{entry.pk}/amend/")
    assert form.status_code == 422
    assert str(KINDS[schema].instead)[:20] in form.content.decode()


def test_amounts_keep_two_places_through_an_amendment(world: World, at: datetime) -> None:
    entry = written(world, at, "activities.held/1")
    client = world.client("secretary")
    typed = form_of(client, entry, {"amount": "320.5", "hours": "5"})
    assert client.post(f"/registers/entries/{entry.pk}/amend/", typed).status_code == 302
    values = current_values(entry)
    assert (values["amount"], values["hours"]) == ("320.50", "5.00")
    assert row_of(entry).amount == Decimal("320.50")
