"""What a reader of an item should know: codes kept with it, put into words when shown."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from tongxin.phones.items import KINDS
from tongxin.phones.models import Submission

FLAGS: dict[str, Callable[[], str]] = {
    "sent_by_other": lambda: _("it was sent while somebody else was signed in"),
    "gap": lambda: _("an earlier item of this phone never arrived"),
    "seq_reused": lambda: _(
        "this phone used the same running number before: it may have been restored from a copy"
    ),
    "clock": lambda: _("the phone's clock was off: the day was set to that of the server"),
    "parallel": lambda: _(
        "the resident's file had been changed in another field meanwhile; both changes stand"
    ),
    "no_photo": lambda: _("a picture never arrived"),
    "bad_photo": lambda: _("a picture could not be taken: it is none, or it arrived damaged"),
}


def words_of(submission: Submission) -> list[str]:
    """Return an item's flags in words."""
    kind = KINDS.get(submission.kind)
    known = {**FLAGS, **(kind.flags if kind else {})}
    return [known[code]() for code in submission.flags if code in known]
