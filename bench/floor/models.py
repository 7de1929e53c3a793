"""The same tables, described anew without anything of ours: the columns that a list or a form needs."""

from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

TYPES = ("legal", "clinic", "tutoring", "jobs", "goods", "company", "repair", "errand", "other")
CHANNELS = ("walk_in", "phone", "online", "forwarded", "visit")
CATEGORIES = ("consult", "help", "suggest", "complaint", "errand")
STATES = ("open", "offered", "accepted", "done", "closed")


def _choices(codes: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(code, code.replace("_", " ")) for code in codes]


class Account(AbstractBaseUser):
    """Who signs in."""

    last_login = None
    id = models.UUIDField(primary_key=True)
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=40)
    community_id = models.UUIDField()
    is_active = models.BooleanField()
    objects = BaseUserManager()
    USERNAME_FIELD = "username"

    class Meta:
        managed = False
        db_table = "communities_account"


class Household(models.Model):
    """A home."""

    id = models.UUIDField(primary_key=True)
    community_id = models.UUIDField()
    address = models.CharField(max_length=80)

    class Meta:
        managed = False
        db_table = "people_household"


class Person(models.Model):
    """A resident."""

    id = models.UUIDField(primary_key=True)
    community_id = models.UUIDField()
    name = models.CharField(max_length=40)
    folded = models.CharField(max_length=40)
    birth_date = models.DateField(null=True)
    phone = models.CharField(max_length=20)
    household = models.ForeignKey(Household, models.PROTECT, null=True)
    left_on = models.DateField(null=True)

    class Meta:
        managed = False
        db_table = "people_person"


class Group(models.Model):
    """A group of volunteers."""

    id = models.UUIDField(primary_key=True)
    community_id = models.UUIDField()
    name = models.CharField(max_length=60)

    class Meta:
        managed = False
        db_table = "groups_group"


class Need(models.Model):
    """What somebody asked for."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    community_id = models.UUIDField()
    number = models.CharField(max_length=12)
    received_at = models.DateTimeField()
    received_on = models.DateField()
    received_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=10, choices=_choices(CHANNELS))
    category = models.CharField(max_length=10, choices=_choices(CATEGORIES))
    service_type = models.CharField(max_length=12, choices=_choices(TYPES))
    visitor = models.CharField(max_length=40, blank=True)
    is_anonymous = models.BooleanField(default=False)
    party_size = models.PositiveSmallIntegerField(default=1)
    phone = models.CharField(max_length=20, blank=True)
    place = models.CharField(max_length=80, blank=True)
    matter = models.TextField()
    state = models.CharField(max_length=10, choices=_choices(STATES), default="open")
    outcome = models.CharField(max_length=14, blank=True)
    group = models.ForeignKey(Group, models.PROTECT, null=True)
    taken_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    due_days = models.PositiveSmallIntegerField(default=5)
    due_on = models.DateField()
    due_from = models.DateField()
    result = models.TextField(default="")
    comment = models.TextField(default="")
    reply = models.TextField(default="")
    closing_reason = models.TextField(default="")
    times_reopened = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    is_void = models.BooleanField(default=False)
    unfinished = models.GeneratedField(
        expression=models.Value(1), output_field=models.PositiveSmallIntegerField(), db_persist=True
    )

    class Meta:
        managed = False
        db_table = "needs_need"


class Duty(models.Model):
    """A home that must be visited."""

    id = models.UUIDField(primary_key=True)
    community_id = models.UUIDField()
    household = models.ForeignKey(Household, models.PROTECT)
    festival = models.CharField(max_length=20)
    opens_on = models.DateField()
    due_on = models.DateField()
    planned_on = models.DateField(null=True)
    state = models.CharField(max_length=10)
    unfinished = models.GeneratedField(
        expression=models.Value(1), output_field=models.PositiveSmallIntegerField(), db_persist=True
    )

    class Meta:
        managed = False
        db_table = "visits_duty"


class Entry(models.Model):
    """A line of a register, as far as a report counts it."""

    id = models.UUIDField(primary_key=True)
    community_id = models.UUIDField()
    register = models.CharField(max_length=30)
    month = models.PositiveIntegerField()
    topic = models.CharField(max_length=30)

    class Meta:
        managed = False
        db_table = "registers_entry"
