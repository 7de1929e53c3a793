"""Who serves a need: a group's volunteer, another one, nobody after all, or a member of the staff."""

import re
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from tests.conftest import World
from tests.needs.flow import accepted, done, offered, received
from tongxin.communities.models import Account
from tongxin.communities.signing_in import actor_for
from tongxin.groups.actions import enrol
from tongxin.groups.models import VolunteerHours
from tongxin.kit.errors import NotAllowed, RuleBroken
from tongxin.kit.ids import uuid7
from tongxin.needs import actions, actions_closing
from tongxin.needs.models import Need, OfferMade
from tongxin.needs.steps import candidates
from tongxin.needs.telling import waiting
from tongxin.registers.models import Entry


def test_the_staff_take_a_need_with_the_same_clock_and_confirmation_and_no_volunteer_hours(
    world: World, at: datetime
) -> None:
    home, worker = world.here, world.here.by("worker")
    need = received(home, at, service_type="errand", matter="低保申请")
    due = need.due_on
    need = actions.take(need.pk, seen=need.version, by=worker, at=at)
    assert (need.state, need.taken_by_id, need.group_id, need.due_on) == (
        "accepted",
        worker.account_id,
        None,
        due,
    )
    assert [row.why for row in waiting(worker, at.date())] == ["you took it yourself"]
    assert waiting(home.by("secretary"), at.date()) == []
    need = actions_closing.finish(
        need.pk, done_on=at.date(), hours=Decimal(2), result="材料已递交", seen=need.version, by=worker, at=at
    )
    need = actions_closing.confirm(need.pk, comment="好", seen=need.version, by=worker, at=at)
    assert (need.state, need.outcome, need.days_to_done) == ("closed", "served", 0)
    assert not VolunteerHours.objects.exists()
    served = Entry.objects.with_values().get(schema="service.given/1").values()
    assert (served["volunteers"], served.get("group"), served["group_name"]) == (
        0,
        None,
        "泰山社区 · worker人",
    )


def test_an_offer_that_waits_is_taken_back_when_the_staff_take_the_need(world: World, at: datetime) -> None:
    need = offered(world.here, at)
    actions.take(need.pk, seen=need.version, by=world.here.by("worker"), at=at)
    assert OfferMade.objects.get().answer == "withdrawn"
    assert world.client("leader").get(f"/needs/{need.pk}/").status_code == 404


def test_a_colleague_takes_over_and_the_office_may_still_ask_a_group(world: World, at: datetime) -> None:
    home = world.here
    need = received(home, at)
    need = actions.take(need.pk, seen=need.version, by=home.by("worker"), at=at)
    with pytest.raises(NotAllowed, match="already"):
        actions.take(need.pk, seen=need.version, by=home.by("worker"), at=at)
    need = actions.take(need.pk, seen=need.version, by=home.by("deputy"), at=at)
    assert need.taken_by_id == home.by("deputy").account_id
    need = actions.offer(need.pk, home.groups["legal"], seen=need.version, by=home.by("worker"), at=at)
    assert (need.state, need.taken_by_id) == ("offered", None)


def test_a_group_s_need_is_not_taken_from_it(world: World, at: datetime) -> None:
    need = accepted(world.here, at)
    with pytest.raises(NotAllowed):
        actions.take(need.pk, seen=need.version, by=world.here.by("worker"), at=at)
    with pytest.raises(NotAllowed):
        actions.take(need.pk, seen=need.version, by=world.here.by("leader"), at=at)


def test_a_leader_gives_a_need_back_with_a_reason_and_is_asked_last_from_then_on(
    world: World, at: datetime
) -> None:
    home = world.here
    need = accepted(home, at)
    due = need.due_on
    with pytest.raises(RuleBroken, match="Say why"):
        actions.give_back(need.pk, reason=" ", seen=need.version, by=home.by("leader"), at=at)
    key = uuid7()
    for _click in range(2):
        back = actions.give_back(
            need.pk, reason="律师病了", seen=need.version, by=home.by("leader"), at=at, key=key
        )
    assert (back.state, back.group_id, back.volunteer_id, back.due_on) == ("open", None, None, due)
    offer = OfferMade.objects.get()
    assert (offer.answer, offer.reason) == ("returned", "律师病了")
    assert Entry.objects.filter(schema="needs.given_back/1").count() == 1
    last = candidates(back, on=at.date())[-1]
    assert str(last.group.name) == "legal组"
    assert last.reasons[0].words() == "gave this need back: 律师病了"
    assert waiting(home.by("worker"), at.date())[0].why == "legal组 gave it back: 律师病了"


@pytest.mark.parametrize("step", ["decline", "give-back"])
def test_a_second_click_of_the_group_that_no_longer_sees_the_need_is_answered_alike(
    world: World, at: datetime, step: str
) -> None:
    need = (offered if step == "decline" else accepted)(world.here, at)
    client, form = world.client("leader"), {"reason": "本周都出庭", "seen": need.version, "key": str(uuid7())}
    answers = [client.post(f"/needs/{need.pk}/{step}/", form) for _click in range(2)]
    assert [(page.status_code, page["Location"]) for page in answers] == [(302, "/needs/")] * 2
    assert Need.objects.get(pk=need.pk).state == "open"


def test_after_a_decline_the_start_page_and_the_candidates_say_who_and_why(
    world: World, at: datetime
) -> None:
    home = world.here
    need = offered(home, at)
    actions.decline(need.pk, reason="本周都出庭", seen=need.version, by=home.by("leader"), at=at)
    assert waiting(home.by("deputy"), at.date())[0].why == "legal组 declined: 本周都出庭"
    text = home_page = world.client("worker").get(f"/needs/{need.pk}/").content.decode()
    assert "declined this need: 本周都出庭" in text
    # Also behind the group that does not offer the service at all.
    assert home_page.index("watch组</strong>") < home_page.index("legal组</strong>")


def test_only_the_group_s_leader_and_the_chiefs_give_back_or_name_another(world: World, at: datetime) -> None:
    home, need = world.here, accepted(world.here, at)
    for role in ("worker", "member"):
        with pytest.raises(NotAllowed):
            actions.give_back(need.pk, reason="x", seen=need.version, by=home.by(role), at=at)
        with pytest.raises(NotAllowed):
            actions.name_volunteer(need.pk, home.members["吕芳"], seen=need.version, by=home.by(role), at=at)


def test_the_leader_names_another_volunteer_whose_hours_they_become(world: World, at: datetime) -> None:
    home, need = world.here, accepted(world.here, at)
    with pytest.raises(RuleBroken, match="of this group"):
        actions.name_volunteer(
            need.pk, home.members["欧阳静"], seen=need.version, by=home.by("leader"), at=at
        )
    client = world.client("leader")
    page = f"/needs/{need.pk}/"
    assert client.get(page).content.decode().count('name="volunteer"') == 1
    named = {"volunteer": str(home.members["吕芳"]), "seen": need.version}
    assert client.post(f"{page}name/", named).status_code == 302
    need = Need.objects.get(pk=need.pk)
    assert need.volunteer_id == home.members["吕芳"]
    done_on = at.date() + timedelta(days=0)
    actions_closing.finish(
        need.pk,
        done_on=done_on,
        hours=Decimal(1),
        result="讲明了",
        seen=need.version,
        by=home.by("leader"),
        at=at,
    )
    assert VolunteerHours.objects.get().member_id == home.members["吕芳"]


@pytest.mark.parametrize(
    ("role", "words"),
    [("deputy", "单建国"), ("leader", "单建国 (you)"), ("worker", "单*国"), ("member", "单*国")],
)
def test_the_named_volunteer_stands_on_the_need_s_page_and_masked_in_the_list(
    world: World, at: datetime, role: str, words: str
) -> None:
    need = accepted(world.here, at)
    client = world.client(role)
    text = client.get(f"/needs/{need.pk}/").content.decode()
    assert f"<dd>{words}</dd>" in text
    if "*" in words:
        assert "单建国" not in text
    assert "单*国" in client.get("/needs/").content.decode()


def test_who_of_the_staff_took_a_need_stands_on_its_page_and_in_the_list(world: World, at: datetime) -> None:
    need = received(world.here, at)
    client = world.client("worker")
    assert client.post(f"/needs/{need.pk}/take/", {"seen": need.version}).status_code == 302
    assert "worker人" in client.get(f"/needs/{need.pk}/").content.decode()
    assert "worker人" in client.get("/needs/?col=number&col=server").content.decode()


def bands(world: World, role: str) -> dict[str, str]:
    """Return band: its part of the start page."""
    text = world.client(role).get("/today/").content.decode()
    parts = text.split('<section class="band ')[1:]
    return {part.partition('"')[0]: part for part in parts}


def test_no_row_of_the_start_page_is_dated_before_today_but_a_late_one(world: World, at: datetime) -> None:
    before = at - timedelta(days=20)
    late, waits = received(world.here, before), done(world.here, before)
    stands = received(world.here, before, person_id=world.here.people["吕芳"])
    actions_closing.pause(
        stands.pk, reason="外出", seen=stands.version, by=world.here.by("worker"), at=before
    )
    shown = bands(world, "worker")
    assert f"/needs/{late.pk}/" in shown["late"]
    assert f"/needs/{waits.pk}/" in shown["today"]
    assert f"/needs/{stands.pk}/" in shown["later"]
    assert "week" not in shown


def test_the_story_of_a_need_names_no_row_by_its_id(world: World, at: datetime) -> None:
    home, by = world.here, world.here.by("leader")
    need = accepted(home, at)
    need = actions.give_back(need.pk, reason="律师病了", seen=need.version, by=by, at=at)
    need = actions.take(need.pk, seen=need.version, by=home.by("worker"), at=at)
    text = world.client("worker").get(f"/needs/{need.pk}/").content.decode()
    told = re.findall(r"<dd>(.*?)</dd>", text, re.DOTALL)
    assert any("律师病了" in words for words in told)
    assert not [
        words for words in told if re.search(r">[^<]*[0-9a-f]{8}-[0-9a-f]{4}-|^[0-9a-f]{8}-", words.strip())
    ]


def test_a_leader_answers_for_the_group_that_he_leads_and_not_where_he_is_a_plain_member(
    world: World, at: datetime
) -> None:
    home = world.here
    account = Account.objects.get(username="here-leader")
    helper = enrol(
        home.groups["health"],
        home.people["单建国"],
        consented_on=at.date(),
        way="paper",
        account_id=account.pk,
        by=home.by("deputy"),
        at=at,
    )
    leader = actor_for(account, home.id)
    theirs, own = offered(home, at, "health"), offered(home, at, "legal", matter="合同怎么看")
    assert [row.title for row in waiting(leader, at.date())] == ["合同怎么看"]
    with pytest.raises(NotAllowed, match="Only the leader of the group"):
        actions.accept(theirs.pk, helper.pk, seen=theirs.version, by=leader, at=at)
    with pytest.raises(NotAllowed, match="Only the leader of the group"):
        actions.decline(theirs.pk, reason="忙", seen=theirs.version, by=leader, at=at)
    client = world.client("leader")
    assert client.get(f"/needs/{theirs.pk}/").status_code == 200
    assert client.get(f"/groups/{home.groups['health']}/").context["roster"] is None
    accepted_by_them = actions.accept(
        theirs.pk, home.members["欧阳静"], seen=theirs.version, by=home.by("deputy"), at=at
    )
    with pytest.raises(NotAllowed, match="Only the leader of the group"):
        actions.give_back(theirs.pk, reason="忙", seen=accepted_by_them.version, by=leader, at=at)
    assert (
        actions.accept(own.pk, home.members["单建国"], seen=own.version, by=leader, at=at).state == "accepted"
    )


def test_a_leader_finds_declining_beside_accepting_and_reads_the_reason_written(
    world: World, at: datetime
) -> None:
    need, leader = offered(world.here, at), world.client("leader")
    page = leader.get(f"/needs/{need.pk}/")
    assert [step.code for step, _form in page.context["primary"]] == ["accept", "decline"]
    need = accepted(world.here, at)
    actions.give_back(need.pk, reason="律师病了", seen=need.version, by=world.here.by("leader"), at=at)
    need.refresh_from_db()
    actions.offer(need.pk, world.here.groups["legal"], seen=need.version, by=world.here.by("worker"), at=at)
    assert "律师病了" in leader.get(f"/needs/{need.pk}/").content.decode()
    assert "律师病了" not in world.client("member").get(f"/needs/{need.pk}/").content.decode()


def test_all_that_is_wrong_with_what_was_done_is_said_at_once(world: World, at: datetime) -> None:
    need = accepted(world.here, at)
    told = {"seen": need.version, "done_on": "2026-11-01", "hours": "很多", "result": "办了"}
    page = world.client("leader").post(f"/needs/{need.pk}/finish/", told)
    (form,) = (form for step, form in page.context["primary"] if step.code == "finish")
    assert set(form.errors) == {"done_on", "hours"}


def test_after_a_pause_the_message_and_the_story_name_the_same_day(world: World, at: datetime) -> None:
    need, client = received(world.here, at), world.client("worker")
    told = {"seen": need.version, "reason": "居民外出"}
    page = client.post(f"/needs/{need.pk}/pause/", told, follow=True).content.decode()
    assert "The clock stands since 23 Nov Mon; that day still counts." in page


def test_who_handles_a_need_gives_it_back_before_it_is_offered_and_the_book_names_who_served(
    world: World, at: datetime
) -> None:
    need, worker = received(world.here, at), world.here.by("worker")
    need = actions.take(need.pk, seen=need.version, by=worker, at=at)
    page = world.client("worker").get(f"/needs/{need.pk}/")
    assert page.context["offer_form"] is None and page.context["candidates"] == []
    assert world.client("deputy").get(f"/needs/{need.pk}/").context["offer_form"] is not None
    actions_closing.finish(
        need.pk, done_on=at.date(), hours=Decimal(1), result="已递交", seen=need.version, by=worker, at=at
    )
    line = Entry.objects.in_book("service").get()
    assert line.values()["group_name"] == "泰山社区 · worker人"
    book = world.client("worker").get("/registers/reception/").content.decode()
    assert "the community itself (worker人)" in book
