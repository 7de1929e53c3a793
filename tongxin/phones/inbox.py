"""What phones send: stored first, applied after. Failing to apply it holds it for a person; it is never thrown away."""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.communities.models import Account
from tongxin.communities.signing_in import actor_for
from tongxin.files.pictures import Picture
from tongxin.kit.actor import Actor
from tongxin.kit.errors import TongxinError
from tongxin.kit.ids import uuid7
from tongxin.phones import heard, pictures
from tongxin.phones.entries import SubmissionStored
from tongxin.phones.items import KINDS, Coming, Made
from tongxin.phones.models import Submission
from tongxin.phones.payload import Payload, Unread
from tongxin.phones.reading import payload_of, readable
from tongxin.phones.sealing import Unopened
from tongxin.phones.tickets import actor_of, owner_of
from tongxin.registers.appending import Draft, record
from tongxin.registers.models import Entry

log = logging.getLogger("tongxin.inbox")
# An item whose forerunner on the same phone is missing waits so long, then it is applied and flagged.
GAP_DAYS = 5
# So long the server tries to apply an item at which it stumbles itself.
TRIED_DAYS = 1
State = Submission.State
Ahead = Mapping[str, Picture | None]


@dataclass(frozen=True, slots=True)
class Reply:
    """What the phone is told: 201 in the register, 202 stored, 409 another body under the same id."""

    status: int
    submission: Submission
    missing: tuple[str, ...] = ()

    def as_json(self, by: Actor) -> dict[str, Any]:
        """Return the reply's body; the phone deletes an item only when item and fingerprint match its own."""
        told = state_of(self.submission, by)
        return {**told, "sha256": self.submission.sha256, "missing": list(self.missing)}


def state_of(submission: Submission, by: Actor) -> dict[str, Any]:
    """Return an item's state as the phone shows it. Whoever sends for another is not told why it waits: that names people."""
    own = submission.owner_ref == by.ref
    return {
        "item": str(submission.item),
        "receipt": submission.receipt,
        "state": submission.state,
        "reason": submission.reason if own else "",
        "number": submission.number,
    }


def receive(
    item: UUID, sha256: str, envelope: bytes, *, by: Actor, at: datetime, came_by: str = "phone"
) -> Reply:
    """Store an item, then try to apply it. Sent again it gets the same receipt; another body under its id is kept too."""
    submission, other = _store(item, sha256, envelope, by=by, at=at, came_by=came_by)
    if other:
        return Reply(409, submission)
    missing: tuple[str, ...] = ()
    if submission.state in {State.RECEIVED, State.WAITING}:
        missing = _try(submission, at)
        submission = Submission.objects.get(pk=submission.pk)
        if submission.state == State.APPLIED:
            _apply_followers(submission, at)
    return Reply(201 if submission.state == State.APPLIED else 202, submission, missing)


def _try(submission: Submission, at: datetime) -> tuple[str, ...]:
    """Apply an item; a fault of the server's own leaves it stored, to be tried again, and after a day for a person."""
    try:
        return apply(submission.pk, at=at)
    except Exception:  # whatever it is, what somebody wrote is stored and must not be lost or sent for ever
        log.exception("item %s could not be applied", submission.item)
        if at - submission.received_at >= timedelta(days=TRIED_DAYS):
            with transaction.atomic():
                text = _("The server could not take it in; its log says why. Tell whoever looks after it.")
                _hold(submission, text, at)
        return ()


@transaction.atomic
def _store(
    item: UUID, sha256: str, envelope: bytes, *, by: Actor, at: datetime, came_by: str
) -> tuple[Submission, bool]:
    """Insert an item unless it is there; tell whether another body has been stored under its id before."""
    fresh = Submission(
        id=uuid7(),
        community_id=by.community_id,
        item=item,
        sha256=sha256,
        raw=envelope,
        owner_ref=by.ref,
        sender_ref=by.ref,
        device=UUID(int=0),
        seq=0,
        form_version=0,
        captured_at=at,
        received_at=at,
        came_by=came_by,
        receipt=secrets.token_hex(4).upper(),
    )
    Submission.objects.bulk_create([fresh], ignore_conflicts=True)
    held = list(Submission.objects.filter(item=item).order_by("received_at", "id"))
    mine = next(row for row in held if row.sha256 == sha256)
    others = [
        row
        for row in held
        if row.sha256 != sha256 and row.received_at <= mine.received_at and row.pk != mine.pk
    ]
    if others and mine.state == State.RECEIVED:
        _hold(mine, _("Another content came under the same number of the phone. Compare both."), at)
    return mine, bool(others)


def _hold(submission: Submission, reason: str, at: datetime) -> None:
    """Leave an item for a person, with the reason; in the register it stands under the writer, or who brought it."""
    by = actor_of(submission.owner_ref, submission.community_id)
    submission.state, submission.reason = State.HELD, reason[:300]
    submission.save()
    entry = SubmissionStored(submission=submission.pk, receipt=submission.receipt, reason=submission.reason)
    record(entry, by=by, at=at)


def apply(submission_id: UUID, *, at: datetime) -> tuple[str, ...]:
    """Try to make a row of a stored item; whatever stands against it is kept with it as the reason.

    Returns the fingerprints of pictures that have not arrived.
    """
    ahead = _opened_ahead(Submission.objects.get(pk=submission_id), at)
    with transaction.atomic():
        submission: Submission = Submission.objects.locked().get(pk=submission_id)
        if submission.state not in {State.RECEIVED, State.WAITING}:
            return ()
        read = _read(submission)
        if isinstance(read, str):
            _hold(submission, read, at)
            return ()
        payload, owner = read
        by = actor_for(owner, submission.community_id)
        missing = _apply_payload(submission, payload, ahead, by, at)
    if submission.heard_open:
        heard.compare(submission.pk, at=at)
    return missing


def _opened_ahead(submission: Submission, at: datetime) -> Ahead:
    """Open the pictures of an item before the transaction that may make a row of it; none while some are awaited."""
    payload = readable(submission) if submission.state in {State.RECEIVED, State.WAITING} else None
    if payload is None or (pictures.missing(payload) and not _waited(submission, at)):
        return {}
    return pictures.opened(payload)


def _waited(submission: Submission, at: datetime) -> bool:
    """Tell whether an item has waited long enough for what should come before it."""
    return at - submission.received_at >= timedelta(days=GAP_DAYS)


def _read(submission: Submission) -> tuple[Payload, Account] | str:
    """Return what an item says and who wrote it, or a sentence that says why that cannot be told."""
    try:
        payload = payload_of(submission)
    except Unopened as fault:
        return _unopened(str(fault))
    except Unread as fault:
        return _("The phone's form cannot be read: the field “%(field)s” does not fit.") % {"field": fault}
    _note(submission, payload)
    owner = owner_of(payload, submission.community_id)
    if owner is None:
        return _("It cannot be told who wrote this. Ask whoever brought the phone.")
    submission.owner_ref = owner.ref
    if payload.item != submission.item:
        return _("The number inside differs from the one outside.")
    if _is_recorded(submission.item):
        return _("Something else was recorded under the same number. Compare both.")
    return payload, owner


def _apply_payload(
    submission: Submission, payload: Payload, ahead: Ahead, by: Actor, at: datetime
) -> tuple[str, ...]:
    # A picture that came since they were opened is opened when its item is sent once more.
    missing, gap = tuple(p.sha256 for p in payload.photos if p.sha256 not in ahead), _gap(submission)
    if not _waited(submission, at) and (gap or missing):
        submission.state = State.WAITING
        submission.reason = (
            _("A picture has not arrived yet.")
            if missing
            else _("An earlier item of this phone has not arrived yet.")
        )
        submission.save()
        return missing
    if gap:
        submission.flag("gap")
    try:
        with transaction.atomic():
            make(submission, payload, ahead, by=by, at=at)
    except TongxinError as fault:
        _hold(submission, str(fault.message), at)
    except ObjectDoesNotExist:
        _hold(submission, _("Something that it names is not there any more."), at)
    return ()


def make(
    submission: Submission,
    payload: Payload,
    ahead: Ahead,
    *,
    apart: bool = False,
    decision: Draft | None = None,
    by: Actor,
    at: datetime,
) -> Made:
    """Make a row of an item by the action of its kind, with its pictures, and keep the phone number heard with it.

    Both ways end here: by itself, and by the `decision` of a person, whose entry is recorded with the row's own. `apart`
    leaves out what the item says it belongs to. `ahead` are its pictures, opened before the transaction began. Raises what
    the action raises.
    """
    kind = KINDS[payload.kind]
    _note(submission, payload)
    if submission.sender_ref != by.ref and decision is None:
        submission.flag("sent_by_other")
    again = Submission.objects.filter(device=submission.device, seq=submission.seq).exclude(pk=submission.pk)
    if again.exists():
        submission.flag("seq_reused")
    coming = Coming(
        # By itself nothing is made under a number that is taken; a person may still have it made under another.
        key=None if decision and _is_recorded(submission.item) else submission.item,
        came_by=submission.came_by,
        written_at=payload.written_at,
        pictures=pictures.take(payload, submission, ahead),
        flag=submission.flag,
        apart=apart,
        decided=decision is not None,
        also=[decision] if decision else [],
    )
    made = kind.apply(payload.said, coming, by, at)
    submission.made, submission.number = made.id, made.number
    submission.state, submission.reason = State.APPLIED, ""
    if payload.heard is not None and by.is_staff:
        heard.note(submission, payload.heard)
    submission.save()
    return made


def _unopened(code: str) -> str:
    words = {
        "key": _("It was sealed for another installation."),
        "damaged": _("It arrived damaged."),
        "shape": _("It is not what the visit page writes."),
    }
    return words[code]


def _is_recorded(item: UUID) -> bool:
    """Tell whether something was recorded under an item's number."""
    return bool(Entry.objects.filter(pk=item).exists())


def _note(submission: Submission, payload: Payload) -> None:
    """Write beside the item what it says of itself; saved with what becomes of it."""
    submission.kind = payload.kind
    submission.device, submission.seq = payload.device, payload.seq
    submission.form_version, submission.captured_at = payload.form_version, payload.captured_at
    submission.clock_offset = payload.clock_offset


def _gap(submission: Submission) -> bool:
    """Tell whether an earlier item of the same phone is missing; running numbers begin at 1."""
    seqs = Submission.objects.filter(device=submission.device, seq__lt=submission.seq, seq__gt=0)
    return bool(seqs.values("seq").distinct().count() < submission.seq - 1)


def _apply_followers(submission: Submission, at: datetime) -> None:
    """Apply what waited for this item, in the order in which the phone wrote it."""
    rows = Submission.objects.filter(device=submission.device, state=State.WAITING, seq__gt=submission.seq)
    for row in rows.order_by("seq"):
        _try(row, at)


def apply_waiting(*, at: datetime) -> int:
    """Apply what was stored and not yet applied: after a fault of the server, or when it has waited long enough.

    Returns how many were tried. What was heard and not yet compared is compared too.
    """
    rows = list(
        Submission.objects.filter(state__in=[State.RECEIVED, State.WAITING]).order_by(
            "device", "seq", "received_at"
        )
    )
    for row in rows:
        _try(row, at)
    for row in Submission.objects.filter(heard_open=True, state=State.APPLIED):
        if row.heard["state"] == "heard":
            heard.compare(row.pk, at=at)
    return len(rows)


def address_of(submission: Submission) -> str:
    """Return where the row is that an item became; "" before it is one."""
    return KINDS[submission.kind].address(submission.made) if submission.made else ""
