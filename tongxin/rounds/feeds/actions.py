"""The secret address of somebody's calendar: made, shown once, revoked."""

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tongxin.kit.actor import Actor
from tongxin.kit.permissions import require
from tongxin.registers.appending import record
from tongxin.registers.stepping import step
from tongxin.rounds import access, entries
from tongxin.rounds.models import CalendarFeed, print_of


@transaction.atomic
def make_feed(*, by: Actor, at: datetime) -> str:
    """Make a calendar address for the acting account and return its secret, which is shown once; an older one ends."""
    require(access.FEED(by))
    CalendarFeed.objects.filter(account_id=by.account_id, revoked_at__isnull=True).update(revoked_at=at)
    secret = secrets.token_urlsafe(32)
    CalendarFeed.objects.create(
        community_id=by.community_id, account_id=by.account_id, secret_print=print_of(secret), made_at=at
    )
    record(entries.FeedChanged(account=by.ref, revoked=False), by=by, at=at)
    return secret


def _revoked(**_more: Any) -> bool:
    return True


@step(_revoked, entries.FeedChanged)
def revoke_feed(*, by: Actor, at: datetime, key: UUID | None = None) -> bool:
    """Revoke the acting account's calendar address; tell whether there was one."""
    require(access.FEED(by))
    ended = CalendarFeed.objects.filter(account_id=by.account_id, revoked_at__isnull=True).update(
        revoked_at=at
    )
    if ended:
        record(entries.FeedChanged(account=by.ref, revoked=True), by=by, at=at, key=key)
    return bool(ended)
