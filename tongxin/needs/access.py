"""Who may see needs and take each step with them."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.kit.actor import CHIEFS, STAFF, VOLUNTEERS, Actor, Role
from tongxin.kit.permissions import ALLOWED, Answer, Deed, Denied, deed

if TYPE_CHECKING:
    from tongxin.needs.models import Need

SEE = deed("needs.read", gettext_lazy("See needs"), STAFF | VOLUNTEERS, looks=True)
RECEIVE = deed("needs.receive", gettext_lazy("Receive somebody at the desk"), STAFF)
OFFER = deed("needs.offer", gettext_lazy("Offer a need to a group"), STAFF)
ANSWER = deed("needs.answer", gettext_lazy("Accept or decline for a group"), CHIEFS | {Role.LEADER})
TAKE = deed("needs.take", gettext_lazy("Take a need instead of a group"), STAFF)
SERVE = deed("needs.serve", gettext_lazy("Record what was done"), STAFF | VOLUNTEERS)
CLOSE = deed("needs.close", gettext_lazy("Close and reopen a need"), STAFF)
PAUSE = deed("needs.pause", gettext_lazy("Pause a need's clock"), STAFF)
POLICE = deed("needs.police", gettext_lazy("Pass an incident to the police"), STAFF)


def stands(need: "Need") -> Answer:
    """A need whose reception was declared void goes no further, whoever asks."""
    if need.is_void:
        return Denied(
            _(
                "The reception %(number)s was declared void, so nothing more can be done with it. Record it anew."
            )
            % {"number": need.number}
        )
    return ALLOWED


def _step(deed_: Deed, actor: Actor, need: "Need", *states: str) -> Answer:
    by_role = deed_(actor)
    if not by_role:
        return by_role
    if not (standing := stands(need)):
        return standing
    if need.state not in states:
        return Denied(
            _("This need is “%(state)s” now, so this step does not fit. Reload the page to see what does.")
            % {"state": need.get_state_display()}
        )
    return ALLOWED


def can_offer(actor: Actor, need: "Need") -> Answer:
    """An open need, one offered to another group that has not answered, or one that a colleague took; one's own is given back first."""
    held = ("accepted",) if need.taken_by_id else ()
    answer = _step(OFFER, actor, need, "open", "offered", *held)
    if answer and need.taken_by_id == actor.account_id:
        return Denied(_("You took this need yourself. Give it back to the desk first, with the reason."))
    return answer


def can_take(actor: Actor, need: "Need") -> Answer:
    """A need that no group serves; one that a colleague took is taken over."""
    held = ("accepted",) if need.taken_by_id else ()
    answer = _step(TAKE, actor, need, "open", "offered", *held)
    return (
        Denied(_("You took this need already."))
        if answer and need.taken_by_id == actor.account_id
        else answer
    )


def can_withdraw(actor: Actor, need: "Need") -> Answer:
    """An offer that waits for its answer: a wrong press on the button is taken back."""
    return _step(OFFER, actor, need, "offered")


def can_hand_back(actor: Actor, need: "Need") -> Answer:
    """Who of the staff took a need, or a chief."""
    answer = _step(TAKE, actor, need, "accepted")
    if answer and need.taken_by_id is None:
        return Denied(_("A group has this need: the group gives it back."))
    if answer and not actor.is_chief and need.taken_by_id != actor.account_id:
        return Denied(_("Only who took this need, or a chief, gives it back."))
    return answer


def can_answer(actor: Actor, need: "Need") -> Answer:
    """The leader of the group it was offered to, or a chief who heard the answer by phone."""
    answer = _step(ANSWER, actor, need, "offered")
    if answer and actor.role == Role.LEADER and need.group_id not in actor.led_ids:
        return Denied(_("Only the leader of the group that was asked answers for it."))
    return answer


def can_give_back(actor: Actor, need: "Need") -> Answer:
    """The leader of the group that accepted it, or a chief whom the leader told."""
    answer = _step(ANSWER, actor, need, "accepted")
    if answer and need.group_id is None:
        return Denied(_("No group has this need: it was taken by a member of the staff."))
    if answer and actor.role == Role.LEADER and need.group_id not in actor.led_ids:
        return Denied(
            _("Only the leader of the group that has this need gives it back or names who serves it.")
        )
    return answer


def can_name(actor: Actor, need: "Need") -> Answer:
    """Who may give a need back may also name another volunteer for it."""
    return can_give_back(actor, need)


def can_finish(actor: Actor, need: "Need") -> Answer:
    """Staff, or the group that accepted it."""
    answer = _step(SERVE, actor, need, "accepted")
    if answer and actor.role in VOLUNTEERS and need.group_id not in actor.group_ids:
        return Denied(_("Only the group that accepted this need records what was done."))
    return answer


def can_close(actor: Actor, need: "Need") -> Answer:
    """Anything not closed yet."""
    return _step(CLOSE, actor, need, "open", "offered", "accepted", "done")


def can_close_unserved(actor: Actor, need: "Need") -> Answer:
    """What is neither done nor closed: what was done is confirmed, or reopened."""
    answer = can_close(actor, need)
    if answer and need.state == "done":
        return Denied(_("It was done: record what the resident says of it, or reopen it."))
    return answer


def can_reopen(actor: Actor, need: "Need") -> Answer:
    """A need that is done or closed, when the resident says it is not."""
    return _step(CLOSE, actor, need, "done", "closed")


def can_pause(actor: Actor, need: "Need") -> Answer:
    """A need whose clock runs."""
    answer = _step(PAUSE, actor, need, "open", "offered", "accepted")
    return Denied(_("The clock stands already.")) if answer and need.is_paused else answer


def can_resume(actor: Actor, need: "Need") -> Answer:
    """A need whose clock stands."""
    answer = _step(PAUSE, actor, need, "open", "offered", "accepted")
    return Denied(_("The clock runs already.")) if answer and not need.is_paused else answer


def can_pass_to_police(actor: Actor, need: "Need") -> Answer:
    """A swindle warning that is not closed."""
    if need.service_type != "swindle":
        return Denied(_("Only a swindle warning is passed to the police as an incident."))
    return _step(POLICE, actor, need, "open", "offered", "accepted", "done")
