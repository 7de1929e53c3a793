"""Activities and the groups that took part."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tongxin.communities.models import TenantModel
from tongxin.groups.models import Group, GroupMember
from tongxin.kit.scope import Rows, TenantManager, TenantQuerySet
from tongxin.kit.tenancy import TenantForeignKey


class Theme(models.TextChoices):
    """What an activity is."""

    VOLUNTEERING = "volunteering", _("Volunteer service")
    CULTURE = "culture", _("Performance or culture")
    COMMEMORATION = "commemoration", _("Commemoration")
    CONTRIBUTION = "contribution", _("Contribution month")
    CONSULTATION = "consultation", _("Square consultation")
    TRAINING = "training", _("Training")
    OTHER = "other", _("Other")


class ActivityQuerySet(TenantQuerySet["Activity"]):
    """Activities in domain words."""

    def counted(self) -> Self:
        """Activities that were not declared void."""
        return self.filter(is_void=False)


ActivityManager = TenantManager.from_queryset(ActivityQuerySet)


class Activity(TenantModel):
    """Something held for residents."""

    title = models.CharField(_("Title"), max_length=80)
    theme = models.CharField(_("Kind"), max_length=15, choices=Theme.choices)
    held_on = models.DateField(_("Held on"))
    place = models.CharField(_("Place"), max_length=80, blank=True)
    planned_count = models.PositiveIntegerField(
        _("People expected"), null=True, blank=True, validators=[MaxValueValidator(100_000)]
    )
    actual_count = models.PositiveIntegerField(
        _("People who came"), validators=[MinValueValidator(0), MaxValueValidator(100_000)]
    )
    content = models.TextField(_("What was done"), max_length=4000)
    outcome = models.TextField(_("Result and echo"), max_length=2000, blank=True)
    funding = models.CharField(_("Funds from"), max_length=60, blank=True)
    amount = models.DecimalField(
        _("Amount in yuan"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    volunteers = models.PositiveSmallIntegerField(_("Volunteers"), default=0)
    hours = models.DecimalField(
        _("Hours"),
        max_digits=7,
        decimal_places=2,
        default=0,
        help_text=_("Of all volunteers together"),
        validators=[MinValueValidator(0)],
    )
    is_void = models.BooleanField(default=False)

    objects = ActivityManager()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["community", "held_on", "id"], name="activity_by_day")]
        verbose_name_plural = "activities"

    def __str__(self) -> str:
        return self.title


class TakingPart(TenantModel):
    """A group that took part."""

    activity = TenantForeignKey(Activity, on_delete=models.CASCADE, related_name="taking_part")
    group = TenantForeignKey(Group, on_delete=models.PROTECT, related_name="activities")

    objects = Rows()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["community", "activity", "group"], name="group_takes_part_once")
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.group_id}"


class Helper(TenantModel):
    """A volunteer who helped at an activity, whether or not hours were credited: they may be written later."""

    activity = TenantForeignKey(Activity, on_delete=models.CASCADE, related_name="helpers")
    member = TenantForeignKey(GroupMember, on_delete=models.PROTECT, related_name="activities_helped")

    objects = Rows()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["community", "activity", "member"], name="member_helps_once")
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.member_id}"
