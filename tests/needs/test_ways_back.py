"""A wrong press is taken back, what one took oneself is given back, and each step says what happened."""

import re
from datetime import datetime
from html import unescape
from typing import Any

import pytest

from tests.conftest import World
from tests.needs.flow import accepted, done, offered, received
from tongxin.kit.errors import NotAllowed, RuleBroken
from tongxin.needs import actions, actions_closing
from tongxin.needs.models import Need, OfferMade
from tongxin.registers.verifying import walk_all


def text(page: Any) -> str:
    """Return what a page says, without its marks."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.content.decode())))


def sent(world: World, need: Need, step: str, role: str = "worker", **facts: Any) -> str:
    """Take a step by the page and return what the next page says."""
    need.refresh_from_db()
    answer = world.client(role).post(
        f"/needs/{need.pk}/{step}/", {"seen": need.version, **facts}, follow=True
    )
    assert answer.status_code == 200, text(answer)
    return text(answer)


def test_an_offer_is_told_with_its_day_and_taken_back_until_the_group_answers(
    world: World, at: datetime
) -> None:
    need = received(world.here, at)
    told = sent(world, need, "offer", group_id=world.here.groups["legal"])
    assert re.search(r"Offered to legal组; the answer is due by \d+ Nov", told)
    assert re.search(r"Waiting for the group, by \d+ Nov", text(world.client("leader").get("/needs/")))
    assert "The offer is taken back" in sent(world, need, "withdraw")
    need.refresh_from_db()
    assert (need.state, need.group_id, need.answer_due) == ("open", None, None)
    assert OfferMade.objects.get(need_id=need.pk).answer == OfferMade.Answer.WITHDRAWN
    answered = accepted(world.here, at)
    with pytest.raises(NotAllowed):
        actions.withdraw(answered.pk, seen=answered.version, by=world.here.by("worker"), at=at)
    assert not [fault for walk in walk_all() for fault in walk.faults]


def test_who_took_a_need_gives_it_back_with_a_reason_and_no_colleague_does_it_for_him(
    world: World, at: datetime
) -> None:
    need = received(world.here, at)
    need = actions.take(need.pk, seen=need.version, by=world.here.by("deputy"), at=at)
    with pytest.raises(NotAllowed, match="Only who took this need"):
        actions.hand_back(need.pk, reason="忙", seen=need.version, by=world.here.by("worker"), at=at)
    with pytest.raises(RuleBroken):
        actions.hand_back(need.pk, reason=" ", seen=need.version, by=world.here.by("deputy"), at=at)
    assert "Given back to the desk" in sent(world, need, "hand-back", "deputy", reason="下周外出培训")
    need.refresh_from_db()
    assert (need.state, need.taken_by_id) == ("open", None)
    assert not [fault for walk in walk_all() for fault in walk.faults]


def test_a_group_that_does_not_suit_is_asked_only_after_a_question(world: World, at: datetime) -> None:
    need = offered(world.here, at)
    actions.decline(need.pk, reason="本周排满了", seen=need.version, by=world.here.by("leader"), at=at)
    page = unescape(world.client("worker").get(f"/needs/{need.pk}/").content.decode())
    asked = re.findall(r'data-confirm="([^"]*Offer it all the same\?)"', page)
    assert any("legal组" in question and "本周排满了" in question for question in asked)
    assert any("watch组" in question and "does not offer this service" in question for question in asked)
    assert not any("health组" in question for question in asked)


def test_what_was_done_is_confirmed_or_reopened_and_no_longer_closed_without_serving(
    world: World, at: datetime
) -> None:
    need = done(world.here, at)
    page = world.client("worker").get(f"/needs/{need.pk}/")
    assert [step.code for step, _form in page.context["primary"]] == ["confirm", "reopen"]
    assert "close" not in [step.code for step, _form in page.context["others"]]
    with pytest.raises(NotAllowed):
        actions_closing.close(
            need.pk,
            outcome="not_needed",
            reason="不用了",
            seen=need.version,
            by=world.here.by("worker"),
            at=at,
        )
    assert "Closed: Served and confirmed" in sent(world, need, "confirm")


def test_a_reception_says_all_that_does_not_fit_at_once(world: World) -> None:
    page = world.client("worker").post(
        "/needs/new/",
        {
            "service_type": "legal",
            "channel": "walk_in",
            "category": "help",
            "matter": "长" * 2001,
            "phone": "没有电话",
            "received_on": "2999-01-01",
            "wanted_by": "2020-01-01",
            "party_size": "x",
        },
    )
    assert set(page.context["form"].errors) == {"matter", "phone", "received_on", "wanted_by", "party_size"}
    assert "“People in the party” must be a whole number." in text(page)


def test_hours_are_asked_for_and_one_fault_is_one_sentence(world: World, at: datetime) -> None:
    need = accepted(world.here, at)
    client = world.client("worker")
    page = client.get(f"/needs/{need.pk}/")
    form = {step.code: form for step, form in page.context["primary"]}["finish"]
    assert form["hours"].value() is None, "nobody served an hour because the form said so"
    for hours, said in (
        ("100", "must be at most 24"),
        ("0.1", "must be at least 0.25"),
        ("", "Fill in “Hours”"),
    ):
        answer = client.post(
            f"/needs/{need.pk}/finish/",
            {"seen": need.version, "done_on": "2026-11-23", "hours": hours, "result": "讲明了"},
        )
        (errors,) = (
            form.errors["hours"] for step, form in answer.context["primary"] if step.code == "finish"
        )
        assert len(errors) == 1 and said in errors[0], hours
