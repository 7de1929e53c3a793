"""What every step with a suggestion shares: loading it for somebody, its clock, the texts as they are kept."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongxin.almanac.models import calendar_from
from tongxin.almanac.rules import Count, OutOfCalendar, add_working_days
from tongxin.forum import entries
from tongxin.forum.models import Answer, Suggestion
from tongxin.forum.rules import answer_days, gives_away
from tongxin.forum.suggestions.models import LONGEST
from tongxin.kit.actor import Actor
from tongxin.kit.clock import local_date
from tongxin.kit.errors import Conflict, RuleBroken
from tongxin.kit.permissions import Answer as Verdict
from tongxin.kit.permissions import require
from tongxin.kit.words import clean
from tongxin.people import rules as people_rules
from tongxin.web.templatetags.web import full_day


def load(
    suggestion_id: UUID, may: Callable[[Actor, Suggestion], Verdict], *, seen: int, by: Actor
) -> Suggestion:
    """Lock a suggestion for a step. Loading it is the permission check; one changed since `seen` is a Conflict."""
    found: Suggestion = Suggestion.objects.visible_to(by).locked().get(pk=suggestion_id)
    require(may(by, found))
    if found.version != seen:
        raise Conflict(
            _(
                "Somebody changed this suggestion while you had it open. Nothing was recorded twice: see how it stands now, then go on."
            ),
            mine={},
            theirs={
                _("State"): found.get_state_display(),
                _("Person in charge"): found.in_charge or "—",
                _("Answer due"): full_day(found.due_on),
            },
        )
    found.version += 1
    return found


def latest_answer(suggestion: Suggestion) -> Answer | None:
    """Return the last version that was written."""
    return suggestion.answers.order_by("-number").first()


def text_of(name: str, text: str, *, most: int = LONGEST) -> str:
    """Read a text as typed; RuleBroken, naming its field, if there is none or it is longer than its column."""
    words = clean(text)
    if not words:
        raise RuleBroken(_("Say it in a few words."), fields={name: _("Missing")})
    if len(words) > most:
        said = _("Say it in at most %(most)s characters; these are %(n)s.") % {"most": most, "n": len(words)}
        raise RuleBroken(said, fields={name: said})
    return words


def public_text(name: str, text: str, suggestion: Suggestion) -> str:
    """Read a text for the board; RuleBroken, naming its field, if it tells who made the suggestion."""
    words = text_of(name, text)
    if given := gives_away(words, suggestion.proposer):
        said = _("“%(what)s” tells who said it. Anybody can read the board: leave it out.") % {"what": given}
        raise RuleBroken(said, fields={name: said})
    return words


def day_within(name: str, day: date, first: date | None, today: date) -> date:
    """Return a day; RuleBroken, naming its field, if it lies in the future or before the first that is possible."""
    if day > today:
        text = _("The day lies in the future.")
        raise RuleBroken(text, fields={name: text})
    if first is not None and day < first:
        text = _("The day must not lie before %(first)s.") % {"first": full_day(first)}
        raise RuleBroken(text, fields={name: text})
    return day


def phone_of(text: str) -> str:
    """Read a phone number as typed; RuleBroken if it is none."""
    try:
        return people_rules.phone(text) if clean(text) else ""
    except people_rules.Unreadable as fault:
        raise RuleBroken(str(fault.reason), fields={"phone": str(fault.reason)}) from fault


def count_from(made_on: date, days: int) -> Count:
    """Count the day on which an answer is due, with each day that is and is not counted."""
    try:
        return add_working_days(made_on, days, calendar_from(made_on, days))
    except OutOfCalendar:
        text = _("The table of days ends before this due date. Fill it with `tongxin init --calendar`.")
        raise RuleBroken(text, fields={"made_on": text}) from None


def set_clock(suggestion: Suggestion) -> None:
    """Set until when a suggestion is to be answered, from its day and its subject."""
    suggestion.due_days = answer_days(suggestion.subject)
    suggestion.due_on = count_from(suggestion.made_on, suggestion.due_days).due


def clock_of(suggestion: Suggestion) -> Count | None:
    """Return the count to the day due; nothing where the table of days ends too early to tell."""
    try:
        return count_from(suggestion.made_on, suggestion.due_days)
    except RuleBroken:
        return None


def read_facts(facts: dict[str, Any], today: date) -> dict[str, Any]:
    """Read what was taken down, as it is recorded: at the desk, by a scribe, in a correction."""
    read: dict[str, Any] = {
        name: clean(value) if isinstance(value, str) else value for name, value in facts.items()
    }
    if "content" in read:
        read["content"] = text_of("content", read["content"])
    if "phone" in read:
        read["phone"] = phone_of(read["phone"])
    if "made_on" in read:
        day_within("made_on", read["made_on"], None, today)
    return read


def off_the_board(suggestion: Suggestion, *, reason: str, at: datetime) -> entries.Withdrawn:
    """Take a suggestion off the board within a deed that saves it, and return what is to be recorded."""
    suggestion.published_on, suggestion.public_words, suggestion.public_answer = None, "", ""
    suggestion.withdrawn_on, suggestion.withdrawn_why = local_date(at), reason
    return entries.Withdrawn(suggestion=suggestion.pk, withdrawn_on=local_date(at), reason=reason)
