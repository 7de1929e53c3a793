"""A file beside a row: what it is, its fingerprint, until when it is kept."""

from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongxin.communities.models import TenantModel
from tongxin.kit.scope import Rows


def name_of(file: "StoredFile", _given: str) -> str:
    """Return the name under which a file is stored: of its community and its own id, never of what somebody called it."""
    community: UUID = file.community_id
    return f"{community.hex}/{file.pk.hex}.jpg"


class StoredFile(TenantModel):
    """A picture beside a row; the bytes lie in Django's default storage under a relative name."""

    kind = models.CharField(_("Kind"), max_length=30, editable=False)
    subject = models.UUIDField(
        editable=False
    )  # the row it stands beside; no key, so that any table may have files
    content = models.FileField(upload_to=name_of, max_length=100, editable=False)
    sha256 = models.CharField(_("Fingerprint"), max_length=64, editable=False)
    size = models.PositiveIntegerField(help_text="bytes")
    width = models.PositiveIntegerField(help_text="points")
    height = models.PositiveIntegerField(help_text="points")
    taken_at = models.DateTimeField(_("Taken"), null=True)
    kept_at = models.DateTimeField(_("Recorded"))
    kept_until = models.DateField(_("Kept until"), null=True)

    objects = Rows()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["community", "subject", "kept_at"], name="file_by_subject"),
            models.Index(fields=["community", "kept_until"], name="file_by_end"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["community", "subject", "sha256"], name="file_once_beside_a_row")
        ]

    def __str__(self) -> str:
        return self.sha256[:12]

    def read(self) -> bytes:
        """Return the bytes. Raises OSError if they are not there."""
        with self.content.open("rb") as file:
            found: Any = file.read()
        return bytes(found)
