"""Measure pages and forms over HTTP, each beside its plain counterpart, in turns: `python -m bench.pages TOWN_SIZE LINES ROUNDS SECONDS`."""

import os
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from statistics import median

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")
import django

django.setup()
from django.db import connection

from bench.figures import Row, percentile, tell
from bench.machine import megabytes, unwind_when_terminated
from bench.serving import Site, Taken, once, site, window
from bench.world import PASSWORD, USERNAME

FRAGMENT = {"HX-Request": "true"}
ALL_CLIENTS = (1, 4, 8)
STARTS = 3
# Of fewer requests a percentile of 95 tells nothing of its own.
ENOUGH = 40
ROW_MARK = {"ours": "data-href", "plain": 'class="row"'}
NEED = {
    "service_type": "legal",
    "matter": "想请人看看合同",
    "channel": "walk_in",
    "category": "help",
    "party_size": "1",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Something asked of a site: its words, address, and what may be reached beside the group's floor.

    `rows` is how many rows the page must show, so that nothing fast and empty is measured.
    """

    what: str
    path: str
    most: float | None = None
    target: float | None = None
    headers: Mapping[str, str] | None = None
    form: Mapping[str, str] | None = None
    rows: int = 0
    mark: str = ROW_MARK["ours"]
    p95_most: Mapping[int, float] | None = None

    @property
    def status(self) -> int:
        """What a right answer has: a form that was taken leads elsewhere."""
        return 302 if self.form else 200


@dataclass(frozen=True, slots=True)
class Group:
    """What is asked in turns, the plain site first. `is_floor` is no where that does other work: it is only compared with."""

    key: str
    plain: Asked
    ours: tuple[Asked, ...]
    clients: tuple[int, ...] = ALL_CLIENTS
    is_floor: bool = True


def plain(what: str, path: str, rows: int = 50) -> Asked:
    """Return something asked of the plain site."""
    return Asked(what, path, rows=rows, mark=ROW_MARK["plain"])


PLAIN_LIST = plain("plain list of needs", "/needs/")
TABS = (
    ("needs, tab all", "/needs/?tab=all", 50),
    ("needs, tab all, by day due", "/needs/?tab=all&sort=due_on", 50),
    ("needs, tab all, by service", "/needs/?tab=all&sort=service_type", 50),
    ("needs, tab closed", "/needs/?tab=closed", 50),
    ("needs, tab late", "/needs/?tab=late", 50),
    ("visits, all that are open", "/visits/?tab=open", 50),
    ("visits, tab all", "/visits/?tab=all", 50),
    ("residents, tab moved away", "/people/?tab=left", 50),
    ("residents by birth date", "/people/?sort=birth_date", 50),
    ("households", "/households/", 50),
    ("book of receptions", "/registers/reception/", 50),
    ("start page", "/today/", 0),
)
GROUPS = (
    Group(
        "list",
        PLAIN_LIST,
        (Asked("list of needs", "/needs/", most=1.3, rows=50),),
    ),
    Group(
        "fragment",
        PLAIN_LIST,
        (Asked("its fragment, beside the plain page", "/needs/", most=0.9, headers=FRAGMENT, rows=50),),
        is_floor=False,
    ),
    Group(
        "fragment",
        plain("plain fragment", "/needs/rows/"),
        (Asked("its fragment, beside the plain one", "/needs/", headers=FRAGMENT, rows=50),),
        (1,),
    ),
    Group(
        "people",
        plain("plain list of residents", "/people/"),
        (Asked("list of residents", "/people/", most=1.3, rows=50),),
    ),
    Group(
        "find",
        plain("plain search by name", "/people/find/?q=王", 12),
        (Asked("find a resident: 王", "/people/find/?q=王", most=0.8, target=6),),
        is_floor=False,
    ),
    Group(
        "find",
        plain("plain search by name", "/people/find/?q=伟明", 0),
        (
            Asked("find a resident: 伟明", "/people/find/?q=伟明", most=0.8, target=6),
            Asked("find a resident: wm", "/people/find/?q=wm", most=0.8, target=6),
        ),
        (1,),
        is_floor=False,
    ),
    Group(
        "search",
        plain("plain list searched", "/people/?q=王"),
        (Asked("residents searched for 王, counted", "/people/?q=王", rows=50),),
        (1,),
        is_floor=False,
    ),
    Group(
        "create",
        Asked("plain form", "/needs/new/", form=NEED),
        (Asked("create a need", "/needs/new/", most=2, target=7, form=NEED, p95_most={8: 100}),),
    ),
    Group(
        "tabs",
        PLAIN_LIST,
        tuple(
            Asked(what, path, most=None if path == "/today/" else 1.3, rows=rows) for what, path, rows in TABS
        ),
        (1,),
        is_floor=False,
    ),
)
KEYS = ("start", "memory", "report", *dict.fromkeys(group.key for group in GROUPS))


def quoted(path: str) -> str:
    """Return an address as it is sent."""
    from urllib.parse import quote

    return quote(path, safe="/?&=-_")


def check(at: Site, asked: Asked) -> None:
    """Ask once and look that the page holds the rows it should: the first request is never measured."""
    if asked.form:
        at.ask(asked.path)
    status, page = at.ask(quoted(asked.path), asked.form, asked.headers)
    if status != asked.status or page.count(asked.mark) < asked.rows:
        raise SystemExit(f"{asked.path}: {status}, {page.count(asked.mark)} rows of {asked.rows}")


def asked_for(at: Site, asked: Asked, clients: int, seconds: float) -> Taken:
    """Measure one window."""
    return window(
        at,
        quoted(asked.path),
        clients=clients,
        seconds=seconds,
        status=asked.status,
        form=asked.form,
        headers=asked.headers,
    )


def measured(group: Group, ours: Site, bare: Site, rounds: int, seconds: float) -> list[Row]:
    """Measure a group at each number of clients."""
    check(bare, group.plain)
    for asked in group.ours:
        check(ours, asked)
    rows = []
    for clients in group.clients:
        # Each of the server's threads opens its connection to the database before anything counts.
        asked_for(bare, group.plain, 8, 0.1)
        asked_for(ours, group.ours[0], 8, 0.1)
        before = _needs() if group.key == "create" else 0
        floors, found = in_turns(group, ours, bare, clients, rounds, seconds)
        bare_times = [item for taken in floors for item in taken.times]
        floor = {
            "floor": median(taken.cpu_each for taken in floors),
            "floor_p50": percentile(bare_times, 0.5),
            "floor_p95": percentile(bare_times, 0.95),
            "is_floor": group.is_floor,
        }
        rows += [
            replace(row_of(asked, clients, taken), **floor)
            for asked, taken in zip(group.ours, found, strict=True)
        ]
        if wrong := [text for taken in floors for text in taken.errors]:
            words = f"{group.plain.what}: wrong answers, as {wrong[0]}"
            rows.append(Row(words, len(wrong), "", clients, target=0))
        if group.key == "create":
            told = sum(taken.right for turns in (floors, *found) for taken in turns)
            lost = max(told - (_needs() - before), 0)
            rows.append(Row("needs that were confirmed and are not there", lost, "", clients, target=0))
    return rows


def in_turns(
    group: Group, ours: Site, bare: Site, clients: int, rounds: int, seconds: float
) -> tuple[list[Taken], list[list[Taken]]]:
    """Ask the plain site, then ours, and so on; return what the turns of each took."""
    floors: list[Taken] = []
    found: list[list[Taken]] = [[] for _asked in group.ours]
    for _turn in range(rounds):
        floors.append(asked_for(bare, group.plain, clients, seconds))
        for asked, kept in zip(group.ours, found, strict=True):
            kept.append(asked_for(ours, asked, clients, seconds))
    return floors, found


def row_of(asked: Asked, clients: int, taken: list[Taken]) -> Row:
    """Return the figure of something asked at a number of clients."""
    times = [item for one in taken for item in one.times]
    errors = [item for one in taken for item in one.errors]
    if errors:
        print(f"{asked.path} was answered wrongly: {errors[:3]}", file=sys.stderr)
    # One file with one writer: there the slow ones are looked at.
    on_sqlite = connection.vendor == "sqlite"
    enough = len(times) >= ENOUGH
    return Row(
        asked.what,
        median(one.cpu_each for one in taken),
        "ms",
        clients,
        most=asked.most,
        target=asked.target,
        p50=percentile(times, 0.5),
        p95=percentile(times, 0.95),
        p99=percentile(times, 0.99),
        errors=len(errors),
        rate=len(times) / sum(one.seconds for one in taken),
        p95_most=(asked.p95_most or {}).get(clients) if on_sqlite else None,
        p95_spread=3 if on_sqlite and clients == 1 and enough else None,
    )


def _needs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM needs_need")
        (number,) = cursor.fetchone()
    connection.close()
    return int(number)


@dataclass
class Starts:
    """What several starts took, ours and the plain site's in turns."""

    first: list[float]
    memory: list[float]
    cold: list[float]


def starting(wanted: set[str], year: int) -> list[Row]:
    """Start both sites several times: seconds to the first page, idle memory, the year's report as first page of a process."""
    ours, bare = Starts([], [], []), Starts([], [], [])
    for _start in range(STARTS):
        with ExitStack() as stack:
            mine = stack.enter_context(site())
            other = stack.enter_context(site(is_plain=True))
            if "memory" in wanted and not ours.memory:
                time.sleep(2)
                for at, kept in ((mine, ours), (other, bare)):
                    kept.memory.append(megabytes(at.pid))
            for at, kept in ((other, bare), (mine, ours)):
                kept.first.append(at.first_seconds)
                if "report" in wanted:
                    at.sign_in(USERNAME, PASSWORD)
                    kept.cold.append(once(at, f"/reports/{year}/")[0])
    rows = []
    if "start" in wanted:
        first = median(ours.first)
        rows.append(Row("start to first page", first, "s", floor=median(bare.first), target=1.2))
    if "memory" in wanted:
        rows.append(Row("idle memory", ours.memory[0], "MB", floor=bare.memory[0], target=130))
    if "report" in wanted:
        cold = median(ours.cold)
        rows.append(
            Row("year report, first page of a process", cold, "ms", floor=median(bare.cold), target=150)
        )
    return rows


def reporting(ours: Site, bare: Site, year: int, rounds: int) -> list[Row]:
    """Ask for the year's report, each time after a need was received, so that nothing that was counted before still holds."""
    path, found, floors = f"/reports/{year}/", [], []
    ours.ask("/needs/new/")
    for _round in range(rounds * 3):
        floors.append(once(bare, path)[0])
        status, _page = ours.ask("/needs/new/", NEED)
        if status != 302:
            raise SystemExit(f"a need was answered with {status}")
        found.append(once(ours, path)[0])
    words = "year report, after a need was received"
    return [Row(words, sum(found) / len(found), "ms", floor=sum(floors) / len(floors), target=150)]


def main() -> None:
    """Measure the lines asked for and print each figure as a line of JSON."""
    unwind_when_terminated()
    wanted = set(sys.argv[1].split(","))
    rounds, seconds = int(sys.argv[2]), float(sys.argv[3])
    year = datetime.now(UTC).year
    if wanted & {"start", "memory", "report"}:
        tell(starting(wanted, year))
    if not wanted & {"report", *(group.key for group in GROUPS)}:
        return
    with site() as ours, site(is_plain=True) as bare:
        for at in (ours, bare):
            at.sign_in(USERNAME, PASSWORD)
        if "report" in wanted:
            tell(reporting(ours, bare, year, rounds))
        for group in GROUPS:
            if group.key in wanted:
                tell(measured(group, ours, bare, rounds, seconds))


if __name__ == "__main__":
    main()
