"""Visit reasons and their rules, events, duties, visits, gifts, wishes. Plans and what phones send have files of their own."""

from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongxin.almanac.rules import Festival
from tongxin.communities.models import Account, TenantModel
from tongxin.groups.models import Group, GroupMember
from tongxin.kit.actor import STAFF, VOLUNTEERS, Actor
from tongxin.kit.scope import Rows, TenantManager, TenantQuerySet
from tongxin.kit.tenancy import TenantForeignKey
from tongxin.kit.words import label_of
from tongxin.needs.models import Need
from tongxin.people.models import Household, Person
from tongxin.people.rules import CATEGORIES
from tongxin.visits.rules import Held, RuleFacts


class Kind(models.TextChoices):
    """What a visit reason is; the fourth is the one that each community names itself."""

    FESTIVAL = "festival", _("Traditional festival")
    ILLNESS = "illness", _("Illness in hospital")
    FAMILY = "family", _("Major event in the family")
    OWN = "own", _("The community's own reason")


class EventKind(models.TextChoices):
    """What happened in a family."""

    HOSPITAL = "hospital", _("In hospital")
    WEDDING = "wedding", _("Wedding")
    BIRTH = "birth", _("Birth")
    BEREAVEMENT = "bereavement", _("Bereavement")
    DISASTER = "disaster", _("Fire, accident or disaster")
    OTHER = "other", _("Another major event")
    HARDSHIP = "hardship", _("The community's own reason")


class ToldBy(models.TextChoices):
    """Who told the community of an event."""

    PERSON = "person", _("The person")
    FAMILY = "family", _("The family, with the person's consent")
    NEIGHBOUR = "neighbour", _("A neighbour")
    WORKER = "worker", _("A worker saw it")


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
        return "、".join(label_of(Festival, code) for code in self.festival_codes)

    @property
    def category_words(self) -> str:
        """Return the served categories in words."""
        return "、".join(str(CATEGORIES[code]) for code in self.category_codes)

    def facts(self, *, is_festival: bool, until: date | None) -> RuleFacts:
        """Return the version as the rules take it."""
        return RuleFacts(
            self.pk, self.reason_id, is_festival, self.effective_from, until, self.is_active,
            frozenset(self.festival_codes), frozenset(self.category_codes), self.window_days, self.limit_days,
            self.account_id, self.group_id,
        )  # fmt: skip


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


class FamilyEvent(TenantModel):
    """An illness or a major event in a family, as far as a visit needs to know: no diagnosis, no judgement."""

    reason = TenantForeignKey(VisitReason, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("What happened"), max_length=12, choices=EventKind.choices)
    person = TenantForeignKey(
        Person, verbose_name=_("Resident"), on_delete=models.PROTECT, related_name="family_events"
    )
    household = TenantForeignKey(
        Household, verbose_name=_("Household"), on_delete=models.PROTECT, related_name="family_events"
    )
    happened_on = models.DateField(_("Happened on"))
    told_on = models.DateField(_("Told on"))
    told_by = models.CharField(_("Told by"), max_length=10, choices=ToldBy.choices)
    place = models.CharField(_("Where to visit"), max_length=80, blank=True)
    urgent_reason = models.CharField(_("Why without consent"), max_length=300, blank=True)
    void_on = models.DateField(_("Void since"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = Rows()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["community", "household", "happened_on"], name="event_by_home"),
            models.Index(fields=["community", "happened_on"], name="event_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_on}"


class VisitWish(TenantModel):
    """A home does not want visits of a reason (谢绝): no further duty of that kind until somebody there says otherwise."""

    household = TenantForeignKey(Household, on_delete=models.PROTECT, related_name="visit_wishes")
    reason = TenantForeignKey(VisitReason, on_delete=models.PROTECT, related_name="wishes")
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
        VisitReason, verbose_name=_("Reason"), on_delete=models.PROTECT, related_name="duties"
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
            models.Index(fields=["community", "due_on", "state"], name="duty_by_due"),
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

    def held(self, *, called_on: bool) -> Held:
        """Return the duty as the rules compare it; `called_on` tells whether any visit belongs to it."""
        from uuid import UUID

        return Held(
            self.rule_id, tuple(UUID(text) for text in self.persons), self.occasion_on, self.opens_on, self.due_on,
            self.provisional, self.state, called_on,
        )  # fmt: skip

    def is_late(self, on: date) -> bool:
        """Tell whether the window has passed and nothing has ended it yet."""
        return self.is_open and self.due_on < on


class Mode(models.TextChoices):
    """How somebody was visited."""

    HOME = "home", _("At home")
    PHONE = "phone", _("By phone")
    HOSPITAL = "hospital", _("In hospital")


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
    situation = models.TextField(_("Situation in brief"), blank=True)
    suggestions = models.TextField(_("Suggestions"), blank=True)
    follow_up = models.TextField(_("To be followed up"), blank=True)
    need = TenantForeignKey(
        Need, verbose_name=_("Need"), on_delete=models.PROTECT, null=True, blank=True, related_name="visits"
    )
    recorded_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("Recorded"))
    captured_at = models.DateTimeField(_("Written down"))
    came_by = models.CharField(
        _("Came by"), max_length=6, default="desk",
        choices=[("desk", _("the desk")), ("phone", _("a phone")), ("file", _("a file from a phone"))],
    )  # fmt: skip
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
        _("Quantity"), max_digits=8, decimal_places=2, validators=[MinValueValidator(0)]
    )
    unit = models.CharField(_("Unit"), max_length=10, blank=True)
    value = models.DecimalField(
        _("Value in yuan"), max_digits=10, decimal_places=2, validators=[MinValueValidator(0)]
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
