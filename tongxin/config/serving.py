"""`tongxin serve`: the server, in this very process; what needs Django happens once, in its worker."""

import argparse
import os
import socket
from collections.abc import Sequence

from tongxin.config.environment import SettingsFault

PROG = "tongxin serve"
THREADS = 4


def serve(arguments: Sequence[str]) -> None:
    """Serve until told to stop: one worker with threads, the job thread beside it.

    The worker is forked from this process and finds the settings read; a second interpreter would read them again.
    """
    parser = argparse.ArgumentParser(
        PROG,
        description="Serve on 127.0.0.1:8000; put a proxy with HTTPS before it to reach it from outside.",
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--threads", type=int, default=THREADS)
    chosen = parser.parse_args(arguments)
    # Wrong settings stop here, with their sentence, before a server exists.
    from tongxin.config import settings

    del settings
    _must_be_free(chosen.host, chosen.port)
    os.environ["TONGXIN_JOBS"] = "beside"
    serve_application("tongxin.config.wsgi:application", chosen.host, chosen.port, chosen.threads)


def serve_application(application: str, host: str, port: int, threads: int = THREADS) -> None:
    """Serve a WSGI application, named as `module:name`, by one worker with threads until told to stop."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    server = Server(
        application,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=threads,
        backpressure=256,
        websockets=False,
        log_level=LogLevels.warning,
    )
    server.serve()


def _must_be_free(host: str, port: int) -> None:
    """Stop with a sentence where the address is taken or not ours; the server itself would only show where it fell."""
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as fault:
        raise SettingsFault(
            f"{host}:{port} cannot be served from ({fault.strerror}). "
            "Stop what runs there, or choose another with --port or --host."
        ) from fault


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
