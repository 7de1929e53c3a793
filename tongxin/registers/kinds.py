"""How an app declares the registers it keeps and the kinds of entry it writes.

    @entry("lost.handed_in/1", book=LOST, title=_("Handed in"), deed="lost.record", day="handed_on", voids="is_void")
    class HandedIn(EntryKind):
        item: UUID = ref(FoundItem)
        handed_on: date = fact(_("Date"), amends="handed_on")
        what: str = fact(_("What"), long=True, amends="what")
        finder: str = fact(_("Handed in by"), personal=True, amends="finder", default="")

The first `ref` is the row that the entry speaks of. What `amends` names is carried over to that row by an amendment; what `voids`
names is set when the entry is declared void; `carrying.py` does both for every app, and `comparing.py` compares the row with its entry.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar, TypeVar, dataclass_transform, get_args, get_type_hints
from uuid import UUID

from django.db import models
from django.utils.functional import Promise

KINDS: dict[str, type["EntryKind"]] = {}
REGISTERS: dict[str, "Register"] = {}
Text = str | Promise
Words = Callable[[], Mapping[Any, Any]]
Kind = TypeVar("Kind", bound="EntryKind")


@dataclass(frozen=True, slots=True)
class Register:
    """A book on the shelf (`is_book`) or a running record behind the books."""

    code: str
    title: Text
    purpose: Text
    is_book: bool = False


def register(code: str, title: Text, purpose: Text, *, is_book: bool = False) -> Register:
    """Declare a register; its code is part of its address and of every hash, so it never changes."""
    if code in REGISTERS:
        raise ValueError(f"register {code} is declared twice")
    REGISTERS[code] = Register(code, title, purpose, is_book)
    return REGISTERS[code]


@dataclass(frozen=True, slots=True)
class About:
    """What is said of one field of an entry.

    `amends` is the column of the entry's row that an amendment carries over; `refers` the model that a reference names;
    `instead` what to do where the field cannot be amended; `hint` what amending it takes along; `column` the column of the row that
    holds what was said, amendable or not: `tongxin verify` compares the two; `before` the fact of the same entry that took the place of this one.
    """

    label: Text
    words: Words | None = None
    personal: bool = False
    long: bool = False
    amends: str = ""
    refers: type[models.Model] | None = None
    instead: Text = ""
    hint: Text = ""
    column: str = ""
    before: str = ""


def fact(
    label: Text,
    *,
    amends: str = "",
    personal: bool = False,
    long: bool = False,
    words: Words | None = None,
    instead: Text = "",
    column: str = "",
    before: str = "",
    default: Any = MISSING,
) -> Any:
    """One fact of an entry, a column of its book. Without a default it is required: forgetting it is an error.

    `amends` names the column of the row that an amendment carries over; `column` one that is compared with the entry and cannot be amended.
    `before` names the fact that this one had to give way to: the entry's page shows the old beside the new.
    """
    about = About(label, words, personal, long, amends, None, instead, column=amends or column, before=before)
    return field(default=default, metadata={"about": about})


def ref(
    model: type[models.Model],
    label: Text = "",
    *,
    amends: str = "",
    personal: bool = False,
    instead: Text = "",
    hint: Text = "",
    column: str = "",
    default: Any = MISSING,
) -> Any:
    """A row that the entry names, under which it is found again; a tuple of ids names several.

    `amends` names the foreign key (`person_id`) where a wrong row may be put right; `column` one that is compared only.
    """
    name = label or model._meta.verbose_name or ""
    about = About(name, None, personal, False, amends, model, instead, hint, amends or column)
    return field(default=default, metadata={"about": about})


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryKind:
    """Base of the frozen dataclasses in each app's `entries.py`, declared by `entry`."""

    # Templates ask a kind for its title; they must not try to make an entry of it.
    do_not_call_in_templates: ClassVar[bool] = True

    schema: ClassVar[str] = ""
    register: ClassVar[str] = ""
    title: ClassVar[Text] = ""
    deed: ClassVar[str] = ""
    topic: ClassVar[str] = ""
    day: ClassVar[str] = ""
    voids: ClassVar[str | None] = None
    resets: ClassVar[tuple[str, ...]] = ()
    creates: ClassVar[bool] = False
    void_in: ClassVar[str] = ""
    takes_back: ClassVar[str] = ""
    instead: ClassVar[Text] = ""
    types: ClassVar[Mapping[str, Any]] = {}

    @classmethod
    @cache
    def abouts(cls) -> Mapping[str, About]:
        """Return field name: what is said of it, in the order of the declaration."""
        return MappingProxyType({item.name: _about(item) for item in fields(cls)})

    @classmethod
    @cache
    def facts(cls) -> Mapping[str, About]:
        """Return the facts, without the references: the columns of the book in their order."""
        found = {name: about for name, about in cls.abouts().items() if about.refers is None}
        return MappingProxyType(found)

    @classmethod
    @cache
    def refs(cls) -> Mapping[str, type[models.Model]]:
        """Return field name: model of the rows that an entry of this kind names."""
        found = {name: about.refers for name, about in cls.abouts().items() if about.refers is not None}
        return MappingProxyType(found)

    @classmethod
    def row_field(cls) -> str:
        """Return the reference to the row that an entry of this kind speaks of; empty if it speaks of none."""
        return next(iter(cls.refs()), "")

    @classmethod
    def row_model(cls) -> type[models.Model] | None:
        """Return the model of the row that an entry of this kind speaks of."""
        return cls.refs().get(cls.row_field())

    @classmethod
    def amendable(cls) -> dict[str, str]:
        """Return field name: column of the row, for what an amendment carries over."""
        return {name: about.amends for name, about in cls.abouts().items() if about.amends}

    @classmethod
    def compared(cls) -> dict[str, str]:
        """Return field name: column of the row that must hold what the last entry says of it."""
        return {name: about.column for name, about in cls.abouts().items() if about.column}

    @classmethod
    def before(cls) -> dict[str, str]:
        """Return fact: the field that holds what stood before it."""
        return {about.before: name for name, about in cls.abouts().items() if about.before}

    @classmethod
    def void_column(cls) -> str:
        """Return the column of the row that tells whether the entry is void; empty if the row has none."""
        if cls.void_in:
            return cls.void_in
        if cls.voids != VOID_BY_APP:
            return cls.voids or ""
        model = cls.row_model()
        # Of several kinds about a row only the one that makes it takes it out of the lists with its void.
        held = (
            cls.creates
            and model is not None
            and any(item.name == "is_void" for item in model._meta.get_fields())
        )
        return "is_void" if held else ""

    @classmethod
    def labels(cls) -> dict[str, Text]:
        """Return field name: label, in the order of the declaration."""
        return {name: about.label for name, about in cls.abouts().items()}

    @classmethod
    def is_personal(cls, name: str) -> bool:
        """Tell whether a field speaks of a person and is withheld from an auditor."""
        about = cls.abouts().get(name)
        return about is not None and about.personal

    @classmethod
    def words(cls, name: str) -> Mapping[Any, Any]:
        """Return the words for the codes of a field; empty where the value is its own word."""
        about = cls.abouts().get(name)
        return about.words() if about is not None and about.words is not None else {}

    @classmethod
    def required(cls) -> set[str]:
        """Return the fields without a default."""
        return {item.name for item in fields(cls) if item.default is MISSING}

    def said(self) -> dict[str, Any]:
        """Return what this entry says: field name: value, empty ones left out."""
        pairs = ((item.name, getattr(self, item.name)) for item in fields(self))
        return {name: value for name, value in pairs if value not in (None, "", ())}


def _about(item: "Field[Any]") -> About:
    said: About | None = item.metadata.get("about")
    if said is None:
        raise TypeError(f"{item.name} is declared without fact() or ref()")
    return said


# No fact is longer than this many characters, whatever its column takes: a page of writing.
LONGEST_TEXT = 4000
CORRECTION_REASON = "correction_reason"
# What a correction says of itself beside the facts: no kind may call a fact so.
RESERVED = frozenset({CORRECTION_REASON, "erased", "ground", "approver"})
# The fact by which a kind with `before` says which of its facts took the place of another, maybe of none.
CHANGED = "changed"
VOID_BY_APP = "*"  # the row is put back by what the app declares with `carrying.follows(voided=...)`


def _check_kind(made: type[EntryKind]) -> None:
    """Raise ValueError for a kind whose declaration cannot be meant so."""
    named = set(made.abouts())
    if RESERVED & named:
        raise ValueError(
            f"entry kind {made.schema} names a fact as a correction names its own: {sorted(RESERVED)}"
        )
    if strange := {made.topic, made.day} - named - {""}:
        raise ValueError(f"entry kind {made.schema} has no field {', '.join(sorted(strange))}")
    if made.before() and CHANGED not in named:
        raise ValueError(
            f"entry kind {made.schema} keeps what stood before: let its fact `{CHANGED}` name what changed"
        )
    if not made.deed and (made.voids or made.amendable()):
        raise ValueError(
            f"entry kind {made.schema} can be corrected: name the deed that writes it, @entry(..., deed='app.record')"
        )


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(fact, ref))
def entry(
    schema: str,
    *,
    book: Register,
    title: Text,
    deed: str = "",
    topic: str = "",
    day: str = "",
    voids: str | None = None,
    resets: tuple[str, ...] = (),
    creates: bool = False,
    void_in: str = "",
    takes_back: str = "",
    instead: Text = "",
) -> Callable[[type[Kind]], type[Kind]]:
    """Declare a kind of entry.

    `schema` names kind and version; `book` is the register it goes into; `deed` the code of the deed by which it is
    written: who may not do that may not correct it either. `topic` is the field whose code it is counted by; `day` the field
    with the day it happened (default: when recorded). `voids` is the yes/no column of the row that a void sets, or VOID_BY_APP;
    without it the kind cannot be voided. `resets` are columns that this happening empties again, so that what earlier entries said of them
    stands no longer. `creates` says that no row of the model comes into being without an entry of this kind: `tongxin verify` reports a row
    that has none. `void_in` names the column by which a row says that it is void where that is not `is_void` (a day); `takes_back` on a kind
    of its own that the row is then taken back by an entry of this kind as well. `instead` tells the reader what to do where it can be
    neither amended nor voided.

    Raises ValueError if the schema is declared twice, names a field that is not there, or can be corrected and names no deed.
    """

    def declare(cls: type[Kind]) -> type[Kind]:
        if schema in KINDS:
            raise ValueError(f"entry kind {schema} is declared twice")
        made: type[Kind] = dataclass(frozen=True, kw_only=True, slots=True)(cls)
        made.schema, made.register, made.title = schema, book.code, title
        made.deed, made.topic, made.day = deed, topic, day
        made.voids, made.resets, made.instead = voids, resets, instead
        made.creates, made.void_in, made.takes_back = creates, void_in, takes_back
        made.types = get_type_hints(made)
        _check_kind(made)
        KINDS[schema] = made
        return made

    return declare


def kinds_of(register_code: str) -> list[type[EntryKind]]:
    """Return the kinds that a register holds, in the order of their declaration."""
    return [kind for kind in KINDS.values() if kind.register == register_code]


def columns_of(register_code: str) -> dict[str, About]:
    """Return the facts of every kind of a register, in their order: the columns of the book; the first kind names a column."""
    found: dict[str, About] = {}
    for kind in kinds_of(register_code):
        for name, about in kind.facts().items():
            found.setdefault(name, about)
    return found


def is_many(kind: type[EntryKind], name: str) -> bool:
    """Tell whether a field holds several values."""
    hint = kind.types[name]
    return getattr(hint, "__origin__", None) is tuple


def python_type(kind: type[EntryKind], name: str) -> Any:
    """Return the type of a field without `| None`: date, Decimal, int, str, bool, UUID, or tuple."""
    hint = kind.types[name]
    for arg in get_args(hint) if not is_many(kind, name) else ():
        if arg is not type(None):
            return arg
    return tuple if is_many(kind, name) else hint


def day_of(value: Any) -> date | None:
    """Read a day as a fact or as the chain stores it."""
    if isinstance(value, str) and value:
        return date.fromisoformat(value[:10])
    return value if isinstance(value, date) else None


def refs_in(value: Any) -> list[UUID]:
    """Return the ids that a reference holds, as written or as the chain stores them."""
    values = value if isinstance(value, list | tuple) else [value]
    return [item if isinstance(item, UUID) else UUID(item) for item in values if item]
