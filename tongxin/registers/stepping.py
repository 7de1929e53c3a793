"""A step that may be sent twice: one transaction, recorded once, answered alike however often it comes."""

import inspect
import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from tongxin.kit.actor import Actor
from tongxin.kit.checking import names_taken_id, taken_meanwhile
from tongxin.kit.errors import Conflict
from tongxin.kit.locking import wait_for
from tongxin.registers import hooks
from tongxin.registers.kinds import EntryKind
from tongxin.registers.models import Entry, EntrySubject, written_under

P = ParamSpec("P")
R = TypeVar("R")


def step(answer: Callable[..., R], *writes: type[EntryKind]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make an action one transaction that is recorded once, however often the same `key` is sent.

    The client makes the key when its form opens, and `record(..., key=key)` writes it as the id of the first entry. Of
    two senders of one key, at the same moment even, the first acts; the second waits for it and gets `answer`, and
    nothing is written. `answer` is the model whose row the first entry speaks of, or a function that finds the answer
    from the action's own arguments. `writes` are the kinds of which the first entry may be: only then was it this deed
    that the key was used for, and only if that entry names the row with whose id the action is called, if with any.
    Without a key the action is a plain transaction.

    What must be unique and was written by somebody else at the same moment, after the action had looked, is refused in words.

    A key that somebody else used, that was used for another deed or another row or came with another content, or that is some
    row's id already, is a Conflict: “recorded” is said only of what was.
    """

    def of(action: Callable[P, R]) -> Callable[P, R]:
        row = _row_argument(action)

        @wraps(action)
        def once(*given: P.args, **named: P.kwargs) -> R:
            key: Any = named.get("key")
            sent = fingerprint(key, given, named) if key is not None else b""
            try:
                with transaction.atomic():
                    if key is None:
                        return action(*given, **named)
                    by: Any = named["by"]
                    named["by"] = replace(by, sent=sent)
                    first = wait_for(key, written_under)
                    if first is None:
                        return action(*given, **named)
                    _check_deed(first, writes, given[0] if given else named.get(row), row)
                    if first.actor_ref == by.ref and bytes(first.sent) not in (b"", sent):
                        raise _other_content(first)
                    return _again(first, answer, given, named)
            except IntegrityError as fault:
                if (taken := taken_meanwhile(fault)) is not None:
                    raise taken from fault
                if key is None or not names_taken_id(fault):
                    raise
                raise Conflict(
                    _(
                        "This form's own number is in use already, so nothing was recorded. Open the page anew and send it again."
                    )
                ) from fault

        return once

    return of


# Who and when, the key itself, what is made anew each time the same is sent, and what is kept nowhere.
NOT_SENT = frozenset({"by", "at", "key", "also", "came", "password"})


def fingerprint(key: UUID, given: tuple[Any, ...], named: Mapping[str, Any]) -> bytes:
    """Return a keyed fingerprint of what an action is asked to do under a key: of no use without the server's secret."""
    said = [[_plain(item) for item in given]]
    said += [[name, _plain(named[name])] for name in sorted(named.keys() - NOT_SENT)]
    text = json.dumps([str(key), *said], ensure_ascii=True)
    return salted_hmac("tongxin.registers.sent", text, algorithm="sha256").digest()


def _plain(value: Any) -> Any:
    """Return an argument in plain values; what is none (a stream of bytes) says nothing."""
    if isinstance(value, Mapping):
        return sorted([str(name), _plain(item)] for name, item in value.items())
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return [[item.name, _plain(getattr(value, item.name))] for item in fields(value)]
    return str(value) if isinstance(value, str | bool | int | float | Decimal | date | UUID) else None


def _row_argument(action: Callable[..., Any]) -> str:
    """Return the name of the id of the row that an action is called with: its first argument, if that is an id; else ""."""
    first = next(iter(inspect.signature(action, eval_str=True).parameters.values()), None)
    is_row = first is not None and first.kind is first.POSITIONAL_OR_KEYWORD and first.annotation is UUID
    return first.name if first is not None and is_row else ""


def _check_deed(first: Entry, writes: tuple[type[EntryKind], ...], row: Any, argument: str) -> None:
    """Raise Conflict if a key's first entry is not of the deed, or does not name the row, that the key is sent for now."""
    if not writes:
        return  # the answer itself tells: what a correction writes is of any kind
    if first.kind != Entry.Kind.CREATE or first.schema not in {kind.schema for kind in writes}:
        raise used()
    if argument and not _names(first, row):
        raise used()


def _names(entry: Entry, row: UUID) -> bool:
    """Tell whether an entry names a row, by its id or by the column by which entries name rows of its model."""
    named = dict(EntrySubject.objects.filter(entry_id=entry.pk).values_list("ref", "name"))
    if row in named:
        return True
    refs = entry.kind_class.refs()
    return any(
        refs[name]._default_manager.filter(**{hooks.NAMINGS[refs[name]].key: ref}, pk=row).exists()
        for ref, name in named.items()
        if hooks.NAMINGS.get(refs[name], hooks.Naming()).key != "pk"
    )


def _again(first: Entry, answer: Callable[..., R], given: Any, named: Any) -> R:
    """Return what the first sender of a key was answered."""
    by: Actor = named["by"]
    if first.actor_ref != by.ref:
        raise used()
    is_row = isinstance(answer, type) and issubclass(answer, Model)
    answered: R = _spoken_of(first, answer) if is_row else answer(*given, **named)
    return answered


def _spoken_of(entry: Entry, model: Any) -> Any:
    if model is Entry:
        return entry
    named = EntrySubject.objects.filter(entry_id=entry.pk).values_list("ref", flat=True)
    found = model._default_manager.filter(pk__in=list(named)).first()
    if found is None:
        raise used()
    return found


def _other_content(first: Entry) -> Conflict:
    """Return the refusal of a key that comes with another content than it was used for."""
    text = _(
        "This form was sent before, and what it said then is recorded as “%(line)s”; what it says now is not. Open that entry to amend it, or open the form anew to record something else."
    )
    return Conflict(text % {"line": first.label})


def used() -> Conflict:
    """Return the refusal of a key that was used for something else than it is sent for now."""
    return Conflict(
        _(
            "This form was sent before, and what it said is recorded. Open the page anew to see how things stand."
        )
    )
