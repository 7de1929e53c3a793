"""Correcting the books: amend, void, erase; and keeping the result of a verification."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.kit.actor import Actor
from tongxin.kit.errors import RuleBroken
from tongxin.kit.permissions import require
from tongxin.registers import access, hooks
from tongxin.registers.appending import Draft, rebuild, record
from tongxin.registers.models import Entry, EntryField, EntrySubject
from tongxin.registers.reading import current_values, is_void, original_of
from tongxin.registers.stepping import step


def _reason(text: str) -> str:
    if not text.strip():
        raise RuleBroken(
            _("Say why: a correction without a reason cannot be recorded."), fields={"reason": _("Missing")}
        )
    return text.strip()


def _open_entry(entry_id: UUID) -> Entry:
    entry: Entry = Entry.objects.locked().get(pk=entry_id)
    original = original_of(entry)
    if original.kind != Entry.Kind.CREATE:
        raise RuleBroken(_("Only an entry can be corrected, not a correction of one. Open the first entry."))
    if is_void(original):
        raise RuleBroken(_("This entry is void. Record what happened anew instead of correcting it."))
    return original


@step(Entry)
def amend(
    entry_id: UUID,
    changes: Mapping[str, str],
    *,
    reason: str,
    by: Actor,
    at: datetime,
    key: UUID | None = None,
) -> Entry:
    """Correct an entry: a new entry carries the whole corrected set; the first stays readable beside it.

    `changes` are field name: text as typed. Raises RuleBroken naming the field whose text does not fit.
    """
    require(access.AMEND(by))
    original = _open_entry(entry_id)
    why = _reason(reason)
    kind = original.kind_class
    before = current_values(original)
    typed: dict[str, Any] = {}
    for name, text in changes.items():
        try:
            typed[name] = kind.parse(name, text)
        except (ValueError, ArithmeticError, KeyError) as fault:
            label = kind.labels().get(name, name)
            raise RuleBroken(
                _("“%(text)s” does not fit the field “%(field)s”.") % {"text": text[:40], "field": label},
                fields={name: _("Does not fit")},
            ) from fault
    stored = {
        name: kind.parse(name, _as_text(value)) for name, value in before.items() if name in kind.labels()
    }
    merged = {**stored, **typed}
    changed = {name: value for name, value in typed.items() if value != stored.get(name)}
    if not changed:
        raise RuleBroken(_("Nothing was changed, so nothing was recorded."))
    for hook in hooks.amended:
        hook(original, changed, by, at)
    draft = Draft(rebuild(original, merged), Entry.Kind.AMEND, original.pk, None, (("reason", why),))
    return record(draft, by=by, at=at, key=key)[0]


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(str(item) for item in value)
    return "" if value is None else str(value)


@step(Entry)
def void(entry_id: UUID, *, reason: str, by: Actor, at: datetime, key: UUID | None = None) -> Entry:
    """Declare an entry void: it keeps its number and its words, and counts no longer."""
    require(access.VOID(by))
    original = _open_entry(entry_id)
    why = _reason(reason)
    for hook in hooks.voided:
        hook(original, by, at)
    draft = Draft(original.kind_class(), Entry.Kind.VOID, original.pk, None, (("reason", why),))
    return record(draft, by=by, at=at, key=key)[0]


@transaction.atomic
def erase_fields(
    entry_id: UUID, names: Iterable[str], *, ground: str, approver: str, by: Actor, at: datetime
) -> Entry:
    """Erase values of an entry for good, after an erase entry that names them and the legal ground (PIPL art. 47).

    The chain still verifies: the header holds only commitments, and the salt goes with the value.
    """
    require(access.VOID(by))
    entry: Entry = Entry.objects.locked().get(pk=entry_id)
    gone = tuple(names)
    extra = (("erased", gone), ("ground", ground), ("approver", approver))
    done = record(Draft(entry.kind_class(), Entry.Kind.ERASE, entry.pk, None, extra), by=by, at=at)[0]
    EntryField.objects.filter(entry_id=entry.pk, name__in=gone).delete()
    EntrySubject.objects.filter(entry_id=entry.pk, name__in=gone).delete()
    return done
