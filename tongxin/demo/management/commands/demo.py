"""`tongxin demo`: make the demo if it is not there, then serve it on loopback."""

import os
import shutil
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from tongxin.demo.making import PASSWORD, SMALL, TAISHAN, XINE, Size, make
from tongxin.kit.clock import now

READY = "demo.ready"
LOGINS = (
    ("secretary", "书记"),
    ("deputy", "分管副主任"),
    ("worker", "社工"),
    ("leader", "法律服务组组长"),
    ("auditor", "监督员"),
    ("street", "街道"),
    ("xine-secretary", "新鹅社区书记"),
)


class Command(BaseCommand):
    """Make and serve the demo."""

    help = "Make the demo communities (kept between runs) and serve them on 127.0.0.1."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the port, a fresh start, a small demo, making without serving."""
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--reset", action="store_true", help="throw away what was entered and start afresh"
        )
        parser.add_argument("--small", action="store_true", help="a few hundred residents, for tests")
        parser.add_argument("--make-only", action="store_true", help="make it and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing, then serve."""
        ready = Path(settings.DATA) / READY
        if options["reset"] or not ready.exists():
            self._make(ready, small=options["small"])
        if options["make_only"]:
            return
        self.stdout.write(
            f"\n  Tongxin demo: http://127.0.0.1:{options['port']}/\n  password of each account: {PASSWORD}"
        )
        for login, post in LOGINS:
            self.stdout.write(f"    {login:16} {post}")
        self.stdout.write("  Ctrl+C stops it; what you entered is kept. `make demo-reset` starts afresh.\n")
        self.stdout.flush()
        call_command("serve", port=options["port"], host="127.0.0.1", skip_migrate=True)

    def _make(self, ready: Path, *, small: bool) -> None:
        started = time.monotonic()
        ready.unlink(missing_ok=True)
        connection.close()
        for name in ("tongxin.sqlite3", "tongxin.sqlite3-wal", "tongxin.sqlite3-shm", "jobs.sqlite3"):
            (ready.parent / name).unlink(missing_ok=True)
        shutil.rmtree(ready.parent / "imports", ignore_errors=True)

        def say(what: str) -> None:
            self.stdout.write(f"  {time.monotonic() - started:5.1f} s  {what}")
            self.stdout.flush()

        say("tables")
        # The demo is made in one go and made anew if that fails: it need not survive a power cut half-way.
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
        call_command("migrate", verbosity=0)
        taishan: Size = SMALL if small else TAISHAN
        xine: Size = Size(60, 12) if small else XINE
        make(ready.parent, at=now(), say=say, taishan=taishan, xine=xine)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("ANALYZE")
        say("done")
        ready.write_text(f"{os.getpid()}\n")
