"""Visits that were made, who went, which duties they did, what was given."""

from decimal import Decimal
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.communities.models import Account, TenantModel
from tongxin.groups.models import GroupMember
from tongxin.kit.actor import STAFF, VOLUNTEERS, Actor
from tongxin.kit.scope import Rows, TenantManager, TenantQuerySet
from tongxin.kit.tenancy import TenantForeignKey
from tongxin.needs.models import Need
from tongxin.people.models import Household, Person
from tongxin.visits.duties.models import Duty


class Mode(models.TextChoices):
    """How somebody was visited."""

    HOME = "home", _("At home")
    PHONE = "phone", pgettext_lazy("of a visit", "By phone")
    HOSPITAL = "hospital", pgettext_lazy("of a visit", "In hospital")


class VisitOutcome(models.TextChoices):
    """What came of going there."""

    VISITED = "visited", _("Visited")
    NOT_HOME = "not_home", _("Nobody at home")
    NOT_WANTED = "not_wanted", _("Not wanted")


class VisitQuerySet(TenantQuerySet["Visit"]):
    """Visits in domain words."""

    def counted(self) -> Self:
        """Visits not declared void."""
        return self.filter(is_void=False)

    def visible_to(self, actor: Actor) -> Self:
        """Staff see all; volunteers those they made or those of their groups' duties; others none."""
        if actor.role in STAFF:
            return self
        if actor.role in VOLUNTEERS:
            own = Q(recorded_by_id=actor.account_id) | Q(duties_done__duty__group_id__in=actor.group_ids)
            return self.filter(own).distinct()
        return self.none()


VisitManager = TenantManager.from_queryset(VisitQuerySet)


class Visit(TenantModel):
    """A call that was made: who went, how, what came of it. An appended event, never a state that is overwritten."""

    number = models.CharField(_("Number"), max_length=12)
    household = TenantForeignKey(
        Household, verbose_name=_("Household"), on_delete=models.PROTECT, related_name="visits"
    )
    person = TenantForeignKey(
        Person,
        verbose_name=_("Resident"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
    )
    visited_on = models.DateField(_("Visited on"))
    mode = models.CharField(_("How"), max_length=10, choices=Mode.choices, default=Mode.HOME)
    outcome = models.CharField(_("Outcome"), max_length=10, choices=VisitOutcome.choices)
    situation = models.TextField(_("Situation in brief"), max_length=1000, blank=True)
    suggestions = models.TextField(_("Suggestions"), max_length=1000, blank=True)
    follow_up = models.TextField(_("To be followed up"), max_length=500, blank=True)
    need = TenantForeignKey(
        Need, verbose_name=_("Need"), on_delete=models.PROTECT, null=True, blank=True, related_name="visits"
    )
    recorded_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("Recorded"))
    captured_at = models.DateTimeField(_("Written down"))
    came_by = models.CharField(
        pgettext_lazy("of a visit", "Came by"),
        max_length=6,
        default="desk",
        choices=[("desk", _("the desk")), ("phone", _("a phone")), ("file", _("a file from a phone"))],
    )
    is_void = models.BooleanField(default=False)

    objects = VisitManager()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["community", "number"], name="visit_number_once")]
        indexes = [
            models.Index(fields=["community", "visited_on", "id"], name="visit_by_day"),
            models.Index(fields=["community", "household", "visited_on"], name="visit_by_home"),
        ]

    def __str__(self) -> str:
        return self.number


class VisitDuty(TenantModel):
    """A duty that a visit did or tried to do: several due together are one call."""

    visit = TenantForeignKey(Visit, on_delete=models.PROTECT, related_name="duties_done")
    duty = TenantForeignKey(Duty, on_delete=models.PROTECT, related_name="visits")
    counted = models.BooleanField(
        default=True
    )  # False where the duty had ended before: both are kept, once is counted

    objects = Rows()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["community", "visit", "duty"], name="duty_once_per_visit")
        ]
        indexes = [models.Index(fields=["community", "duty"], name="visit_by_duty")]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.duty_id}"


class Visitor(TenantModel):
    """Who went. The credit stays with whoever went, whoever was responsible."""

    visit = TenantForeignKey(Visit, on_delete=models.PROTECT, related_name="visitors")
    account = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="visits_made"
    )
    member = TenantForeignKey(
        GroupMember, on_delete=models.PROTECT, null=True, blank=True, related_name="visits_made"
    )
    name = models.CharField(_("Name"), max_length=40)

    objects = Rows()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["community", "visit"], name="visitor_by_visit"),
            models.Index(fields=["community", "account"], name="visitor_by_account"),
        ]

    def __str__(self) -> str:
        return self.name


class Gift(TenantModel):
    """Goods or money handed over at a visit, with its value in yuan, where the money came from, and who signed."""

    visit = TenantForeignKey(Visit, on_delete=models.PROTECT, related_name="gifts")
    given_on = models.DateField(_("Date"))
    is_cash = models.BooleanField(_("Money"), default=False)
    item = models.CharField(_("Goods"), max_length=60)
    quantity = models.DecimalField(
        _("Quantity"), max_digits=8, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    unit = models.CharField(_("Unit"), max_length=10, blank=True)
    value = models.DecimalField(
        _("Value in yuan"), max_digits=10, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    fund_source = models.CharField(_("Source of funds"), max_length=60)
    signed_by = models.CharField(_("Signed by"), max_length=40)
    relation = models.CharField(_("Relation of who signed"), max_length=20, blank=True)
    is_void = models.BooleanField(default=False)

    objects = Rows()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["community", "visit"], name="gift_by_visit"),
            models.Index(fields=["community", "given_on"], name="gift_by_day"),
        ]

    def __str__(self) -> str:
        return self.item
