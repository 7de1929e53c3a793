"""An entry that kept a file and is declared void takes the file away: bytes and row go, the fingerprint stays."""

from collections.abc import Iterable
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction

from tongxin.files.models import StoredFile
from tongxin.registers.carrying import Beside, Correction


def deleted(correction: Correction) -> Iterable[Beside]:
    """Delete the file of an entry declared void; its bytes go when the transaction has ended."""
    file: StoredFile = correction.row
    StoredFile.objects.filter(pk=file.pk).remove()
    transaction.on_commit(partial(default_storage.delete, str(file.content.name)))
    return ()
