"""A need from the desk to its end, through the real database, with everything that can come between."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.test import Client

from tests.conftest import World
from tests.needs.flow import accepted, done, offered, received
from tongxin.groups.models import VolunteerHours
from tongxin.kit.actor import the_clock
from tongxin.kit.clock import standing_at
from tongxin.kit.errors import Conflict, NotAllowed, RuleBroken
from tongxin.kit.ids import uuid7
from tongxin.kit.scope import community_scope
from tongxin.needs import actions, actions_closing
from tongxin.needs.models import Incident, Need, OfferMade
from tongxin.needs.steps import candidates
from tongxin.needs.telling import unanswered
from tongxin.registers.models import Entry


def test_from_the_desk_to_closed_each_step_is_an_entry(world: World, at: datetime) -> None:
    need = done(world.here, at)
    need = actions_closing.confirm(
        need.pk, comment="很满意", seen=need.version, by=world.here.by("worker"), at=at
    )
    assert (need.state, need.outcome, need.days_to_done) == ("closed", "served", 0)
    schemas = [entry.schema for entry in Entry.objects.about(need.pk)]
    assert sorted(schemas) == sorted(
        ["needs.received/1", "needs.offered/1", "needs.accepted/1", "service.given/1", "needs.closed/1"]
    )
    assert VolunteerHours.objects.get(source_id=need.services.get().pk).hours == Decimal("1.50")
    assert need.number == f"2026-{Entry.objects.in_book('reception').get().number:04d}"


def test_an_answer_at_the_desk_closes_at_once(world: World, at: datetime) -> None:
    need = received(world.here, at, reply="已说明流程")
    assert (need.state, need.outcome, need.closed_on) == ("closed", "answered", at.date())


def test_nobody_needs_to_give_a_name(world: World, at: datetime) -> None:
    need = received(world.here, at, person_id=None, visitor="", phone="")
    assert need.is_anonymous
    assert str(need.visitor_for(world.here.by("worker"))) == "no name given"


def test_sent_twice_it_is_recorded_once(world: World, at: datetime) -> None:
    key = uuid7()
    first, again = received(world.here, at, key=key), received(world.here, at, key=key)
    assert first.pk == again.pk == key
    assert Need.objects.count() == Entry.objects.in_book("reception").count() == 1
    step = uuid7()
    one = actions.offer(key, world.here.groups["legal"], seen=1, by=world.here.by("worker"), at=at, key=step)
    two = actions.offer(key, world.here.groups["legal"], seen=1, by=world.here.by("worker"), at=at, key=step)
    assert one.version == two.version
    assert OfferMade.objects.count() == 1


def test_the_second_of_two_people_is_told_with_both_versions(world: World, at: datetime) -> None:
    need = accepted(world.here, at)
    actions_closing.pause(need.pk, reason="外出", seen=need.version, by=world.here.by("worker"), at=at)
    with pytest.raises(Conflict) as told:
        actions_closing.finish(
            need.pk,
            done_on=at.date(),
            hours=Decimal(1),
            result="帮着写了申请",
            seen=need.version,
            by=world.here.by("leader"),
            at=at,
        )
    assert "帮着写了申请" in map(str, told.value.mine.values())
    assert "Being served" in map(str, told.value.theirs.values())
    need.refresh_from_db()
    assert need.state == "accepted"


def test_a_declined_need_returns_to_the_desk_and_the_group_stands_lower(world: World, at: datetime) -> None:
    need = offered(world.here, at)
    need = actions.decline(need.pk, reason="排不开", seen=need.version, by=world.here.by("leader"), at=at)
    assert (need.state, need.group_id) == ("open", None)

    order = [item.group.name for item in candidates(need, on=at.date())]
    assert order[0] == "health组"
    assert order.index("legal组") > order.index("health组")


def test_no_answer_in_time_asks_the_next_group_and_tells_the_deputy(world: World, at: datetime) -> None:
    need = offered(world.here, at)
    assert need.answer_due == date(2026, 11, 25)
    clock, later = the_clock(world.here.id), at + timedelta(days=3)
    assert actions.overdue_offers(date(2026, 11, 25)) == []
    assert actions.overdue_offers(later.date()) == [need.pk]
    need = actions.expire_offer(need.pk, by=clock, at=later)
    assert (need.state, str(need.group)) == ("offered", "health组")
    assert [entry.schema for entry in Entry.objects.about(need.pk)][-2:] == [
        "needs.offer_expired/1",
        "needs.offered/1",
    ]
    again = actions.expire_offer(need.pk, by=clock, at=later)
    assert again.version == need.version

    (note,) = unanswered(world.here.by("deputy"), later.date()).notes
    assert "legal组" in note.words and need.number in note.label
    assert unanswered(world.here.by("worker"), later.date()).notes == []
    legal = world.here.groups["legal"]
    need = actions.offer(need.pk, legal, seen=need.version, by=world.here.by("worker"), at=later)
    assert unanswered(world.here.by("deputy"), later.date()).notes == [], "it was asked again"


def test_pauses_move_the_due_date_by_the_working_days_it_stood(world: World, at: datetime) -> None:
    need = received(world.here, at)
    assert need.due_on == date(2026, 11, 30)
    need = actions_closing.pause(need.pk, reason="外出", seen=need.version, by=world.here.by("worker"), at=at)
    assert not need.is_late(date(2027, 1, 1))
    need = actions_closing.resume(
        need.pk, seen=need.version, by=world.here.by("worker"), at=at + timedelta(days=7)
    )
    assert need.due_on == date(2026, 12, 7)


@pytest.mark.parametrize("years", [0, 1, 20])
def test_a_need_whose_clock_stands_is_read_and_resumed_however_long_it_stood(
    world: World, at: datetime, years: int
) -> None:
    client = world.client("worker")
    need = received(world.here, at)
    page = f"/needs/{need.pk}/"
    client.post(f"{page}pause/", {"reason": "外出务工", "seen": need.version})
    later = at.replace(year=at.year + years) + timedelta(days=7)
    with standing_at(later):
        _read_and_resumed(client, page, need, years)
    need.refresh_from_db()
    assert need.is_paused is (years == 20)
    assert years == 20 or need.due_on > later.date()


def _read_and_resumed(client: Client, page: str, need: Need, years: int) -> None:
    read = client.get(page)
    assert read.status_code == 200
    assert "0 of 5 working days had passed" in read.content.decode()
    assert client.get("/needs/").status_code == client.get("/today/").status_code == 200
    if years == 20:  # tests fill the table of days to 2028: resuming says so, and the page still opens
        assert client.post(f"{page}resume/", {"seen": need.version + 1}).status_code == 422
        assert client.get(page).status_code == 200
        return
    assert client.post(f"{page}resume/", {"seen": need.version + 1}).status_code == 302
    assert client.get(page).status_code == 200


def test_a_pause_begun_and_ended_on_one_day_changes_nothing(world: World, at: datetime) -> None:
    need = received(world.here, at)
    need = actions_closing.pause(need.pk, reason="外出", seen=need.version, by=world.here.by("worker"), at=at)
    need = actions_closing.resume(need.pk, seen=need.version, by=world.here.by("worker"), at=at)
    assert need.due_on == date(2026, 11, 30)


def test_the_resident_reopens_and_the_clock_starts_anew(world: World, at: datetime) -> None:
    need = done(world.here, at)
    later = at + timedelta(days=2)
    need = actions_closing.reopen(
        need.pk, reason="又漏了", seen=need.version, by=world.here.by("worker"), at=later
    )
    assert (need.state, need.times_reopened, need.due_from, need.group_id) == ("open", 1, later.date(), None)


def test_a_swindle_is_passed_to_the_police_as_an_incident(world: World, at: datetime) -> None:
    need = received(world.here, at, service_type="swindle", matter="有人穿僧衣算命要钱")
    assert need.due_days == 1
    incident = actions_closing.pass_to_police(
        need.pk,
        station="社区警务室",
        what="上门算命要钱",
        seen=need.version,
        by=world.here.by("worker"),
        at=at,
    )
    need.refresh_from_db()
    assert (need.state, need.outcome, Incident.objects.get()) == ("closed", "police", incident)
    other = received(world.here, at)
    with pytest.raises(NotAllowed, match="Only a swindle warning"):
        actions_closing.pass_to_police(
            other.pk, station="x", what="y", seen=other.version, by=world.here.by("worker"), at=at
        )


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"matter": " "}, "matter"),
        ({"phone": "12345"}, "phone"),
        ({"received_on": date(2026, 11, 24)}, "received_on"),
        ({"wanted_by": date(2026, 11, 1)}, "wanted_by"),
        ({"wanted_by": date(2029, 11, 1)}, "wanted_by"),
    ],
)
def test_reception_names_the_field_at_fault(
    world: World, at: datetime, facts: dict[str, object], field: str
) -> None:
    with pytest.raises(RuleBroken) as told:
        received(world.here, at, **facts)
    assert field in told.value.fields


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"hours": Decimal(0)}, "hours"),
        ({"hours": Decimal("24.5")}, "hours"),
        ({"done_on": date(2026, 11, 24)}, "done_on"),
        ({"done_on": date(2026, 11, 1)}, "done_on"),
        ({"result": ""}, "result"),
    ],
)
def test_what_was_done_names_the_field_at_fault(
    world: World, at: datetime, facts: dict[str, object], field: str
) -> None:
    need = accepted(world.here, at)
    good: dict[str, object] = {"done_on": at.date(), "hours": Decimal(1), "result": "办了"}
    with pytest.raises(RuleBroken) as told:
        actions_closing.finish(
            need.pk, **{**good, **facts}, seen=need.version, by=world.here.by("leader"), at=at
        )  # type: ignore[arg-type]
    assert field in told.value.fields


def test_a_volunteer_of_another_group_cannot_be_named(world: World, at: datetime) -> None:
    need = offered(world.here, at)
    with pytest.raises(RuleBroken, match="Choose a volunteer"):
        actions.accept(
            need.pk, world.here.members["欧阳静"], seen=need.version, by=world.here.by("leader"), at=at
        )


def test_a_leader_neither_sees_nor_answers_for_another_group(world: World, at: datetime) -> None:
    need = offered(world.here, at, group="health")
    with pytest.raises(ObjectDoesNotExist):
        actions.decline(need.pk, reason="x", seen=need.version, by=world.here.by("leader"), at=at)


def test_a_need_of_another_community_does_not_exist_here(world: World, at: datetime) -> None:
    with community_scope(world.there.id):
        need = received(world.there, at)
    with pytest.raises(ObjectDoesNotExist):
        actions.offer(need.pk, world.here.groups["legal"], seen=1, by=world.here.by("worker"), at=at)


def test_a_step_that_no_longer_fits_is_refused_with_the_state(world: World, at: datetime) -> None:
    need = received(world.here, at, reply="答了")
    with pytest.raises(NotAllowed, match="“Closed” now"):
        actions.offer(
            need.pk, world.here.groups["legal"], seen=need.version, by=world.here.by("worker"), at=at
        )


@pytest.mark.parametrize("query", ["张伟明", "伟明"])
def test_a_group_finds_a_need_by_name_once_it_reads_the_name(world: World, at: datetime, query: str) -> None:
    need = offered(world.here, at)

    def found(role: str) -> list[bool]:
        client = world.client(role)
        pages = (f"/search/?q={query}", f"/needs/?q={query}&state=all")
        return [need.number in client.get(page).content.decode() for page in pages]

    assert (found("leader"), found("member"), found("worker")) == ([False] * 2, [False] * 2, [True] * 2)
    by, volunteer = world.here.by("leader"), world.here.members["单建国"]
    actions.accept(need.pk, volunteer, seen=need.version, by=by, at=at)
    assert (found("leader"), found("worker")) == ([True] * 2, [True] * 2)
