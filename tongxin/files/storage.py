"""Where bytes lie: in the data folder, under relative names, readable by the server's own account only."""

import os
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class DurableStorage(FileSystemStorage):
    """Files on the disk that are there, whole, when the row that names them is: a power cut must not leave a row alone."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700, **options})

    def _save(self, name: str, content: "File[Any]") -> str:
        saved = str(super()._save(name, content))  # type: ignore[misc]  # its stubs leave out what it asks us to override
        path = Path(self.path(saved))
        for part in (path, path.parent):
            handle = os.open(part, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        return saved
