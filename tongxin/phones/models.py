"""What phones send: stored as it came before anything is made of it."""

from functools import partial
from typing import Self
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from tongxin.communities.models import Account, TenantModel
from tongxin.kit.scope import Rows, TenantManager, TenantQuerySet


class SubmissionQuerySet(TenantQuerySet["Submission"]):
    """Submissions in domain words."""

    def held(self) -> Self:
        """Those that wait for a person to decide."""
        return self.filter(state=Submission.State.HELD)

    def became(self, row_id: UUID) -> Self:
        """Those that a row was made of."""
        return self.filter(made=row_id)


SubmissionManager = TenantManager.from_queryset(SubmissionQuerySet)


class Submission(TenantModel):
    """An item that a phone sent: its bytes, who wrote and who sent it, when, and what became of it."""

    class State(models.TextChoices):
        RECEIVED = "received", _("Arrived")
        WAITING = "waiting", _("Waits for an earlier item of this phone")
        APPLIED = "applied", _("In the register")
        HELD = "held", _("Waits for a decision")
        REFUSED = "refused", _("Not taken, with the reason")

    item = models.UUIDField(editable=False)  # made by the phone when the form opened
    sha256 = models.CharField(max_length=64, editable=False)
    raw = models.BinaryField(editable=False)
    owner_ref = models.UUIDField(editable=False)  # the account that wrote it
    sender_ref = models.UUIDField(editable=False)  # the account that was signed in when it was sent
    device = models.UUIDField(editable=False)
    seq = models.PositiveIntegerField()
    form_version = models.PositiveSmallIntegerField()
    captured_at = models.DateTimeField(_("Written down"))
    clock_offset = models.IntegerField(
        default=0, help_text="seconds by which the phone's clock ran behind the server's"
    )
    received_at = models.DateTimeField(_("Arrived"))
    came_by = models.CharField(max_length=6, default="phone")
    state = models.CharField(_("State"), max_length=10, choices=State.choices, default=State.RECEIVED)
    reason = models.CharField(_("Reason"), max_length=300, blank=True)
    flags = models.JSONField(default=list)  # codes of what a reader should know, see flags.py
    heard = models.JSONField(default=dict)  # a resident's phone number as the writer heard it, see heard.py
    heard_open = models.BooleanField(default=False)  # the number differs from both: a person decides
    kind = models.CharField(max_length=20, blank=True, editable=False)  # of item, once it could be read
    made = models.UUIDField(null=True, editable=False)  # the row that it became, in the table of its kind
    number = models.CharField(_("In the register as"), max_length=20, blank=True, editable=False)
    receipt = models.CharField(_("Receipt"), max_length=12)
    decided_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = SubmissionManager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["community", "item", "sha256"], name="item_body_once"),
            models.UniqueConstraint(fields=["community", "receipt"], name="receipt_once"),
        ]
        indexes = [
            models.Index(fields=["community", "state", "received_at", "id"], name="submission_by_state"),
            models.Index(fields=["community", "received_at", "id"], name="submission_by_moment"),
            models.Index(fields=["community", "device", "seq"], name="submission_by_device"),
            models.Index(fields=["community", "owner_ref", "state"], name="submission_by_owner"),
            models.Index(fields=["community", "made"], name="submission_by_made"),
        ]

    def __str__(self) -> str:
        return self.receipt

    def flag(self, code: str) -> None:
        """Note what a reader should know, once."""
        if code not in self.flags:
            self.flags = [*self.flags, code]


def sealed_name(picture: "SealedPicture", _given: str) -> str:
    """Return the name under which a sealed picture is stored."""
    community: UUID = picture.community_id
    return f"{community.hex}/sealed/{picture.sha256}"


class SealedPicture(TenantModel):
    """A picture that a phone sent, still sealed; it is known by the fingerprint of the bytes sent.

    One without content was deleted with the picture that it became: the row stays a while, so that it is not sent again.
    """

    sha256 = models.CharField(max_length=64, editable=False)
    content = models.FileField(upload_to=sealed_name, max_length=120, editable=False)
    size = models.PositiveIntegerField(help_text="bytes")
    sender_ref = models.UUIDField(editable=False)
    received_at = models.DateTimeField()
    # The fingerprint of the clean picture that it became, so that both are deleted together.
    became = models.CharField(max_length=64, blank=True, editable=False)

    objects = Rows()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["community", "sha256"], name="sealed_picture_once")]
        indexes = [models.Index(fields=["community", "received_at"], name="sealed_picture_by_moment")]

    def __str__(self) -> str:
        return self.sha256

    def lose(self) -> None:
        """Delete the bytes once the transaction has ended; the row stays."""
        name, self.content = str(self.content.name), ""
        self.save(update_fields=["content"])
        transaction.on_commit(partial(default_storage.delete, name))
