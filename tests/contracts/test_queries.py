"""How many queries each page asks of the database is a figure that is kept: in `tests/<app>/queries.txt`, by the name of the address.

Counted for the deputy once the process is warm; SQLite and PostgreSQL ask the same. The fragment of a list follows its page. Savepoints are not counted.
A page that asks more fails, and one that asks less as well, so that what was won is kept.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import World
from tests.contracts.test_pages import arguments, fill, patterns  # noqa: F401  # what the tests of this module look at
from tongxin.web.listings import Listing

TESTS = Path(__file__).parents[1]
OK = 200
FRAGMENT = {"hx-request": "true"}
TYPED = {"find_person": "?q=张", "search": "?q=张"}  # what is looked for where nothing is found without words


def kept() -> dict[str, int]:
    """Read the figures of all apps: a name, a number of queries. Two apps may not name the same page."""
    lines = [
        line.split() for path in sorted(TESTS.glob("*/queries.txt")) for line in path.read_text().splitlines()
    ]
    figures = {name: int(number) for name, number in lines}
    assert len(figures) == len(lines), "a page stands twice in the files tests/*/queries.txt"
    return figures


def asked(client: Client, address: str, **headers: str) -> tuple[Any, int]:
    """Open a page twice, for the first reader fills what is kept in memory; return the second and how many queries it asked."""
    client.get(address, headers=headers or None)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(address, headers=headers or None)
    return page, sum(1 for query in queries if "SAVEPOINT" not in query["sql"])


def counted(world: World) -> Iterator[tuple[str, int]]:
    """Count the queries of each page that the deputy sees, and of the fragment of each list."""
    client = world.client("deputy")
    for pattern in patterns():
        address = reverse(pattern.name or "", kwargs=arguments(pattern, world)) + TYPED.get(
            pattern.name or "", ""
        )
        page, queries = asked(client, address)
        if page.status_code == OK:
            yield pattern.name or "", queries
            if page.context and isinstance(page.context.get("listing"), Listing):
                yield f"{pattern.name}.fragment", asked(client, address, **FRAGMENT)[1]


@pytest.mark.once
def test_every_page_asks_as_many_queries_as_are_kept(filled: World) -> None:
    now, before = dict(counted(filled)), kept()
    assert now, "no page answered"
    grown = {name: number for name, number in now.items() if number > before.get(name, -1)}
    assert not grown, (
        f"pages ask more than tests/<app>/queries.txt says, or are not in it: mend them, or write there {lines(grown)}"
    )
    shrunk = {name: number for name, number in now.items() if number < before[name]}
    assert not shrunk, (
        f"pages ask less than tests/<app>/queries.txt says: keep it so, and write there {lines(shrunk)}"
    )
    assert set(before) == set(now), f"no such page any more: {sorted(set(before) - set(now))}"


def lines(figures: dict[str, int]) -> str:
    """Write figures as they stand in the file."""
    return "".join(f"\n{name} {number}" for name, number in sorted(figures.items()))


@pytest.mark.parametrize("address", ["/people/find/?q=\u5f20", "/needs/", "/people/", "/visits/"])
def test_what_has_no_frame_does_not_count_what_waits(filled: World, address: str) -> None:
    client = filled.client("deputy")
    with CaptureQueriesContext(connection) as queries:
        client.get(address, headers=FRAGMENT)
    assert not [query["sql"] for query in queries if query["sql"].startswith("SELECT (SELECT COUNT(*)")]
    with CaptureQueriesContext(connection) as queries:
        client.get("/groups/")
    assert len([query["sql"] for query in queries if query["sql"].startswith("SELECT (SELECT COUNT(*)")]) == 1
