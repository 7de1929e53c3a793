"""The sentences that the script of the page for phones says."""

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    """Return the sentences that the page's script says."""
    return {
        "offline": _("No network. What you save stays on this phone and is sent later."),
        "online": _("Connected"),
        "login": _("Log in to send and to see your homes. Nothing is lost."),
        "portal": _(
            "The network answers with a page of its own. Sign in to the network first; nothing was sent or lost."
        ),
        "faulty": _("The server does not answer as it should. Nothing was sent or lost; it is tried again."),
        "saved": _("Saved on this phone."),
        "over": _("%(n)s too many"),
        "too_long": _(
            "%(field)s: %(n)s characters too many. Nothing was cut off: shorten it, then save again."
        ),
        "quota": _(
            "The phone has no room left. Nothing was saved: make room, or send first what waits, then save again."
        ),
        "too_large": _(
            "The server found this too large. It stays on the phone: save it to a file and bring it to the office."
        ),
        "others": _(
            "%(n)s items of somebody else wait on this phone. They are sent; only who wrote them can read them."
        ),
        "sent_none": _("Nothing waits to be sent."),
        "days_2": _("Something has waited two days to be sent. Find a network, or save it to a file."),
        "days_4": _(
            "Something has waited four days. Bring the phone to the office, or save it to a file now."
        ),
        "room": _("Room on the phone: %(used)s of %(all)s MB used"),
        "not_kept": _("The browser may delete what is kept here. Put this page on the home screen."),
        **_states(),
        **_days(),
        "photo": _("This picture cannot be read. Take another."),
        "discard": _("Throw this draft away? What was typed is lost."),
        "expired": _("The homes taken along have expired. Fetch them again."),
        "none": _("No home is assigned to you now."),
        "update": _("A new version of this page is ready; it starts when no form is open."),
        "server": _(
            "The server has %(n)s of yours: %(applied)s in the register, %(held)s waiting for a decision."
        ),
        "phone": _("This phone has sent %(n)s; the server counts %(device)s from it."),
        "differ": _("The two numbers differ: show this page at the office."),
        "file": _("visits-not-sent"),
    }


def _states() -> dict[str, str]:
    """Where an item stands."""
    return {
        "ready": _("on this phone"),
        "received": _("received"),
        "waiting": _("received"),
        "applied": _("accepted"),
        "registered": _("in the register, no. %(number)s"),
        "held": _("waits for a decision: %(reason)s"),
        "refused": _("not taken: %(reason)s"),
        "conflict": _("another content was sent before: a person decides"),
    }


def _days() -> dict[str, str]:
    """By when a home is to be visited."""
    return {
        "today": _("today"),
        "late": _("late"),
        "by": _("by %(day)s"),
        "was_due": _("%(day)s, overdue"),
    }
