"""Processes of their own over a database of their own, on the engine that the suite runs on."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 100


@contextmanager
def fresh_database(name: str) -> Iterator[dict[str, str]]:
    """Yield an environment with an empty data folder and, on PostgreSQL, an empty database."""
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "TONGXIN_DATA": folder}
        address = os.environ.get("DATABASE_URL")
        if address:
            database = f"{name}_{os.getpid()}"
            with psycopg.connect(address, autocommit=True) as server:
                server.execute(f'CREATE DATABASE "{database}"')
            env["DATABASE_URL"] = urlunsplit(urlsplit(address)._replace(path=f"/{database}"))
        yield env


def python(code: str, env: dict[str, str]) -> subprocess.Popen[str]:
    """Start a process that runs some code from the project's root."""
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env=env,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def done(process: subprocess.Popen[str]) -> str:
    """Wait for a process and return what it said; a failure shows what it complained of."""
    out, err = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, err[-2000:]
    return out
