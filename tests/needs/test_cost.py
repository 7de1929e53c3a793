"""What it costs to record: how many times the database is asked. A further statement at every deed needs a reason."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.conftest import World
from tongxin.kit.ids import uuid7
from tongxin.needs.actions import receive
from tongxin.needs.models import Need

# To PostgreSQL what goes as one message counts once: the key's lock with its look-up; the entry, its values, what it
# speaks of, the row that shows its number and the head of its register.
DEED = {
    "sqlite": [
        "the key's entry",
        "the resident with the household",
        "days entered here",
        "the head",
        "the entry",
        "its values",
        "what it speaks of",
        "the need",
        "the head moves on",
    ],
    "postgresql": [
        "the key's lock and entry",
        "the resident with the household",
        "days entered here",
        "the head",
        "the entry, its values, what it speaks of, the need, the head moves on",
    ],
}
FRAME = ("SAVEPOINT", "RELEASE")  # the transaction's own, within a test's


def _facts(world: World) -> dict[str, Any]:
    return {
        "channel": "walk_in",
        "category": "help",
        "service_type": "legal",
        "matter": "想请律师看看",
        "person_id": world.here.people["张伟明"],
        "key": uuid7(),
    }


def _asked(captured: CaptureQueriesContext) -> list[str]:
    return [query["sql"] for query in captured if not query["sql"].startswith(FRAME)]


def test_a_reception_asks_the_database_as_seldom_as_this(world: World, at: datetime) -> None:
    by = world.here.by("worker")
    receive(**_facts(world), by=by, at=at)  # the published days, and what is asked, are kept from here on
    with CaptureQueriesContext(connection) as captured, transaction.atomic():
        receive(**_facts(world), by=by, at=at)
    asked = _asked(captured)
    # The community: outside a request nobody has read it yet.
    assert len(asked) == len(DEED[connection.vendor]) + 1, "\n".join(asked)


def test_a_form_sent_adds_the_account_and_nothing_else(world: World) -> None:
    client = world.client()
    facts = {**_facts(world), "party_size": 1}
    client.post("/needs/new/", facts)
    with CaptureQueriesContext(connection) as captured:
        answer = client.post("/needs/new/", {**facts, "key": uuid7()})
    assert answer.status_code == 302
    assert Need.objects.count() == 2
    asked = _asked(captured)
    assert len(asked) == len(DEED[connection.vendor]) + 1, "\n".join(asked)
