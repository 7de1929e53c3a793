"""A step that may be sent twice: one transaction, recorded once, answered alike however often it comes."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from tongxin.kit.actor import Actor
from tongxin.kit.errors import Conflict
from tongxin.kit.locking import wait_for
from tongxin.registers.models import Entry, EntrySubject

P = ParamSpec("P")
R = TypeVar("R")


def step(answer: Callable[..., R]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make an action one transaction that is recorded once, however often the same `key` is sent.

    The client makes the key when its form opens, and `record(..., key=key)` writes it as the id of the first entry. Of
    two senders of one key, at the same moment even, the first acts; the second waits for it and gets `answer`, and
    nothing is written. `answer` is the model whose row the first entry speaks of, or a function that finds the answer
    from the action's own arguments. Without a key the action is a plain transaction.

    A key that somebody else used, or that was used for another deed, is a Conflict.
    """

    def of(action: Callable[P, R]) -> Callable[P, R]:
        @wraps(action)
        def once(*given: P.args, **named: P.kwargs) -> R:
            with transaction.atomic():
                key: Any = named.get("key")
                if key is None:
                    return action(*given, **named)
                wait_for(key)
                first = Entry.objects.filter(pk=key).first()
                if first is None:
                    return action(*given, **named)
                return _again(first, answer, given, named)

        return once

    return of


def _again(first: Entry, answer: Callable[..., R], given: Any, named: Any) -> R:
    """Return what the first sender of a key was answered."""
    by: Actor = named["by"]
    if first.actor_ref != by.ref:
        raise _used()
    is_row = isinstance(answer, type) and issubclass(answer, Model)
    answered: R = _spoken_of(first, answer) if is_row else answer(*given, **named)
    return answered


def _spoken_of(entry: Entry, model: Any) -> Any:
    if model is Entry:
        return entry
    named = EntrySubject.objects.filter(entry_id=entry.pk).values_list("ref", flat=True)
    found = model._default_manager.filter(pk__in=list(named)).first()
    if found is None:
        raise _used()
    return found


def _used() -> Conflict:
    return Conflict(
        _(
            "This form was sent before, and what it said is recorded. Open the page anew to see how things stand."
        )
    )
