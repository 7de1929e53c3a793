"""`tongxin make-demo`: the tables and the two communities, afresh. `tongxin demo` calls it when they are missing."""

import shutil
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from tongxin.demo.making import SMALL, TAISHAN, XINE, Size, make
from tongxin.demo.words import DEMO_READY
from tongxin.kit.clock import now
from tongxin.people.keeping import measure_tables


class Command(BaseCommand):
    """Make the demo."""

    help = "Make the demo communities, throwing away those that are there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the size."""
        parser.add_argument("--small", action="store_true", help="a few hundred residents, for tests")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, telling each step with the seconds since the start."""
        folder = Path(settings.DATA)
        if connection.vendor != "sqlite" or (
            (folder / "tongxin.sqlite3").exists() and not (folder / MARK).exists()
        ):
            raise CommandError(
                "This data folder holds more than a demo. Choose another with TONGXIN_DATA.", returncode=2
            )
        started = time.monotonic()
        connection.close()
        (folder / DEMO_READY).unlink(missing_ok=True)
        for name in ("tongxin.sqlite3", "tongxin.sqlite3-wal", "tongxin.sqlite3-shm", "jobs.sqlite3"):
            (folder / name).unlink(missing_ok=True)
        shutil.rmtree(folder / "imports", ignore_errors=True)
        (folder / MARK).touch()

        def say(what: str) -> None:
            self.stdout.write(f"  {time.monotonic() - started:5.1f} s  {what}")
            self.stdout.flush()

        say("tables")
        # The demo is made in one go and made anew if that fails: it need not survive a power cut half-way.
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
        call_command("migrate", verbosity=0)
        taishan: Size = SMALL if options["small"] else TAISHAN
        xine: Size = Size(60, 4) if options["small"] else XINE
        make(folder, at=now(), say=say, taishan=taishan, xine=xine)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")
        measure_tables()
        connection.close()
        (folder / DEMO_READY).touch()
        say("done")


# A folder with this mark was made for a demo: only such a one is thrown away.
MARK = "demo.folder"
