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
from tongxin.registers.appending import record
from tongxin.registers.stepping import step
from tongxin.visits import access, entries, inbox
from tongxin.visits.actions_visits import record_visit
from tongxin.visits.models import Visit
from tongxin.visits.models_inbox import Submission
from tongxin.visits.payload import true_moment

State = Submission.State


def _held(submission_id: UUID, by: Actor) -> Submission:
    require(access.REVIEW(by))
    found: Submission = Submission.objects.locked().get(pk=submission_id)
    if found.state != State.HELD:
        raise RuleBroken(_("This item is “%(state)s” already.") % {"state": found.get_state_display()})
    return found


def _taken(submission_id: UUID, **_more: Any) -> Visit:
    return Visit.objects.get(submissions=submission_id)


@step(_taken)
def take_held(
    submission_id: UUID, *, with_duties: bool = True, by: Actor, at: datetime, key: UUID | None = None
) -> Visit:
    """Take a held item into the register, as its writer's visit where that is known, else as the reviewer's.

    `with_duties` False takes it as a visit of its own. Raises RuleBroken with what still stands against it.
    """
    submission = _held(submission_id, by)
    payload = inbox.readable(submission)
    if payload is None:
        raise RuleBroken(
            _("This item cannot be read. Ask the visitor, record the visit by hand, and refuse the item.")
        )
    owner = Account.objects.filter(
        ref=submission.owner_ref, community_id=by.community_id, is_active=True
    ).first()
    writer = actor_for(owner, by.community_id) if owner else by
    taken_before = Visit.objects.filter(pk=submission.item).exists()
    went = (
        payload.went if payload.went.accounts or payload.went.members else type(payload.went)([by.account_id])
    )
    visit = record_visit(
        visited_on=min(payload.visited_on, true_moment(payload).date(), at.date()),
        outcome=payload.outcome,
        went=went,
        told=payload.told,
        mode=payload.mode,
        household_id=payload.household,
        person_id=payload.person,
        duty_ids=payload.duties if with_duties else (),
        gifts=payload.gifts,
        captured_at=true_moment(payload),
        came_by=submission.came_by,
        by=writer,
        at=at,
        key=None if taken_before else submission.item,
    )
    submission.visit, submission.state, submission.reason = visit, State.APPLIED, ""
    record(_decided(submission, taken=True, reason="", by=by, at=at), by=by, at=at, key=key)
    return visit


@step(Submission)
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


@step(Submission)
def settle_fact(
    submission_id: UUID, *, take: bool, by: Actor, at: datetime, key: UUID | None = None
) -> Submission:
    """Decide which of two phone numbers stands: the one heard at the door, or the one entered meanwhile."""
    require(access.REVIEW(by))
    submission: Submission = Submission.objects.locked().get(pk=submission_id)
    if not submission.fact_open:
        return submission
    if take:
        person: Person = Person.objects.select_related("household").locked().get(pk=submission.fact["person"])
        inbox.set_phone(person, submission.fact["now"], by=by, at=at)
    submission.fact = {**submission.fact, "state": "taken" if take else "kept"}
    submission.fact_open = False
    record(_decided(submission, taken=take, reason=_("phone number"), by=by, at=at), by=by, at=at, key=key)
    return submission


def _decided(submission: Submission, *, taken: bool, reason: str, by: Actor, at: datetime) -> Any:
    """Save who decided and when, and return the entry that says it."""
    submission.decided_by_id, submission.decided_at = by.account_id, at
    submission.save()
    return entries.SubmissionDecided(
        submission=submission.pk, receipt=submission.receipt, taken=taken, reason=reason
    )
