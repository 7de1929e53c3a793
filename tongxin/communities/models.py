"""Sub-districts, communities, accounts; the base of every row that belongs to a community."""

import logging
from typing import Self
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import DatabaseError, models, transaction
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tongxin.kit.actor import CLOCK_REF, STAFF, Role
from tongxin.kit.ids import uuid7
from tongxin.kit.saving import TenantSaveMixin
from tongxin.kit.scope import TenantManager, TenantQuerySet, community_if_open

log = logging.getLogger("tongxin")


class Shared(models.Model):
    """A row that belongs to no single community; its id is a UUID so that databases can be merged."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True


class Street(Shared):
    """A sub-district office (街道办事处), to which figures travel and nothing else."""

    name = models.CharField(_("Sub-district"), max_length=60, unique=True)

    def __str__(self) -> str:
        return self.name


class Community(Shared):
    """A neighbourhood community (社区): the tenant."""

    street = models.ForeignKey(Street, on_delete=models.PROTECT, related_name="communities")
    code = models.SlugField(_("Short name in addresses"), max_length=30, unique=True)
    name = models.CharField(_("Community"), max_length=60)
    need_due_days = models.PositiveSmallIntegerField(
        _("Working days to serve a need"), default=5, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    answer_due_days = models.PositiveSmallIntegerField(
        _("Working days for a group to answer an offer"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
    )

    def __str__(self) -> str:
        return self.name


class TenantModel(TenantSaveMixin, models.Model):
    """A row of one community: scoped manager, community first in every index and constraint.

    Each table names its manager, `objects = Rows()` or one with words of its own: Django's would see every community
    (the system check finds a table that forgets it), and a manager inherited from here would hide the row's type.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(
        Community, on_delete=models.PROTECT, related_name="+", editable=False, db_index=False
    )

    class Meta:
        abstract = True
        base_manager_name = "objects"


class Post(models.TextChoices):
    """Posts as the committee names them."""

    SECRETARY = "secretary", _("Secretary of the committee")
    DIRECTOR = "director", _("Director")
    DEPUTY_DIRECTOR = "deputy_director", _("Deputy director in charge")
    SOCIAL_WORKER = "social_worker", _("Social worker")
    VOLUNTEER = "volunteer", _("Volunteer")
    STREET_OFFICER = "street_officer", _("Officer of the sub-district")
    SUPERVISOR = "supervisor", _("Supervisor")


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by their login name, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Return the account with this login name."""
        return self.get(username__iexact=username)


class Account(AbstractBaseUser, Shared):
    """Somebody who signs in. `ref` names the account in register entries; deleting the account forgets whom."""

    # A write at each login would make a shared table busy; the time of the last login is nobody's concern.
    last_login = None

    username = models.CharField(
        _("Login name"),
        max_length=60,
        unique=True,
        error_messages={"unique": _("This login name is taken. Choose another.")},
    )
    name = models.CharField(pgettext_lazy("of a person", "Name"), max_length=40)
    role = models.CharField(_("Role"), max_length=12, choices=Role.choices)
    post = models.CharField(_("Post"), max_length=20, choices=Post.choices)
    line_of_work = models.CharField(_("Line of work"), max_length=60, blank=True)
    duties = models.TextField(_("Duties in the leading group"), blank=True)
    community = models.ForeignKey(
        Community, on_delete=models.PROTECT, related_name="accounts", null=True, blank=True
    )
    street = models.ForeignKey(
        Street, on_delete=models.PROTECT, related_name="officers", null=True, blank=True
    )
    ref = models.UUIDField(default=uuid7, unique=True, editable=False)
    is_active = models.BooleanField(_("May sign in"), default=True)
    session_round = models.PositiveIntegerField(default=0, editable=False)
    language = models.CharField(_("Language"), max_length=10, blank=True)
    email = models.EmailField(blank=True, editable=False)

    objects = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="account_belongs_somewhere",
                condition=models.Q(community__isnull=False) | models.Q(street__isnull=False),
                violation_error_message=_("An account belongs to a community or to a sub-district."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def check_password(self, raw_password: str | None) -> bool:
        """Tell whether a password is right, and keep it under the newest hash if it is kept under an older one.

        Where the accounts cannot be written (a shared table of a cluster, while one of its servers is away) the older
        hash stays and the login goes on.
        """
        return check_password(raw_password, self.password, self._keep_anew)

    def _keep_anew(self, raw_password: str | None) -> None:
        held = self.password
        self.set_password(raw_password)
        self._password = None  # as in Django: a newer hash is no change of password
        try:
            with transaction.atomic():
                self.save(update_fields=["password"])
        except DatabaseError as fault:
            # The session is tied to the hash that is stored.
            self.password = held
            log.warning("the hash of a password could not be renewed: %s", fault)

    def get_session_auth_hash(self) -> str:
        """Tie every session to the round: raising it logs the account out of all devices."""
        return f"{super().get_session_auth_hash()}.{self.session_round}"


def names_of(refs: set[UUID]) -> dict[UUID, str]:
    """Return reference: name for the accounts that still exist, and for the clock."""
    found = dict(Account.objects.filter(ref__in=refs).values_list("ref", "name")) if refs else {}
    if CLOCK_REF in refs:
        found[CLOCK_REF] = str(_("the clock"))
    return found


MOST_NAMED = 3


def holders(roles: frozenset[Role]) -> list[str]:
    """Return who of the open community's staff has one of the roles: name and role, of some only, the secretary first.

    Volunteers are not named: who asks may be one to whom their names are not shown. Nobody where no community is open.
    """
    community = community_if_open()
    staff = [role for role in Role if role in roles & STAFF]
    if community is None or not staff:
        return []
    rows = Account.objects.filter(community_id=community, role__in=staff, is_active=True)
    told = sorted(
        rows.only("name", "role"), key=lambda account: (staff.index(Role(account.role)), account.name)
    )
    return [
        gettext("%(name)s (%(role)s)") % {"name": account.name, "role": account.get_role_display()}
        for account in told[:MOST_NAMED]
    ]


class WorkLogQuerySet(TenantQuerySet["WorkLog"]):
    """Lines of the work record book in domain words."""

    def counted(self) -> Self:
        """Lines that were not declared void."""
        return self.filter(is_void=False)


WorkLogManager = TenantManager.from_queryset(WorkLogQuerySet)


class WorkLog(TenantModel):
    """A line of the work record book (工作情况记录册): a meeting, a study session, a call, a coordination."""

    class Category(models.TextChoices):
        MEETING = "meeting", _("Meeting")
        STUDY = "study", _("Study")
        VISIT = "visit", _("Home call")
        COORDINATION = "coordination", _("Coordination")
        RECEIVING = "receiving", _("Receiving superiors")
        OTHER = "other", _("Other")

    category = models.CharField(_("Kind of work"), max_length=15, choices=Category.choices)
    worked_on = models.DateField(_("Date"))
    place = models.CharField(_("Place"), max_length=80, blank=True)
    participants = models.CharField(_("Participants"), max_length=200, blank=True)
    content = models.TextField(_("What was done"), max_length=4000)
    problems = models.TextField(_("Problems"), max_length=1000, blank=True)
    next_steps = models.TextField(_("Next steps"), max_length=1000, blank=True)
    is_void = models.BooleanField(default=False)

    objects = WorkLogManager()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["community", "worked_on", "id"], name="worklog_by_day")]

    def __str__(self) -> str:
        return self.content[:40]
