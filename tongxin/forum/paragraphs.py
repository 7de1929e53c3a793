"""What suggestions tell in the year's text."""

from collections.abc import Iterator

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongxin.web.paragraphs import Telling


def suggestions(tell: Telling) -> Iterator[SafeString]:
    """Tell what was suggested, what was answered and how much of it was adopted."""
    if tell.value("suggestions"):
        parts = tell.parts("suggestions", pgettext("suggestions", "%(what)s %(number)s"))
        yield tell(_("%(suggestions)s suggestions were taken down: %(parts)s."), parts=parts)
    if tell.value("suggestions_answered"):
        yield tell(
            _(
                "%(suggestions_answered)s were answered, and %(suggestions_adopted)s adopted wholly or in part."
            )
        )


def silence(tell: Telling) -> Iterator[SafeString]:
    """Tell how many had no answer in time."""
    if tell.value("suggestions_silent"):
        yield tell(_("%(suggestions_silent)s suggestions have no answer though the day due has passed."))
