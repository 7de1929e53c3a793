"""The secret address of somebody's calendar."""

import hashlib

from django.db import models

from tongxin.communities.models import Account, TenantModel
from tongxin.kit.scope import Rows


def print_of(secret: str) -> str:
    """Return the fingerprint under which a secret is kept: whoever reads the database cannot read the calendar."""
    return hashlib.sha256(secret.encode()).hexdigest()


class CalendarFeed(TenantModel):
    """The secret address of somebody's calendar; only a fingerprint of the secret is kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="feeds")
    secret_print = models.CharField(max_length=64, editable=False)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects = Rows()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["community", "secret_print"], name="feed_secret_once"),
            models.UniqueConstraint(
                fields=["community", "account"],
                condition=models.Q(revoked_at__isnull=True),
                name="one_feed_per_account",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.made_at}"
