"""What a stored item says, opened and read."""

from tongxin.phones.items import readers
from tongxin.phones.models import Submission
from tongxin.phones.payload import Payload, Unread, read_payload
from tongxin.phones.sealing import Unopened, open_envelope


def payload_of(submission: Submission) -> Payload:
    """Return what an item says. Raises Unopened or Unread."""
    return read_payload(open_envelope(bytes(submission.raw)), readers())


def readable(submission: Submission) -> Payload | None:
    """Return what an item says, if it can be opened and read."""
    try:
        return payload_of(submission)
    except (Unopened, Unread):
        return None
