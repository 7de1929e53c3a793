"""What an event may say, asked when it is reported, corrected on its page or amended in the register."""

from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from tongxin.kit.errors import RuleBroken
from tongxin.people.models import Consent
from tongxin.visits.duties.rules import OLDEST_EVENT_DAYS


def check_day(happened_on: date, today: date) -> None:
    """Refuse a day on which no event can have happened that was told on `today`. Raises RuleBroken."""
    if happened_on > today:
        text = _("The event lies in the future. Report it once it has happened.")
        raise RuleBroken(text, fields={"happened_on": text})
    if happened_on < today - timedelta(days=OLDEST_EVENT_DAYS):
        text = _("The event lies more than a year back: a visit for it would come too late. Check the year.")
        raise RuleBroken(text, fields={"happened_on": text})


def lacks_consent(person_id: UUID) -> bool:
    """Tell whether somebody has not agreed to be called on, or withdrew it."""
    consents = Consent.objects.filter(person_id=person_id, purpose="follow_up", withdrawn_on__isnull=True)
    return not consents.exists()
