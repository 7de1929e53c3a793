"""Who may take down a suggestion, answer it, and make it public."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.forum.models import Answer, State, Suggestion
from tongxin.kit.actor import CHIEFS, STAFF, Actor
from tongxin.kit.permissions import ALLOWED, Deed, Denied, deed
from tongxin.kit.permissions import Answer as Verdict

SEE = deed("suggestions.read", gettext_lazy("See suggestions"), STAFF)
TAKE = deed("suggestions.take", gettext_lazy("Take down a suggestion"), STAFF)
CHARGE = deed("suggestions.charge", gettext_lazy("Put somebody in charge of a suggestion"), CHIEFS)
ANSWER = deed("suggestions.answer", gettext_lazy("Answer a suggestion one is in charge of"), STAFF)
APPROVE = deed("suggestions.approve", gettext_lazy("Approve the answer to a suggestion"), CHIEFS)
PUBLISH = deed("suggestions.publish", gettext_lazy("Publish a suggestion on the board"), CHIEFS)
MERGE = deed("suggestions.merge", gettext_lazy("Merge suggestions that say the same"), STAFF)


def stands(suggestion: Suggestion) -> Verdict:
    """What was declared void goes no further; what was merged goes on with the other one."""
    if suggestion.is_void:
        return Denied(_("This suggestion was declared void, so nothing more can be done with it."))
    if suggestion.merged_into_id:
        return Denied(_("This suggestion was merged into another: go on there, or take them apart first."))
    return ALLOWED


def _step(deed_: Deed, actor: Actor, suggestion: Suggestion) -> Verdict:
    return deed_(actor) and stands(suggestion)


def can_charge(actor: Actor, suggestion: Suggestion) -> Verdict:
    """A suggestion that stands, answered or not: a second answer may be somebody else's."""
    return _step(CHARGE, actor, suggestion)


def _is_in_charge(actor: Actor, suggestion: Suggestion) -> Verdict:
    if suggestion.in_charge_id is None:
        return Denied(_("Nobody is in charge of this suggestion yet. A chief names somebody first."))
    if suggestion.in_charge_id != actor.account_id:
        return Denied(
            _("Only the one in charge answers this suggestion: %(name)s.") % {"name": suggestion.in_charge}
        )
    return ALLOWED


def can_write(actor: Actor, suggestion: Suggestion) -> Verdict:
    """Only who is in charge drafts an answer, and the next version of it."""
    return _step(ANSWER, actor, suggestion) and _is_in_charge(actor, suggestion)


def can_approve(actor: Actor, suggestion: Suggestion, draft: Answer | None = None) -> Verdict:
    """A chief approves what somebody else wrote: four eyes before anything is answered."""
    answer = _step(APPROVE, actor, suggestion)
    if answer and suggestion.state != State.WRITTEN:
        return Denied(_("There is no draft that waits for approval."))
    draft = draft or suggestion.answers.order_by("-number").first()
    if answer and draft is not None and draft.written_by_id == actor.account_id:
        return Denied(_("Only the other chief approves an answer that you wrote yourself."))
    return answer


def can_give(actor: Actor, suggestion: Suggestion) -> Verdict:
    """Who is in charge gives the answer, once it is approved."""
    answer = _step(ANSWER, actor, suggestion) and _is_in_charge(actor, suggestion)
    if answer and suggestion.state != State.APPROVED:
        return Denied(_("The answer is approved by a chief before it is given."))
    return answer


def can_publish(actor: Actor, suggestion: Suggestion) -> Verdict:
    """Only what the proposer agrees to."""
    answer = _step(PUBLISH, actor, suggestion)
    if answer and not suggestion.agrees:
        return Denied(
            _(
                "The proposer has not agreed that it is published. If they agree now, amend the line in the book of suggestions."
            )
        )
    return answer


def can_withdraw(actor: Actor, suggestion: Suggestion) -> Verdict:
    """What stands on the board."""
    answer = PUBLISH(actor)
    return answer and (ALLOWED if suggestion.published_on else Denied(_("It does not stand on the board.")))


def can_merge(actor: Actor, suggestion: Suggestion) -> Verdict:
    """A suggestion that is neither answered, nor public, nor one that others were merged into: each is told to its own proposer."""
    answer = _step(MERGE, actor, suggestion)
    if answer and (suggestion.is_answered or suggestion.published_on):
        return Denied(_("It was answered or published already: leave it as it is."))
    if answer and suggestion.merged.exists():
        return Denied(_("Others were merged into this one. Merge the other one into it instead."))
    return answer


def can_part(actor: Actor, suggestion: Suggestion) -> Verdict:
    """One that was merged."""
    answer = MERGE(actor)
    return answer and (
        ALLOWED if suggestion.merged_into_id else Denied(_("It is not merged with another one."))
    )
