"""The steps of an import: upload, match the columns, read and judge, confirm, write."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.kit.actor import Actor
from tongxin.kit.clock import local_date
from tongxin.kit.errors import RuleBroken
from tongxin.kit.ids import uuid7
from tongxin.kit.permissions import require
from tongxin.people import access, entries
from tongxin.people.hooks import tell_homes
from tongxin.people.keeping import measure_tables
from tongxin.people.models import ColumnMemory, SheetImport
from tongxin.people.sheets.judging import Judgement, Progress, judge
from tongxin.people.sheets.matching import Head, find_head, guess_mapping
from tongxin.people.sheets.reading import SheetRows, read_file
from tongxin.people.sheets.writing import held_people, write
from tongxin.registers.appending import record
from tongxin.registers.stepping import step


def folder() -> Path:
    """Return where uploaded sheets wait."""
    found = Path(settings.DATA) / "imports"
    found.mkdir(parents=True, exist_ok=True)
    return found


def _uploaded(*_given: Any, key: UUID, **_more: Any) -> tuple[SheetImport, list[SheetRows]]:
    held = SheetImport.objects.get(pk=key)
    return held, read_file(Path(held.path), held.file_name)


@step(_uploaded, entries.SheetUploaded)
def upload(
    name: str, chunks: Iterable[bytes], *, by: Actor, at: datetime, key: UUID | None = None
) -> tuple[SheetImport, list[SheetRows]]:
    """Keep an uploaded sheet and read it once to see that it is one. The file goes when the import is done."""
    require(access.IMPORT(by))
    sheet_id = key or uuid7()
    path = folder() / f"{sheet_id}{Path(name).suffix.lower()[:6]}"
    digest = hashlib.sha256()
    with path.open("wb") as out:
        for chunk in chunks:
            digest.update(chunk)
            out.write(chunk)
    try:
        sheets = read_file(path, name)
        if first_head(sheets) is None and not _widest(sheets):
            raise RuleBroken(_("There is no row in this file."))
    except RuleBroken:
        path.unlink(missing_ok=True)
        raise
    sheet = SheetImport.objects.create(
        pk=sheet_id,
        community_id=by.community_id,
        file_name=Path(name).name[:200],
        sha256=digest.hexdigest(),
        path=str(path),
        mapping=remembered(sheets),
        uploaded_at=at,
        uploaded_by=by.ref,
    )
    record(entries.SheetUploaded(sheet=sheet.pk, sha256=sheet.sha256), by=by, at=at, key=key)
    return sheet, sheets


def _widest(sheets: list[SheetRows]) -> int:
    return max((len(row) for sheet in sheets for row in sheet.rows), default=0)


def first_head(sheets: list[SheetRows]) -> tuple[SheetRows, Head] | None:
    """Return the first sheet with a header, and the header."""
    for sheet in sheets:
        head = find_head(sheet.rows)
        if head:
            return sheet, head
    return None


def remembered(sheets: list[SheetRows]) -> dict[str, int]:
    """Return field: column as matched last time for these heads, else as guessed."""
    found = first_head(sheets)
    if found is None:
        return {}
    memory = ColumnMemory.objects.filter(heads=found[1].signature).first()
    return dict(memory.mapping) if memory else guess_mapping(found[1])


@transaction.atomic
def match_columns(sheet_id: UUID, mapping: Mapping[str, int], *, by: Actor) -> SheetImport:
    """Fix which column holds what, and remember it for sheets with the same heads."""
    require(access.IMPORT(by))
    sheet: SheetImport = SheetImport.objects.locked().get(pk=sheet_id)
    if sheet.state in {SheetImport.State.RUNNING, SheetImport.State.DONE}:
        raise RuleBroken(_("This sheet is being taken in already."))
    if "name" not in mapping:
        text = _("Choose the column that holds the names.")
        raise RuleBroken(text, fields={"name": text})
    if len(set(mapping.values())) != len(mapping):
        raise RuleBroken(_("One column is chosen twice. Give each field a column of its own."))
    sheet.mapping, sheet.state = dict(mapping), SheetImport.State.READING
    sheet.save(update_fields=["mapping", "state"])
    found = first_head(read_file(Path(sheet.path), sheet.file_name))
    if found:
        ColumnMemory.objects.update_or_create(
            heads=found[1].signature,
            defaults={"mapping": dict(mapping)},
            create_defaults={
                "mapping": dict(mapping),
                "community_id": by.community_id,
                "heads": found[1].signature,
            },
        )
    return sheet


def judged(sheet: SheetImport, *, at: datetime, progress: Progress | None = None) -> Judgement:
    """Read the file and judge its rows against the people held now."""
    sheets = read_file(Path(sheet.path), sheet.file_name)
    mapping = sheet.mapping or None
    return judge(sheets, held_people(), today=local_date(at), mapping=mapping, progress=progress)


def preview(sheet_id: UUID, *, at: datetime, progress: Progress | None = None) -> Judgement:
    """Judge a sheet for its preview; the counts are kept with it, the problems in a file beside it."""
    sheet = SheetImport.objects.get(pk=sheet_id)
    result = judged(sheet, at=at, progress=progress)
    keep_problems(sheet, result)
    sheet.counts, sheet.state = result.numbers(), SheetImport.State.READ
    sheet.save(update_fields=["counts", "state"])
    return result


def keep_problems(sheet: SheetImport, result: Judgement) -> None:
    """Write the rows not taken in beside the sheet, for the page and for the sheet to mend."""
    rows = [{**problem.as_json(), "cells": problem.cells} for problem in result.problems]
    problems_path(sheet).write_text(json.dumps({"heads": result.heads, "rows": rows}, ensure_ascii=False))


def problems_path(sheet: SheetImport) -> Path:
    """Return where the rows not taken in are kept."""
    return folder() / f"{sheet.pk}.problems.json"


def problems(sheet: SheetImport) -> dict[str, Any]:
    """Return the heads and the rows not taken in."""
    path = problems_path(sheet)
    found: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {"heads": [], "rows": []}
    return found


@transaction.atomic
def take_in(
    sheet_id: UUID,
    *,
    by: Actor,
    at: datetime,
    progress: Progress | None = None,
    after: Callable[[], None] | None = None,
) -> Judgement:
    """Write a sheet: all its good rows and one register entry, or, if anything stops it, nothing at all.

    `after` runs inside the transaction, last: tests kill the import there.
    """
    require(access.IMPORT(by))
    sheet: SheetImport = SheetImport.objects.locked().get(pk=sheet_id)
    if sheet.state == SheetImport.State.DONE:
        raise RuleBroken(_("This sheet has been taken in already."))
    result = judged(sheet, at=at, progress=progress)
    corrected = write(result, at=at)
    keep_problems(sheet, result)
    sheet.counts, sheet.state, sheet.finished_at, sheet.failure = (
        result.numbers(),
        SheetImport.State.DONE,
        at,
        "",
    )
    sheet.save(update_fields=["counts", "state", "finished_at", "failure"])
    followed = tell_homes(None, by, at)
    entry = entries.SheetImported(sheet=sheet.pk, sha256=sheet.sha256, **result.numbers())
    record(entry, *corrected, *followed, by=by, at=at)
    if after:
        after()
    transaction.on_commit(lambda: Path(sheet.path).unlink(missing_ok=True))
    transaction.on_commit(measure_tables)
    return result
