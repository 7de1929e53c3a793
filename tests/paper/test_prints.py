"""Long prints: who waits for whom, what is said meanwhile, and what happens when the server or somebody breaks one off."""

import os
import time
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.conftest import World
from tests.needs.flow import received
from tests.paper.reading import squeezed
from tests.paper.test_lists import paper
from tongxin.communities.models import Account
from tongxin.web import tasks
from tongxin.web.paper import answering, asking, printing
from tongxin.web.paper.keeping import folder, held, workplace
from tongxin.web.paper.prints import MOST_WAITING, Print, in_turn, sweep

pytestmark = pytest.mark.once
ADDRESS = "/registers/reception/2026/?export=pdf&month=11"


@pytest.fixture
def long(world: World, at: datetime, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    """Let every print be a long one, and none be kept of other tests."""
    settings.DATA = tmp_path
    monkeypatch.setattr(answering, "AT_ONCE_ROWS", -1)
    received(world.here, at, matter="电梯坏了", visitor="周小兰", person_id=None)
    return world


@pytest.fixture
def queue(long: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Let no job take up what is asked."""
    monkeypatch.setattr(tasks, "make_next_print", lambda: None)
    return long


def asked(client: Client, address: str = ADDRESS) -> str:
    """Ask for a print, and return the address of its page."""
    answer: Any = client.get(address)
    assert answer.status_code == 302 and answer["Location"].startswith("/prints/")
    place: str = answer["Location"]
    return place


def print_at(place: str) -> Print:
    """Return the print with a page's address."""
    return Print.find(UUID(place.split("/")[2]))


def test_a_long_print_is_made_by_a_job_for_who_asked(long: World) -> None:
    client = long.client("worker")
    place = asked(client)
    page = client.get(place).content.decode()
    assert "The paper is ready" in page and "/registers/reception/2026/?month=11" in page
    told = "".join(paper(client, f"{place}file/"))
    assert squeezed("This volume has 1 lines") in told and "电梯坏了" in told
    assert client.get(f"{place}file/")["Content-Disposition"].endswith("11%C2%B72026.pdf")
    for other in (long.client("secretary"), long.client("worker", long.there)):
        assert other.get(place).status_code == 404
        assert other.get(f"{place}file/").status_code == 404


def test_a_print_says_how_far_it_is_and_gives_no_file(queue: World) -> None:
    client = queue.client("worker")
    place = asked(client)
    with held(print_at(place).place):
        print_at(place).tell(2000, 10_000)
        page = client.get(place, headers={"hx-request": "true"}).content.decode()
    assert "2,000 of 10,000 rows" in page and "<html" not in page and 'hx-trigger="every 1s"' in page
    assert client.get(f"{place}file/").status_code == 404


def test_a_print_waits_as_long_as_it_must_and_says_how_many_are_before_it(queue: World) -> None:
    first, second = queue.client("worker"), queue.client("secretary")
    with held(print_at(asked(first)).place):
        place = asked(second)
        hour_ago = time.time() - 3600
        os.utime(print_at(place).place / "progress.json", (hour_ago, hour_ago))
        page = second.get(place).content.decode()
    assert "waits for its turn" in page and "1 print before yours" in page
    assert "There is no paper" not in page


def test_what_waits_is_not_asked_twice_and_nobody_fills_the_queue(queue: World) -> None:
    client = queue.client("worker")
    place = asked(client)
    assert asked(client) == asked(client, "/registers/reception/2026/?month=11&export=pdf") == place
    for month in range(1, MOST_WAITING):
        last = asked(client, f"/registers/reception/2026/?export=pdf&month={month}")
    assert asked(client, "/registers/reception/2026/?export=pdf&month=10") == last
    assert "3 of your prints wait already" in client.get(last).content.decode()
    assert len(in_turn()) == MOST_WAITING
    assert client.post(f"{last}cancel/").status_code == 302
    page = client.get(last).content.decode()
    assert "You cancelled this print" in page and place in page
    assert asked(client, "/registers/reception/2026/?export=pdf&month=10") not in (place, last)
    assert queue.client("secretary").post(f"{place}cancel/").status_code == 404


def test_accounts_are_served_in_turn(queue: World) -> None:
    many = [asked(queue.client("worker"), f"{ADDRESS}&tab={at}") for at in range(3)]
    one = asked(queue.client("secretary"))
    assert [print_at(place).id for place in (many[0], one, many[1], many[2])] == [
        item.id for item in in_turn()
    ]
    asking.make_next()
    assert print_at(many[0]).is_done
    assert in_turn()[0].id == print_at(one).id


def test_a_print_whose_server_was_stopped_is_made_again_and_not_for_ever(queue: World) -> None:
    client = queue.client("worker")
    place = asked(client)
    found = print_at(place)
    found.note_begun()
    assert "It will be made again" in client.get(place).content.decode()
    left = folder() / "setting-left"
    left.mkdir()
    with workplace("setting-") as at_work:
        tasks.take_up_prints()
        assert at_work.is_dir() and not left.exists()
    asking.make_next()
    assert found.is_done
    found.file.unlink()
    page = client.get(place).content.decode()
    assert "The server was stopped twice" in page and "export=pdf&amp;month=11" in page
    assert in_turn() == []


def test_who_cancels_a_print_that_is_being_made_gets_none(
    queue: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = queue.client("worker")
    place = asked(client)
    plain = printing._child

    def cancelling(*given: Any) -> dict[str, Any]:
        client.post(f"{place}cancel/")
        return plain(*given)

    monkeypatch.setattr(printing, "_child", cancelling)
    asking.make_next()
    assert "You cancelled this print" in client.get(place).content.decode()
    assert not print_at(place).file.exists() and client.get(f"{place}file/").status_code == 404


def test_a_short_print_that_cannot_be_set_now_waits_for_its_turn(
    queue: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "AT_ONCE_ROWS", 100)
    monkeypatch.setattr(printing, "AT_ONCE", 0)
    monkeypatch.setattr(printing, "PATIENCE", 0)
    assert "waits for its turn" in queue.client("worker").get(ADDRESS, follow=True).content.decode()


def test_files_are_the_servers_alone_and_go_when_they_were_fetched(long: World) -> None:
    client = long.client("worker")
    place = asked(client)
    found = print_at(place)
    assert {path.stat().st_mode & 0o077 for path in found.place.iterdir()} == {0}
    sweep()
    paper(client, f"{place}file/")
    two_hours_ago = time.time() - 7200
    os.utime(found.place / "fetched", (two_hours_ago, two_hours_ago))
    sweep()
    assert client.get(place).status_code == 404


def test_a_job_prints_with_the_rights_that_hold_when_it_runs(queue: World) -> None:
    client = queue.client("deputy")
    place = asked(client, "/people/?export=pdf")
    Account.objects.filter(pk=queue.here.by("deputy").account_id).update(role="worker")
    asking.make_next()
    found = print_at(place)
    assert not found.is_done and "Your role has changed" in found.failure
    assert client.get(place).status_code == 404, "the print was the deputy's"


def test_a_print_that_fails_tells_its_page_and_leaves_no_file(
    queue: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = queue.client("worker")
    place = asked(client)
    monkeypatch.setattr("tongxin.web.paper.printing.CPU_SECONDS", 0)
    asking.make_next()
    page = client.get(place).content.decode()
    assert "There is no paper" in page and "Narrow it with the filters" in page
    assert client.get(f"{place}file/").status_code == 404
