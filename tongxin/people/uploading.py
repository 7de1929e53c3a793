"""Stopping an upload that is too large while it arrives, before it fills the disk."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

# The attribute of a request whose upload was stopped.
TOO_LARGE = "upload_too_large"


class SizeGuard(FileUploadHandler):
    """Counts the bytes and stops beyond the limit; the form then says so."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.seen = 0

    def handle_raw_input(
        self, input_data: Any, meta: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        """Note that the request as a whole is too large."""
        if content_length > settings.UPLOAD_MB * 2**20 + 2**20 and self.request is not None:
            setattr(self.request, TOO_LARGE, True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the bytes on, or stop."""
        self.seen += len(raw_data)
        if self.seen > settings.UPLOAD_MB * 2**20:
            if self.request is not None:
                setattr(self.request, TOO_LARGE, True)
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""
        return
