"""A calendar of somebody's visits: how many homes on which day, and nothing else."""

from collections import Counter
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongxin.communities.models import Account
from tongxin.kit.clock import local_date
from tongxin.kit.scope import community_scope
from tongxin.rounds.models import CalendarFeed, print_of
from tongxin.visits.duties.waiting import by_when
from tongxin.visits.models import Duty

AHEAD_DAYS = 120


def days_of(account_id: UUID, today: date) -> Counter[date]:
    """Return day: homes to be called on; what is late stands today."""
    rows = by_when(
        Duty.objects.open().filter(account_id=account_id, opens_on__lte=today + timedelta(days=AHEAD_DAYS))
    )
    pairs = {(home, max(when, today)) for home, when in rows.values_list("household_id", "when")}
    return Counter(when for _home, when in pairs)


def calendar_for(community_id: UUID, secret: str, *, at: datetime, base: str) -> bytes | None:
    """Return the calendar of a secret as iCalendar (RFC 5545), or None if it is nobody's any more."""
    with community_scope(community_id):
        rows = CalendarFeed.objects.filter(secret_print=print_of(secret), revoked_at__isnull=True)
        feed = rows.filter(account__is_active=True).select_related("account").first()
        if feed is None:
            return None
        account: Account = feed.account
        with translation.override(account.language or None):
            return _written(feed, account, at, base)


def _written(feed: CalendarFeed, account: Account, at: datetime, base: str) -> bytes:
    from icalendar import Calendar, Event  # eighty modules, wanted only where a calendar asks

    made = Calendar()
    made.add("prodid", "-//Tongxin//must-visits//")
    made.add("version", "2.0")
    made.add("x-wr-calname", _("Homes to be visited"))
    made.add("refresh-interval;value=duration", "PT4H")
    for day, homes in sorted(days_of(account.pk, local_date(at)).items()):
        event = Event()
        event.add("uid", f"{day.isoformat()}-{feed.pk}@tongxin")
        event.add("dtstamp", at)
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add(
            "summary", ngettext("%(n)s home to be visited", "%(n)s homes to be visited", homes) % {"n": homes}
        )
        event.add("url", base)
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    text: bytes = made.to_ical()
    return text
