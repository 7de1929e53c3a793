"""Taking away bytes that no row names: of an action that was undone, or cut off between row and bytes."""

from datetime import datetime, timedelta

from django.core.files.storage import default_storage

from tongxin.files.models import StoredFile
from tongxin.kit.scope import current_community

# An action may have written its bytes and not yet its row.
YOUNG = timedelta(days=1)


def sweep(*, at: datetime) -> int:
    """Delete the open community's files that no row names and that are a day old; returns how many."""
    folder = current_community().hex
    if not default_storage.exists(folder):
        return 0
    _folders, names = default_storage.listdir(folder)
    known = set(StoredFile.objects.standing().values_list("content", flat=True))
    left = [name for name in (f"{folder}/{one}" for one in names) if name not in known]
    old = [name for name in left if at - default_storage.get_modified_time(name) > YOUNG]
    for name in old:
        default_storage.delete(name)
    return len(old)
