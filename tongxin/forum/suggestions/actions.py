"""A suggestion from what somebody says to the board: one function a step."""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tongxin.communities.models import Account
from tongxin.forum import access, entries
from tongxin.forum.models import Answer, State, Suggestion
from tongxin.forum.suggestions.steps import (
    day_within,
    latest_answer,
    load,
    off_the_board,
    public_text,
    read_facts,
    set_clock,
    text_of,
)
from tongxin.kit.actor import STAFF, Actor
from tongxin.kit.checking import check_row
from tongxin.kit.clock import local_date
from tongxin.kit.errors import RuleBroken
from tongxin.kit.ids import uuid7
from tongxin.kit.permissions import require
from tongxin.registers.appending import record
from tongxin.registers.stepping import step

LONGEST_REASON = 300


@step(Suggestion, entries.Taken)
def take(
    *,
    content: str,
    subject: str,
    source: str,
    made_on: date | None = None,
    proposer: str = "",
    phone: str = "",
    agrees: bool = False,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
) -> Suggestion:
    """Take down what somebody suggests. Raises RuleBroken naming the field that does not fit."""
    require(access.TAKE(by))
    facts = {"content": content, "subject": subject, "source": source, "proposer": proposer, "phone": phone}
    read = read_facts({**facts, "made_on": made_on or local_date(at), "agrees": agrees}, local_date(at))
    suggestion = Suggestion(id=key or uuid7(), community_id=by.community_id, number="–", **read)
    set_clock(suggestion)
    check_row(suggestion)
    (line,) = record(entries.Taken(suggestion=suggestion.pk, **read), by=by, at=at, key=key)
    suggestion.number = line.short
    suggestion.save(force_insert=True)
    return suggestion


@step(Suggestion, entries.Charged)
def charge(
    suggestion_id: UUID, *, account_id: UUID, seen: int, by: Actor, at: datetime, key: UUID | None = None
) -> Suggestion:
    """Put somebody of the staff in charge; whoever was before has no more to do with it. RuleBroken if they cannot be."""
    suggestion = load(suggestion_id, access.can_charge, seen=seen, by=by)
    staff = Account.objects.filter(community_id=by.community_id, is_active=True, role__in=STAFF)
    account = staff.filter(pk=account_id).first()
    if account is None:
        text = _("Choose somebody of the staff of this community who may sign in.")
        raise RuleBroken(text, fields={"account_id": text})
    suggestion.in_charge = account
    if suggestion.state != State.ANSWERED:
        suggestion.state = State.CHARGED
    suggestion.save(update_fields=["in_charge", "state", "version"])
    charged = entries.Charged(suggestion=suggestion.pk, account=account.ref, due_on=suggestion.due_on)
    record(charged, by=by, at=at, key=key)
    return suggestion


@step(Suggestion, entries.AnswerWritten)
def write_answer(
    suggestion_id: UUID,
    *,
    text: str,
    adopted: str,
    reason: str,
    seen: int,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
) -> Suggestion:
    """Draft an answer, or its next version, with the reason in writing why it is adopted or not."""
    suggestion = load(suggestion_id, access.can_write, seen=seen, by=by)
    before = latest_answer(suggestion)
    answer = Answer(
        community_id=by.community_id,
        suggestion=suggestion,
        number=before.number + 1 if before else 1,
        text=text_of("text", text),
        adopted=adopted,
        reason=text_of("reason", reason),
        written_by_id=by.account_id,
        written_on=local_date(at),
    )
    check_row(answer)
    answer.save(force_insert=True)
    suggestion.state = State.WRITTEN
    suggestion.save(update_fields=["state", "version"])
    written = entries.AnswerWritten(
        answer=answer.pk,
        suggestion=suggestion.pk,
        number=answer.number,
        adopted=answer.adopted,
        text=answer.text,
        reason=answer.reason,
    )
    record(written, by=by, at=at, key=key)
    return suggestion


@step(Suggestion, entries.AnswerApproved)
def approve_answer(
    suggestion_id: UUID, *, seen: int, by: Actor, at: datetime, key: UUID | None = None
) -> Suggestion:
    """Approve the last version, which somebody else wrote."""
    suggestion = load(suggestion_id, access.can_approve, seen=seen, by=by)
    answer = suggestion.answers.locked().order_by("-number")[0]
    answer.approved_on = local_date(at)
    answer.save(update_fields=["approved_on"])
    suggestion.state = State.APPROVED
    suggestion.save(update_fields=["state", "version"])
    approved = entries.AnswerApproved(
        answer=answer.pk, suggestion=suggestion.pk, approved_on=answer.approved_on
    )
    record(approved, by=by, at=at, key=key)
    return suggestion


@step(Suggestion, entries.Answered)
def give_answer(
    suggestion_id: UUID, *, answered_on: date, seen: int, by: Actor, at: datetime, key: UUID | None = None
) -> Suggestion:
    """Give the approved answer to the proposer; to all of those whose suggestions were merged into this one, too."""
    suggestion = load(suggestion_id, access.can_give, seen=seen, by=by)
    answer = suggestion.answers.locked().order_by("-number")[0]
    day_within("answered_on", answered_on, answer.approved_on, local_date(at))
    answer.given_on = suggestion.answered_on = answered_on
    answer.save(update_fields=["given_on"])
    suggestion.state, suggestion.adopted = State.ANSWERED, answer.adopted
    suggestion.save(update_fields=["state", "answered_on", "adopted", "version"])
    given = entries.Answered(
        suggestion=suggestion.pk, answer=answer.pk, answered_on=answered_on, adopted=answer.adopted
    )
    record(given, by=by, at=at, key=key)
    return suggestion


@step(Suggestion, entries.Published)
def publish(
    suggestion_id: UUID,
    *,
    words: str,
    answer: str = "",
    seen: int,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
) -> Suggestion:
    """Put a suggestion on the board in the words approved for it, with its answer once one was given."""
    suggestion = load(suggestion_id, access.can_publish, seen=seen, by=by)
    if answer and not suggestion.is_answered:
        text = _("No answer was given yet, so none can be published.")
        raise RuleBroken(text, fields={"answer": text})
    suggestion.public_words = public_text("words", words, suggestion)
    suggestion.public_answer = public_text("answer", answer, suggestion) if answer.strip() else ""
    suggestion.published_on = local_date(at)
    suggestion.withdrawn_on, suggestion.withdrawn_why = None, ""
    suggestion.save()
    published = entries.Published(
        suggestion=suggestion.pk,
        published_on=suggestion.published_on,
        public_words=suggestion.public_words,
        public_answer=suggestion.public_answer,
    )
    record(published, by=by, at=at, key=key)
    return suggestion


@step(Suggestion, entries.Withdrawn)
def withdraw(
    suggestion_id: UUID, *, reason: str, seen: int, by: Actor, at: datetime, key: UUID | None = None
) -> Suggestion:
    """Take a suggestion off the board; its address then says since when and why, and the entry keeps what was public."""
    suggestion = load(suggestion_id, access.can_withdraw, seen=seen, by=by)
    words = text_of("reason", reason, most=LONGEST_REASON)
    withdrawn = off_the_board(suggestion, reason=words, at=at)
    suggestion.save()
    record(withdrawn, by=by, at=at, key=key)
    return suggestion


@step(Suggestion, entries.Merged)
def merge(
    suggestion_id: UUID,
    *,
    into_id: UUID,
    seen: int,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
) -> Suggestion:
    """Merge a suggestion into another that says the same: it gets the other's answer. RuleBroken if the other does not stand."""
    # Both are locked at once, in the order of their ids: two who merge them crosswise wait for each other.
    rows = Suggestion.objects.visible_to(by).filter(pk__in=[suggestion_id, into_id])
    list(rows.locked().order_by("id"))
    suggestion = load(suggestion_id, access.can_merge, seen=seen, by=by)
    into = rows.filter(pk=into_id).exclude(pk=suggestion_id).first()
    if into is None or not access.stands(into):
        text = _("Choose another suggestion that stands: neither void nor merged itself.")
        raise RuleBroken(text, fields={"into_id": text})
    suggestion.merged_into = into
    suggestion.save(update_fields=["merged_into", "version"])
    merged = entries.Merged(suggestion=suggestion.pk, into=into.pk, other=into.pk)
    record(merged, by=by, at=at, key=key)
    return suggestion


@step(Suggestion, entries.Merged)
def part(
    suggestion_id: UUID, *, reason: str, seen: int, by: Actor, at: datetime, key: UUID | None = None
) -> Suggestion:
    """Take a merged suggestion apart again: it waits for an answer of its own, by its own day."""
    suggestion = load(suggestion_id, access.can_part, seen=seen, by=by)
    words = text_of("reason", reason, most=LONGEST_REASON)
    other = suggestion.merged_into
    suggestion.merged_into = None
    suggestion.save(update_fields=["merged_into", "version"])
    record(entries.Merged(suggestion=suggestion.pk, other=other.pk, reason=words), by=by, at=at, key=key)
    return suggestion
