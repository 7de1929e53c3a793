"""A file beside a row: what it is, its fingerprint, until when it is kept."""

from datetime import date
from functools import partial
from typing import Any, Self
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from tongxin.communities.models import TenantModel
from tongxin.kit.scope import TenantManager, TenantQuerySet


def name_of(file: "StoredFile", _given: str) -> str:
    """Return the name under which a file is stored: of its community and its own id, never of what somebody called it."""
    community: UUID = file.community_id
    return f"{community.hex}/{file.pk.hex}.jpg"


class FileQuerySet(TenantQuerySet["StoredFile"]):
    """Files in domain words."""

    def standing(self) -> Self:
        """Those whose bytes are kept."""
        return self.filter(gone_on__isnull=True)

    def past(self, on: date) -> Self:
        """Those whose time is over by a day."""
        return self.standing().filter(kept_until__lt=on)


FileManager = TenantManager.from_queryset(FileQuerySet)


class StoredFile(TenantModel):
    """A picture beside a row; the bytes lie in Django's default storage under a relative name."""

    kind = models.CharField(_("Kind"), max_length=30, editable=False)
    # The row it stands beside; no key, so that any table may have files.
    subject = models.UUIDField(editable=False)
    content = models.FileField(upload_to=name_of, max_length=100, editable=False)
    sha256 = models.CharField(_("Fingerprint"), max_length=64, editable=False)
    size = models.PositiveIntegerField(help_text="bytes")
    width = models.PositiveIntegerField(help_text="points")
    height = models.PositiveIntegerField(help_text="points")
    taken_at = models.DateTimeField(_("Taken"), null=True)
    kept_at = models.DateTimeField(_("Recorded"))
    kept_until = models.DateField(_("Kept until"), null=True)
    # When the bytes were deleted. The row stays, for the register names it.
    gone_on = models.DateField(_("Deleted"), null=True)

    objects = FileManager()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["community", "subject", "kept_at"], name="file_by_subject"),
            models.Index(fields=["community", "kept_until"], name="file_by_end"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "subject", "sha256"],
                condition=models.Q(gone_on__isnull=True),
                name="file_once_beside_a_row",
            )
        ]

    def __str__(self) -> str:
        return self.sha256[:12]

    def lose(self, day: date) -> None:
        """Delete the bytes once the transaction has ended, and say so. Cut off between, a sweep finds them.

        A file that is gone already keeps the day on which it went.
        """
        if self.gone_on is not None:
            return
        name, self.content, self.gone_on = str(self.content.name), "", day
        self.save(update_fields=["content", "gone_on"])
        transaction.on_commit(partial(default_storage.delete, name))

    def read(self) -> bytes:
        """Return the bytes. Raises OSError if they are not there."""
        with self.content.open("rb") as file:
            found: Any = file.read()
        return bytes(found)
