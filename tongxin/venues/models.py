"""Venues, when they are open, and who holds them when."""

from datetime import date, datetime
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.communities.models import TenantModel
from tongxin.groups.models import Group
from tongxin.kit.clock import CHINA, local_date
from tongxin.kit.scope import Rows, TenantManager, TenantQuerySet
from tongxin.kit.tenancy import TenantForeignKey
from tongxin.venues.rules import MINUTES_A_DAY, MONTHLY, WEEKLY, Span


class Venue(TenantModel):
    """A room that can be booked."""

    name = models.CharField(_("Venue"), max_length=40)
    place = models.CharField(_("Where it is"), max_length=80, blank=True)
    capacity = models.PositiveSmallIntegerField(
        _("People it holds"), validators=[MinValueValidator(1), MaxValueValidator(5000)]
    )
    equipment = models.CharField(_("Equipment"), max_length=200, blank=True)
    has_key = models.BooleanField(_("A key is handed out"), default=False)
    needs_approval = models.BooleanField(_("Bookings need approval"), default=False)
    is_active = models.BooleanField(_("Can be booked"), default=True)
    version = models.PositiveIntegerField(default=1)

    objects = Rows()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["community", "name"],
                name="venue_name_once",
                violation_error_message=_("A venue of this name exists already. Choose another."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class OpenHours(TenantModel):
    """When a venue is open on a weekday (0 is Monday), in minutes of the day."""

    venue = TenantForeignKey(Venue, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.PositiveSmallIntegerField()
    closes = models.PositiveSmallIntegerField()

    objects = Rows()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["community", "venue", "weekday", "opens"], name="open_hours_once"
            ),
            models.CheckConstraint(
                name="hours_within_the_day",
                condition=Q(opens__lt=F("closes"), closes__lte=MINUTES_A_DAY, weekday__lte=6),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens}-{self.closes}"


class Closure(TenantModel):
    """Days on which a venue is closed."""

    venue = TenantForeignKey(Venue, on_delete=models.CASCADE, related_name="closures")
    first = models.DateField(_("Closed from"))
    last = models.DateField(_("Closed until"))
    reason = models.CharField(_("Reason"), max_length=80)
    is_void = models.BooleanField(default=False)

    objects = Rows()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["community", "venue", "last"], name="closure_by_day")]
        constraints = [
            models.CheckConstraint(
                name="closure_ends_after_it_begins",
                condition=Q(last__gte=F("first")),
                violation_error_message=_("The last day cannot come before the first."),
            )
        ]

    def __str__(self) -> str:
        return self.reason


class Series(TenantModel):
    """Bookings that come back: each is a row of its own, and can be moved or cancelled alone or with those that follow."""

    unit = models.CharField(
        max_length=8,
        choices=[
            (WEEKLY, _("Every week or every few weeks")),
            (MONTHLY, _("Every month on the same weekday")),
        ],
    )
    every = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    until = models.DateField()

    objects = Rows()

    def __str__(self) -> str:
        words = {
            (WEEKLY, True): _("Every week"),
            (WEEKLY, False): _("Every %(n)d weeks"),
            (MONTHLY, True): _("Every month on the same weekday"),
            (MONTHLY, False): _("Every %(n)d months on the same weekday"),
        }
        return str(words[self.unit, self.every == 1]) % {"n": self.every}


class State(models.TextChoices):
    """What became of a booking."""

    WAITING = "waiting", pgettext_lazy("booking", "On the waiting list")
    ASKED = "asked", pgettext_lazy("booking", "Waits for approval")
    CONFIRMED = "confirmed", pgettext_lazy("booking", "Confirmed")
    USED = "used", pgettext_lazy("booking", "Used")
    REFUSED = "refused", pgettext_lazy("booking", "Not approved")
    CANCELLED = "cancelled", pgettext_lazy("booking", "Cancelled")
    NO_SHOW = "no_show", pgettext_lazy("booking", "Nobody came")


# In these a booking keeps others out of its time. The triggers and the constraint in `apart.py` hold the same.
HOLDING = (State.ASKED, State.CONFIRMED, State.USED)
AHEAD = (State.WAITING, State.ASKED, State.CONFIRMED)


class BookingQuerySet(TenantQuerySet["Booking"]):
    """Bookings in domain words."""

    def counted(self) -> Self:
        """Bookings that were not declared void."""
        return self.filter(is_void=False)

    def holding(self) -> Self:
        """Bookings that keep others out of their time."""
        return self.counted().filter(state__in=HOLDING)

    def within(self, begin: datetime, end: datetime) -> Self:
        """Bookings that share a moment with a span; none is longer than a day, so an index bounds them from below."""
        return self.filter(starts__lt=end, ends__gt=begin)

    def in_line(self, venue: Venue, at: datetime) -> Self:
        """Bookings on a venue's waiting list whose time has not begun, first come first."""
        line = self.counted().filter(venue_id=venue.pk, state=State.WAITING, starts__gt=at)
        return line.order_by("asked_at", "id")

    def used(self, first: date, last: date) -> Self:
        """Bookings of which it is recorded that the venue was used, by the day."""
        return self.counted().filter(state=State.USED, day__range=(first, last))


BookingManager = TenantManager.from_queryset(BookingQuerySet)


class Booking(TenantModel):
    """Somebody wants a venue for a time; `source` and `source_id` name the row of an app above for which it was booked."""

    venue = TenantForeignKey(Venue, on_delete=models.PROTECT, related_name="bookings")
    series = TenantForeignKey(
        Series, on_delete=models.PROTECT, related_name="bookings", null=True, blank=True
    )
    closure = TenantForeignKey(
        Closure, on_delete=models.PROTECT, related_name="cancelled", null=True, blank=True
    )
    group = TenantForeignKey(Group, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    starts = models.DateTimeField(pgettext_lazy("time", "From"))
    ends = models.DateTimeField(pgettext_lazy("time", "Until"))
    day = models.DateField(_("Date"))  # on which it starts in China
    state = models.CharField(_("State"), max_length=10, choices=State.choices)
    purpose = models.CharField(_("Used for"), max_length=80)
    holder = models.CharField(_("Unit or group"), max_length=40)
    leader = models.CharField(_("In charge"), max_length=40, blank=True)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    people = models.PositiveSmallIntegerField(
        _("People expected"), validators=[MinValueValidator(1), MaxValueValidator(5000)]
    )
    equipment = models.CharField(_("Equipment"), max_length=200, blank=True)
    came = models.PositiveSmallIntegerField(
        _("People who came"), null=True, blank=True, validators=[MaxValueValidator(5000)]
    )
    checked = models.CharField(_("Found when it was left"), max_length=200, blank=True)
    key_out_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField()
    reason = models.CharField(_("Reason"), max_length=200, blank=True)
    source = models.CharField(max_length=20, blank=True)
    source_id = models.UUIDField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    is_void = models.BooleanField(default=False)

    objects = BookingManager()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["community", "starts", "id"], name="booking_by_time"),
            models.Index(fields=["community", "state", "starts", "id"], name="booking_by_state"),
            models.Index(fields=["community", "venue", "starts"], name="booking_by_venue"),
            models.Index(fields=["community", "series", "starts"], name="booking_by_series"),
        ]
        constraints = [
            models.CheckConstraint(
                name="booking_ends_after_it_starts",
                condition=Q(ends__gt=F("starts")),
                violation_error_message=_("The end must come after the beginning."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} · {self.clock}"

    @property
    def span(self) -> Span:
        """Return its time."""
        return Span(self.starts, self.ends)

    @property
    def clock(self) -> str:
        """Return its hours as the clock shows them: 10:00–11:30."""
        return f"{self.starts.astimezone(CHINA):%H:%M}–{self.ends.astimezone(CHINA):%H:%M}"

    @property
    def holds(self) -> bool:
        """Tell whether it keeps others out of its time."""
        return not self.is_void and self.state in HOLDING

    def put(self, span: Span) -> None:
        """Give it a time."""
        self.starts, self.ends, self.day = span.starts, span.ends, local_date(span.starts)
