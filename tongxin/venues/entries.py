"""The book of venue use (场地使用), and the record of bookings behind it."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.registers.kinds import VOID_BY_APP, EntryKind, entry, fact, ref, register
from tongxin.venues.models import Booking, Closure, Series, Venue

VENUE_USE = register(
    "venue_use",
    _("Book of venue use"),
    _("Who used which venue, when, for what, and how it was left"),
    is_book=True,
)
VENUES = register(
    "venues",
    _("Record of venues"),
    _("Venues set up and closed, bookings made, moved, approved and cancelled"),
)
STEPS = {
    "moved": pgettext_lazy("booking", "Moved"),
    "approved": pgettext_lazy("booking", "Approved"),
    "refused": pgettext_lazy("booking", "Not approved"),
    "cancelled": pgettext_lazy("booking", "Cancelled"),
    "closed": pgettext_lazy("booking", "Cancelled because the venue is closed"),
    "no_show": pgettext_lazy("booking", "Nobody came"),
    "moved_up": pgettext_lazy("booking", "Moved up from the waiting list"),
    "key_out": pgettext_lazy("booking", "Key handed out"),
}


@entry(
    "venues.venue_set/1",
    book=VENUES,
    title=_("Venue set up or changed"),
    instead=_("This is not corrected: change the venue on its page, and the change is recorded."),
)
class VenueSet(EntryKind):
    venue: UUID = ref(Venue, _("Venue"))
    name: str = fact(_("Name"))
    capacity: int = fact(_("People it holds"))
    hours: tuple[str, ...] = fact(_("Opening hours"), default=())
    equipment: str = fact(_("Equipment"), default="")
    has_key: bool = fact(_("A key is handed out"), default=False)
    needs_approval: bool = fact(_("Bookings need approval"), default=False)
    active: bool = fact(_("Can be booked"), default=True)


@entry(
    "venues.closed/1",
    book=VENUES,
    title=_("Venue closed for some days"),
    deed="venues.set",
    day="first",
    voids="is_void",
    creates=True,
)
class VenueClosed(EntryKind):
    closure: UUID = ref(Closure, _("Closure"))
    venue: UUID = ref(Venue, _("Venue"))
    name: str = fact(_("Venue"))
    first: date = fact(_("Closed from"), column="first")
    last: date = fact(_("Closed until"), column="last")
    reason: str = fact(_("Reason"), personal=True, amends="reason")


@entry(
    "venues.booked/1",
    book=VENUES,
    title=_("Venue booked"),
    deed="venues.book",
    day="booked_for",
    voids="is_void",
    creates=True,
)
class VenueBooked(EntryKind):
    booking: UUID = ref(Booking, _("Booking"))
    venue: UUID = ref(Venue, _("Venue"))
    series: UUID | None = ref(Series, _("Series"), default=None)
    booked_for: date = fact(_("Date"))
    name: str = fact(_("Venue"))
    hours: str = fact(_("Hours of the day"))
    purpose: str = fact(_("Used for"), amends="purpose")
    holder: str = fact(_("Unit or group"), amends="holder")
    leader: str = fact(_("In charge"), personal=True, amends="leader", default="")
    phone: str = fact(_("Phone"), personal=True, amends="phone", default="")
    people: int = fact(_("People expected"), amends="people")
    waits: bool = fact(_("On the waiting list"), default=False)


@entry(
    "venues.booking_changed/1",
    book=VENUES,
    title=_("Booking moved, approved, refused or cancelled"),
    topic="what",
    instead=_(
        "A step with a booking is not corrected. Take the next step on the booking's page, or book anew."
    ),
)
class BookingChanged(EntryKind):
    booking: UUID = ref(Booking, _("Booking"))
    what: str = fact(_("What"), words=lambda: STEPS)
    name: str = fact(_("Venue"))
    time: str = fact(_("Time"))
    earlier: str = fact(_("Before"), default="")
    reason: str = fact(_("Reason"), personal=True, default="")


@entry(
    "venues.used/1",
    book=VENUE_USE,
    title=_("Venue used"),
    deed="venues.book",
    day="used_on",
    voids=VOID_BY_APP,
)
class VenueUsed(EntryKind):
    booking: UUID = ref(Booking, _("Booking"))
    venue: UUID = ref(Venue, _("Venue"))
    name: str = fact(_("Venue"))
    used_on: date = fact(_("Date"))
    hours: str = fact(_("Hours of the day"))
    holder: str = fact(_("Unit or group"))
    leader: str = fact(_("In charge"), personal=True, default="")
    purpose: str = fact(_("Used for"))
    came: int = fact(_("People who came"), amends="came")
    equipment: str = fact(_("Equipment"), default="")
    key_back: bool = fact(_("Key is back"), default=False)
    checked: str = fact(_("Found when it was left"), amends="checked", default="")
