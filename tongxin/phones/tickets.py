"""Whose phone it is: a signed ticket that the phone puts inside what it seals."""

from datetime import timedelta
from uuid import UUID

from django.core.signing import BadSignature, TimestampSigner

from tongxin.communities.models import Account
from tongxin.communities.signing_in import actor_for
from tongxin.kit.actor import Actor
from tongxin.phones.payload import Payload

TICKET_DAYS = 60
SALT = "phones.ticket"


def ticket_for(actor: Actor, device: UUID) -> str:
    """Return a signed ticket that says whose phone it is: what is written with it is theirs, whoever sends it."""
    return TimestampSigner(salt=SALT).sign(f"{actor.account_id}:{device}")


def owner_of(payload: Payload, community_id: UUID) -> Account | None:
    """Return the account whose ticket a payload holds, if the ticket stands and is this phone's and community's."""
    try:
        said = TimestampSigner(salt=SALT).unsign(payload.ticket, max_age=timedelta(days=TICKET_DAYS))
        account_id, _sep, device = said.partition(":")
        if UUID(device) != payload.device:
            return None
    except (BadSignature, ValueError):
        return None
    return Account.objects.filter(pk=account_id, community_id=community_id, is_active=True).first()


def actor_of(ref: UUID, community_id: UUID) -> Actor:
    """Return the Actor of the account with a reference. LookupError if it is gone."""
    account = Account.objects.filter(ref=ref).first()
    if account is None:
        raise LookupError(f"account {ref} is gone")
    return actor_for(account, community_id)
