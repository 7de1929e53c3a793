"""A correction reaches the row that the entry speaks of: one function for amendments and one for voids, for every app.

What hangs on a row beside its own columns (hours of a service, duties that a visit had done) is told by the app in its `corrections.py`
with `follows`, filled in `AppConfig.ready()`. A follower may change rows and hands back what it wants recorded beside the correction:
the correction itself is recorded last and once, so that locks are taken in one order.

The last word: a column of a row holds what the *latest* entry says that names it (an address, added once and corrected twice since). To
amend an earlier entry corrects the book; the row stays with what was said later. `resets` of a kind ends earlier words in the same way.

Locks of a correction: first the row that others hang on (the visit of a gift, the need of a service: `hangs_on`), then the row itself, then
its entry, and only then is anything read; what follows locks the entries that it reaches before it reads them. So the corrections of one
visit and of its gifts wait for each other and none is lost.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as _

from tongxin.kit.actor import Actor
from tongxin.kit.checking import check_columns
from tongxin.kit.errors import RuleBroken
from tongxin.kit.permissions import ALLOWED, DEEDS, Answer, Denied
from tongxin.kit.words import labelled, run_on
from tongxin.registers import access
from tongxin.registers.appending import Draft
from tongxin.registers.canonical import plain
from tongxin.registers.kinds import CORRECTION_REASON, KINDS, VOID_BY_APP, EntryKind, day_of, refs_in
from tongxin.registers.models import Corrected, Entry, EntrySubject
from tongxin.registers.reading import current_values, is_void, void_among


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction on its way to the row: what stood, what shall stand (as the chain stores it), who corrects, and why.

    `changed` holds the facts that differ, with their values as Python has them; `before_row` the columns of the row as they stood.
    """

    entry: Entry
    row: Any
    before: Mapping[str, Any]
    changed: Mapping[str, Any]
    by: Actor
    at: datetime
    before_row: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


def carried(correction: Correction) -> str:
    """Return the reason of a correction that follows another: the clerk's own words, and the line where they were said."""
    return _("%(reason)s (follows %(line)s)") % {
        "reason": correction.reason,
        "line": correction.entry.label,
    }


Beside = EntryKind | Draft
Follower = Callable[[Correction], Iterable[Beside] | None]
# Asked with the entry, its row (None if it is gone) and who wants to correct.
Guard = Callable[[Entry, Any, Actor], Answer]


# Reads what was typed as the action that wrote the entry would read it: a phone number without blanks. Raises RuleBroken.
Reader = Callable[[Mapping[str, Any], Actor, datetime], Mapping[str, Any]]


# Asked with what was read and with the values as they stand (as the chain stores them): what a changed fact takes along of the others.
Completer = Callable[[Mapping[str, Any], Mapping[str, Any]], Mapping[str, Any]]


# Asked with the entry and its row before it is declared void or amended: what goes with it, a sentence each. Reads only; the same
# sentences are shown before, and after.
Foreteller = Callable[[Entry, Any], Iterable[Any]]


@dataclass(slots=True)
class Following:
    """What an app does when an entry of a kind is corrected, what it says of this before, and when it refuses."""

    read: Reader | None = None
    complete: Completer | None = None
    amended: Follower | None = None
    voided: Follower | None = None
    may_amend: Guard | None = None
    may_void: Guard | None = None
    hangs_on: str = ""
    void_takes: Foreteller | None = None
    amend_takes: Foreteller | None = None


FOLLOWINGS: dict[str, Following] = {}


def follows(
    kind: type[EntryKind],
    *,
    read: Reader | None = None,
    complete: Completer | None = None,
    amended: Follower | None = None,
    voided: Follower | None = None,
    may_amend: Guard | None = None,
    may_void: Guard | None = None,
    hangs_on: str = "",
    void_takes: Foreteller | None = None,
    amend_takes: Foreteller | None = None,
) -> None:
    """Declare what hangs on the row of a kind, and on which row it hangs itself; from `AppConfig.ready()`.

    `hangs_on` is the foreign key from the kind's row to the one that is locked before it, because its entry says something
    of this one too: the `visit` of a gift. `void_takes` and `amend_takes` say in sentences what goes with the entry, for whoever is
    about to correct it. Raises ValueError if a kind is declared twice, or if it does more on a void than it says before.
    """
    if kind.schema in FOLLOWINGS:
        raise ValueError(f"what follows {kind.schema} is declared twice")
    if voided is not None and void_takes is None:
        raise ValueError(f"what goes with a void of {kind.schema} is said nowhere: give it `void_takes`")
    FOLLOWINGS[kind.schema] = Following(
        read, complete, amended, voided, may_amend, may_void, hangs_on, void_takes, amend_takes
    )


def void_takes(entry: Entry) -> list[str]:
    """Say what goes with an entry if it is declared void now: entries beside it, duties, hours."""
    return _foretold(FOLLOWINGS.get(entry.schema, Following()).void_takes, entry)


def amend_takes(entry: Entry) -> list[str]:
    """Say what follows in other books if an entry is amended."""
    return _foretold(FOLLOWINGS.get(entry.schema, Following()).amend_takes, entry)


def _foretold(foretell: Foreteller | None, entry: Entry) -> list[str]:
    row = row_of(entry) if foretell is not None else None
    return [str(said) for said in foretell(entry, row)] if foretell is not None and row is not None else []


def standing_about(kind: type[EntryKind], row_id: UUID) -> list[Entry]:
    """Return the entries of a kind about a row that are not void, oldest first; nothing is locked."""
    found = list(Entry.objects.about(row_id).filter(schema=kind.schema).order_by("seq"))
    gone = void_among(found)
    return [entry for entry in found if entry.pk not in gone]


def falls_with(entry: Entry) -> str:
    """Say that an entry falls with another."""
    return _("%(line)s is declared void with it") % {"line": entry.label}


def read(
    entry: Entry, changes: Mapping[str, Any], before: Mapping[str, Any], *, by: Actor, at: datetime
) -> Mapping[str, Any]:
    """Read what was typed as the action that wrote the entry would have read it, with what it takes along of the others."""
    following = FOLLOWINGS.get(entry.schema, Following())
    typed = following.read(changes, by, at) if following.read is not None else changes
    return following.complete(typed, before) if following.complete is not None else typed


def row_of(entry: Entry) -> Any:
    """Return the row that an entry speaks of; None if it speaks of none or the row is gone."""
    rows = _rows_of(entry)
    return rows.first() if rows is not None else None


def locked_row_of(entry: Entry) -> Any:
    """Lock the row that an entry's row hangs on, if any, then the row itself, then the entry; return the row as `row_of` does."""
    rows = _rows_of(entry)
    row = None
    if rows is not None:
        if above := FOLLOWINGS.get(entry.schema, Following()).hangs_on:
            model: Any = rows.model._meta.get_field(above).related_model
            hung_on = list(rows.values_list(f"{above}_id", flat=True))
            list(model._default_manager.filter(pk__in=hung_on).order_by("id").locked())
        row = (rows.locked() if hasattr(rows, "locked") else rows).first()
    Entry.objects.locked().get(pk=entry.pk)
    return row


def may_correct(entry: Entry, by: Actor) -> Answer:
    """Tell whether somebody may do the deed that wrote an entry: correcting it is no way around that."""
    code = entry.kind_class.deed
    return DEEDS[code](by) if code else ALLOWED


def _rows_of(entry: Entry) -> Any:
    kind = entry.kind_class
    model = kind.row_model()
    if model is None:
        return None
    named = EntrySubject.objects.filter(entry_id=entry.pk, name=kind.row_field()).values_list(
        "ref", flat=True
    )
    return model._default_manager.filter(pk__in=list(named[:1])).order_by("pk")


def can_amend(entry: Entry, by: Actor, *, row: Any = None) -> Answer:
    """Tell whether an entry may be amended; the refusal says why and what to do instead, before any form is shown.

    `row` is what the entry speaks of, where the caller holds it locked: what is told before is asked again then.
    """
    kind = entry.kind_class
    if not kind.amendable():
        return Denied(kind.instead or _("This entry cannot be amended. Record what happened anew."))
    return may_correct(entry, by) and _asked(
        FOLLOWINGS.get(entry.schema, Following()).may_amend, entry, row, by
    )


def can_void(entry: Entry, by: Actor, *, row: Any = None) -> Answer:
    """Tell whether an entry may be declared void; the refusal says why and what to do instead. `row` as in `can_amend`."""
    kind = entry.kind_class
    if kind.voids is None:
        return Denied(kind.instead or _("This entry cannot be declared void. Amend it instead."))
    return may_correct(entry, by) and _asked(
        FOLLOWINGS.get(entry.schema, Following()).may_void, entry, row, by
    )


def _asked(guard: Guard | None, entry: Entry, row: Any, by: Actor) -> Answer:
    row = row if row is not None else row_of(entry)
    if row is None:
        return Denied(
            _("What this entry speaks of is no longer kept, so there is nothing that could be corrected.")
        )
    return guard(entry, row, by) if guard is not None else ALLOWED


def carry_amendment(
    entry: Entry,
    row: Any,
    before: Mapping[str, Any],
    changed: Mapping[str, Any],
    *,
    reason: str,
    by: Actor,
    at: datetime,
) -> Sequence[Beside]:
    """Write changed facts to the row that the entry speaks of, locked by `locked_row_of`, and let the app move what hangs on it.

    Returns what the app wants recorded beside the amendment. Raises RuleBroken naming the field that does not fit the row.
    """
    kind = entry.kind_class
    columns = kind.amendable()
    carried = {
        columns[name]: (name, value)
        for name, value in changed.items()
        if name in columns and is_last_word(entry, row, columns[name])
    }
    before_row = {column: getattr(row, column) for column in carried}
    for column, (_name, value) in carried.items():
        setattr(row, column, empty_as(row, column, value))
    _check(entry, row, {column: name for column, (name, _value) in carried.items()})
    if carried:
        also = ["version"] if hasattr(row, "version") else []
        if also:
            row.version += 1
        row.save(update_fields=[*carried, *also])
    follower = FOLLOWINGS.get(entry.schema, Following()).amended
    if follower is None:
        return ()
    return tuple(follower(Correction(entry, row, before, changed, by, at, before_row, reason)) or ())


def _check(entry: Entry, row: Any, names: Mapping[str, str]) -> None:
    """Check what was carried over; a fault is named after the entry's field and not after the column."""
    try:
        check_columns(row, names)
    except RuleBroken as broken:
        labels = entry.kind_class.labels()
        found = {
            names.get(column, names.get(f"{column}_id", column)): text
            for column, text in broken.fields.items()
        }
        fields = {name: labelled(str(labels.get(name, "")), text) for name, text in found.items()}
        raise RuleBroken(" ".join(fields.values()), fields=fields) from broken


def carry_void(
    entry: Entry, row: Any, values: Mapping[str, Any], *, reason: str, by: Actor, at: datetime
) -> Sequence[Beside]:
    """Take the row of an entry declared void, locked by `locked_row_of`, out of lists and figures, and put back what hung on it."""
    kind = entry.kind_class
    if kind.voids is not None and kind.voids != VOID_BY_APP:
        setattr(row, kind.voids, True)
        also = ["version"] if hasattr(row, "version") else []
        if also:
            row.version += 1
        row.save(update_fields=[kind.voids, *also])
    follower = FOLLOWINGS.get(entry.schema, Following()).voided
    if follower is None:
        return ()
    return tuple(follower(Correction(entry, row, values, {}, by, at, reason=reason)) or ())


def refusal(kind: type[EntryKind], name: str, by: Actor) -> Any:
    """Return why a field of an entry cannot be amended, and what to do instead; where that is a void, who may do it."""
    about = kind.abouts()[name]
    if about.instead:
        return about.instead
    if kind.voids is not None:
        text = _("“%(field)s” cannot be corrected: declare the entry void and record it anew.")
        return run_on(text % {"field": about.label}, access.who_voids(by))
    return kind.instead or _("“%(field)s” cannot be corrected.") % {"field": about.label}


def whole_refusal(kind: type[EntryKind], by: Actor) -> Any:
    """Say once, of all fields without a way of their own, what to do where they are wrong."""
    if kind.voids is not None:
        text = _("If one of these is wrong, the entry is declared void and recorded anew.")
        return run_on(text, access.who_voids(by))
    return kind.instead or _("These cannot be corrected.")


def empty_as(row: models.Model, column: str, value: Any) -> Any:
    """Return a value as the column wants it: nothing is None where the column allows it, and empty text elsewhere."""
    if value not in (None, ""):
        return value
    try:
        found = row._meta.get_field(column.removesuffix("_id") if column.endswith("_id") else column)
    except FieldDoesNotExist:
        return value
    return None if found.null else ""


def speakers_of(model: type[models.Model], column: str) -> dict[str, str]:
    """Return schema: field for the kinds that say what a column of a model holds; a field of "" resets it."""
    found = {}
    for kind in KINDS.values():
        if kind.row_model() is not model:
            continue
        for name, amended in kind.amendable().items():
            if amended == column:
                found[kind.schema] = name
        if column in kind.resets:
            found[kind.schema] = ""
    return found


def is_last_word(entry: Entry, row: models.Model, column: str) -> bool:
    """Tell whether no later entry says what this column of the row holds."""
    own = EntrySubject.objects.get(entry_id=entry.pk, name=entry.kind_class.row_field())
    # Subjects are numbered as they are written, while the row is locked: `recorded_at` is the moment the request began.
    later = EntrySubject.objects.filter(
        ref=row.pk,
        id__gt=own.pk,
        entry__kind=Entry.Kind.CREATE,
        entry__schema__in=list(speakers_of(type(row), column)),
    )
    void = Entry.objects.filter(refers_to__in=later.values("entry_id"), kind=Entry.Kind.VOID).values(
        "refers_to"
    )
    return not later.exclude(entry_id__in=void).exists()


def relink(entry: Entry, changed: Mapping[str, Any]) -> None:
    """Let an entry be found under the rows that it names now: a wrong person named at the desk is put right.

    Its earlier amendments move with it: they hold the whole set, and nothing of it is the wrong person's.
    """
    told = [entry, *Entry.objects.filter(refers_to=entry.pk, kind=Entry.Kind.AMEND).order_by("seq")]
    refs = entry.kind_class.refs()
    for name in sorted(changed.keys() & refs.keys()):
        EntrySubject.objects.filter(entry_id__in=[each.pk for each in told], name=name).remove()
        EntrySubject.objects.bulk_create(
            [
                EntrySubject(community_id=entry.community_id, entry=each, name=name, ref=found)
                for each in told
                for found in dict.fromkeys(refs_in(changed[name]))
            ]
        )


def names_row(kind: type[EntryKind], name: str, value: UUID) -> bool:
    """Tell whether a row that an amendment names is there, in this community."""
    model = kind.refs()[name]
    return bool(model._default_manager.filter(pk=value).exists())


def amendment(entry: Entry, changed: Mapping[str, Any], *, reason: Any) -> Draft:
    """Return the amendment of an entry with some facts changed, and let books find it as it stands from now on."""
    after = {
        name: value
        for name, value in {**current_values(entry), **changed}.items()
        if value not in (None, "", ())
    }
    relink(entry, changed)
    stands(entry, after)
    return Draft(
        entry.kind_class,
        after,
        Entry.Kind.AMEND,
        entry.pk,
        extra=((CORRECTION_REASON, str(reason)),),
        happened_on=_day(entry, after),
    )


def _day(entry: Entry, values: Mapping[str, Any]) -> date | None:
    """Return the day on which an entry says now that it happened; the first day where it was erased; None if it names none."""
    day = entry.kind_class.day
    return (day_of(values.get(day)) or entry.happened_on) if day else None


def amend_beside(
    kind: type[EntryKind], row_id: UUID, changed: Mapping[str, Any], *, reason: Any
) -> Iterable[Draft]:
    """Amend the standing entries of a kind about a row because another correction reaches them: a visitor's name, told twice.

    The caller holds the row locked; the entries are locked here before it is read how they stand.
    """
    for entry in _locked_about(kind, row_id):
        held = current_values(entry)
        differs = {
            name: value
            for name, value in changed.items()
            if plain(value) != held.get(name) and (value or held.get(name))
        }
        if differs and not is_void(entry):
            yield amendment(entry, differs, reason=reason)


def stands(entry: Entry, values: Mapping[str, Any], *, void: bool = False) -> None:
    """Keep how an entry stands now, for the books that ask by month and by kind."""
    kind = entry.kind_class
    day = _day(entry, values) or entry.happened_on
    topic = str(values.get(kind.topic) or "") if kind.topic else entry.topic
    standing = Corrected(
        community_id=entry.community_id,
        entry=entry,
        happened_on=day,
        month=day.year * 100 + day.month,
        topic=topic,
        is_void=void,
    )
    Corrected.objects.bulk_create(
        [standing],
        update_conflicts=True,
        unique_fields=["community_id", "entry"],
        update_fields=["happened_on", "month", "topic", "is_void"],
    )


def void_beside(kind: type[EntryKind], row_id: UUID, *, reason: Any) -> Iterable[Draft]:
    """Declare the standing entries of a kind about a row void because another void reaches them: the gifts of a visit.

    Locks as `amend_beside` does.
    """
    for entry in _locked_about(kind, row_id):
        if not is_void(entry):
            yield voiding(entry, reason=reason)


def voiding(entry: Entry, *, reason: Any) -> Draft:
    """Return the void of one entry that falls with another, and let books leave it out from now on."""
    stands(entry, current_values(entry), void=True)
    return Draft(entry.kind_class, {}, Entry.Kind.VOID, entry.pk, None, ((CORRECTION_REASON, str(reason)),))


def _locked_about(kind: type[EntryKind], row_id: UUID) -> list[Entry]:
    """Lock, in the order of their ids, the entries of a kind about a row that is locked already."""
    return list(Entry.objects.about(row_id).filter(schema=kind.schema).order_by("id").locked().with_values())
