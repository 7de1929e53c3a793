"""Entries, their salted field values, and the one head row per register that is the only lock."""

import json
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongxin.kit.ids import uuid7
from tongxin.kit.kept import Given, KeptQuery
from tongxin.kit.saving import TenantSaveMixin
from tongxin.kit.scope import Rows, TenantManager, TenantQuerySet
from tongxin.kit.tenancy import TenantForeignKey
from tongxin.registers.kinds import KINDS, REGISTERS, EntryKind, Register


class RegisterRow(TenantSaveMixin, models.Model):
    """Base of the tables here: the community is a plain id, because the community's table lies above."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community_id = models.UUIDField(editable=False)

    class Meta:
        abstract = True
        base_manager_name = "objects"


class RegisterHead(RegisterRow):
    """The end of a chain: last sequence number, its hash, and the last serial numbers of the year."""

    register = models.CharField(max_length=20)
    seq = models.PositiveBigIntegerField(default=0)
    head_hash = models.CharField(max_length=64)
    year = models.PositiveSmallIntegerField(default=0)
    number = models.PositiveIntegerField(default=0)
    correction = models.PositiveIntegerField(default=0, help_text="last number of the year's corrections")

    objects = Rows()

    class Meta(RegisterRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["community_id", "register"], name="head_once_per_register")
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.seq}"


class EntryQuerySet(TenantQuerySet["Entry"]):
    """Entries in domain words."""

    def in_book(self, register: str, year: int | None = None) -> Self:
        """Entries of one register, and year if given, in the order they were written."""
        found = self.filter(register=register)
        return found.filter(year=year) if year else found

    def written(self) -> Self:
        """Entries as first written: the lines of a book, without the corrections that stand beside them."""
        return self.filter(kind=Entry.Kind.CREATE)

    def standing_in_month(self, month: int) -> Self:
        """Entries that happened in a month (yyyymm) as they stand: a corrected date counts, not the first one."""
        moved = Corrected.objects.exclude(month=month).values("entry_id")
        come = Corrected.objects.filter(month=month).values("entry_id")
        return self.filter((Q(month=month) & ~Q(pk__in=moved)) | Q(pk__in=come))

    def standing_under(self, topic: str) -> Self:
        """Entries of a topic as they stand."""
        moved = Corrected.objects.exclude(topic=topic).values("entry_id")
        come = Corrected.objects.filter(topic=topic).values("entry_id")
        return self.filter((Q(topic=topic) & ~Q(pk__in=moved)) | Q(pk__in=come))

    def about(self, ref: UUID) -> Self:
        """Entries that name a row (a need, a person, a group), oldest first, as first written.

        Their amendments are left out: what one of them said of another person is read on the entry's page alone, and
        how an entry stands now is what `reading.lines` joins to it.
        """
        named = EntrySubject.objects.filter(ref=ref).values("entry_id")
        return self.written().filter(pk__in=named).order_by("recorded_at", "seq")

    def with_values(self) -> Self:
        """Read the field values in one further query."""
        return self.prefetch_related("field_rows")


EntryManager = TenantManager.from_queryset(EntryQuerySet)


class Entry(RegisterRow):
    """One line of a register. Never changed, never deleted: a trigger refuses both on either database."""

    class Kind(models.TextChoices):
        CREATE = "create", _("Entry")
        AMEND = "amend", _("Amendment")
        VOID = "void", _("Void")
        ERASE = "erase", _("Erasure")
        SEAL = "seal", _("Seal")

    class Series(models.TextChoices):
        """What counts on by itself within a year: the book's lines have no gap where a correction stands."""

        ENTRY = "entry", _("Entry")
        CORRECTION = "correction", _("Correction")
        SEAL = "seal", _("Seal")

    register = models.CharField(max_length=20)
    seq = models.PositiveBigIntegerField()
    year = models.PositiveSmallIntegerField()
    series = models.CharField(max_length=10, choices=Series.choices)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    refers_to = models.UUIDField(null=True)
    schema = models.CharField(max_length=40)
    topic = models.CharField(max_length=40, blank=True)
    happened_on = models.DateField()
    month = models.PositiveIntegerField(help_text="yyyymm of happened_on: what counts by month read an index")
    recorded_at = models.DateTimeField()
    actor_ref = models.UUIDField()
    header = models.BinaryField()
    prev_hash = models.CharField(max_length=64)
    entry_hash = models.CharField(max_length=64)
    # A keyed fingerprint of what the form asked for whose number is this entry's id; no part of the chain.
    sent = models.BinaryField(max_length=32, default=b"")

    objects = EntryManager()

    class Meta(RegisterRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["community_id", "register", "seq"], name="entry_seq_once"),
            models.UniqueConstraint(fields=["community_id", "register", "prev_hash"], name="entry_no_fork"),
            models.UniqueConstraint(
                fields=["community_id", "register", "year", "series", "number"],
                name="entry_number_without_gap",
            ),
        ]
        indexes = [
            # Corrections alone: most entries refer to none, and SQLite would take as many for every value asked for.
            models.Index(
                fields=["community_id", "refers_to"],
                condition=Q(refers_to__isnull=False),
                name="entry_by_referred",
            ),
            models.Index(fields=["community_id", "recorded_at"], name="entry_by_moment"),
            models.Index(fields=["community_id", "register", "month", "topic"], name="entry_by_month_topic"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def corrected(self) -> UUID:
        """The entry that this one corrects, voids or erases from; LookupError if it does none of these."""
        if self.refers_to is None:
            raise LookupError(f"entry {self.pk} corrects no other")
        return self.refers_to

    @property
    def short(self) -> str:
        """The number within the register: year, serial number."""
        return f"{self.year}-{self.number:04d}"

    @property
    def label(self) -> str:
        """The number by which people speak of the entry: register, year, serial number; corrections count by themselves."""
        if self.series == Entry.Series.ENTRY:
            return f"{self.book.title} {self.short}"
        return str(
            _("%(book)s · %(series)s %(year)s-%(number)03d")
            % {
                "book": self.book.title,
                "series": self.get_series_display(),
                "year": self.year,
                "number": self.number,
            }
        )

    @property
    def book(self) -> Register:
        """The register's declaration."""
        return REGISTERS[self.register]

    @property
    def kind_class(self) -> type[EntryKind]:
        """The dataclass that this entry was written from."""
        return KINDS[self.schema]

    def commits_to(self) -> set[str]:
        """Return the names of the values that the sealed header commits to, erased since or not."""
        return set(json.loads(bytes(self.header)).get("fields", {}))

    def values(self) -> dict[str, Any]:
        """Return field name: value as stored; an erased field is missing."""
        return {row.name: row.read() for row in self.field_rows.all()}


# The entry that a key was used for, if it was.
written_under: KeptQuery[Entry] = KeptQuery(lambda: Entry.objects.filter(pk=Given("key")))


class EntryField(RegisterRow):
    """One value with its salt: the only place that holds personal data; goes only after an erase entry."""

    entry = TenantForeignKey(Entry, on_delete=models.DO_NOTHING, related_name="field_rows")
    name = models.CharField(max_length=40)
    value = models.TextField()
    salt = models.BinaryField(max_length=16)

    objects = Rows()

    class Meta(RegisterRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["community_id", "entry", "name"], name="field_once_per_entry")
        ]

    def __str__(self) -> str:
        return self.name

    def read(self) -> Any:
        """Return the value as the chain stores it: text, number, yes/no or a list of these."""
        return json.loads(self.value)


class EntrySubject(RegisterRow):
    """Which rows an entry speaks of: a look-up table beside the chain, deletable when a person is erased."""

    entry = TenantForeignKey(Entry, on_delete=models.DO_NOTHING, related_name="subject_rows")
    name = models.CharField(max_length=20)
    ref = models.UUIDField()

    objects = Rows()

    class Meta(RegisterRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["community_id", "entry", "name", "ref"], name="subject_once_per_entry"
            )
        ]
        indexes = [models.Index(fields=["community_id", "ref"], name="subject_by_ref")]

    def __str__(self) -> str:
        return self.name


class Corrected(RegisterRow):
    """How a corrected entry stands now: beside the chain, so that a book can ask for the month and kind that hold.

    Rows exist for corrected entries only; `verifying.py` compares them with the corrections they follow from.
    """

    entry = TenantForeignKey(Entry, on_delete=models.DO_NOTHING, related_name="standing")
    happened_on = models.DateField()
    month = models.PositiveIntegerField(help_text="yyyymm of happened_on")
    topic = models.CharField(max_length=40, blank=True)
    is_void = models.BooleanField(default=False)

    objects = Rows()

    class Meta(RegisterRow.Meta):
        constraints = [models.UniqueConstraint(fields=["community_id", "entry"], name="corrected_once")]
        indexes = [models.Index(fields=["community_id", "month"], name="corrected_by_month")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.happened_on}"


class Verification(RegisterRow):
    """The outcome of walking one register's chain: the quiet mark on the page."""

    register = models.CharField(max_length=20)
    verified_at = models.DateTimeField()
    upto_seq = models.PositiveBigIntegerField()
    head_hash = models.CharField(max_length=64)
    faults = models.JSONField(default=list)

    objects = Rows()

    class Meta(RegisterRow.Meta):
        indexes = [
            models.Index(fields=["community_id", "register", "verified_at"], name="verification_latest")
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.verified_at}"

    @property
    def ok(self) -> bool:
        """Tell whether nothing was wrong."""
        return not self.faults
