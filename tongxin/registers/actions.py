"""Correcting the books: amend, void, erase."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.kit.actor import Actor
from tongxin.kit.errors import Conflict, RuleBroken
from tongxin.kit.permissions import Answer, Denied, require
from tongxin.registers import access, carrying
from tongxin.registers.appending import Draft, record
from tongxin.registers.canonical import plain
from tongxin.registers.kinds import CORRECTION_REASON
from tongxin.registers.models import Entry, EntryField, EntrySubject
from tongxin.registers.reading import current_values, is_void, only_said, original_of
from tongxin.registers.stepping import step, used


def _reason(text: str) -> str:
    if not text.strip():
        raise RuleBroken(
            _("Say why: a correction without a reason cannot be recorded."), fields={"reason": _("Missing")}
        )
    return text.strip()


def _possible(answer: Answer) -> None:
    if isinstance(answer, Denied):
        raise RuleBroken(answer.reason)


def _open_entry(entry_id: UUID) -> tuple[Entry, Any]:
    """Return the entry to be corrected and the row that it speaks of, both locked, the row first."""
    original = original_of(Entry.objects.get(pk=entry_id))
    if original.kind != Entry.Kind.CREATE:
        raise RuleBroken(_("Only an entry can be corrected, not a correction of one. Open the first entry."))
    row = carrying.locked_row_of(original)
    if is_void(original):
        raise RuleBroken(_("This entry is void. Record what happened anew instead of correcting it."))
    return original, row


def _amended(
    entry_id: UUID, changes: Mapping[str, Any], *, by: Actor, at: datetime, key: UUID, **_more: Any
) -> Entry:
    """Return the amendment that was recorded under a key. Raises Conflict unless it says what is asked now."""
    done = Entry.objects.get(pk=key)
    if done.kind != Entry.Kind.AMEND or done.refers_to != entry_id:
        raise used()
    entry, recorded = original_of(done), done.values()
    typed = carrying.read(entry, changes, only_said(entry.kind_class, recorded), by=by, at=at)
    if any(_differs(entry, name, value, recorded.get(name)) for name, value in typed.items()):
        raise Conflict(
            _(
                "This form was sent before, and what it said then is recorded as “%(line)s”; what it says now is not. Open the entry and amend it again."
            )
            % {"line": done.label}
        )
    return done


@step(_amended)
def amend(
    entry_id: UUID,
    changes: Mapping[str, Any],
    *,
    reason: str,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
) -> Entry:
    """Correct an entry: a new entry carries the whole corrected set; the first stays readable beside it.

    `changes` are field name: value (date, Decimal, text, code, id, tuple of codes). The row of which the entry speaks, what hangs on it
    and where the entry is found follow in the same transaction. Raises RuleBroken naming the field that does not fit
    or cannot be amended, and what to do instead.
    """
    require(access.AMEND(by))
    original, row = _open_entry(entry_id)
    require(carrying.may_correct(original, by))
    why = _reason(reason)
    before = current_values(original)
    typed = carrying.read(original, changes, before, by=by, at=at)
    changed = {
        name: value for name, value in typed.items() if _differs(original, name, value, before.get(name))
    }
    if not changed:
        raise RuleBroken(_("Nothing was changed, so there is nothing to correct."))
    _possible(carrying.can_amend(original, by, row=row))
    # What the app let follow (a name with its person) is no one's to type.
    _check_facts(original, {name: value for name, value in changed.items() if name in changes}, by)
    beside = carrying.carry_amendment(original, row, before, changed, reason=why, by=by, at=at)
    return record(carrying.amendment(original, changed, reason=why), *beside, by=by, at=at, key=key)[0]


def _differs(entry: Entry, name: str, value: Any, stored: Any) -> bool:
    """Tell whether a value as typed differs from what the chain holds; nothing, empty text and an empty list are alike.

    Raises RuleBroken for a number that the chain cannot hold.
    """
    empty: tuple[Any, ...] = (None, "", [], ())
    try:
        told = plain(value)
    except ValueError as fault:
        label = entry.kind_class.labels().get(name, name)
        text = _("“%(field)s” is too large a number.") % {"field": label}
        raise RuleBroken(text, fields={name: text}) from fault
    return told != stored and not (told in empty and stored in empty)


def _check_facts(entry: Entry, changed: Mapping[str, Any], by: Actor) -> None:
    kind = entry.kind_class
    required = kind.required()
    for name, value in changed.items():
        about = kind.abouts().get(name)
        if about is None:
            raise RuleBroken(_("This entry has no field of that name."), fields={name: _("Unknown")})
        if not about.amends:
            raise RuleBroken(carrying.refusal(kind, name, by), fields={name: _("Cannot be corrected")})
        if value in (None, "", ()) and name in required:
            text = _("“%(field)s” cannot be empty.") % {"field": about.label}
            raise RuleBroken(text, fields={name: text})
        if about.refers is not None and value and not carrying.names_row(kind, name, value):
            text = _("“%(field)s” names nobody and nothing that is kept here. Choose it from the list.")
            raise RuleBroken(text % {"field": about.label}, fields={name: _("Not found")})


def _voided(entry_id: UUID, *, key: UUID, **_more: Any) -> Entry:
    done = Entry.objects.get(pk=key)
    if done.kind != Entry.Kind.VOID or done.refers_to != entry_id:
        raise used()
    return done


@step(_voided)
def void(entry_id: UUID, *, reason: str, by: Actor, at: datetime, key: UUID | None = None) -> Entry:
    """Declare an entry void: it keeps its number and its words, and neither it nor its row counts any longer.

    Raises RuleBroken where a kind cannot be voided, saying what to do instead.
    """
    require(access.VOID(by))
    original, row = _open_entry(entry_id)
    require(carrying.may_correct(original, by))
    why = _reason(reason)
    _possible(carrying.can_void(original, by, row=row))
    values = current_values(original)
    beside = carrying.carry_void(original, row, values, reason=why, by=by, at=at)
    carrying.stands(original, values, void=True)
    draft = Draft(original.kind_class, {}, Entry.Kind.VOID, original.pk, None, ((CORRECTION_REASON, why),))
    return record(draft, *beside, by=by, at=at, key=key)[0]


@transaction.atomic
def erase_fields(
    entry_id: UUID, names: Iterable[str], *, ground: str, approver: str, by: Actor, at: datetime
) -> Entry:
    """Erase values of an entry for good, after an erase entry that names them and the legal ground (PIPL art. 47).

    The chain still verifies: the header holds only commitments, and the salt goes with the value. An amendment carries the whole
    corrected set, so the values of the entry's amendments go with them.
    """
    require(access.VOID(by))
    entry = original_of(Entry.objects.locked().get(pk=entry_id))
    gone = tuple(names)
    extra = (("erased", gone), ("ground", ground), ("approver", approver))
    amendments = list(
        Entry.objects.filter(refers_to=entry.pk, kind=Entry.Kind.AMEND).values_list("pk", flat=True)
    )
    told = [entry.pk, *amendments]
    drafts = [Draft(entry.kind_class, {}, Entry.Kind.ERASE, each, None, extra) for each in told]
    done = record(*drafts, by=by, at=at)[0]
    EntryField.objects.filter(entry_id__in=told, name__in=gone).delete()
    EntrySubject.objects.filter(entry_id__in=told, name__in=gone).delete()
    return done
