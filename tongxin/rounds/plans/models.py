"""Plans before a festival: which home on which day by whom."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tongxin.almanac.rules import Festival
from tongxin.communities.models import Account, TenantModel
from tongxin.kit.scope import Rows
from tongxin.kit.tenancy import TenantForeignKey
from tongxin.people.models import Household
from tongxin.visits.models import Duty, VisitReason


class VisitPlan(TenantModel):
    """The homes of a festival spread over visitors and days: a draft until it is confirmed."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        CONFIRMED = "confirmed", _("Confirmed")
        DROPPED = "dropped", _("Dropped")

    reason = TenantForeignKey(VisitReason, on_delete=models.PROTECT, related_name="plans")
    festival = models.CharField(_("Festival"), max_length=20, choices=Festival.choices)
    festival_on = models.DateField(_("Falls on"))
    first = models.DateField(_("First day"))
    last = models.DateField(_("Last day"))
    most_per_day = models.PositiveSmallIntegerField(
        _("Homes a visitor can call on in a day"),
        default=6,
        validators=[MinValueValidator(1), MaxValueValidator(40)],
    )
    state = models.CharField(_("State"), max_length=10, choices=State.choices, default=State.DRAFT)
    made_at = models.DateTimeField(_("Made"))
    version = models.PositiveIntegerField(default=1)

    objects = Rows()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["community", "festival_on"], name="plan_by_festival")]

    def __str__(self) -> str:
        return f"{self.get_festival_display()} {self.festival_on}"

    def duties(self) -> Any:
        """Return the open duties that the plan spreads."""
        occasion = f"{self.festival}:{self.festival_on.isoformat()}"
        return Duty.objects.open().filter(reason_id=self.reason_id, occasion=occasion)


class PlanVisitor(TenantModel):
    """Somebody who visits in a plan, and the days on which they are on leave."""

    plan = TenantForeignKey(VisitPlan, on_delete=models.CASCADE, related_name="visitors")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    leave = models.JSONField(_("Days on leave"), default=list)  # ISO days

    objects = Rows()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["community", "plan", "account"], name="visitor_once_per_plan")
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.account_id}"


class PlanItem(TenantModel):
    """A home in a plan: who calls there, on which day, as which stop of the round."""

    plan = TenantForeignKey(VisitPlan, on_delete=models.CASCADE, related_name="items")
    household = TenantForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="+")
    day = models.DateField(null=True)
    place = models.PositiveSmallIntegerField(default=0)
    by_hand = models.BooleanField(default=False)

    objects = Rows()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["community", "plan", "household"], name="home_once_per_plan")
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.household_id}"
