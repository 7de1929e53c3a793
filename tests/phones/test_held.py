"""What was held and is taken later is as good as what came in by itself: its day, its pictures, its phone number, its writer."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.conftest import World
from tests.phones.phone import Phone, held
from tests.visits.flow import fresh, person, visited
from tongxin.files.keeping import beside, fingerprint_in_chain
from tongxin.kit.clock import local_date
from tongxin.phones import inbox
from tongxin.phones.deciding import take
from tongxin.phones.models import Submission
from tongxin.registers.models import Entry
from tongxin.visits.models import Duty, Visit

# Half past seven in the morning of 25 November in China; by UTC it is the evening before.
MORNING = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
Sent = Callable[..., Submission]


@pytest.fixture
def sent(phone: Phone, world: World, duty: Duty) -> Sent:
    """Return what sends a visit at a moment and gives back what the server made of it."""

    def send(moment: datetime, **facts: Any) -> Submission:
        wanted = {"visited_on": local_date(moment).isoformat(), **facts}
        packed = phone.packs(phone.writes(moment, duty, **wanted))
        return inbox.receive(
            UUID(packed["item"]),
            packed["sha256"],
            packed["envelope"].encode(),
            by=world.here.by("worker"),
            at=moment,
        ).submission

    return send


def taken(world: World, item: Submission, at: datetime, **how: Any) -> Visit:
    """Take a held item as the deputy; return the visit."""
    done = take(item.pk, **{"apart": False, **how}, by=world.here.by("deputy"), at=at)
    visit: Visit = Visit.objects.get(pk=done.made)
    return visit


def test_a_morning_s_visit_is_recorded_on_its_own_day(sent: Sent) -> None:
    assert sent(MORNING).state == "applied"
    assert Visit.objects.get().visited_on == date(2026, 11, 25)


def test_a_morning_s_visit_that_was_held_is_taken_on_its_own_day(sent: Sent, world: World) -> None:
    item = sent(MORNING, visitors=[])
    assert item.state == "held"
    assert taken(world, item, MORNING + timedelta(minutes=5)).visited_on == date(2026, 11, 25)


def test_a_day_still_to_come_becomes_the_day_it_was_written_on_either_way(sent: Sent, world: World) -> None:
    item = sent(MORNING, visitors=[], visited_on="2026-11-27")
    visit = taken(world, item, MORNING + timedelta(days=1))
    assert visit.visited_on == date(2026, 11, 25)
    assert "clock" in held().flags


def test_taking_keeps_the_pictures_and_the_phone_number(
    sent: Sent, phone: Phone, world: World, at: datetime
) -> None:
    photo, body = phone.photographs()
    phone.puts(photo["sha256"], body)
    one = person(world.here)
    heard = {"person": str(one.pk), "base_version": one.version, "was": one.phone, "now": "10000009999"}
    item = sent(at, visitors=[], photos=[photo], fact=heard)
    assert item.state == "held"
    visit = taken(world, item, at)
    (picture,) = beside(visit.pk)
    assert fingerprint_in_chain(picture) == picture.sha256
    assert person(world.here).phone == "10000009999"
    assert (held().heard["state"], held().heard_open) == ("taken", False)


def test_taking_by_the_page_does_so_too(sent: Sent, world: World, at: datetime) -> None:
    one = person(world.here)
    heard = {"person": str(one.pk), "base_version": one.version, "was": one.phone, "now": "10000009999"}
    item = sent(at, visitors=[], fact=heard)
    answer = world.client("deputy").post(f"/visits/phones/{item.pk}/take/")
    assert (answer.status_code, answer["Location"]) == (302, f"/visits/made/{Visit.objects.get().pk}/")
    assert person(world.here).phone == "10000009999"


def test_the_visit_is_its_writer_s_the_decision_the_deputy_s_in_one_deed(
    sent: Sent, world: World, duty: Duty, at: datetime
) -> None:
    visit = taken(world, sent(at, visitors=[]), at)
    worker, deputy = world.here.by("worker"), world.here.by("deputy")
    assert visit.recorded_by_id == worker.account_id
    assert [visitor.account_id for visitor in visit.visitors.all()] == [worker.account_id]
    assert fresh(duty).state == "visited"
    line = Entry.objects.get(schema="visits.made/1")
    decision = Entry.objects.get(schema="phones.decided/1")
    assert (line.actor_ref, decision.actor_ref) == (worker.ref, deputy.ref)
    assert visit.number == line.short == held().number


def test_taken_apart_it_leaves_the_duty_open(sent: Sent, world: World, duty: Duty, at: datetime) -> None:
    taken(world, sent(at, visitors=[]), at, apart=True)
    assert fresh(duty).is_open


def test_under_the_number_of_somebody_else_s_deed_it_is_held_and_adds_nothing_to_it(
    phone: Phone, world: World, duty: Duty, at: datetime
) -> None:
    photo, body = phone.photographs()
    phone.puts(photo["sha256"], body)
    payload = phone.writes(at, duty, photos=[photo])
    desk = visited(world.here, at, duty, key=UUID(payload["item"]))
    assert phone.sends(phone.packs(payload)).json()["state"] == "held"
    assert beside(desk.pk) == []
