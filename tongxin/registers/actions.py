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
from tongxin.registers import access, amending, carrying
from tongxin.registers.appending import Draft, record
from tongxin.registers.canonical import plain
from tongxin.registers.kinds import CORRECTION_REASON, EntryKind
from tongxin.registers.models import Entry, EntryField, EntrySubject
from tongxin.registers.reading import current_values, is_void, original_of, said_in_words, values_at
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


def _amended(entry_id: UUID, _changes: Mapping[str, Any], *, key: UUID, **_more: Any) -> Entry:
    """Return the amendment that was recorded under a key. Raises Conflict if the key was used for another deed."""
    done = Entry.objects.get(pk=key)
    if done.kind != Entry.Kind.AMEND or done.refers_to != entry_id:
        raise used()
    return done


@step(_amended)
def amend(
    entry_id: UUID,
    changes: Mapping[str, Any],
    *,
    reason: str,
    seen: UUID | None = None,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
) -> Entry:
    """Correct an entry: a new entry carries the whole corrected set; the first stays readable beside it.

    `changes` are field name: value (date, Decimal, text, code, id, tuple of codes). The row of which the entry speaks, what hangs on it
    and where the entry is found follow in the same transaction. `seen` is the version from which the changes were made
    (`reading.version_of`): Conflict if one of the same facts was corrected since; corrections of other facts stand beside each other.
    Raises RuleBroken naming the field that does not fit or cannot be amended, and what to do instead.
    """
    require(access.AMEND(by))
    original, row = _open_entry(entry_id)
    return record(*_carried_over(original, row, changes, reason, seen, by, at), by=by, at=at, key=key)[0]


def _carried_over(
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
    why = _reason(reason)
    before = current_values(original)
    told = amending.as_typed(original.kind_class, changes)
    typed = carrying.read(original, told, before, by=by, at=at)
    changed = amending.changed(original.kind_class, typed, before)
    if not changed:
        raise RuleBroken(_("Nothing was changed, so there is nothing to correct."))
    if seen is not None:
        _check_seen(original, changed, before, seen)
    _possible(carrying.can_amend(original, by, row=row))
    # What the app let follow (a name with its person) is no one's to type.
    asked = {name: value for name, value in changed.items() if name in changes}
    amending.check_facts(original.kind_class, asked, by, at)
    beside = carrying.carry_amendment(original, row, before, changed, reason=why, by=by, at=at)
    return (carrying.amendment(original, changed, reason=why), *beside)


def amend_faults(
    entry_id: UUID, changes: Mapping[str, Any], *, seen: UUID, by: Actor, at: datetime
) -> dict[str, str]:
    """Return field name: fault, of all that an amendment would be refused for. Nothing is recorded and nothing stays changed.

    A refusal names what it meets first; so what was refused is left out and the rest is asked again, until nothing is.
    """
    require(access.AMEND(by))
    rest, found = dict(changes), {}
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
            _carried_over(*_open_entry(entry_id), changes, _("Reason"), seen, by, at)
            transaction.set_rollback(True)
    except RuleBroken as broken:
        return broken
    except Conflict:
        return None  # said once the rest fits: it needs both versions side by side
    return None


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
    kind = entry.kind_class
    if not gone or kind.row_field() in gone or not set(gone) <= kind.abouts().keys():
        text = _(
            "Name the fields to be erased. Of which row an entry speaks is none of them: without it nobody could tell what was erased."
        )
        raise RuleBroken(text, fields={"names": text})
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
