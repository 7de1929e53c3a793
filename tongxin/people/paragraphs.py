"""What people have to tell in the year's text: who lives here, and whom the community looks after."""

from collections.abc import Iterator

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongxin.people.rules import CATEGORIES
from tongxin.web.paragraphs import Telling, listed


def residents(tell: Telling) -> Iterator[SafeString]:
    """Tell how many live here."""
    if tell.value("residents"):
        yield tell(_("%(households)s households with %(residents)s residents live in the community."))


def categories(tell: Telling) -> Iterator[SafeString]:
    """Tell how many belong to each served category, as far as they agreed to have it recorded."""
    held = [code for code in CATEGORIES if tell.value(code)]
    if not held:
        return
    parts = listed(
        tell(pgettext("people", "%(what)s %(number)s"), what=CATEGORIES[code], number=tell.number(code))
        for code in held
    )
    yield tell(_("With their consent these are looked after: %(parts)s."), parts=parts)
    if tell.value("allowance_compatriots") or tell.value("allowance_relatives"):
        yield tell(
            _(
                "Of the households on the minimum living allowance, a Taiwan compatriot lives in %(allowance_compatriots)s and a relative of one in %(allowance_relatives)s."
            )
        )
