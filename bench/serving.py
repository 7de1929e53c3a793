"""Servers at work: the site by `tongxin serve`, the plain site by the same server."""

import http.client
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import psutil

from bench.machine import cpu_seconds, tree

HOST = "127.0.0.1"
FIRST_PAGE = "/login/"
LONGEST = 60
PATIENCE = 10


@dataclass
class Site:
    """A server: where it listens, its first process, the seconds to its first page, and the cookies of who is signed in."""

    port: int
    pid: int
    first_seconds: float
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(
        self, path: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, str]:
        """Ask once, as a browser that keeps its cookies; return status and text."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=LONGEST)
        connection.request(*self.request(path, form, headers))
        answer = connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        connection.close()
        return answer.status, text

    def request(
        self, path: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[str, str, bytes | None, dict[str, str]]:
        """Return method, path, body and headers of a request."""
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        sent |= headers or {}
        if form is None:
            return "GET", path, None, sent
        sent["Content-Type"] = "application/x-www-form-urlencoded"
        filled = {**form, "csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}
        return "POST", path, urlencode(filled).encode(), sent

    def sign_in(self, username: str, password: str) -> None:
        """Sign in by the page that everybody signs in by."""
        _status, page = self.ask(FIRST_PAGE)
        # Two sites, two names for the same field.
        (name,) = set(re.findall(r'name="(login|username)"', page))
        status, page = self.ask(FIRST_PAGE, {name: username, "password": password})
        if status != 302:
            raise SystemExit(f"signing in was answered with {status}")


@contextmanager
def site(*, is_plain: bool = False) -> Iterator[Site]:
    """Serve our site, or the plain one by the same server; wait for the first page, end it afterwards."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    ours = ("tongxin.config.cli", "serve", "--port")
    command = [sys.executable, "-m", *(("bench.floor",) if is_plain else ours), str(port)]
    env = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    start = time.perf_counter()
    # What the server says is no figure.
    server = subprocess.Popen(command, env=env, stdout=sys.stderr)
    try:
        found = Site(port, server.pid, 0)
        while True:
            try:
                if found.ask(FIRST_PAGE)[0] == 200:
                    break
                raise SystemExit("the server's first page is an error")
            except OSError:
                if server.poll() is not None:
                    raise SystemExit(f"the server stopped with {server.returncode}") from None
                time.sleep(0.01)
        found.first_seconds = time.perf_counter() - start
        yield found
    finally:
        end(server)


def end(server: subprocess.Popen[bytes]) -> None:
    """Ask a server to stop; one that was broken off among requests may not, and is killed with its workers."""
    workers = tree(server.pid) if server.poll() is None else []
    server.terminate()
    try:
        server.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        for process in workers:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        server.wait()


@dataclass
class Taken:
    """What a window took: CPU seconds of the server and PostgreSQL, milliseconds of each answer, which were wrong, which never came."""

    cpu: float = 0
    seconds: float = 0
    times: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def right(self) -> int:
        """How many answers were right."""
        return len(self.times) - len(self.wrong)

    @property
    def errors(self) -> list[str]:
        """What was wrong or never came."""
        return self.wrong + self.broken

    @property
    def cpu_each(self) -> float:
        """CPU milliseconds a request."""
        return self.cpu * 1000 / max(len(self.times), 1)


def window(
    at: Site,
    path: str,
    *,
    clients: int,
    seconds: float,
    status: int = 200,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Taken:
    """Let clients ask one request after the other for so many seconds, each over a connection of its own that stays open."""
    taken = Taken()
    request = at.request(path, form, headers)

    def ask_on(until: float) -> None:
        connection = http.client.HTTPConnection(HOST, at.port, timeout=LONGEST)
        try:
            while (began := time.perf_counter()) < until:
                connection.request(*request)
                answer = connection.getresponse()
                answer.read()
                taken.times.append((time.perf_counter() - began) * 1000)
                if answer.status != status:
                    taken.wrong.append(str(answer.status))
        except (OSError, http.client.HTTPException) as fault:
            taken.broken.append(repr(fault))
        finally:
            connection.close()

    before, start = cpu_of(at), time.perf_counter()
    threads = [threading.Thread(target=ask_on, args=(start + seconds,)) for _client in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken.seconds = time.perf_counter() - start
    taken.cpu = cpu_of(at) - before
    return taken


def once(at: Site, path: str, headers: Mapping[str, str] | None = None) -> tuple[float, str]:
    """Ask once; return the CPU milliseconds it took and the page."""
    before = cpu_of(at)
    status, page = at.ask(path, headers=headers)
    if status != 200:
        raise SystemExit(f"{path} was answered with {status}")
    return (cpu_of(at) - before) * 1000, page


def cpu_of(at: Site) -> float:
    """Return the CPU seconds of a server and, if it works on PostgreSQL, of all of that."""
    postmaster = os.environ.get("BENCH_POSTMASTER")
    return cpu_seconds(at.pid) + (cpu_seconds(int(postmaster)) if postmaster else 0)
