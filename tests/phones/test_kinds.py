"""A phone writes any kind of item that an app declares: here a line of the work record book, which no visit has to do with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.conftest import World
from tests.phones.phone import Phone, held
from tongxin.communities.actions import log_work
from tongxin.communities.models import WorkLog
from tongxin.kit.actor import Actor
from tongxin.phones import items
from tongxin.phones.items import Coming, ItemKind, Line, Made
from tongxin.phones.payload import take, text


@dataclass(frozen=True, slots=True)
class WorkSaid:
    """A line of the work record book as a phone wrote it."""

    worked_on: date
    content: str


def read_work(raw: Mapping[str, Any]) -> WorkSaid:
    return WorkSaid(take(raw, "worked_on", date.fromisoformat), take(raw, "content", text))


def apply_work(said: WorkSaid, coming: Coming, by: Actor, at: datetime) -> Made:
    row = log_work(
        category="visit",
        worked_on=coming.day(said.worked_on, at=at),
        content=said.content,
        by=by,
        at=at,
        key=coming.key,
    )
    return Made(row.pk, "book")


WORK = ItemKind(
    code="work",
    label="Work",
    template="visits/on_phone.html",
    read=read_work,
    apply=apply_work,
    tell=lambda said: [Line("Content", said.content)],
    address=lambda pk: f"/work/#{pk}",
    takes_along=lambda actor, at: {"today": at.isoformat()},
    words=lambda: {"work": "work"},
)


@pytest.fixture(autouse=True)
def _declared() -> Iterator[None]:
    items.declare(WORK)
    yield
    del items.KINDS["work"]


def _writes(phone: Phone, at: datetime, **facts: Any) -> dict[str, Any]:
    outside = phone.writes(at, household=uuid4())
    kept = {"item", "device", "seq", "form_version", "ticket", "captured_at", "clock_offset", "photos"}
    said = {"kind": "work", "worked_on": at.date().isoformat(), "content": "入户了解燃气安全"}
    return {**{name: outside[name] for name in kept}, **said, **facts}


def test_it_is_applied_by_its_own_action_and_taken_along_under_its_own_name(
    world: World, at: datetime
) -> None:
    phone = Phone(world)
    assert phone.client.get("/visit/sync/duties").json()["kinds"]["work"] == {"today": at.isoformat()}
    said = phone.sends(phone.packs(_writes(phone, at))).json()
    assert (said["state"], said["number"]) == ("applied", "book")
    row = WorkLog.objects.get(pk=UUID(said["item"]))
    assert row.content == "入户了解燃气安全"
    assert (held().kind, held().made) == ("work", row.pk)


def test_what_its_action_refuses_is_held_and_shown_line_by_line(world: World, at: datetime) -> None:
    phone = Phone(world, "leader")  # who may write on a phone, but not in the work record book
    assert phone.sends(phone.packs(_writes(phone, at))).json()["state"] == "held"
    page = world.client("deputy").get(f"/visits/phones/{held().pk}/").content.decode()
    assert "Content" in page
    assert "入户了解燃气安全" in page
    assert WorkLog.objects.count() == 0


def test_a_kind_that_nobody_declared_is_held_and_named(world: World, at: datetime) -> None:
    phone = Phone(world)
    answer = phone.sends(phone.packs(_writes(phone, at, kind="census"))).json()
    assert answer["state"] == "held"
    assert "kind" in answer["reason"]


def test_a_kind_is_declared_once() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        items.declare(WORK)
