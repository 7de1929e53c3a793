"""What groups have to tell in the year's text: how many there are, and what their volunteers gave."""

from collections.abc import Iterator

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tongxin.web.paragraphs import Telling


def standing(tell: Telling) -> Iterator[SafeString]:
    """Tell which groups the community can rely on."""
    if tell.value("groups"):
        yield tell(_("It has %(groups)s fellowship groups with %(members)s volunteers on their rosters."))


def given(tell: Telling) -> Iterator[SafeString]:
    """Tell how many served and the hours they gave."""
    if not tell.value("hours"):
        return
    yield tell(_("%(volunteers)s volunteers gave %(hours)s hours of service."))
    parts = tell.parts("hours", _("%(what)s %(number)s hours"))
    yield tell(_("By group: %(parts)s."), parts=parts)
