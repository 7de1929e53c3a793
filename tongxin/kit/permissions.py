"""Deeds and the roles that may do them. Each app declares its own in `access.py`; a test compares the docs."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tongxin.kit.actor import Actor, Role
from tongxin.kit.errors import NotAllowed
from tongxin.kit.words import listed

DEEDS: dict[str, "Deed"] = {}


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
    """Something an account can do or see. Calling it with an actor answers by role alone."""

    code: str
    label: str | Promise
    roles: frozenset[Role]

    def __call__(self, actor: Actor) -> Answer:
        """Answer by role; the refusal names the roles that may."""
        if actor.role in self.roles:
            return ALLOWED
        names = listed(Role(role).label for role in Role if role in self.roles)
        return Denied(
            _("“%(deed)s” is for: %(roles)s. Ask one of them to do it.")
            % {"deed": self.label, "roles": names}
        )


def deed(code: str, label: str | Promise, roles: frozenset[Role]) -> Deed:
    """Declare a deed once; the code is its key in the permission table."""
    if code in DEEDS:
        raise ValueError(f"deed {code} is declared twice")
    DEEDS[code] = Deed(code, label, roles)
    return DEEDS[code]


def require(answer: Answer) -> None:
    """Go on if allowed, else raise NotAllowed with the reason."""
    if isinstance(answer, Denied):
        raise NotAllowed(answer.reason)
