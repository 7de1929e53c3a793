"""What phones send: stored first, applied after. Failing to apply it holds it for a person; it is never thrown away."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.communities.models import Account
from tongxin.communities.signing_in import actor_for
from tongxin.kit.actor import Actor
from tongxin.kit.clock import local_date
from tongxin.kit.errors import TongxinError
from tongxin.kit.ids import uuid7
from tongxin.people import actions as people_actions
from tongxin.people.models import Person
from tongxin.registers.appending import record
from tongxin.visits import entries, pictures
from tongxin.visits.actions_visits import record_visit
from tongxin.visits.models import Duty, VisitDuty
from tongxin.visits.models_inbox import Submission
from tongxin.visits.payload import Fact, Payload, Unread, read_payload, true_moment
from tongxin.visits.sealing import Unopened, open_envelope

log = logging.getLogger("tongxin.inbox")
# An item whose forerunner on the same phone is missing waits so long, then it is applied and flagged.
GAP_DAYS = 5
# So long the server tries to apply an item at which it stumbles itself.
TRIED_DAYS = 1
TICKET_DAYS = 60
State = Submission.State
FLAGS: dict[str, Callable[[], str]] = {
    "reassigned": lambda: _(
        "the visit had been given to somebody else meanwhile; whoever went keeps the credit"
    ),
    "done_before": lambda: _(
        "the visit had been done by somebody else before; both are kept, it is counted once"
    ),
    "sent_by_other": lambda: _("it was sent while somebody else was signed in"),
    "gap": lambda: _("an earlier item of this phone never arrived"),
    "seq_reused": lambda: _(
        "this phone used the same running number before: it may have been restored from a copy"
    ),
    "clock": lambda: _("the phone's clock was off: the day was set to that of the server"),
    "changed": lambda: _("the duty had been changed since the phone last saw it"),
    "parallel": lambda: _(
        "the resident's file had been changed in another field meanwhile; both changes stand"
    ),
    "no_photo": lambda: _("a picture never arrived"),
}


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
        "number": submission.visit.number if submission.visit else "",
    }


def ticket_for(actor: Actor, device: UUID) -> str:
    """Return a signed ticket that says whose phone it is: visits written with it are theirs, whoever sends them."""
    return TimestampSigner(salt="visits.phone").sign(f"{actor.account_id}:{device}")


def _owner(payload: Payload, community_id: UUID) -> Account | None:
    try:
        said = TimestampSigner(salt="visits.phone").unsign(
            payload.ticket, max_age=timedelta(days=TICKET_DAYS)
        )
        account_id, _sep, device = said.partition(":")
        if UUID(device) != payload.device:
            return None
    except (BadSignature, ValueError):
        return None
    return Account.objects.filter(pk=account_id, community_id=community_id, is_active=True).first()


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
        submission = Submission.objects.select_related("visit").get(pk=submission.pk)
        if submission.state == State.APPLIED:
            _apply_followers(submission, at)
    return Reply(201 if submission.state == State.APPLIED else 202, submission, missing)


def _try(submission: Submission, at: datetime) -> tuple[str, ...]:
    """Apply an item; a fault of the server's own leaves it stored, to be tried again, and after a day for a person."""
    try:
        return apply(submission.pk, at=at)
    except Exception:  # whatever it is, what a visitor wrote is stored and must not be lost or sent for ever
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
    held = list(Submission.objects.filter(item=item).select_related("visit").order_by("received_at", "id"))
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
    by = _actor(submission.owner_ref, submission.community_id)
    submission.state, submission.reason = State.HELD, reason[:300]
    submission.save()
    entry = entries.SubmissionStored(
        submission=submission.pk, receipt=submission.receipt, reason=submission.reason
    )
    record(entry, by=by, at=at)


def apply(submission_id: UUID, *, at: datetime) -> tuple[str, ...]:
    """Try to make a visit of a stored item; whatever stands against it is kept with it as the reason.

    Returns the fingerprints of pictures that have not arrived.
    """
    with transaction.atomic():
        submission: Submission = Submission.objects.locked().get(pk=submission_id)
        if submission.state not in {State.RECEIVED, State.WAITING}:
            return ()
        try:
            payload = read_payload(open_envelope(bytes(submission.raw)))
        except Unopened as fault:
            _hold(submission, _unopened(str(fault)), at)
            return ()
        except Unread as fault:
            text = _("The phone's form cannot be read: the field “%(field)s” does not fit.") % {
                "field": fault
            }
            _hold(submission, text, at)
            return ()
        _note(submission, payload)
        owner = _owner(payload, submission.community_id)
        if owner is None:
            _hold(submission, _("It cannot be told who wrote this. Ask whoever brought the phone."), at)
            return ()
        if payload.item != submission.item:
            _hold(submission, _("The number inside differs from the one outside."), at)
            return ()
        return _apply_payload(submission, payload, owner, at)


def _apply_payload(submission: Submission, payload: Payload, owner: Account, at: datetime) -> tuple[str, ...]:
    submission.owner_ref = owner.ref
    by = actor_for(owner, submission.community_id)
    waited = at - submission.received_at >= timedelta(days=GAP_DAYS)
    missing, gap = pictures.missing(payload), _gap(submission)
    if not waited and (gap or missing):
        submission.state = State.WAITING
        submission.reason = (
            _("A picture has not arrived yet.")
            if missing
            else _("An earlier item of this phone has not arrived yet.")
        )
        submission.save()
        return missing
    if missing:
        _flag(submission, "no_photo")
    if gap:
        _flag(submission, "gap")
    try:
        with transaction.atomic():
            _make_visit(submission, payload, by, at)
    except TongxinError as fault:
        _hold(submission, str(fault.message), at)
    except ObjectDoesNotExist:
        _hold(submission, _("The home or the duty is not there any more."), at)
    return ()


def _actor(ref: UUID, community_id: UUID) -> Actor:
    account = Account.objects.filter(ref=ref).first()
    if account is None:
        raise LookupError(f"account {ref} is gone")
    return actor_for(account, community_id)


def _unopened(code: str) -> str:
    words = {
        "key": _("It was sealed for another installation."),
        "damaged": _("It arrived damaged."),
        "shape": _("It is not what the visit page writes."),
    }
    return words[code]


def _note(submission: Submission, payload: Payload) -> None:
    """Write beside the item what it says of itself; saved with what becomes of it."""
    submission.device, submission.seq = payload.device, payload.seq
    submission.form_version, submission.captured_at = payload.form_version, payload.captured_at
    submission.clock_offset = payload.clock_offset


def _flag(submission: Submission, code: str) -> None:
    if code not in submission.flags:
        submission.flags = [*submission.flags, code]


def _gap(submission: Submission) -> bool:
    """Tell whether an earlier item of the same phone is missing; running numbers begin at 1."""
    seqs = Submission.objects.filter(device=submission.device, seq__lt=submission.seq, seq__gt=0)
    return bool(seqs.values("seq").distinct().count() < submission.seq - 1)


def _make_visit(submission: Submission, payload: Payload, by: Actor, at: datetime) -> None:
    day, today = payload.visited_on, local_date(at)
    if day > today:
        day = min(local_date(true_moment(payload)), today)
        _flag(submission, "clock")
    duties = list(Duty.objects.filter(pk__in=payload.duties))
    if any(
        duty.account_id not in {None, by.account_id} and duty.group_id not in by.group_ids for duty in duties
    ):
        _flag(submission, "reassigned")
    if any(payload.base_versions.get(duty.pk, duty.version) != duty.version for duty in duties):
        _flag(submission, "changed")
    if submission.sender_ref != by.ref:
        _flag(submission, "sent_by_other")
    again = Submission.objects.filter(device=submission.device, seq=submission.seq).exclude(pk=submission.pk)
    if again.exists():
        _flag(submission, "seq_reused")
    visit = record_visit(
        visited_on=day,
        outcome=payload.outcome,
        went=payload.went,
        told=payload.told,
        mode=payload.mode,
        household_id=payload.household,
        person_id=payload.person,
        duty_ids=payload.duties,
        gifts=payload.gifts,
        captured_at=true_moment(payload),
        came_by=submission.came_by,
        by=by,
        at=at,
        key=submission.item,
    )
    if VisitDuty.objects.filter(visit_id=visit.pk, counted=False).exists():
        _flag(submission, "done_before")
    pictures.keep(visit, payload)
    if payload.fact is not None and by.is_staff:
        _take_fact(submission, payload.fact, by, at)
    submission.visit, submission.state, submission.reason = visit, State.APPLIED, ""
    submission.save()


def _take_fact(submission: Submission, fact: Fact, by: Actor, at: datetime) -> None:
    """Take over a phone number heard at the door, unless somebody changed it meanwhile: then a person decides."""
    person: Person = Person.objects.select_related("household").locked().get(pk=fact.person)
    told = {"person": str(person.pk), "was": fact.was, "now": fact.now, "here": person.phone}
    if person.phone == fact.now:
        submission.fact = {**told, "state": "same"}
    elif person.phone == fact.was:
        if person.version != fact.base_version:
            _flag(submission, "parallel")
        set_phone(person, fact.now, by=by, at=at)
        submission.fact = {**told, "state": "taken"}
    else:
        submission.fact, submission.fact_open = {**told, "state": "conflict"}, True


def set_phone(person: Person, phone: str, *, by: Actor, at: datetime) -> None:
    """Correct a resident's phone number and leave every other fact as it is."""
    people_actions.correct_person(
        person.pk,
        seen=person.version,
        name=person.name,
        birth_date=person.birth_date,
        phone=phone,
        address=person.address,
        relation=person.relation,
        spelling=person.spelling,
        left_on=person.left_on,
        by=by,
        at=at,
    )


def _apply_followers(submission: Submission, at: datetime) -> None:
    """Apply what waited for this item, in the order in which the phone wrote it."""
    rows = Submission.objects.filter(device=submission.device, state=State.WAITING, seq__gt=submission.seq)
    for row in rows.order_by("seq"):
        _try(row, at)


def apply_waiting(*, at: datetime) -> int:
    """Apply what was stored and not yet applied: after a fault of the server, or when it has waited long enough."""
    rows = list(
        Submission.objects.filter(state__in=[State.RECEIVED, State.WAITING]).order_by(
            "device", "seq", "received_at"
        )
    )
    for row in rows:
        _try(row, at)
    return len(rows)


def readable(submission: Submission) -> Payload | None:
    """Return what a held item says, if it can be opened and read."""
    try:
        return read_payload(open_envelope(bytes(submission.raw)))
    except (Unopened, Unread):
        return None
