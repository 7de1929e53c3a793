"""What is wrong with what was said of a service: asked by the form, of all at once, and by the action."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from tongxin.kit.words import clean
from tongxin.needs.rules import LEAST_HOURS, MOST_HOURS
from tongxin.web.templatetags.web import full_day


def done_faults(
    received_on: date, done_on: date | None, hours: Decimal | None, result: str | None, today: date
) -> dict[str, str]:
    """Return field name: fault, of what was done and when; what is None was refused already and is not judged."""
    found = {}
    if done_on is not None and not received_on <= done_on <= today:
        text = _("The day must lie between the reception (%(first)s) and today.")
        found["done_on"] = text % {"first": full_day(received_on)}
    if hours is not None and not LEAST_HOURS <= hours <= MOST_HOURS:
        found["hours"] = _("Hours are at least 0.25 and at most 24.")
    if result is not None and not clean(result):
        found["result"] = _("Say in a few words what was done.")
    return found
