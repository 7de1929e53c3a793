"""`tongxin doctor`: is everything in order, and what to do about what is not."""

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from tongxin.almanac.models import Day
from tongxin.communities.models import Community
from tongxin.kit.clock import local_date, now
from tongxin.web.paper import fonts

LEAST_FREE = 200 * 2**20
CHINESE_FONTS = ("Noto Sans CJK", "Noto Serif CJK", "WenQuanYi", "Fandol", "AR PL", "Source Han")
Finding = tuple[str, bool, str]


class Command(BaseCommand):
    """Look everything over."""

    help = "Look over settings, folder, database, migrations, days, fonts and clock; says what to do about each fault."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each finding; exit code 3 if one is bad."""
        bad = 0
        for name, good, words in findings():
            bad += not good
            self.stdout.write(f"{'ok   ' if good else 'FAULT'}  {name:12} {words}")
        if bad:
            raise CommandError(f"{bad} faults: each line above says what to do.", returncode=3)


def findings() -> Iterator[Finding]:
    """Yield name, whether it is in order, and what was found or is to be done."""
    yield ("settings", True, f"data folder {Path(settings.DATA).name}, language {settings.LANGUAGE_CODE}")
    yield _disk()
    built = (Path(settings.BUILD) / "static/app.css").exists()
    yield ("front end", built, "built" if built else "build/static is missing: run `make setup`")
    compiled = (Path(settings.BUILD) / "locale/zh_Hans/LC_MESSAGES/django.mo").exists()
    yield ("languages", compiled, "compiled" if compiled else "build/locale is missing: run `make setup`")
    lacking = fonts.missing()
    yield (
        "paper",
        not lacking,
        "its fonts are there" if not lacking else f"build/fonts lacks {', '.join(lacking)}: run `make setup`",
    )
    yield from _database()
    yield _fonts()


def _disk() -> Finding:
    free = shutil.disk_usage(settings.DATA).free
    words = f"{free // 2**20} MB free"
    return (
        "disk",
        free > LEAST_FREE,
        words if free > LEAST_FREE else f"only {words}: make room in the data folder",
    )


def _database() -> Iterator[Finding]:
    try:
        connection.ensure_connection()
        version = sqlite3.sqlite_version if connection.vendor == "sqlite" else str(connection.pg_version)  # type: ignore[attr-defined]  # PostgreSQL's own
        yield ("database", True, f"{connection.vendor} {version}")
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as fault:
        line = str(fault).strip().splitlines()[0]
        yield ("database", False, f"{line}: start it, or mend DATABASE_URL")
        return
    yield (
        "migrations",
        not plan,
        "all applied" if not plan else f"{len(plan)} to apply: run `tongxin migrate`",
    )
    if plan:
        return
    count = Community.objects.count()
    yield ("communities", count > 0, f"{count}" if count else "none yet: run `tongxin init`")
    yield _days()
    yield _clock()


def _days() -> Finding:
    today = local_date(now())
    last = Day.objects.order_by("-day").values_list("day", flat=True).first()
    if last is None or last < date(today.year + 1, 12, 31):
        return ("days", False, "the table of days is short: run `tongxin init --calendar`")
    sure = Day.objects.filter(provisional=False).order_by("-day").values_list("day", flat=True).first()
    return ("days", True, f"known to {sure}, provisional to {last}")


def _clock() -> Finding:
    """Compare with the database's clock: the two may be on different machines."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT strftime('%s', 'now')"
            if connection.vendor == "sqlite"
            else "SELECT extract(epoch FROM now())"
        )
        apart = abs(float(cursor.fetchone()[0]) - now().timestamp())
    good = apart < 60
    return (
        "clock",
        good,
        f"{now():%Y-%m-%d %H:%M} UTC" if good else f"{apart:.0f} s apart from the database: set both by NTP",
    )


def _fonts() -> Finding:
    tool = shutil.which("fc-list")
    if tool is None:
        return ("fonts", True, "fc-list is not here; printing uses the reader's own fonts")
    found = subprocess.run([tool, ":lang=zh", "family"], capture_output=True, text=True, check=False).stdout  # noqa: S603  # a fixed command
    good = any(name in found for name in CHINESE_FONTS)
    # Pages are shown and printed with the fonts of whoever reads them: here it is advice, not a fault.
    return (
        "fonts",
        True,
        "Chinese fonts found"
        if good
        else "no Chinese font on this machine: install fonts-noto-cjk to take screenshots here",
    )
