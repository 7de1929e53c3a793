"""`tongxin serve`: hands over to the server at once; what needs Django happens once, in the server's own process."""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

PROG = "tongxin serve"


def serve(arguments: Sequence[str]) -> NoReturn:
    """Replace this process by the server: one worker with threads, the job thread beside it."""
    parser = argparse.ArgumentParser(
        PROG,
        description="Serve on 127.0.0.1:8000; put a proxy with HTTPS before it to reach it from outside.",
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--threads", type=int, default=4)
    chosen = parser.parse_args(arguments)
    # Wrong settings stop here, with their sentence, before a server exists.
    from tongxin.config import settings

    del settings
    os.environ["TONGXIN_JOBS"] = "beside"
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        chosen.host,
        "--port",
        str(chosen.port),
        "--workers",
        "1",
        "--blocking-threads",
        str(chosen.threads),
        "--backpressure",
        "256",
        "--no-ws",
        "--log-level",
        "warning",
        "tongxin.config.wsgi:application",
    ]
    sys.stdout.flush()
    os.execv(sys.executable, command)  # noqa: S606  # our own server, no shell


def bring_tables_up_to_date() -> None:
    """Apply the migrations that are missing, and fill what they added; called once, before the first request."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        from tongxin.almanac.actions import fill

        call_command("migrate", verbosity=0)
        fill()
    connection.close()
