"""On which days a consent can stand: asked when it is recorded, and when its days are corrected."""

from django.db.models import F
from django.utils.translation import gettext as _

from tongxin.kit.days import overlap
from tongxin.kit.errors import RuleBroken
from tongxin.people.models import Consent
from tongxin.web.templatetags.web import full_day


def check_days(consent: Consent, *, category: str = "", field: str) -> None:
    """Refuse days that lie within those of another consent to the same purpose and category, one of the two having ended.

    Raises RuleBroken naming the field. A consent declared void ended on the day it was given: it never stood.
    """
    same = Consent.objects.filter(person_id=consent.person_id, purpose=consent.purpose).exclude(pk=consent.pk)
    if category:
        same = same.filter(categories__category=category)
    for other in same.exclude(withdrawn_on=F("given_on")).order_by("given_on", "pk"):
        ended = other.withdrawn_on or consent.withdrawn_on
        if ended and overlap((consent.given_on, consent.withdrawn_on), (other.given_on, other.withdrawn_on)):
            first, last = (
                full_day(other.given_on),
                full_day(other.withdrawn_on) if other.withdrawn_on else "…",
            )
            text = _(
                "Consent to the same stood from %(first)s to %(last)s: the days of the two must not overlap."
            )
            text %= {"first": first, "last": last}
            raise RuleBroken(text, fields={field: text})
