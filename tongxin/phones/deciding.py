"""Taking a held item in, with what was heard beside it."""

from datetime import datetime
from uuid import UUID

from tongxin.kit.actor import Actor
from tongxin.kit.permissions import require
from tongxin.phones import access, actions, heard, pictures
from tongxin.phones.models import Submission
from tongxin.phones.reading import readable


def take(submission_id: UUID, *, apart: bool, by: Actor, at: datetime, key: UUID | None = None) -> Submission:
    """Take a held item into the register, then compare the phone number heard with it, as where nothing was held.

    Two deeds: the item is in, whether or not the number can be taken over. Raises what `actions.take_held` raises.
    """
    require(access.REVIEW(by))
    payload = readable(Submission.objects.get(pk=submission_id))
    ahead = pictures.opened(payload) if payload else {}
    taken = actions.take_held(submission_id, ahead=ahead, apart=apart, by=by, at=at, key=key)
    if taken.heard_open:
        heard.compare(taken.pk, at=at)
    return taken
