"""Entries about what phones sent and was not taken at once."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tongxin.phones.models import Submission
from tongxin.registers.kinds import EntryKind, entry, fact, ref, register

PHONES = register(
    "phones",
    _("Record of phones"),
    _("What phones sent and could not be taken at once, and what was decided about it"),
)


@entry(
    "phones.held/1",
    book=PHONES,
    title=_("Item of a phone held"),
    instead=_(
        "This says what happened at that moment and cannot be corrected. Decide on the item on its page."
    ),
)
class SubmissionStored(EntryKind):
    """An item of a phone that could not be taken into the register at once."""

    submission: UUID = ref(Submission, _("Item"))
    receipt: str = fact(_("Receipt"))
    reason: str = fact(_("Reason"), personal=True)


@entry(
    "phones.decided/1",
    book=PHONES,
    title=_("Item of a phone decided"),
    instead=_(
        "A decision cannot be taken back. What was taken is corrected in its book; what was refused is recorded by hand."
    ),
)
class SubmissionDecided(EntryKind):
    submission: UUID = ref(Submission, _("Item"))
    receipt: str = fact(_("Receipt"))
    taken: bool = fact(_("Taken"))
    reason: str = fact(_("Reason"), personal=True)
