"""What the office has to tell in the year's text: its own work, and what it wrote down of problems and next steps."""

from collections.abc import Iterator

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongxin.communities.models import WorkLog
from tongxin.web.paragraphs import Item, Telling

MOST_LINES = 5


def work(tell: Telling) -> Iterator[SafeString]:
    """Tell what the work record book holds, by kind."""
    if tell.value("work"):
        parts = tell.parts("work", pgettext("work", "%(what)s %(number)s"))
        yield tell(_("The work record book holds %(work)s lines: %(parts)s."), parts=parts)


def problems(tell: Telling) -> Iterator[Item | SafeString]:
    """Tell the problems that the office wrote down last."""
    return _lines(tell, "problems")


def next_steps(tell: Telling) -> Iterator[Item | SafeString]:
    """Tell the next steps that the office wrote down last."""
    return _lines(tell, "next_steps")


def _lines(tell: Telling, column: str) -> Iterator[Item | SafeString]:
    """Tell the last lines as a list; one alone is no list, and runs on with what is said before it."""
    rows = (
        WorkLog.objects.counted()
        .filter(worked_on__range=(tell.period.first, tell.period.last))
        .exclude(**{column: ""})
    )
    latest = rows.order_by("-worked_on", "-id").values_list(column, flat=True)[: MOST_LINES * 4]
    lines = list(dict.fromkeys(latest))[:MOST_LINES]
    if len(lines) == 1:
        yield tell(_("The office also wrote down: %(line)s."), line=lines[0].rstrip("。.；; "))
        return
    yield from (Item(text) for text in reversed(lines))
