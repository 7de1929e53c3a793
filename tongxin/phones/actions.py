"""What a person decides about an item of a phone that was held: take it, refuse it with the reason, settle a number."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongxin.communities.models import Account
from tongxin.communities.signing_in import actor_for
from tongxin.kit.actor import Actor
from tongxin.kit.errors import RuleBroken
from tongxin.kit.permissions import require
from tongxin.kit.words import clean
from tongxin.people.models import Person
from tongxin.phones import access, heard, inbox
from tongxin.phones.entries import SubmissionDecided
from tongxin.phones.models import Submission
from tongxin.phones.reading import readable
from tongxin.registers.appending import Draft, record
from tongxin.registers.stepping import step

State = Submission.State


def _held(submission_id: UUID, by: Actor) -> Submission:
    require(access.REVIEW(by))
    found: Submission = Submission.objects.locked().get(pk=submission_id)
    if found.state != State.HELD:
        raise RuleBroken(_("This item is “%(state)s” already.") % {"state": found.get_state_display()})
    return found


@step(Submission, SubmissionDecided)
def take_held(
    submission_id: UUID,
    *,
    ahead: inbox.Ahead,
    apart: bool = False,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
) -> Submission:
    """Take a held item into the register, as its writer's where that is known, else as the reviewer's.

    `ahead` are its pictures, opened before (see `deciding.take`). `apart` takes it without what it says it belongs to. The decision is recorded with what is made of the item. Raises
    RuleBroken with what still stands against it.
    """
    submission = _held(submission_id, by)
    payload = readable(submission)
    if payload is None:
        raise RuleBroken(
            _("This item cannot be read. Ask the visitor, record the visit by hand, and refuse the item.")
        )
    owner = Account.objects.filter(
        ref=submission.owner_ref, community_id=by.community_id, is_active=True
    ).first()
    writer = actor_for(owner, by.community_id) if owner else by
    # Recorded by the action of the item's kind, in one `record()` with what it makes.
    decision = Draft.written(_decided(submission, taken=True, reason="", by=by, at=at), key=key, by=by)
    inbox.make(submission, payload, ahead, apart=apart, decision=decision, by=writer, at=at)
    return submission


@step(Submission, SubmissionDecided)
def refuse_held(
    submission_id: UUID, *, reason: str, by: Actor, at: datetime, key: UUID | None = None
) -> Submission:
    """Refuse a held item with the reason, which the phone shows; its content stays stored."""
    require(access.REVIEW(by))
    submission = _held(submission_id, by)
    words = clean(reason)[:300]
    if not words:
        raise RuleBroken(_("Say why: the visitor reads it on the phone."), fields={"reason": _("Missing")})
    submission.state, submission.reason = State.REFUSED, words
    record(_decided(submission, taken=False, reason=words, by=by, at=at), by=by, at=at, key=key)
    return submission


@step(Submission, SubmissionDecided)
def settle_heard(
    submission_id: UUID, *, take: bool, by: Actor, at: datetime, key: UUID | None = None
) -> Submission:
    """Decide which of two phone numbers stands: the one heard at the door, or the one entered meanwhile."""
    require(access.REVIEW(by))
    submission: Submission = Submission.objects.locked().get(pk=submission_id)
    if not submission.heard_open:
        return submission
    submission.heard = {**submission.heard, "state": "taken" if take else "kept"}
    submission.heard_open = False
    decided = _decided(submission, taken=take, reason=_("phone number"), by=by, at=at)
    if take:
        person: Person = (
            Person.objects.select_related("household").locked().get(pk=submission.heard["person"])
        )
        heard.set_phone(person, submission.heard["now"], also=[Draft.written(decided, key=key)], by=by, at=at)
    else:
        record(decided, by=by, at=at, key=key)
    return submission


def _decided(submission: Submission, *, taken: bool, reason: str, by: Actor, at: datetime) -> Any:
    """Save who decided and when, and return the entry that says it."""
    submission.decided_by_id, submission.decided_at = by.account_id, at
    submission.save()
    return SubmissionDecided(submission=submission.pk, receipt=submission.receipt, taken=taken, reason=reason)
