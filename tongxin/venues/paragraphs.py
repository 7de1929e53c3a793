"""What venues tell in the year's text."""

from collections.abc import Iterator

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tongxin.web.paragraphs import Telling


def venues(tell: Telling) -> Iterator[SafeString]:
    """Tell how many venues there are, and how often and by how many they were used."""
    if tell.value("venue_uses"):
        yield tell(
            _("There are %(venues)s venues; they were used %(venue_uses)s times by %(venue_people)s people.")
        )
