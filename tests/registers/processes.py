"""Processes of their own over a database of their own, on the engine that the suite runs on."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 100
# The tables and the days of the calendar are made once; every test gets a copy.
MADE = """
import django
django.setup()
from django.core.management import call_command
from tongxin.almanac.actions import fill
call_command("migrate", verbosity=0)
fill(2025, 2028)
"""


@contextmanager
def fresh_database(name: str) -> Iterator[dict[str, str]]:
    """Yield an environment with a data folder and a database of their own, where the tables stand and nobody is yet."""
    address = os.environ.get("DATABASE_URL")
    with tempfile.TemporaryDirectory() as folder:
        if not address:
            shutil.copytree(_folder_made(), folder, dirs_exist_ok=True)
            yield {**os.environ, "TONGXIN_DATA": folder}
            return
        database = f"{name}_{os.getpid()}"
        made = _database_made(address)
        with psycopg.connect(address, autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{database}" TEMPLATE "{made}"')
            try:
                yield {**os.environ, "TONGXIN_DATA": folder, "DATABASE_URL": _named(address, database)}
            finally:
                server.execute(f'DROP DATABASE "{database}" WITH (FORCE)')


@cache
def _folder_made() -> str:
    folder = tempfile.mkdtemp(prefix="tongxin-made-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    done(python(MADE, {**os.environ, "TONGXIN_DATA": folder}))
    return folder


@cache
def _database_made(address: str) -> str:
    database = f"made_{os.getpid()}"
    atexit.register(_drop, address, database)
    with psycopg.connect(address, autocommit=True) as server, tempfile.TemporaryDirectory() as folder:
        server.execute(f'CREATE DATABASE "{database}"')
        done(python(MADE, {**os.environ, "TONGXIN_DATA": folder, "DATABASE_URL": _named(address, database)}))
    return database


def _drop(address: str, database: str) -> None:
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def _named(address: str, database: str) -> str:
    return urlunsplit(urlsplit(address)._replace(path=f"/{database}"))


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
