"""Persons, households, categories, consents, openings of files, search keys, and sheets taken in."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.communities.models import TenantModel
from tongxin.kit.kept import Given, KeptQuery
from tongxin.kit.saving import TenantSaveMixin
from tongxin.kit.scope import Rows, TenantManager, TenantQuerySet
from tongxin.kit.tenancy import TenantForeignKey
from tongxin.people.keys import END, KEY_LENGTH, prefixes
from tongxin.people.rules import CARD_KINDS, CATEGORIES, CONSENT_WAYS, PURPOSES, RELATIONS


class Household(TenantModel):
    """People who live together at one address."""

    address = models.CharField(_("Address"), max_length=80)
    folded = models.CharField(max_length=80, editable=False)
    number = models.CharField(_("Household number"), max_length=20, blank=True)

    objects = Rows()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["community", "folded", "id"], name="household_by_address")]

    def __str__(self) -> str:
        return self.address


class PersonQuerySet(TenantQuerySet["Person"]):
    """Persons in domain words."""

    def living_here(self) -> Self:
        """Persons on the books, without those who have moved away."""
        return self.filter(left_on__isnull=True)

    def matching(self, query: str) -> Self:
        """Persons found by any part of a name, pinyin, initials, last digits of a phone, or address."""
        wanted = models.Q(pk__in=[])
        for prefix in prefixes(query):
            wanted |= models.Q(key__gte=prefix, key__lt=prefix + END)
        return self.filter(pk__in=PersonSearchKey.objects.filter(wanted).values("person_id"))

    def in_category(self, category: str) -> Self:
        """Persons in a served category whose consent stands."""
        held = PersonCategory.objects.standing().filter(category=category)
        return self.filter(pk__in=held.values("person_id"))


PersonManager = TenantManager.from_queryset(PersonQuerySet)


def _listed(column: str, word: str) -> Iterator[models.Index]:
    """Give those who live here and those who moved away an index each: no planner guesses how few these are."""
    for code, moved in (("living", False), ("moved", True)):
        condition = models.Q(left_on__isnull=not moved)
        fields = ["community", column, "id"]
        yield models.Index(fields=fields, condition=condition, name=f"person_{code}_by_{word}")


class Person(TenantModel):
    """A resident. Of an identity number only kind, last four characters and a keyed fingerprint are held."""

    name = models.CharField(pgettext_lazy("of a person", "Name"), max_length=40)
    folded = models.CharField(max_length=40, editable=False)
    spelling = models.CharField(_("Own spelling in pinyin"), max_length=40, blank=True)
    birth_date = models.DateField(_("Birth date"), null=True, blank=True)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    household = TenantForeignKey(
        Household,
        verbose_name=_("Household"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
    )
    relation = models.CharField(
        _("Relation to the head"), max_length=1, blank=True, choices=list(RELATIONS.items())
    )
    card_kind = models.CharField(max_length=10, blank=True, choices=list(CARD_KINDS.items()))
    card_last4 = models.CharField(_("Identity number, last four"), max_length=4, blank=True)
    card_print = models.CharField(max_length=64, blank=True, editable=False)
    left_on = models.DateField(_("Moved away on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)

    objects = PersonManager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["community", "card_print"],
                condition=~models.Q(card_print=""),
                name="one_person_per_card",
            )
        ]
        indexes = [
            models.Index(fields=["community", "folded"], name="person_by_name"),
            models.Index(fields=["community", "household"], name="person_by_household"),
            *_listed("folded", "name"),
            *_listed("birth_date", "birth"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """The household's address, or nothing."""
        return self.household.address if self.household_id and self.household else ""


_at_home: KeptQuery[Person] = KeptQuery(
    lambda: Person.objects.select_related("household").filter(pk=Given("person"))
)


def person_at_home(person_id: UUID) -> Person:
    """Return a person together with the household, or raise Person.DoesNotExist."""
    found = _at_home.first(person=person_id)
    if found is None:
        raise Person.DoesNotExist(f"no person {person_id} in the open community")
    return found


if TYPE_CHECKING:
    _CharField = models.CharField[str, str]
else:
    _CharField = models.CharField  # not subscriptable at run time


class KeyField(_CharField):
    """Text compared byte by byte on every database, so that a prefix is a range."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        """Add the collation that compares bytes."""
        collation = "C" if connection.vendor == "postgresql" else "BINARY"
        return {**super().db_parameters(connection), "collation": collation}


class PersonSearchKey(TenantSaveMixin, models.Model):
    """A search key of a person: the row is its own key."""

    pk = models.CompositePrimaryKey("community_id", "key", "person_id")
    community = models.ForeignKey(
        "communities.Community",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    key = KeyField(max_length=KEY_LENGTH)
    person = TenantForeignKey(
        Person, on_delete=models.CASCADE, related_name="search_keys", db_constraint=False
    )

    objects = Rows()

    class Meta:
        base_manager_name = "objects"
        indexes = [models.Index(fields=["community", "person"], name="search_key_by_person")]

    def __str__(self) -> str:
        return self.key


class Consent(TenantModel):
    """What a person agreed to: purpose, version of the wording, when and how; and when it was withdrawn."""

    person = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(
        _("Purpose"), max_length=20, choices=[(code, item.label) for code, item in PURPOSES.items()]
    )
    wording_version = models.CharField(_("Version of the wording"), max_length=12)
    given_on = models.DateField(_("Given on"))
    way = models.CharField(_("How given"), max_length=10, choices=list(CONSENT_WAYS.items()))
    by_guardian = models.CharField(_("Guardian who consented"), max_length=40, blank=True)
    withdrawn_on = models.DateField(_("Withdrawn on"), null=True, blank=True)

    objects = Rows()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["community", "person", "purpose"], name="consent_by_person")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.given_on}"

    @property
    def stands(self) -> bool:
        """Tell whether it was not withdrawn."""
        return self.withdrawn_on is None

    @property
    def wording(self) -> Any:
        """Return the words agreed to."""
        return PURPOSES[self.purpose].wording


class PersonCategoryQuerySet(TenantQuerySet["PersonCategory"]):
    """Categories in domain words."""

    def standing(self) -> Self:
        """Those that have not ended and whose consent was not withdrawn."""
        return self.filter(until__isnull=True, consent__withdrawn_on__isnull=True)


PersonCategoryManager = TenantManager.from_queryset(PersonCategoryQuerySet)


class PersonCategory(TenantModel):
    """A served category that a person agreed to have recorded."""

    person = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="categories")
    category = models.CharField(_("Served category"), max_length=20, choices=list(CATEGORIES.items()))
    consent = TenantForeignKey(Consent, on_delete=models.PROTECT, related_name="categories")
    since = models.DateField(_("Since"))
    until = models.DateField(_("Until"), null=True, blank=True)

    objects = PersonCategoryManager()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["community", "person", "category"],
                condition=models.Q(until__isnull=True),
                name="category_once",
            )
        ]
        indexes = [models.Index(fields=["community", "category"], name="category_people")]

    def __str__(self) -> str:
        return str(self.get_category_display())


class FileOpening(TenantModel):
    """Somebody opened a person's file. Kept a year; shown on the file."""

    person = TenantForeignKey(Person, on_delete=models.CASCADE, related_name="openings")
    account_ref = models.UUIDField()
    opened_at = models.DateTimeField()
    what = models.CharField(max_length=20)

    objects = Rows()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["community", "person", "opened_at"], name="opening_by_person")]

    def __str__(self) -> str:
        return f"{self.what} {self.opened_at}"


class SheetImport(TenantModel):
    """A sheet of residents on its way in: uploaded, mapped, previewed, confirmed, done."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Columns to be matched")
        READING = "reading", _("Being read")
        READ = "read", _("Ready to be confirmed")
        RUNNING = "running", _("Being taken in")
        DONE = "done", _("Taken in")
        FAILED = "failed", _("Failed")

    file_name = models.CharField(_("File"), max_length=200)
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    state = models.CharField(_("State"), max_length=10, choices=State.choices, default=State.UPLOADED)
    mapping = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    failure = models.TextField(blank=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.UUIDField()
    finished_at = models.DateTimeField(null=True)

    objects = Rows()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["community", "uploaded_at", "id"], name="import_by_moment")]

    def __str__(self) -> str:
        return self.file_name


class ColumnMemory(TenantModel):
    """How the columns of a sheet with these heads were matched last time."""

    heads = models.CharField(max_length=64)
    mapping = models.JSONField()

    objects = Rows()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["community", "heads"], name="one_memory_per_heads")]

    def __str__(self) -> str:
        return self.heads
