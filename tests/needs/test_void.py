"""A need whose reception is void, and an incident taken back: what ran for them ends, and nothing more can be done."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.conftest import World
from tests.needs.flow import accepted, done, offered, received
from tongxin.groups.models import VolunteerHours
from tongxin.kit.actor import the_clock
from tongxin.kit.errors import NotAllowed, RuleBroken
from tongxin.kit.figures import FIGURES, Period
from tongxin.needs import actions, actions_closing
from tongxin.needs.models import Need, NeedPause, OfferMade
from tongxin.needs.tasks import expire_all
from tongxin.needs.telling import waiting
from tongxin.needs.views import STEPS
from tongxin.registers.actions import amend, void
from tongxin.registers.models import Entry
from tongxin.registers.verifying import walk_all

YEAR = Period.year(2026)


def entry_of(schema: str) -> Entry:
    return Entry.objects.written().filter(schema=schema).latest("seq")


def voided(world: World, at: datetime, need: Need, why: str = "登记到了邻居名下") -> Need:
    void(entry_of("needs.received/1").pk, reason=why, by=world.here.by("secretary"), at=at)
    need.refresh_from_db()
    return need


def faults() -> list[str]:
    return [fault.what for walk in walk_all() for fault in walk.faults]


def test_the_clock_leaves_a_void_need_alone(world: World, at: datetime) -> None:
    need = voided(world, at, offered(world.here, at))
    assert OfferMade.objects.get().answer == "withdrawn"
    later = at + timedelta(days=30)
    assert actions.overdue_offers(later.date()) == []
    OfferMade.objects.update(
        answer="waiting"
    )  # as an offer would stand that was made before voids ended them
    Need.objects.update(state="offered")
    assert actions.overdue_offers(later.date()) == []
    assert actions.expire_offer(need.pk, by=the_clock(world.here.id), at=later).state == "offered"
    assert not Entry.objects.filter(schema="needs.offer_expired/1").exists()
    assert expire_all() == 0


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.code)
def test_no_step_is_left_on_a_void_need(world: World, at: datetime, step: Any) -> None:
    need = voided(world, at, accepted(world.here, at, service_type="swindle"))
    for role in ("secretary", "deputy", "worker", "leader"):
        assert not step.may(world.here.by(role), need), role


def test_a_group_finishes_no_void_need_and_no_hours_arise(world: World, at: datetime) -> None:
    need = accepted(world.here, at)
    seen = need.version
    voided(world, at, need)
    with pytest.raises(NotAllowed, match="declared void"):
        actions_closing.finish(
            need.pk,
            done_on=at.date(),
            hours=Decimal(2),
            result="做了",
            seen=seen,
            by=world.here.by("leader"),
            at=at,
        )
    assert not VolunteerHours.objects.exists()
    assert not Entry.objects.filter(schema="service.given/1").exists()


def test_the_page_of_a_void_need_says_who_and_why_and_offers_no_step(world: World, at: datetime) -> None:
    need = voided(world, at, accepted(world.here, at))
    text = world.client("worker").get(f"/needs/{need.pk}/").content.decode()
    assert "王秀兰" in text
    assert "登记到了邻居名下" in text
    assert "/needs/new/" in text
    assert 'name="seen"' not in text
    leader = world.client("leader").get(f"/needs/{need.pk}/").content.decode()
    assert "declared this reception void" in leader
    assert "登记到了邻居名下" not in leader
    assert "张伟明" not in leader
    assert waiting(world.here.by("leader"), at.date()) == []


def test_a_void_ends_the_pause(world: World, at: datetime) -> None:
    need = received(world.here, at)
    actions_closing.pause(need.pk, reason="外出", seen=need.version, by=world.here.by("worker"), at=at)
    need = voided(world, at + timedelta(days=2), need)
    assert need.paused_since is None
    assert NeedPause.objects.get().last == at.date() + timedelta(days=2)


def test_a_void_incident_takes_the_closing_beside_it_along(world: World, at: datetime) -> None:
    by = world.here.by("worker")
    need = received(world.here, at, service_type="swindle")
    need = actions_closing.close(
        need.pk, outcome="not_possible", reason="查无此人", seen=need.version, by=by, at=at
    )
    need = actions_closing.reopen(need.pk, reason="又来了", seen=need.version, by=by, at=at)
    actions_closing.pass_to_police(
        need.pk, station="和平路派出所", what="冒充僧人", seen=need.version, by=by, at=at
    )
    first, last = Entry.objects.written().filter(schema="needs.closed/1").order_by("seq")
    void(entry_of("needs.incident_passed/1").pk, reason="没有报", by=world.here.by("secretary"), at=at)
    need.refresh_from_db()
    assert (need.state, need.outcome) == ("open", "")
    with pytest.raises(RuleBroken, match="void"):
        amend(last.pk, {"comment": "谢谢"}, reason="x", by=world.here.by("secretary"), at=at)
    assert not Entry.objects.filter(refers_to=first.pk).exists()
    assert need.comment == ""
    assert faults() == []


@pytest.mark.parametrize("step", ["decline", "give_back"])
def test_a_reason_longer_than_its_column_is_refused(world: World, at: datetime, step: str) -> None:
    need = (offered if step == "decline" else accepted)(world.here, at)
    with pytest.raises(RuleBroken, match="at most 300"):
        getattr(actions, step)(
            need.pk, reason="长" * 301, seen=need.version, by=world.here.by("leader"), at=at
        )
    getattr(actions, step)(need.pk, reason="长" * 300, seen=need.version, by=world.here.by("leader"), at=at)
    assert faults() == []


def test_the_figures_of_a_void_need_stand_as_before_it(world: World, at: datetime) -> None:
    before = FIGURES["received"].value(YEAR)
    voided(world, at, accepted(world.here, at))
    assert FIGURES["received"].value(YEAR) == before
    assert faults() == []


def test_a_reception_whose_service_stands_is_not_declared_void_before_that_line(
    world: World, at: datetime
) -> None:
    need = done(world.here, at)
    client = world.client("secretary")
    reception = Entry.objects.written().get(schema="needs.received/1")
    answer = client.post(f"/registers/entries/{reception.pk}/void/", {"reason": "记重了"})
    assert answer.status_code == 422
    assert "Declare that line void first" in answer.content.decode()
    assert not Need.objects.get(pk=need.pk).is_void
    service = Entry.objects.written().get(schema="service.given/1")
    for entry in (service, reception):
        assert client.post(f"/registers/entries/{entry.pk}/void/", {"reason": "记重了"}).status_code == 302
    assert Need.objects.get(pk=need.pk).is_void
