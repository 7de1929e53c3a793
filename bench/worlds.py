"""Worlds that are built once and kept under build/bench, and fresh copies of them to be measured.

A kept world has a name that says what it was built from: when models, migrations or what writes them change, it is built anew.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol

import psycopg

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
from postgres import running_server

KEPT = ROOT / "build" / "bench"
CLUSTER, COPIES = KEPT / "postgresql", KEPT / "copies"
# What shapes the rows of a world; pages, texts and views do not.
SHAPING = (
    "bench/world.py",
    "tongxin/**/migrations/*.py",
    "tongxin/**/models.py",
    "tongxin/**/entries.py",
    "tongxin/kit/**/*.py",
    "tongxin/registers/appending.py",
    "tongxin/people/key*.py",
    "tongxin/demo/invented.py",
    "tongxin/demo/words.py",
    "tongxin/visits/**/engine.py",
    "tongxin/visits/**/rules.py",
)


def key() -> str:
    """Return what the kept worlds are named by: the code that shapes them, and the month, for their days are counted from now."""
    found = sha256(f"{datetime.now(UTC):%Y-%m}".encode())
    for path in sorted({path for pattern in SHAPING for path in ROOT.glob(pattern)}):
        found.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return found.hexdigest()[:12]


class Engine(Protocol):
    """A database engine that keeps worlds and gives copies of them."""

    name: str

    def world(self, kind: str, residents: int) -> AbstractContextManager[dict[str, str]]:
        """Give the environment in which a fresh copy of a world is the site's; it is thrown away afterwards."""
        ...


def environ(folder: Path, **more: str) -> dict[str, str]:
    """Return an environment with nothing of the caller's site in it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TONGXIN", "DATABASE"))}
    site = {"TONGXIN_DATA": str(folder), "TONGXIN_LOG": "ERROR", "PYTHONPATH": str(ROOT)}
    return {**kept, **site, "TONGXIN_HOSTS": "127.0.0.1,localhost,testserver", **more}


def _build(kind: str, residents: int, env: dict[str, str]) -> None:
    print(f"  building {kind} of {residents:,} residents", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "bench.world", kind, str(residents)]
    subprocess.run(command, env=env, cwd=ROOT, check=True)


def _forget_others(kept: Path) -> None:
    for path in KEPT.glob("*"):
        if path.is_dir() and path not in {kept, CLUSTER, COPIES}:
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _copied(folder: Path) -> Iterator[Path]:
    COPIES.mkdir(parents=True, exist_ok=True)
    # On the same disk: where /tmp is memory, nothing that is written would cost anything.
    with tempfile.TemporaryDirectory(dir=COPIES) as temporary:
        copy = Path(temporary) / "data"
        shutil.copytree(folder, copy)
        yield copy


class Sqlite:
    """Worlds as folders, each with its file."""

    name = "sqlite"

    def __init__(self) -> None:
        self.kept = KEPT / key()
        self.kept.mkdir(parents=True, exist_ok=True)
        _forget_others(self.kept)

    @contextmanager
    def world(self, kind: str, residents: int) -> Iterator[dict[str, str]]:
        """Give a copy of the folder."""
        folder = self.kept / f"sqlite-{kind}-{residents}"
        if not folder.exists():
            with tempfile.TemporaryDirectory(dir=self.kept, prefix="part-") as part:
                made = Path(part) / "data"
                _build(kind, residents, environ(made))
                made.rename(folder)
        with _copied(folder) as copy:
            yield environ(copy)


class Postgresql:
    """Worlds as databases of one server, from which others are made as from a template."""

    name = "postgresql"

    def __init__(self, address: str, pid: int) -> None:
        self.address, self.pid = address, pid
        self.kept = KEPT / key()
        self.kept.mkdir(parents=True, exist_ok=True)
        _forget_others(self.kept)
        for name in self._told("SELECT datname FROM pg_database WHERE datname LIKE 'world_%'"):
            if not name.endswith(self.kept.name):
                self._told(f'DROP DATABASE "{name}"')

    def _told(self, statement: str) -> list[str]:
        with psycopg.connect(self.address, autocommit=True) as connection:
            found = connection.execute(statement.encode())
            return [row[0] for row in found] if found.description else []

    def _address(self, database: str) -> str:
        before, _slash, after = self.address.partition("/postgres?")
        return f"{before}/{database}?{after}"

    @contextmanager
    def world(self, kind: str, residents: int) -> Iterator[dict[str, str]]:
        """Give a database made from the kept one, and a copy of the folder with its keys."""
        template = f"world_{kind}_{residents}_{self.kept.name}"
        folder = self.kept / f"postgresql-{kind}-{residents}"
        if not folder.exists():
            self._told(f'DROP DATABASE IF EXISTS "{template}"')
            self._told(f'CREATE DATABASE "{template}"')
            with tempfile.TemporaryDirectory(dir=self.kept, prefix="part-") as part:
                made = Path(part) / "data"
                _build(kind, residents, environ(made, DATABASE_URL=self._address(template)))
                made.rename(folder)
        database = f"measured_{os.getpid()}"
        self._told(f'CREATE DATABASE "{database}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        try:
            with _copied(folder) as copy:
                yield environ(copy, DATABASE_URL=self._address(database), BENCH_POSTMASTER=str(self.pid))
        finally:
            self._told(f'DROP DATABASE "{database}" WITH (FORCE)')


@contextmanager
def engine(name: str) -> Iterator[Engine]:
    """Yield an engine ready to give worlds."""
    if name == "sqlite":
        yield Sqlite()
        return
    CLUSTER.mkdir(parents=True, exist_ok=True)
    with running_server(CLUSTER) as (address, pid):
        yield Postgresql(address, pid)
