"""What hangs on a suggestion when its line in the book is corrected."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tongxin.forum.entries import Taken
from tongxin.forum.models import Suggestion
from tongxin.forum.suggestions.steps import off_the_board, read_facts, set_clock
from tongxin.kit.actor import Actor
from tongxin.kit.clock import local_date
from tongxin.kit.errors import RuleBroken
from tongxin.kit.permissions import ALLOWED, Answer, Denied
from tongxin.registers.carrying import Beside, Correction, follows
from tongxin.registers.models import Entry


def read(changes: Mapping[str, Any], by: Actor, at: datetime) -> Mapping[str, Any]:
    """Read corrected facts as they were taken down."""
    del by
    return read_facts(dict(changes), local_date(at))


def amended(correction: Correction) -> Iterable[Beside]:
    """Let the day due follow, and take off the board what the proposer does not agree to any more."""
    suggestion: Suggestion = correction.row
    if suggestion.answered_on and suggestion.answered_on < suggestion.made_on:
        text = _("It was answered before that day.")
        raise RuleBroken(text, fields={"made_on": text})
    beside: list[Beside] = []
    if suggestion.published_on and not suggestion.agrees:
        reason = _("The proposer does not agree any more.")
        beside.append(off_the_board(suggestion, reason=reason, at=correction.at))
    set_clock(suggestion)
    suggestion.version += 1
    suggestion.save()
    return beside


def may_void(entry: Entry, suggestion: Suggestion, by: Actor) -> Answer:
    """Refuse to void what stands on the board, and what others were merged into."""
    del entry, by
    if suggestion.published_on:
        return Denied(_("It stands on the board. Take it off there first, with the reason."))
    if suggestion.merged.exists():
        return Denied(_("Others were merged into it. Take them apart first."))
    return ALLOWED


def declare() -> None:
    """Tell the registers; from `AppConfig.ready()`."""
    follows(Taken, read=read, amended=amended, may_void=may_void)
