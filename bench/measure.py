"""Measure one engine at one size after the other, in one process; what is found is printed as lines of JSON."""

import io
import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")
from tongxin.config import environment

environment.make_keys()
import django

django.setup()
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from bench.floor import plain_client
from bench.world import build, grow
from tongxin.almanac.actions import fill
from tongxin.communities.models import Account
from tongxin.demo.sheet import write_sheet
from tongxin.kit.actor import Actor
from tongxin.kit.clock import now
from tongxin.kit.scope import community_scope
from tongxin.needs import actions
from tongxin.needs.models import Need
from tongxin.registers.models import Entry

ROUNDS = 40
IMPORTED = 17_000
Row = dict[str, Any]


def cpu(work: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """Return the median CPU milliseconds of a piece of work, warmed up."""
    work()
    work()
    found = []
    for _round in range(rounds):
        start = time.process_time()
        work()
        found.append((time.process_time() - start) * 1000)
    return median(found)


def progress(words: str) -> None:
    """Tell on standard error what is being done."""
    print(f"  {connection.vendor}: {words}", file=sys.stderr, flush=True)


def pages(account: Account, by: Actor) -> list[Row]:
    """Measure list page, fragment and search, each beside its floor."""
    client = Client()
    client.force_login(account, backend="tongxin.communities.signing_in.Backend")

    def good(address: str, **headers: str) -> Callable[[], None]:
        def ask() -> None:
            assert client.get(address, headers=headers or None).status_code == 200

        return ask

    with plain_client(account) as plain:
        assert plain.get("/").content.count(b"<tr>") == 50
        lowest = cpu(lambda: plain.get("/"))
    rows: list[Row] = [
        {"what": "floor: plain view and template, same 50 rows", "value": lowest, "unit": "ms"}
    ]
    page = cpu(good("/needs/"))
    rows.append(
        {
            "what": "list page (50 rows, tabs, filters, shell)",
            "value": page,
            "unit": "ms",
            "ratio": page / lowest,
            "target": 15,
            "most_ratio": 2,
        }
    )
    part = cpu(good("/needs/", **{"hx-request": "true"}))
    rows.append({"what": "list fragment", "value": part, "unit": "ms", "ratio": part / lowest, "target": 8})
    for query in ("王", "伟明", "wm", "张伟明"):
        found = cpu(good(f"/people/find/?q={query}"))
        rows.append(
            {
                "what": f"find a resident: {query}",
                "value": found,
                "unit": "ms",
                "ratio": found / lowest,
                "target": 8,
            }
        )
    found = cpu(good("/people/?q=王"), 10)
    rows.append(
        {
            "what": "residents page searched for 王, counted",
            "value": found,
            "unit": "ms",
            "ratio": found / lowest,
        }
    )
    return rows


def creating(by: Actor) -> list[Row]:
    """Measure a reception with permissions, chain and look-up rows, beside a bare insert of the need."""

    def receive() -> None:
        actions.receive(
            channel="walk_in",
            category="help",
            service_type="legal",
            matter="想请律师看看",
            visitor="张三",
            by=by,
            at=now(),
        )

    def bare() -> None:
        with transaction.atomic():
            need = Need.objects.first()
            assert need
            connection.cursor().execute("SELECT 1")
            need.save()

    made, floor = cpu(receive), cpu(bare)
    return [
        {"what": "floor: bare read and save of one row", "value": floor, "unit": "ms"},
        {
            "what": "create a need (permission, chain, subjects)",
            "value": made,
            "unit": "ms",
            "ratio": made / floor,
            "target": 10,
        },
    ]


def counting(by: Actor) -> list[Row]:
    """Measure month x type over a hundred thousand entries, in seconds of the clock."""
    from django.db.models import Count

    def count() -> None:
        list(
            Entry.objects.filter(register="reception")
            .order_by()
            .values_list("month", "topic")
            .annotate(n=Count("pk"))
        )

    count()
    start = time.perf_counter()
    count()
    return [
        {
            "what": "month x type over 100,000 entries",
            "value": time.perf_counter() - start,
            "unit": "s",
            "target": 0.4 if connection.vendor == "sqlite" else 0.15,
        }
    ]


def importing() -> list[Row]:
    """Measure the 17,000-row sheet in a process of its own, beside a bare bulk insert of the same rows."""
    path = Path(settings.DATA) / "bench.xlsx"
    write_sheet(path, IMPORTED, seed=4, on=now().date(), title="花名册")
    done = subprocess.run(
        [sys.executable, "-m", "bench.importing", str(path)], capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout.splitlines()[-1])
    return [
        {"what": "floor: bare bulk insert of the same rows", "value": found["floor"], "unit": "s"},
        {
            "what": "import of the 17,000-row sheet",
            "value": found["seconds"],
            "unit": "s",
            "ratio": found["seconds"] / found["floor"],
            "target": 6,
            "most_ratio": 4,
        },
        {"what": "import: memory at its highest", "value": found["megabytes"], "unit": "MB", "target": 200},
    ]


@dataclass
class Site:
    """A server at work, and how long it took to its first page."""

    address: str
    pid: int
    first_seconds: float


@contextmanager
def site() -> Iterator[Site]:
    """Start the server, wait for its first page, and end it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    connection.close()
    start = time.perf_counter()
    server = subprocess.Popen([sys.executable, "-m", "tongxin.config.cli", "serve", "--port", str(port)])
    address = f"http://127.0.0.1:{port}"
    try:
        while True:
            try:
                urllib.request.urlopen(f"{address}/login/", timeout=5).read()
                break
            except OSError:
                time.sleep(0.02)
        yield Site(address, server.pid, time.perf_counter() - start)
    finally:
        server.terminate()
        server.wait(20)


def serving() -> list[Row]:
    """Start the server: time to the first page, idle memory, answers at one and eight clients."""
    with site() as found:
        time.sleep(2)
        rows: list[Row] = [
            {"what": "server start to first page", "value": found.first_seconds, "unit": "s", "target": 2},
            {"what": "idle memory", "value": _memory(found.pid), "unit": "MB", "target": 130},
        ]
        cookie = _cookie()
        for clients in (1, 8):
            rows += _asked(found.address, cookie, clients)
        return rows


def _asked(address: str, cookie: str, clients: int) -> list[Row]:
    rows: list[Row] = []
    errors = 0
    for what, path, number, post in (
        ("list page", "/needs/", 160, False),
        ("create", "/needs/new/", 80, True),
    ):
        times, failed = _ask(address + path, cookie, clients, number, post=post)
        errors += failed
        for name, value in (("p50", median(times)), ("p95", quantiles(times, n=20)[18])):
            rows.append({"what": f"{what} at {clients} clients, {name}", "value": value, "unit": "ms"})
    return [*rows, {"what": f"errors at {clients} clients", "value": errors, "unit": "", "target": 0}]


def _memory(pid: int) -> float:
    import psutil

    process = psutil.Process(pid)
    return float(
        sum(item.memory_full_info().pss for item in [process, *process.children(recursive=True)]) / 2**20
    )


def _cookie() -> str:
    client = Client()
    client.force_login(
        Account.objects.get(username="bench"), backend="tongxin.communities.signing_in.Backend"
    )
    client.get("/needs/new/")
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def _ask(
    address: str, cookie: str, clients: int, number: int, *, post: bool = False
) -> tuple[list[float], int]:
    from urllib.parse import urlencode

    token = next((part.split("=", 1)[1] for part in cookie.split("; ") if part.startswith("csrftoken=")), "")
    body = urlencode(
        {
            "csrfmiddlewaretoken": token,
            "service_type": "legal",
            "matter": "同时来的",
            "channel": "walk_in",
            "category": "help",
            "party_size": 1,
        }
    ).encode()
    times: list[float] = []
    errors: list[str] = []

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *args: Any, **named: Any) -> None:
            return None

    def work() -> None:
        opener = urllib.request.build_opener(Stay)
        for _number in range(number // clients):
            request = urllib.request.Request(
                address, data=body if post else None, headers={"Cookie": cookie, "Referer": address}
            )
            start = time.perf_counter()
            try:
                status = opener.open(request, timeout=30).status
            except urllib.error.HTTPError as answer:
                status = answer.code
            times.append((time.perf_counter() - start) * 1000)
            if status != (302 if post else 200):
                errors.append(str(status))

    threads = [threading.Thread(target=work) for _client in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, len(errors)


def main() -> None:
    """At each size in turn: grow the world to it, say so, wait to be told to go on, measure, print."""
    call_command("migrate", verbosity=0, stdout=io.StringIO())
    with transaction.atomic():
        fill()
    account, by = build(now())
    for residents in (int(text) for text in sys.argv[1:]):
        progress(f"building {residents} residents")
        grow(residents, by, now())
        connection.close()
        print(json.dumps({"built": residents}), flush=True)
        sys.stdin.readline()
        measure(residents, account, by)
        connection.close()
        print(json.dumps({"measured": residents}), flush=True)
        sys.stdin.readline()


def measure(residents: int, account: Account, by: Actor) -> None:
    """Measure everything at one size."""
    with community_scope(by.community_id):
        progress("pages")
        tell(pages(account, by))
        tell(creating(by))
        tell(counting(by))
    progress("server")
    tell(serving())
    if residents == IMPORTED:
        progress("import")
        tell(importing())


def tell(rows: list[Row]) -> None:
    """Print rows as lines of JSON, as soon as they are measured."""
    for row in rows:
        print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
