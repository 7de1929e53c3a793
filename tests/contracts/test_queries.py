"""The number of queries of every page is a figure that is kept: `queries.txt` beside this file, by the name of the address."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import World
from tests.contracts.test_pages import arguments, filled, patterns  # noqa: F401  # a fixture
from tongxin.web.listings import Listing

KEPT = Path(__file__).with_name("queries.txt")
OK = 200
FRAGMENT = {"hx-request": "true"}
TYPED = {"find_person": "?q=张", "search": "?q=张"}  # what is looked for where nothing is found without words


def kept() -> dict[str, int]:
    """Read the figures: a name, a number of queries; the lines that begin with # say what the file is."""
    lines = [
        line.split() for line in KEPT.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    ]
    return {name: int(number) for name, number in lines}


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
def test_every_page_asks_as_many_queries_as_are_kept(filled: World) -> None:  # noqa: F811
    now, before = dict(counted(filled)), kept()
    assert now, "no page answered"
    grown = {name: number for name, number in now.items() if number > before.get(name, -1)}
    assert not grown, (
        f"pages ask more than {KEPT.name} says, or are not in it: mend them, or write there {lines(grown)}"
    )
    shrunk = {name: number for name, number in now.items() if number < before[name]}
    assert not shrunk, f"pages ask less than {KEPT.name} says: keep it so, and write there {lines(shrunk)}"
    assert set(before) == set(now), f"no such page any more: {sorted(set(before) - set(now))}"


def lines(figures: dict[str, int]) -> str:
    """Write figures as they stand in the file."""
    return "".join(f"\n{name} {number}" for name, number in sorted(figures.items()))


@pytest.mark.parametrize("address", ["/people/find/?q=\u5f20", "/needs/", "/people/", "/visits/"])
def test_what_has_no_frame_does_not_count_what_waits(filled: World, address: str) -> None:  # noqa: F811
    client = filled.client("deputy")
    with CaptureQueriesContext(connection) as queries:
        client.get(address, headers=FRAGMENT)
    assert not [query["sql"] for query in queries if query["sql"].startswith("SELECT (SELECT COUNT(*)")]
    with CaptureQueriesContext(connection) as queries:
        client.get("/groups/")
    assert len([query["sql"] for query in queries if query["sql"].startswith("SELECT (SELECT COUNT(*)")]) == 1
