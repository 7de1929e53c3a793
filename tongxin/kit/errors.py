"""What may go wrong, as sentences that help. One middleware makes a page, a fragment or JSON of them."""

from collections.abc import Mapping
from typing import Any


class TongxinError(Exception):
    """Something the user can be told. The message is one translated sentence with the remedy in it."""

    status = 400

    def __init__(self, message: Any, *, fields: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fields: dict[str, Any] = dict(fields or {})


class RuleBroken(TongxinError):
    """A rule of the domain says no; `fields` names the fields at fault."""

    status = 422


class NotAllowed(TongxinError):
    """The person acting may not do this; the message says who may."""

    status = 403


class NotFound(TongxinError):
    """Nothing of this name exists for the person asking."""

    status = 404


class Conflict(TongxinError):
    """Somebody else changed the row first; `mine` and `theirs` hold both versions as label: value, `fields` what to say at each."""

    status = 409

    def __init__(
        self,
        message: Any,
        *,
        mine: Mapping[Any, Any] | None = None,
        theirs: Mapping[Any, Any] | None = None,
        fields: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message, fields=fields)
        self.mine = dict(mine or {})
        self.theirs = dict(theirs or {})


class NoScope(RuntimeError):
    """A query on a community's rows was made with no community open: a fault of the program, not of the user."""
