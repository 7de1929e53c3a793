"""Forgetting files whose time is over."""

from datetime import datetime
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction

from tongxin.files.entries import FileForgotten
from tongxin.files.models import StoredFile
from tongxin.kit.actor import Actor
from tongxin.kit.clock import local_date
from tongxin.registers.appending import record

BATCH = 200


@transaction.atomic
def forget(*, by: Actor, at: datetime) -> int:
    """Delete files that are kept no longer; their fingerprints stay in the register. Only the clock does this.

    Returns how many. The bytes go when the transaction has ended: cut off between, they are found by the next sweep.
    """
    rows = list(StoredFile.objects.filter(kept_until__lt=local_date(at)).order_by("id").locked()[:BATCH])
    if not rows:
        return 0
    StoredFile.objects.filter(pk__in=[row.pk for row in rows]).remove()
    written = [FileForgotten(file=row.pk, sha256=row.sha256) for row in rows]
    record(*written, by=by, at=at)
    for row in rows:
        transaction.on_commit(partial(default_storage.delete, str(row.content)))
    return len(rows)
