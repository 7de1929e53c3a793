"""Correcting the books: amend, void, erase."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.kit.actor import Actor
from tongxin.kit.errors import RuleBroken
from tongxin.kit.permissions import require
from tongxin.registers import access, carrying
from tongxin.registers.appending import Draft, record
from tongxin.registers.judging import carry_over, check_possible, open_entry, reason_of
from tongxin.registers.kinds import CORRECTION_REASON
from tongxin.registers.models import Entry, EntryField, EntrySubject
from tongxin.registers.reading import current_values, original_of
from tongxin.registers.stepping import step, used


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
    original, row = open_entry(entry_id)
    return record(*carry_over(original, row, changes, reason, seen, by, at), by=by, at=at, key=key)[0]


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
    original, row = open_entry(entry_id)
    require(carrying.may_correct(original, by))
    why = reason_of(reason)
    check_possible(carrying.can_void(original, by, row=row))
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
