"""What visits have to tell in the year's text: homes called on, what was brought, what was missed."""

from collections.abc import Iterator

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongxin.web.paragraphs import Telling


def must_visits(tell: Telling) -> Iterator[SafeString]:
    """Tell what was due, what was made, and how many homes were called on in all."""
    if tell.value("visits_due"):
        yield tell(_("%(visits_due)s must-visits were due, and %(visits_in_time)s were made."))
        parts = tell.parts("visits_in_time", pgettext("visits", "%(what)s %(number)s"))
        if parts:
            yield tell(_("They were made for: %(parts)s."), parts=parts)
    if tell.value("visits_not_wanted"):
        yield tell(_("%(visits_not_wanted)s homes did not want the visit."))
    if tell.value("visits_made"):
        yield tell(_("With all others, %(visits_made)s visits were made to %(homes_visited)s homes."))
    if tell.value("visit_suggestions"):
        yield tell(_("On %(visit_suggestions)s of them residents made suggestions."))


def gifts(tell: Telling) -> Iterator[SafeString]:
    """Tell what was handed over, in goods and in money, and who paid for it."""
    if tell.value("gifts"):
        yield tell(
            _(
                "Goods worth %(gifts_goods)s yuan and %(gifts_cash)s yuan in money were handed over, %(gifts)s yuan in all."
            )
        )
        parts = tell.parts("gifts", _("%(what)s %(number)s yuan"))
        yield tell(_("They came from: %(parts)s."), parts=parts)


def problems(tell: Telling) -> Iterator[SafeString]:
    """Tell what was missed, and where nobody was at home."""
    if tell.value("visits_missed"):
        yield tell(_("%(visits_missed)s must-visits were missed."))
    elif tell.value("visits_due"):
        yield tell(_("No must-visit was missed."))
    if tell.value("visits_not_home"):
        yield tell(_("At %(visits_not_home)s homes nobody was met however often somebody called."))


def plans(tell: Telling) -> Iterator[SafeString]:
    """Tell whom to call on first, and what is due already."""
    if tell.value("visits_missed"):
        yield tell(_("The homes behind the %(visits_missed)s visits missed are called on first."))
    if tell.value_ahead("visits_due"):
        yield tell(_("%(ahead)s must-visits are due already."), ahead=tell.ahead("visits_due"))
