"""What an amendment is asked before it is recorded, by the action and, without recording, by the form that says all faults at once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.kit.actor import Actor
from tongxin.kit.errors import Conflict, RuleBroken
from tongxin.kit.permissions import Answer, Denied, require
from tongxin.registers import access, amending, carrying
from tongxin.registers.appending import Draft
from tongxin.registers.canonical import plain
from tongxin.registers.kinds import EntryKind
from tongxin.registers.models import Entry
from tongxin.registers.reading import current_values, is_void, original_of, said_in_words, values_at
from tongxin.registers.stepping import used


def reason_of(text: str) -> str:
    """Return the reason of a correction; RuleBroken where there is none."""
    if not text.strip():
        raise RuleBroken(
            _("Say why: a correction without a reason cannot be recorded."), fields={"reason": _("Missing")}
        )
    return text.strip()


def check_possible(answer: Answer) -> None:
    """Raise RuleBroken with the reason of a refusal."""
    if isinstance(answer, Denied):
        raise RuleBroken(answer.reason)


def open_entry(entry_id: UUID) -> tuple[Entry, Any]:
    """Return the entry to be corrected and the row that it speaks of, both locked, the row first."""
    original = original_of(Entry.objects.get(pk=entry_id))
    if original.kind != Entry.Kind.CREATE:
        raise RuleBroken(_("Only an entry can be corrected, not a correction of one. Open the first entry."))
    row = carrying.locked_row_of(original)
    if is_void(original):
        raise RuleBroken(_("This entry is void. Record what happened anew instead of correcting it."))
    return original, row


def carry_over(
    original: Entry,
    row: Any,
    changes: Mapping[str, Any],
    reason: str,
    seen: UUID | None,
    by: Actor,
    at: datetime,
) -> tuple[Draft | EntryKind, ...]:
    """Carry an amendment over to the row, locked, and what hangs on it; return what is to be recorded of it."""
    require(carrying.may_correct(original, by))
    why = reason_of(reason)
    before = current_values(original)
    told = amending.as_typed(original.kind_class, changes)
    typed = carrying.read(original, told, before, by=by, at=at)
    changed = amending.changed(original.kind_class, typed, before)
    if not changed:
        raise RuleBroken(_("Nothing was changed, so there is nothing to correct."))
    if seen is not None:
        _check_seen(original, changed, before, seen)
    check_possible(carrying.can_amend(original, by, row=row))
    # What the app let follow (a name with its person) is no one's to type.
    asked = {name: value for name, value in changed.items() if name in changes}
    amending.check_facts(original.kind_class, asked, by, at)
    beside = carrying.carry_amendment(original, row, before, changed, reason=why, by=by, at=at)
    return (carrying.amendment(original, changed, reason=why), *beside)


def _check_seen(entry: Entry, changed: Mapping[str, Any], before: Mapping[str, Any], seen: UUID) -> None:
    """Raise Conflict, with both versions, if somebody corrected one of the same facts since the version `seen`."""
    try:
        stood, erased = values_at(entry, seen)
    except LookupError:
        raise used() from None
    kind = entry.kind_class
    meanwhile = [name for name in changed if stood.get(name) != before.get(name) or name in erased]
    if not meanwhile:
        return
    labels = kind.labels()
    mine = {name: said_in_words(entry, name, plain(changed[name])) for name in meanwhile}
    theirs = {name: said_in_words(entry, name, before.get(name)) for name in meanwhile}
    now = _("Somebody else changed this meanwhile; it stands now as “%(value)s”.")
    raise Conflict(
        _(
            "Somebody else corrected this entry while you had it open. Nothing of yours is lost: compare and save again to put it in place of what stands."
        ),
        mine={labels[name]: value for name, value in mine.items()},
        theirs={labels[name]: value for name, value in theirs.items()},
        fields={name: now % {"value": value or "—"} for name, value in theirs.items()},
    )


def amend_faults(
    entry_id: UUID, changes: Mapping[str, Any], *, seen: UUID, by: Actor, at: datetime
) -> dict[str, str]:
    """Return field name: fault, of all that an amendment would be refused for. Nothing is recorded and nothing stays changed.

    A refusal names what it meets first; so what was refused is left out and the rest is asked again, until nothing is.
    """
    require(access.AMEND(by))
    rest, found = dict(changes), dict[str, str]()
    while rest:
        broken = _refused(entry_id, rest, seen, by, at)
        if broken is None or not broken.fields.keys() & rest.keys():
            break
        alone = len(broken.fields) == 1
        found |= {name: str(broken.message if alone else text) for name, text in broken.fields.items()}
        rest = {name: value for name, value in rest.items() if name not in broken.fields}
    return found


def _refused(
    entry_id: UUID, changes: Mapping[str, Any], seen: UUID, by: Actor, at: datetime
) -> RuleBroken | None:
    try:
        with transaction.atomic():
            carry_over(*open_entry(entry_id), changes, _("Reason"), seen, by, at)
            transaction.set_rollback(True)
    except RuleBroken as broken:
        return broken
    except Conflict:
        return None  # said once the rest fits: it needs both versions side by side
    return None
