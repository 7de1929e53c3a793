"""Why homes are visited: reasons, the versions of their rules, and who looks after which building."""

from datetime import date
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from tongxin.almanac.rules import Festival
from tongxin.communities.models import Account, TenantModel
from tongxin.groups.models import Group
from tongxin.kit.scope import Rows
from tongxin.kit.tenancy import TenantForeignKey
from tongxin.kit.words import label_of, listed
from tongxin.people.rules import CATEGORIES
from tongxin.visits.duties.rules import RuleFacts


class Kind(models.TextChoices):
    """What a visit reason is; the fourth is the one that each community names itself."""

    FESTIVAL = "festival", _("Traditional festival")
    ILLNESS = "illness", _("Illness in hospital")
    FAMILY = "family", _("Major event in the family")
    OWN = "own", _("The community's own reason")


class VisitReason(TenantModel):
    """Why homes are visited: three reasons that all communities have, and a fourth under the community's own name."""

    kind = models.CharField(_("Kind"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("Name"), max_length=40)
    by_festival = models.BooleanField(_("Comes with festivals"), default=False)

    objects = Rows()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["community", "kind"], name="one_reason_per_kind")]

    def __str__(self) -> str:
        return self.name if self.kind == Kind.OWN else label_of(Kind, self.kind)


def own_words() -> str:
    """Return what the open community calls its fourth reason; the general words before it has named one."""
    name = VisitReason.objects.filter(kind=Kind.OWN).values_list("name", flat=True).first()
    return name or str(Kind.OWN.label)


# Asked of the database only where it is said: a page of entries has the words of every kind at hand.
own_name = lazy(own_words, str)


def kind_words() -> dict[Any, Any]:
    """Return the reasons' kinds in words, the fourth as the open community calls it."""
    return {code: own_name() if code == Kind.OWN else label for code, label in Kind.choices}


class VisitRule(TenantModel):
    """A version of a reason's rule, in force from a day until the next version. Never changed, never deleted."""

    reason = TenantForeignKey(VisitReason, on_delete=models.PROTECT, related_name="rules")
    effective_from = models.DateField(_("In force from"))
    is_active = models.BooleanField(_("Homes are visited for this"), default=True)
    festivals = models.CharField(_("Festivals"), max_length=300, blank=True)
    categories = models.CharField(_("Served categories"), max_length=300, blank=True)
    window_days = models.PositiveSmallIntegerField(
        _("Days before the festival"), default=15, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    limit_days = models.PositiveSmallIntegerField(
        _("Working days to the visit"), default=3, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    account = models.ForeignKey(
        Account,
        verbose_name=_("Whose line of work"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    group = TenantForeignKey(
        Group,
        verbose_name=_("Group that visits too"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = Rows()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["community", "reason", "effective_from"], name="one_rule_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.reason_id} {self.effective_from}"

    @property
    def festival_codes(self) -> list[str]:
        """Return the codes of the festivals."""
        return self.festivals.split(",") if self.festivals else []

    @property
    def category_codes(self) -> list[str]:
        """Return the codes of the served categories."""
        return self.categories.split(",") if self.categories else []

    @property
    def festival_words(self) -> str:
        """Return the festivals in words."""
        return listed(label_of(Festival, code) for code in self.festival_codes)

    @property
    def category_words(self) -> str:
        """Return the served categories in words."""
        return listed(CATEGORIES[code] for code in self.category_codes)

    def facts(self, *, is_festival: bool, until: date | None) -> RuleFacts:
        """Return the version as the rules take it."""
        return RuleFacts(
            self.pk,
            self.reason_id,
            is_festival,
            self.effective_from,
            until,
            self.is_active,
            frozenset(self.festival_codes),
            frozenset(self.category_codes),
            self.window_days,
            self.limit_days,
            self.account_id,
            self.group_id,
        )


class Beat(TenantModel):
    """A building and the worker who looks after it (包片)."""

    building = models.CharField(_("Building"), max_length=40)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="beats")

    objects = Rows()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["community", "building"], name="one_worker_per_building")
        ]

    def __str__(self) -> str:
        return self.building
