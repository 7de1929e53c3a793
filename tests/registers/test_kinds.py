"""A kind of entry says everything about itself, and says it once."""

from dataclasses import FrozenInstanceError
from datetime import date
from uuid import UUID, uuid4

import pytest

from tongxin.communities.entries import WORK, WorkLogged
from tongxin.communities.models import WorkLog
from tongxin.registers.kinds import KINDS, EntryKind, entry, fact, ref


def test_a_forgotten_fact_is_an_error_and_no_empty_line() -> None:
    with pytest.raises(TypeError, match="worked_on"):
        WorkLogged()  # type: ignore[call-arg]  # what the test is about


def test_an_entry_never_changes() -> None:
    said = WorkLogged(work=uuid4(), worked_on=date(2026, 11, 23), category="study", content="学习")
    with pytest.raises(FrozenInstanceError):
        said.content = "别的"  # type: ignore[misc]  # what the test is about
    assert "place" not in said.said()


@pytest.mark.parametrize(
    ("declaration", "message"),
    [
        ({"schema": "work.logged/1"}, "declared twice"),
        ({"schema": "tests.topic/1", "topic": "colour"}, "has no field colour"),
        ({"schema": "tests.day/1", "day": "some_day"}, "has no field some_day"),
    ],
)
def test_a_declaration_that_cannot_stand_is_refused_at_start(
    declaration: dict[str, str], message: str
) -> None:
    schema, rest = declaration["schema"], {k: v for k, v in declaration.items() if k != "schema"}
    with pytest.raises(ValueError, match=message):

        @entry(schema, book=WORK, title="Test", **rest)  # type: ignore[arg-type]  # by name
        class Again(EntryKind):
            work: UUID = ref(WorkLog)

    assert KINDS["work.logged/1"] is WorkLogged
    assert "tests.topic/1" not in KINDS


def test_a_fact_named_as_a_correction_names_its_own_is_refused() -> None:
    with pytest.raises(ValueError, match="correction"):

        @entry("tests.reserved/1", book=WORK, title="Test")
        class Reserved(EntryKind):
            ground: str = fact("Ground")


def test_a_field_without_fact_or_ref_is_refused() -> None:
    with pytest.raises(TypeError, match="plain"):

        @entry("tests.plain/1", book=WORK, title="Test")
        class Plain(EntryKind):
            plain: str = ""

    KINDS.pop("tests.plain/1", None)


def test_what_a_kind_declares_is_worked_out_once_and_cannot_be_changed() -> None:
    """A book of 10,000 lines asks for it 260,000 times: a quarter of the CPU that its rows took."""
    assert WorkLogged.facts() is WorkLogged.facts()
    assert WorkLogged.facts().keys() <= WorkLogged.abouts().keys()
    with pytest.raises(TypeError):
        WorkLogged.facts()["place"] = None  # type: ignore[index]  # that is the point
