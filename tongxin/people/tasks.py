"""Imports as jobs: the page asks how far they are, and may be left and opened again."""

import json
import logging
import time
from pathlib import Path
from typing import Any
from uuid import UUID

from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from tongxin.communities.models import Account
from tongxin.communities.signing_in import actor_for
from tongxin.kit.clock import now
from tongxin.kit.errors import TongxinError
from tongxin.kit.scope import community_scope
from tongxin.people.models import SheetImport
from tongxin.people.sheets import actions

log = logging.getLogger("tongxin.import")
KEEP_SECONDS = 30 * 86400


class Meter:
    """Keeps how far an import is in a file, because its transaction cannot be seen until it ends."""

    def __init__(self, sheet_id: UUID) -> None:
        self.path = meter_path(sheet_id)
        self.started = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        """Note the rows done of all, and the seconds that remain at this pace."""
        spent = time.monotonic() - self.started
        left = spent / done * (total - done) if done else 0
        self.path.write_text(json.dumps({"done": done, "total": total, "left": round(left)}))


def meter_path(sheet_id: UUID) -> Path:
    """Return where the progress of an import is kept."""
    return actions.folder() / f"{sheet_id}.progress.json"


def progress_of(sheet_id: UUID) -> dict[str, Any]:
    """Return done, total and seconds left; zeros before it begins."""
    try:
        found: dict[str, Any] = json.loads(meter_path(sheet_id).read_text())
    except (FileNotFoundError, ValueError):
        return {"done": 0, "total": 0, "left": 0}
    return found


@db_task()  # type: ignore[untyped-decorator]  # huey publishes no types
def read_sheet(community_id: str, sheet_id: str) -> None:
    """Judge a sheet for its preview."""
    _guarded(
        UUID(community_id),
        UUID(sheet_id),
        lambda sheet: actions.preview(sheet, at=now(), progress=Meter(sheet)),
    )


@db_task()  # type: ignore[untyped-decorator]  # huey publishes no types
def take_in_sheet(community_id: str, sheet_id: str, account_id: str) -> None:
    """Write a sheet in the name of the account that confirmed it."""
    home = UUID(community_id)

    def run(sheet: UUID) -> Any:
        by = actor_for(Account.objects.get(pk=account_id), home)
        return actions.take_in(sheet, by=by, at=now(), progress=Meter(sheet))

    _guarded(home, UUID(sheet_id), run)


def _guarded(community_id: UUID, sheet_id: UUID, run: Any) -> None:
    with community_scope(community_id):
        try:
            run(sheet_id)
        except TongxinError as fault:
            _fail(sheet_id, str(fault.message))
        except Exception as fault:  # the page must learn of any fault; the log has the whole of it
            log.exception("import %s failed", sheet_id)
            _fail(sheet_id, type(fault).__name__)
        finally:
            meter_path(sheet_id).unlink(missing_ok=True)


def _fail(sheet_id: UUID, why: str) -> None:
    SheetImport.objects.filter(pk=sheet_id).update(state=SheetImport.State.FAILED, failure=why)


# huey counts in UTC: a quarter past three at night in China.
@db_periodic_task(crontab(hour="19", minute="15"))  # type: ignore[untyped-decorator]  # huey publishes no types
def forget_sheets() -> None:
    """Delete uploaded sheets and their rows to mend after thirty days: they hold what people's cards say."""
    for path in actions.folder().iterdir():
        if path.is_file() and path.stat().st_mtime < time.time() - KEEP_SECONDS:
            path.unlink(missing_ok=True)
