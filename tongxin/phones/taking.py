"""What a phone is told of its items, and what it takes along for a few days."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tongxin.kit.actor import Actor
from tongxin.kit.ids import parse_uuid
from tongxin.phones.items import KINDS
from tongxin.phones.models import Submission

KEPT_DAYS = 3
SHOWN_ITEMS = 300
ASKED_ITEMS = 100


def taken_along(actor: Actor, *, at: datetime) -> dict[str, Any]:
    """Return what a phone carries for an actor, kind by kind, with the day on which the phone forgets it."""
    return {
        "made_at": at.isoformat(),
        "expires_at": (at + timedelta(days=KEPT_DAYS)).isoformat(),
        "me": str(actor.account_id),
        "is_staff": actor.is_staff,
        "kinds": {kind.code: kind.takes_along(actor, at) for kind in KINDS.values()},
    }


def counts_of(actor: Actor, device: UUID) -> dict[str, int]:
    """Return how many items of the actor, and of this phone, the server holds in each state."""
    mine_rows = Submission.objects.filter(owner_ref=actor.ref)
    found = {state.value: mine_rows.filter(state=state).count() for state in Submission.State}
    found["device"] = Submission.objects.filter(device=device).count()
    return found


def items_of(device: UUID) -> list[Submission]:
    """Return the latest items of a phone: it shows what became of each."""
    return list(Submission.objects.filter(device=device).order_by("-received_at", "-id")[:SHOWN_ITEMS])


def unknown_of(items: list[str]) -> list[str]:
    """Return which of a phone's items the server does not have, as after it was put back from an older copy of its data.

    The phone keeps what it sent sealed for some days, and sends these again.
    """
    asked = {found for text in items[:ASKED_ITEMS] if (found := parse_uuid(text))}
    known = set(Submission.objects.filter(item__in=asked).values_list("item", flat=True))
    return sorted(str(item) for item in asked - known)
