"""How an app declares the registers it keeps and the kinds of entry it writes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from types import UnionType
from typing import Any, ClassVar, get_args, get_type_hints
from uuid import UUID

from django.utils.functional import Promise

KINDS: dict[str, type["EntryKind"]] = {}
REGISTERS: dict[str, "Register"] = {}


@dataclass(frozen=True, slots=True)
class Register:
    """A book on the shelf (`is_book`) or a running record behind the books."""

    code: str
    title: str | Promise
    purpose: str | Promise
    is_book: bool = False


def register(code: str, title: str | Promise, purpose: str | Promise, *, is_book: bool = False) -> Register:
    """Declare a register; its code is part of its address and of every hash, so it never changes."""
    if code in REGISTERS:
        raise ValueError(f"register {code} is declared twice")
    REGISTERS[code] = Register(code, title, purpose, is_book)
    return REGISTERS[code]


def fact(
    label: str | Promise,
    *,
    words: Callable[[], Mapping[Any, Any]] | None = None,
    personal: bool = False,
    default: Any = None,
) -> Any:
    """One field of an entry: its label, the words for its codes, and whether it tells of a person."""
    return field(default=default, metadata={"label": label, "words": words, "personal": personal})


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryKind:
    """Base of the frozen dataclasses in each app's `entries.py`.

    `schema` names the kind and version; `register` the register it goes into; `title` what happened, in words;
    `subjects` the fields that name rows (need, person, group) under which the entry is found again; `topic` the
    field whose code the entry is counted by; `day` the field with the day it happened (default: when recorded).
    """

    schema: ClassVar[str] = ""
    register: ClassVar[str] = ""
    title: ClassVar[str | Promise] = ""
    subjects: ClassVar[tuple[str, ...]] = ()
    topic: ClassVar[str] = ""
    day: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        # slots=True makes dataclasses build the class a second time: the later one is the one in use.
        if cls.schema:
            KINDS[cls.schema] = cls

    @classmethod
    def labels(cls) -> dict[str, Any]:
        """Return field name: label, in the order of the book's columns."""
        return {item.name: item.metadata.get("label", item.name) for item in fields(cls)}

    @classmethod
    def is_personal(cls, name: str) -> bool:
        """Tell whether a field speaks of a person and is withheld from an auditor."""
        return any(item.name == name and item.metadata.get("personal") for item in fields(cls))

    @classmethod
    def words(cls, name: str) -> Mapping[Any, Any]:
        """Return the words for the codes of a field; empty where the value is its own word."""
        for item in fields(cls):
            if item.name == name and item.metadata.get("words"):
                found: Mapping[Any, Any] = item.metadata["words"]()
                return found
        return {}

    @classmethod
    def parse(cls, name: str, text: str) -> Any:
        """Read a field back from text as a form gives it; ValueError if it does not fit the field's type."""
        hint = get_type_hints(cls)[name]
        wanted = next(
            (
                arg
                for arg in (get_args(hint) if isinstance(hint, UnionType) else (hint,))
                if arg is not type(None)
            ),
            str,
        )
        if text == "" and wanted is not str:
            return None
        readers: dict[Any, Callable[[str], Any]] = {
            int: int,
            Decimal: Decimal,
            date: date.fromisoformat,
            datetime: datetime.fromisoformat,
            UUID: UUID,
            bool: lambda value: value in {"true", "True", "1", "on"},
        }
        if wanted in readers:
            return readers[wanted](text)
        if getattr(wanted, "__origin__", None) is tuple:
            return tuple(part.strip() for part in text.replace("、", ",").split(",") if part.strip())
        return text
