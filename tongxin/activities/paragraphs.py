"""What activities have to tell in the year's text: what was held, one by one."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongxin.activities.models import Activity
from tongxin.web.paragraphs import Item, Telling
from tongxin.web.templatetags.web import bare_day


def held(tell: Telling) -> Iterator[SafeString | Item]:
    """Tell how many were held and how many came, then name them in order."""
    if not tell.value("activities"):
        return
    yield tell(_("%(activities)s activities were held, to which %(came)s people came."))
    parts = tell.parts("activities", pgettext("activities", "%(what)s %(number)s"))
    yield tell(_("They were: %(parts)s."), parts=parts)
    rows = (
        Activity.objects.counted()
        .filter(held_on__range=(tell.period.first, tell.period.last))
        .order_by("held_on", "id")
    )
    for activity in rows:
        yield Item(f"{bare_day(activity.held_on)} {activity.title}", reverse("activity", args=[activity.pk]))
