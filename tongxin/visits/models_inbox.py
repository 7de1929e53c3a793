"""What phones send: stored as it came before anything is made of it."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongxin.communities.models import Account, TenantModel
from tongxin.kit.scope import Rows, TenantManager, TenantQuerySet
from tongxin.kit.tenancy import TenantForeignKey
from tongxin.visits.models import Visit


class SubmissionQuerySet(TenantQuerySet["Submission"]):
    """Submissions in domain words."""

    def held(self) -> Self:
        """Those that wait for a person to decide."""
        return self.filter(state=Submission.State.HELD)


SubmissionManager = TenantManager.from_queryset(SubmissionQuerySet)


class Submission(TenantModel):
    """An item that a phone sent: its bytes, who wrote and who sent it, when, and what became of it."""

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
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
    received_at = models.DateTimeField(_("Received"))
    came_by = models.CharField(max_length=6, default="phone")
    state = models.CharField(_("State"), max_length=10, choices=State.choices, default=State.RECEIVED)
    reason = models.CharField(_("Reason"), max_length=300, blank=True)
    flags = models.JSONField(default=list)  # codes of what a reader should know, see inbox.FLAGS
    fact = models.JSONField(
        default=dict
    )  # a resident's phone number as the visitor heard it: was, now, here, state
    fact_open = models.BooleanField(default=False)  # the number differs from both: a person decides
    visit = TenantForeignKey(
        Visit, on_delete=models.PROTECT, null=True, blank=True, related_name="submissions"
    )
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
            models.Index(fields=["community", "state", "received_at"], name="submission_by_state"),
            models.Index(fields=["community", "device", "seq"], name="submission_by_device"),
            models.Index(fields=["community", "owner_ref", "state"], name="submission_by_owner"),
        ]

    def __str__(self) -> str:
        return self.receipt


class Blob(TenantModel):
    """A picture that a phone sent, still sealed; its name is the fingerprint of the bytes sent."""

    sha256 = models.CharField(max_length=64, editable=False)
    path = models.CharField(max_length=200, editable=False)
    size = models.PositiveIntegerField()
    sender_ref = models.UUIDField(editable=False)
    received_at = models.DateTimeField()

    objects = Rows()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["community", "sha256"], name="blob_once")]
        indexes = [models.Index(fields=["community", "received_at"], name="blob_by_moment")]

    def __str__(self) -> str:
        return self.sha256


class VisitPhoto(TenantModel):
    """A picture of a visit, opened. Taken only where the resident agreed; never needed."""

    visit = TenantForeignKey(Visit, on_delete=models.PROTECT, related_name="photos")
    path = models.CharField(max_length=200, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    taken_at = models.DateTimeField(null=True)

    objects = Rows()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["community", "visit"], name="photo_by_visit")]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "visit", "sha256"], condition=~Q(sha256=""), name="photo_once_per_visit"
            )
        ]

    def __str__(self) -> str:
        return self.sha256
