"""Forgetting files whose time is over."""

from datetime import datetime

from django.db import transaction

from tongxin.files.entries import FileForgotten
from tongxin.files.hooks import tell_deleted
from tongxin.files.models import StoredFile
from tongxin.kit.actor import Actor
from tongxin.kit.clock import local_date
from tongxin.registers.appending import record

BATCH = 200


@transaction.atomic
def forget(*, by: Actor, at: datetime) -> int:
    """Delete files that are kept no longer; their fingerprints stay in the register. Only the clock does this.

    Returns how many.
    """
    rows = list(StoredFile.objects.past(local_date(at)).order_by("id").locked()[:BATCH])
    if not rows:
        return 0
    for row in rows:
        row.lose(local_date(at))
        tell_deleted(row.sha256)
    record(*(FileForgotten(file=row.pk, sha256=row.sha256) for row in rows), by=by, at=at)
    return len(rows)
