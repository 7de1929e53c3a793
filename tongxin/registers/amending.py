"""What may take the place of a fact: a value of its type, as long and as large as its column takes, on a day that can have been.

Asked of every amendment, whoever sends it; what the kind's own rule says beside it is asked by the app (`carrying.follows(read=...)`).
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.kit.actor import Actor
from tongxin.kit.days import check_happened
from tongxin.kit.errors import RuleBroken
from tongxin.kit.words import clean
from tongxin.registers.canonical import plain
from tongxin.registers.carrying import names_row, refusal
from tongxin.registers.kinds import LONGEST_TEXT, EntryKind, is_many, python_type

EMPTY: tuple[Any, ...] = (None, "", (), [])
WANTED = {
    date: gettext_lazy("“%(field)s” takes a day."),
    datetime: gettext_lazy("“%(field)s” takes a moment."),
    Decimal: gettext_lazy("“%(field)s” takes a number."),
    int: gettext_lazy("“%(field)s” takes a whole number."),
    bool: gettext_lazy("“%(field)s” takes yes or no."),
    UUID: gettext_lazy("“%(field)s” is chosen from the list."),
    str: gettext_lazy("“%(field)s” takes a text."),
}


def as_typed(kind: type[EntryKind], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return changed facts as Python has them, texts cleaned. Raises RuleBroken for a fact of another type, or of no such name."""
    read = {}
    for name, value in changes.items():
        if name not in kind.abouts():
            raise RuleBroken(_("This entry has no field of that name."), fields={name: _("Unknown")})
        read[name] = _value(kind, name, value)
    return read


def _value(kind: type[EntryKind], name: str, value: Any) -> Any:
    if value in EMPTY:
        return value
    if is_many(kind, name):
        if not isinstance(value, tuple | list):
            raise _strange(kind, name, str)
        of = next(iter(kind.types[name].__args__))
        return tuple(_one(kind, name, of, item) for item in value)
    return _one(kind, name, python_type(kind, name), value)


def _one(kind: type[EntryKind], name: str, of: Any, value: Any) -> Any:
    """Return one value of a type; a whole number is a number, but yes is none, and a moment is no day."""
    if of is str and isinstance(value, str | Promise):
        return clean(str(value))
    if of is Decimal and type(value) in (int, Decimal):
        number = Decimal(value)
        if number.is_finite():
            return number + 0  # "-0" is none
    elif type(value) is of or (of is UUID and isinstance(value, UUID)):
        return value
    raise _strange(kind, name, of)


def _strange(kind: type[EntryKind], name: str, of: Any) -> RuleBroken:
    text = WANTED.get(of, WANTED[str]) % {"field": kind.labels()[name]}
    return RuleBroken(text, fields={name: text})


def check_facts(kind: type[EntryKind], changed: Mapping[str, Any], by: Actor, at: datetime) -> None:
    """Refuse facts that cannot be amended, cannot be empty, name no row, are too long, or say a day that cannot have been."""
    for name, value in changed.items():
        about = kind.abouts()[name]
        if not about.amends:
            raise RuleBroken(refusal(kind, name, by), fields={name: _("Cannot be corrected")})
        if value in EMPTY:
            if name in kind.required():
                text = _("“%(field)s” cannot be empty.") % {"field": about.label}
                raise RuleBroken(text, fields={name: text})
            continue
        if about.refers is not None and not names_row(kind, name, value):
            text = _("“%(field)s” names nobody and nothing that is kept here. Choose it from the list.")
            raise RuleBroken(text % {"field": about.label}, fields={name: _("Not found")})
        if isinstance(value, str) and len(value) > (most := _longest(kind, about.amends)):
            text = _("“%(field)s” is too long: %(length)s characters, and at most %(most)s fit.")
            text %= {"field": about.label, "length": len(value), "most": most}
            raise RuleBroken(text, fields={name: text})
        if name == kind.day:
            check_happened(value, at, field=name)


def _longest(kind: type[EntryKind], column: str) -> int:
    """Return how many characters the column takes; a long text's is asked by forms alone, so it is asked here."""
    model = kind.row_model()
    found = model._meta.get_field(column.removesuffix("_id")) if model is not None else None
    return getattr(found, "max_length", None) or LONGEST_TEXT


def changed(kind: type[EntryKind], typed: Mapping[str, Any], stood: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of the facts typed differs from the values as the chain holds them; nothing, empty text and an empty list are alike.

    Raises RuleBroken for a number that the chain cannot hold.
    """
    return {name: value for name, value in typed.items() if _differs(kind, name, value, stood.get(name))}


def _differs(kind: type[EntryKind], name: str, value: Any, stored: Any) -> bool:
    try:
        told = plain(value)
    except ValueError as fault:
        text = _("“%(field)s” is too large a number.") % {"field": kind.labels().get(name, name)}
        raise RuleBroken(text, fields={name: text}) from fault
    return told != stored and not (told in EMPTY and stored in EMPTY)
