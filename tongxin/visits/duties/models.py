"""Homes that are to be visited, and what a home does not want."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.almanac.rules import Festival
from tongxin.communities.models import Account, TenantModel
from tongxin.groups.models import Group
from tongxin.kit.actor import STAFF, VOLUNTEERS, Actor
from tongxin.kit.scope import Rows, TenantManager, TenantQuerySet
from tongxin.kit.tenancy import TenantForeignKey
from tongxin.people.models import Household
from tongxin.visits.duties.rules import Held, Standing
from tongxin.visits.events.models import FamilyEvent
from tongxin.visits.reasons.models import Kind, VisitReason, VisitRule


class VisitWish(TenantModel):
    """A home does not want visits of a reason (谢绝): no further duty of that kind until somebody there says otherwise."""

    household = TenantForeignKey(Household, on_delete=models.PROTECT, related_name="visit_wishes")
    reason = TenantForeignKey(VisitReason, on_delete=models.PROTECT, related_name="wishes")
    # The visit on which it was said: only that one's being void takes it back.
    visit = TenantForeignKey("visits.Visit", on_delete=models.PROTECT, related_name="wishes")
    since = models.DateField(_("Since"))
    until = models.DateField(_("Until"), null=True, blank=True)

    objects = Rows()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["community", "household", "reason"],
                condition=Q(until__isnull=True),
                name="one_wish_standing",
            )
        ]
        indexes = [models.Index(fields=["community", "household"], name="wish_by_home")]

    def __str__(self) -> str:
        return f"{self.reason_id} {self.since}"


class DutyState(models.TextChoices):
    """How a duty stands; all but the first are ends."""

    OPEN = "open", _("To be visited")
    VISITED = "visited", _("Visited")
    NOT_HOME = "not_home", _("Not at home")
    NOT_WANTED = "not_wanted", _("Not wanted")
    WAIVED = "waived", _("Waived")
    MISSED = "missed", _("Missed")


WAIVED_BY = (
    ("consent_ended", _("the consent or the category ended")),
    ("event_void", _("the event was recorded by mistake")),
    ("not_due", _("the facts were corrected: no visit is due")),
    ("not_wanted", _("visits of this kind are not wanted")),
    ("hand", _("by decision")),
)


class AssignedBy(models.TextChoices):
    """How it came to be somebody's duty."""

    RULE = "rule", _("by building or line of work")
    PLAN = "plan", _("by plan")
    HAND = "hand", _("by hand")


class DutyQuerySet(TenantQuerySet["Duty"]):
    """Duties in domain words."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff see all; volunteers see their groups'; others none. Loading through this is the permission check."""
        if actor.role in STAFF:
            return self
        if actor.role in VOLUNTEERS:
            return self.filter(group_id__in=actor.group_ids)
        return self.none()

    def open(self) -> Self:
        """Duties that have not ended."""
        return self.filter(unfinished=1)

    def opened(self, on: date) -> Self:
        """Duties whose window is open or has been."""
        return self.filter(opens_on__lte=on)

    def to_be_visited(self, on: date) -> Self:
        """Duties that may be done on a day."""
        return self.open().opened(on)


DutyManager = TenantManager.from_queryset(DutyQuerySet)


class Duty(TenantModel):
    """A home that is to be visited: for one reason, on one occasion, within a window."""

    reason = TenantForeignKey(
        VisitReason,
        verbose_name=pgettext_lazy("of a visit", "Reason"),
        on_delete=models.PROTECT,
        related_name="duties",
    )
    rule = TenantForeignKey(VisitRule, on_delete=models.PROTECT, related_name="duties")
    household = TenantForeignKey(
        Household, verbose_name=_("Household"), on_delete=models.PROTECT, related_name="duties"
    )
    occasion = models.CharField(max_length=50)
    festival = models.CharField(_("Festival"), max_length=20, blank=True, choices=Festival.choices)
    event = TenantForeignKey(
        FamilyEvent, on_delete=models.PROTECT, null=True, blank=True, related_name="duties"
    )
    persons = models.JSONField(_("Whom it is for"), default=list)  # ids as text
    occasion_on = models.DateField(_("Occasion"))
    opens_on = models.DateField(_("Opens on"))
    due_on = models.DateField(_("Due"))
    provisional = models.BooleanField(_("Provisional"), default=False)

    state = models.CharField(_("State"), max_length=10, choices=DutyState.choices, default=DutyState.OPEN)
    ended_on = models.DateField(_("Ended on"), null=True)
    ended_by = models.CharField(_("Ended by"), max_length=14, blank=True, choices=WAIVED_BY)
    ended_reason = models.CharField(_("Reason"), max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(_("Times nobody was at home"), default=0)
    rung = models.PositiveSmallIntegerField(default=0)
    next_on = models.DateField(_("Next try"), null=True)

    account = models.ForeignKey(
        Account,
        verbose_name=_("Responsible"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    group = TenantForeignKey(
        Group, verbose_name=_("Group"), on_delete=models.PROTECT, null=True, blank=True, related_name="duties"
    )
    assigned_by = models.CharField(max_length=4, choices=AssignedBy.choices, default=AssignedBy.RULE)
    planned_on = models.DateField(_("Planned for"), null=True)
    version = models.PositiveIntegerField(default=1)
    made_on = models.DateField(_("Made on"))
    # 1 or 0, kept by the database: a list of what is open reads an index (see Need.unfinished).
    unfinished = models.GeneratedField(
        expression=models.Case(
            models.When(state=DutyState.OPEN, then=models.Value(1)), default=models.Value(0)
        ),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )

    objects = DutyManager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["community", "household", "reason", "occasion"], name="one_duty_per_occasion"
            )
        ]
        indexes = [
            models.Index(fields=["community", "unfinished", "due_on", "id"], name="duty_unfinished"),
            models.Index(fields=["community", "unfinished", "opens_on", "rung"], name="duty_opening"),
            models.Index(fields=["community", "due_on", "id"], name="duty_by_due"),
            models.Index(fields=["community", "state", "due_on", "id"], name="duty_by_state"),
        ]
        verbose_name_plural = "duties"

    def __str__(self) -> str:
        return f"{self.occasion} {self.household_id}"

    @property
    def is_open(self) -> bool:
        """Tell whether it has not ended."""
        return self.state == DutyState.OPEN

    @property
    def reason_code(self) -> str:
        """Return how entries name what a visit was for: a festival, an event, or the community's own reason."""
        if self.reason.kind == Kind.OWN:
            return str(self.reason.name)
        return self.festival or (self.event.kind if self.event else "")

    def held(self, *, spoken_of: bool) -> Held:
        """Return the duty as the rules compare it; `spoken_of` tells whether any entry names it."""
        from uuid import UUID

        return Held(
            self.rule_id,
            tuple(UUID(text) for text in self.persons),
            self.occasion_on,
            self.opens_on,
            self.due_on,
            self.provisional,
            self.state,
            spoken_of,
            self.ended_on,
            self.ended_by,
        )

    def standing(self) -> Standing:
        """Return how the duty stands, as the rules take the next step from it."""
        return Standing(self.state, self.ended_on, self.attempts, self.rung)

    def stand(self, standing: Standing) -> None:
        """Let the duty stand so; not saved."""
        self.state, self.ended_on = standing.state, standing.ended_on
        self.attempts, self.rung = standing.attempts, standing.rung

    def is_late(self, on: date) -> bool:
        """Tell whether the window has passed and nothing has ended it yet."""
        return self.is_open and self.due_on < on
