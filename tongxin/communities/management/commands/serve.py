"""`tongxin serve`: the server, one worker with threads, and the job thread beside it."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    """Start the server."""

    help = "Serve on 127.0.0.1:8000; put a proxy with HTTPS before it to reach it from outside."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--threads", type=int, default=4)
        parser.add_argument("--skip-migrate", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Bring the tables up to date, then hand over to the server."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=1)
        connection.close()
        os.environ["TONGXIN_JOBS"] = "beside"
        command = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", options["host"], "--port", str(options["port"]),
            "--workers", "1", "--blocking-threads", str(options["threads"]), "--backpressure", "256", "--no-ws",
            "--log-level", "warning", "tongxin.config.wsgi:application",
        ]  # fmt: skip
        sys.stdout.flush()
        try:
            os.execv(sys.executable, command)  # noqa: S606  # our own server, no shell
        except OSError as fault:
            raise CommandError(f"The server cannot be started: {fault}") from fault
