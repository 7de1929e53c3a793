"""Needs, offers to groups, pauses, incidents."""

from datetime import date
from typing import Any, Self
from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongxin.almanac.rules import Pause
from tongxin.communities.models import Account, TenantModel
from tongxin.groups.models import Group, GroupMember, ServiceType
from tongxin.kit.actor import STAFF, VOLUNTEERS, Actor
from tongxin.kit.scope import Rows, TenantManager, TenantQuerySet
from tongxin.kit.tenancy import TenantForeignKey
from tongxin.kit.words import mask_address, mask_name, mask_phone
from tongxin.needs.rules import LEAST_HOURS, MOST_HOURS
from tongxin.people.models import Person


class Channel(models.TextChoices):
    """How somebody came."""

    WALK_IN = "walk_in", _("Walk-in")
    PHONE = "phone", _("By phone")
    ONLINE = "online", _("Online")
    FORWARDED = "forwarded", _("Forwarded")
    VISIT = "visit", _("On a visit")


class Category(models.TextChoices):
    """What somebody came for."""

    CONSULT = "consult", _("Advice")
    HELP = "help", _("Help")
    SUGGEST = "suggest", _("Suggestion")
    COMPLAINT = "complaint", _("Complaint")
    ERRAND = "errand", _("Papers")


class State(models.TextChoices):
    """Where a need stands."""

    OPEN = "open", _("To be offered")
    OFFERED = "offered", _("Waiting for the group")
    ACCEPTED = "accepted", _("Being served")
    DONE = "done", _("To be confirmed")
    CLOSED = "closed", _("Closed")


class Outcome(models.TextChoices):
    """How a need ended."""

    ANSWERED = "answered", _("Answered at the desk")
    SERVED = "served", _("Served and confirmed")
    REFERRED = "referred", _("Passed to another office")
    POLICE = "police", _("Passed to the police")
    NOT_NEEDED = "not_needed", _("No longer needed")
    NOT_POSSIBLE = "not_possible", _("Could not be served")


def _own(name: str) -> str:
    return gettext("the community itself (%(name)s)") % {"name": name}


class NeedQuerySet(TenantQuerySet["Need"]):
    """Needs in domain words."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff see all; volunteers see their groups'; others none. Loading through this is the permission check."""
        if actor.role in STAFF:
            return self
        if actor.role in VOLUNTEERS:
            return self.filter(group_id__in=actor.group_ids)
        return self.none()

    def counted(self) -> Self:
        """Needs whose reception was not declared void."""
        return self.filter(is_void=False)

    def listed(self) -> Self:
        """Needs with the names that a list shows, as `group_name`, `volunteer_name` and `taker_name`.

        Joined as names: to make a row of group, volunteer and person beside each need costs more than the need itself.
        """
        return self.annotate(
            group_name=F("group__name"),
            volunteer_name=F("volunteer__person__name"),
            taker_name=F("taken_by__name"),
        )

    def unfinished(self) -> Self:
        """Needs that are not closed."""
        return self.filter(unfinished=1)


NeedManager = TenantManager.from_queryset(NeedQuerySet)


class Need(TenantModel):
    """What somebody asked for, from reception to its end."""

    number = models.CharField(
        _("Number"), max_length=12, help_text=_("Year and serial number in the reception register")
    )
    received_at = models.DateTimeField(_("Received"))
    received_on = models.DateField(_("Received on"))
    received_by = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    channel = models.CharField(_("Came by"), max_length=10, choices=Channel.choices)
    category = models.CharField(_("Came for"), max_length=10, choices=Category.choices)
    service_type = models.CharField(_("Service"), max_length=12, choices=ServiceType.choices)
    person = TenantForeignKey(
        Person,
        verbose_name=_("Resident"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="needs",
    )
    visitor = models.CharField(_("Visitor"), max_length=40, blank=True)
    is_anonymous = models.BooleanField(_("No name given"), default=False)
    party_size = models.PositiveSmallIntegerField(
        _("People in the party"), default=1, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    place = models.CharField(_("Place"), max_length=80, blank=True)
    matter = models.TextField(_("What is asked"), max_length=2000)
    wanted_by = models.DateField(_("Wanted by"), null=True, blank=True)

    state = models.CharField(_("State"), max_length=10, choices=State.choices, default=State.OPEN)
    outcome = models.CharField(_("Outcome"), max_length=14, choices=Outcome.choices, blank=True)
    group = TenantForeignKey(
        Group, verbose_name=_("Group"), on_delete=models.PROTECT, null=True, blank=True, related_name="needs"
    )
    volunteer = TenantForeignKey(
        GroupMember,
        verbose_name=_("Volunteer"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="needs",
    )
    offered_at = models.DateTimeField(_("Offered"), null=True)
    answer_due = models.DateField(_("Answer due"), null=True)
    accepted_at = models.DateTimeField(_("Accepted"), null=True)
    # A member of the staff who does it instead of a group.
    taken_by = models.ForeignKey(
        Account, verbose_name=_("Taken by"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    due_days = models.PositiveSmallIntegerField(_("Working days allowed"))
    due_on = models.DateField(_("Due"))
    due_from = models.DateField(_("Counted from"))
    paused_since = models.DateField(_("Clock stands since"), null=True)
    done_on = models.DateField(_("Done on"), null=True)
    days_to_done = models.PositiveSmallIntegerField(_("Working days to done"), null=True)
    hours = models.DecimalField(_("Hours"), max_digits=5, decimal_places=2, null=True)
    result = models.TextField(_("What was done"), max_length=2000, blank=True)
    comment = models.TextField(_("What the resident said"), max_length=500, blank=True)
    closed_on = models.DateField(_("Closed on"), null=True)
    reply = models.TextField(_("Reply"), max_length=2000, blank=True)
    closing_reason = models.TextField(_("Reason of closing"), max_length=300, blank=True)
    times_reopened = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    is_void = models.BooleanField(default=False)
    # 1 or 0, kept by the database. Few needs are unfinished, and no planner guesses that from five states; a number,
    # because SQLite uses no index for a bare truth test.
    unfinished = models.GeneratedField(
        expression=models.Case(
            models.When(Q(is_void=False) & ~Q(state=State.CLOSED), then=models.Value(1)),
            default=models.Value(0),
        ),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )

    objects = NeedManager()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["community", "number"], name="need_number_once")]
        indexes = [
            models.Index(fields=["community", "unfinished", "received_on", "id"], name="need_unfinished"),
            models.Index(fields=["community", "state", "due_on"], name="need_by_state_due"),
            models.Index(fields=["community", "received_on", "id"], name="need_by_day"),
            models.Index(fields=["community", "group", "state"], name="need_by_group_state"),
            models.Index(fields=["community", "person"], name="need_by_person"),
            models.Index(fields=["community", "done_on", "id"], name="need_by_done"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_paused(self) -> bool:
        """Tell whether the clock stands."""
        return self.paused_since is not None

    @property
    def server_name(self) -> str:
        """Return who has the need: the group, or the member of the staff who took it; empty if nobody does."""
        if self.group is not None:
            return str(self.group.name)
        return _own(self.taken_by.name) if self.taken_by is not None else ""

    @property
    def is_closed(self) -> bool:
        """Tell whether it has ended."""
        return self.state == State.CLOSED

    def is_late(self, on: date) -> bool:
        """Tell whether the due date has passed while the clock runs."""
        return (
            not self.is_void
            and self.state not in {State.DONE, State.CLOSED}
            and not self.is_paused
            and self.due_on < on
        )

    def visitor_for(self, actor: Actor) -> Any:
        """Return the visitor's name as the actor may see it: a group sees it whole once it has accepted."""
        if self.is_anonymous:
            return _("no name given")
        return self.visitor if self.is_open_to(actor) else mask_name(self.visitor)

    def phone_for(self, actor: Actor) -> str:
        """Return the phone number as the actor may see it."""
        return self.phone if self.is_open_to(actor) else mask_phone(self.phone)

    def place_for(self, actor: Actor) -> str:
        """Return the place as the actor may see it."""
        return self.place if self.is_open_to(actor) else mask_address(self.place)

    def is_open_to(self, actor: Actor) -> bool:
        """Tell whether name, phone and place are shown whole."""
        return actor.is_staff or (self.state == State.ACCEPTED and self.group_id in actor.group_ids)


class OfferMade(TenantModel):
    """A need offered to a group, and how the group answered."""

    class Answer(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        EXPIRED = "expired", _("No answer in time")
        WITHDRAWN = "withdrawn", _("Taken back")
        RETURNED = "returned", _("Given back")

    need = TenantForeignKey(Need, on_delete=models.CASCADE, related_name="offers_made")
    group = TenantForeignKey(Group, on_delete=models.PROTECT, related_name="offers_received")
    offered_at = models.DateTimeField(_("Offered"))
    answer_due = models.DateField(_("Answer due"))
    answer = models.CharField(_("Answer"), max_length=10, choices=Answer.choices, default=Answer.WAITING)
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(_("Reason"), max_length=300, blank=True)

    objects = Rows()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["community", "need"], condition=Q(answer="waiting"), name="one_offer_waiting_per_need"
            )
        ]
        indexes = [
            models.Index(fields=["community", "answer", "answer_due"], name="offer_by_answer_due"),
            models.Index(fields=["community", "group", "offered_at"], name="offer_by_group"),
        ]

    def __str__(self) -> str:
        return f"{self.need_id} {self.answer}"


# Answers after which a group is asked last for the same need.
REFUSED = (OfferMade.Answer.DECLINED, OfferMade.Answer.EXPIRED, OfferMade.Answer.RETURNED)


class ServiceQuerySet(TenantQuerySet["Service"]):
    """Services in domain words."""

    def counted(self) -> Self:
        """Services that were not declared void."""
        return self.filter(is_void=False)


ServiceManager = TenantManager.from_queryset(ServiceQuerySet)


class Service(TenantModel):
    """What was done for a need, once: a need that was reopened may be served again. A line of the service register."""

    need = TenantForeignKey(Need, on_delete=models.PROTECT, related_name="services")
    volunteer = TenantForeignKey(
        GroupMember, on_delete=models.PROTECT, null=True, blank=True, related_name="services"
    )
    served_on = models.DateField(_("Date"))
    hours = models.DecimalField(
        _("Hours"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(LEAST_HOURS), MaxValueValidator(MOST_HOURS)],
    )
    content = models.TextField(_("What was done"), max_length=2000)
    is_void = models.BooleanField(default=False)

    objects = ServiceManager()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["community", "need", "id"], name="service_by_need")]

    def __str__(self) -> str:
        return f"{self.served_on} {self.content[:40]}"


class NeedPause(TenantModel):
    """Days on which a need's clock stood, and why."""

    need = TenantForeignKey(Need, on_delete=models.CASCADE, related_name="pauses")
    first = models.DateField()
    last = models.DateField(null=True)
    reason = models.CharField(max_length=300)

    objects = Rows()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["community", "need"], name="pause_by_need")]

    def __str__(self) -> str:
        return self.reason

    def as_rule(self) -> Pause:
        """Return the pause as the rules take it."""
        return Pause(self.first, self.last, self.reason)


class IncidentQuerySet(TenantQuerySet["Incident"]):
    """Incidents in domain words."""

    def counted(self) -> Self:
        """Incidents that were not declared void."""
        return self.filter(is_void=False)


IncidentManager = TenantManager.from_queryset(IncidentQuerySet)


class Incident(TenantModel):
    """A swindle passed to the police: what happened, where and when; never a file on a person."""

    need = TenantForeignKey(Need, on_delete=models.PROTECT, related_name="incidents")
    passed_on = models.DateField(_("Passed on"))
    station = models.CharField(_("Police station"), max_length=60)
    what = models.TextField(_("What happened"), max_length=1000)
    is_void = models.BooleanField(default=False)

    objects = IncidentManager()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["community", "passed_on"], name="incident_by_day")]

    def __str__(self) -> str:
        return f"{self.passed_on} {self.station}"


def pauses_of(need_id: UUID) -> list[Pause]:
    """Return a need's pauses for the rules."""
    return [row.as_rule() for row in NeedPause.objects.filter(need_id=need_id).order_by("first")]
