"""Suggestions and the versions of their answers."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongxin.communities.models import Account, TenantModel
from tongxin.forum.rules import days_silent
from tongxin.kit.actor import STAFF, Actor
from tongxin.kit.scope import Rows, TenantManager, TenantQuerySet
from tongxin.kit.tenancy import TenantForeignKey

LONGEST = 2000


class Source(models.TextChoices):
    """Where it was said."""

    FORUM = "forum", _("At a forum")
    VISIT = "visit", _("On a visit")
    DESK = "desk", _("At the desk")
    BOX = "box", _("Suggestion box")


class Subject(models.TextChoices):
    """What it is about: things, never opinions or persons."""

    BUILDING = "building", _("Buildings and repairs")
    GREEN = "green", _("Green and cleaning")
    SAFETY = "safety", _("Safety and fire protection")
    TRAFFIC = "traffic", _("Ways and parking")
    SERVICES = "services", _("Services for residents")
    VENUES = "venues", _("Rooms and activities")
    OTHER = "other", _("Something else")


class State(models.TextChoices):
    """How far its answer is."""

    TAKEN = "taken", _("Nobody in charge yet")
    CHARGED = "charged", _("To be answered")
    WRITTEN = "written", _("Answer to be approved")
    APPROVED = "approved", _("Answer to be given")
    ANSWERED = "answered", _("Answered")


class Adopted(models.TextChoices):
    """Whether what was suggested is done."""

    YES = "yes", _("Adopted")
    PARTLY = "partly", _("Adopted in part")
    NO = "no", _("Not adopted")


class SuggestionQuerySet(TenantQuerySet["Suggestion"]):
    """Suggestions in domain words."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff see all, others none: a suggestion may name who made it."""
        return self if actor.role in STAFF else self.none()

    def counted(self) -> Self:
        """Suggestions that were not declared void."""
        return self.filter(is_void=False)

    def standing(self) -> Self:
        """Suggestions that are answered by themselves: neither void nor merged into another."""
        return self.filter(is_void=False, merged_into=None)

    def silent(self, on: date) -> Self:
        """Suggestions that stand without an answer after the day on which it was due."""
        return self.standing().filter(answered_on=None, due_on__lt=on)

    def public(self) -> Self:
        """Suggestions that the board shows."""
        return self.standing().filter(published_on__isnull=False)


SuggestionManager = TenantManager.from_queryset(SuggestionQuerySet)


class Suggestion(TenantModel):
    """What somebody suggested, from the day it was taken down to its answer and its place on the board."""

    number = models.CharField(_("Number"), max_length=12)
    made_on = models.DateField(_("Suggested on"))
    source = models.CharField(_("Where"), max_length=6, choices=Source.choices)
    subject = models.CharField(_("About"), max_length=10, choices=Subject.choices)
    content = models.TextField(_("What is suggested"), max_length=LONGEST)
    proposer = models.CharField(_("Suggested by"), max_length=40, blank=True)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    agrees = models.BooleanField(_("Agrees to be published without the name"), default=False)

    in_charge = models.ForeignKey(
        Account,
        verbose_name=_("Person in charge"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    due_days = models.PositiveSmallIntegerField()
    due_on = models.DateField(_("Answer due"))
    state = models.CharField(_("State"), max_length=10, choices=State.choices, default=State.TAKEN)
    answered_on = models.DateField(_("Answered on"), null=True, blank=True)
    adopted = models.CharField(_("Adopted or not"), max_length=6, choices=Adopted.choices, blank=True)
    merged_into = TenantForeignKey(
        "self",
        verbose_name=_("Merged into"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
    )

    public_words = models.TextField(_("What the board says"), max_length=LONGEST, blank=True)
    public_answer = models.TextField(_("Answer on the board"), max_length=LONGEST, blank=True)
    published_on = models.DateField(_("Published on"), null=True, blank=True)
    withdrawn_on = models.DateField(_("Taken off the board on"), null=True, blank=True)
    withdrawn_why = models.CharField(_("Taken off the board because"), max_length=300, blank=True)
    is_void = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = SuggestionManager()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["community", "made_on", "id"], name="suggestion_by_day"),
            models.Index(fields=["community", "state", "due_on"], name="suggestion_by_state"),
            # All that the board counts by: the rows themselves, with their long texts, need not be read for it.
            models.Index(
                fields=["community", "merged_into", "is_void", "answered_on", "due_on", "published_on"],
                name="suggestion_standing",
            ),
            models.Index(
                fields=["community", "answered_on", "due_on"],
                condition=Q(published_on__isnull=False, is_void=False, merged_into=None),
                name="suggestion_on_board",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="suggestion_answered_after_made",
                condition=Q(answered_on__gte=models.F("made_on")),
                violation_error_message=_("It cannot have been answered before it was suggested."),
            ),
            models.CheckConstraint(
                name="suggestion_public_in_words",
                condition=Q(published_on=None) | ~Q(public_words=""),
                violation_error_message=_("Say what the board says."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_answered(self) -> bool:
        """Tell whether an answer was given."""
        return self.answered_on is not None

    def days_late(self, today: date) -> int:
        """Return for how many days an answer is overdue."""
        return 0 if self.merged_into_id else days_silent(self.due_on, self.answered_on, today)


class Answer(TenantModel):
    """A version of an answer; none is ever changed or taken away, the next one is written after it."""

    suggestion = TenantForeignKey(Suggestion, on_delete=models.PROTECT, related_name="answers")
    number = models.PositiveSmallIntegerField(_("Version"))
    text = models.TextField(_("Answer"), max_length=LONGEST)
    adopted = models.CharField(_("Adopted or not"), max_length=6, choices=Adopted.choices)
    reason = models.TextField(_("Reason"), max_length=LONGEST)
    written_by = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    written_on = models.DateField(_("Written on"))
    approved_on = models.DateField(_("Approved on"), null=True, blank=True)
    given_on = models.DateField(_("Given on"), null=True, blank=True)

    objects = Rows()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["community", "suggestion", "number"], name="answer_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.suggestion_id} {self.number}"
