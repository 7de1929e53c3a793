"""Groups, what they offer, who belongs to them, and the hours they gave."""

from typing import Any, Self
from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tongxin.communities.models import Account, TenantModel
from tongxin.kit.scope import Rows, TenantManager, TenantQuerySet
from tongxin.kit.tenancy import TenantForeignKey
from tongxin.kit.words import listed
from tongxin.people.models import Consent, Person


class ServiceType(models.TextChoices):
    """What residents ask for and groups offer."""

    LEGAL = "legal", _("Legal advice")
    CLINIC = "clinic", _("Free clinic")
    TUTORING = "tutoring", _("Tutoring")
    JOBS = "jobs", _("Help with work")
    GOODS = "goods", _("Goods for households")
    COMPANY = "company", _("Company")
    REPAIR = "repair", _("Repairs")
    ERRAND = "errand", _("Errands and papers")
    SWINDLE = "swindle", _("Swindle warning")
    OTHER = "other", _("Something else")


WEEKDAYS = (
    ("1", _("Monday")),
    ("2", _("Tuesday")),
    ("3", _("Wednesday")),
    ("4", _("Thursday")),
    ("5", _("Friday")),
    ("6", _("Saturday")),
    ("7", _("Sunday")),
)
LANGUAGES = (
    ("mandarin", _("Mandarin")),
    ("dialect", _("The local dialect")),
    ("cantonese", _("Cantonese")),
    ("english", _("English")),
    ("sign", _("Sign language")),
)


class GroupQuerySet(TenantQuerySet["Group"]):
    """Groups in domain words."""

    def active(self) -> Self:
        """Groups that take on needs."""
        return self.filter(is_active=True)


GroupManager = TenantManager.from_queryset(GroupQuerySet)


class Group(TenantModel):
    """A fellowship group under the name of its service; the report's name for it is an optional title."""

    code = models.SlugField(_("Short name in addresses"), max_length=30)
    name = models.CharField(_("Name"), max_length=40)
    formal_title = models.CharField(_("Title in the report"), max_length=60, blank=True)
    description = models.TextField(_("What it does"), max_length=500, blank=True)
    languages = models.CharField(_("Languages"), max_length=80, blank=True)
    weekdays = models.CharField(_("Days available"), max_length=7, default="1234567")
    capacity = models.PositiveSmallIntegerField(
        _("Open needs it can carry"), default=6, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    is_active = models.BooleanField(_("Takes on needs"), default=True)

    objects = GroupManager()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["community", "code"], name="group_code_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def weekday_words(self) -> str:
        """Return the days available as words."""
        if len(self.weekdays) == len(WEEKDAYS):
            return str(_("every day"))
        return listed(label for code, label in WEEKDAYS if code in self.weekdays)

    @property
    def language_words(self) -> str:
        """Return the languages as words."""
        held = self.languages.split(",")
        return listed(label for code, label in LANGUAGES if code in held)


class Offer(TenantModel):
    """A service that a group offers."""

    group = TenantForeignKey(Group, on_delete=models.CASCADE, related_name="offers")
    service_type = models.CharField(_("Service"), max_length=12, choices=ServiceType.choices)

    objects = Rows()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["community", "group", "service_type"], name="offer_once_per_group"
            )
        ]

    def __str__(self) -> str:
        return str(self.get_service_type_display())


class GroupMemberQuerySet(TenantQuerySet["GroupMember"]):
    """Members in domain words."""

    def current(self) -> Self:
        """Members who have not left."""
        return self.filter(left_on__isnull=True)

    def of(self, group_id: UUID | None) -> Self:
        """Members of a group; of none, nobody."""
        return self.filter(group_id=group_id) if group_id else self.none()


GroupMemberManager = TenantManager.from_queryset(GroupMemberQuerySet)


class GroupMember(TenantModel):
    """A volunteer of a group, with the consent that membership rests on."""

    group = TenantForeignKey(Group, on_delete=models.PROTECT, related_name="members")
    person = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    account = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="memberships"
    )
    consent = TenantForeignKey(Consent, on_delete=models.PROTECT, related_name="memberships")
    is_leader = models.BooleanField(_("Leads the group"), default=False)
    joined_on = models.DateField(_("Joined"))
    left_on = models.DateField(_("Left"), null=True, blank=True)

    objects = GroupMemberManager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["community", "group", "person"],
                condition=models.Q(left_on__isnull=True),
                name="member_once",
            )
        ]
        indexes = [
            models.Index(fields=["community", "account"], name="member_by_account"),
            models.Index(fields=["community", "group", "left_on"], name="member_by_group"),
        ]

    def __str__(self) -> str:
        return str(self.person)


class VolunteerHours(TenantModel):
    """Hours that a volunteer gave on a day, from a need served or an activity held (as the ministry's record asks)."""

    member = TenantForeignKey(GroupMember, on_delete=models.PROTECT, related_name="hours_given")
    group = TenantForeignKey(Group, on_delete=models.PROTECT, related_name="hours_given")
    served_on = models.DateField(_("Date"))
    hours = models.DecimalField(_("Hours"), max_digits=5, decimal_places=2)
    source = models.CharField(max_length=10, choices=[("need", _("Need")), ("activity", _("Activity"))])
    source_id = models.UUIDField()
    what = models.CharField(_("What was done"), max_length=200, blank=True)

    objects = Rows()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["community", "member", "source_id", "served_on"], name="hours_once"
            )
        ]
        indexes = [models.Index(fields=["community", "served_on"], name="hours_by_day")]

    def __str__(self) -> str:
        return f"{self.served_on} {self.hours}"


def linked_accounts() -> dict[UUID, str]:
    """Return the accounts that a volunteer of a group is linked to, each with the volunteer's name."""
    rows = GroupMember.objects.current().filter(account__isnull=False)
    return dict(rows.values_list("account_id", "person__name"))


def groups_of_account(account_id: UUID) -> dict[UUID, bool]:
    """Return the groups that an account belongs to, with whether it leads each."""
    rows = GroupMember.objects.current().filter(account_id=account_id)
    return dict(rows.order_by("is_leader").values_list("group_id", "is_leader"))


def offers_by_group() -> dict[UUID, set[str]]:
    """Return group: services offered."""
    found: dict[UUID, set[str]] = {}
    for group_id, service in Offer.objects.values_list("group_id", "service_type"):
        found.setdefault(group_id, set()).add(service)
    return found


def sizes_by_group() -> dict[Any, int]:
    """Return group: number of members."""
    rows = GroupMember.objects.current().order_by().values_list("group_id").annotate(n=models.Count("pk"))
    return dict(rows)
