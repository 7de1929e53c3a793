"""Deeds and the roles that may do them. Each app declares its own in `access.py`; a test compares the docs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _

from tongxin.kit.actor import Actor, Role
from tongxin.kit.errors import NotAllowed
from tongxin.kit.words import listed

DEEDS: dict[str, "Deed"] = {}

# Accounts lie above: who of the open community's staff has one of these roles, by name and role. Set by `communities`.
holders: list[Callable[[frozenset[Role]], Sequence[str]]] = []


@dataclass(frozen=True, slots=True)
class Denied:
    """No, and why."""

    reason: Any

    def __bool__(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes."""

    def __bool__(self) -> bool:
        return True


ALLOWED = Allowed()
Answer = Allowed | Denied


@dataclass(frozen=True, slots=True)
class Deed:
    """Something an account can do or see. Calling it with an actor answers by role alone.

    What is only looked at (`looks`) is nothing that others could be asked to do instead: they are asked what is in it.
    """

    code: str
    label: str | Promise
    roles: frozenset[Role]
    looks: bool = False

    def __call__(self, actor: Actor) -> Answer:
        """Answer by role; the refusal names the roles that may, and whom to ask. Names are looked up only if it is read."""
        return ALLOWED if actor.role in self.roles else Denied(_refusal_of(self))


def who_may(deed: Deed) -> str:
    """Return who may do a deed, as somebody to turn to: a few of the staff by name and role, else the roles."""
    named = [name for found in holders for name in found(deed.roles)]
    return listed(named) if named else listed(_labels(deed))


def _labels(deed: Deed) -> list[str]:
    return [str(Role(role).label) for role in Role if role in deed.roles]


def _refusal(deed: Deed) -> str:
    text = (
        _("“%(deed)s” is for: %(roles)s. Ask %(names)s what you need to know of it.")
        if deed.looks
        else _("“%(deed)s” is for: %(roles)s. Ask %(names)s to do it.")
    )
    return text % {"deed": deed.label, "roles": listed(_labels(deed)), "names": who_may(deed)}


_refusal_of = lazy(_refusal, str)


def deed(code: str, label: str | Promise, roles: frozenset[Role], *, looks: bool = False) -> Deed:
    """Declare a deed once; the code is its key in the permission table. `looks` says that nothing is done by it."""
    if code in DEEDS:
        raise ValueError(f"deed {code} is declared twice")
    DEEDS[code] = Deed(code, label, roles, looks)
    return DEEDS[code]


def require(answer: Answer) -> None:
    """Go on if allowed, else raise NotAllowed with the reason."""
    if isinstance(answer, Denied):
        raise NotAllowed(answer.reason)
