"""What phones send: stored before it is applied, recorded once, never lost, whatever goes wrong on the way."""

import base64
import hashlib
import json
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests.conftest import World
from tests.phones.envelope import sealed
from tests.phones.phone import Phone, held
from tests.visits.flow import fresh, visited, went
from tongxin.kit.errors import RuleBroken
from tongxin.people.models import FileOpening
from tongxin.phones import actions as actions_inbox
from tongxin.phones import deciding, inbox, tickets
from tongxin.phones.models import Submission
from tongxin.registers.models import Entry
from tongxin.visits.calls import phone as visits_phone
from tongxin.visits.duties import actions as actions_duties
from tongxin.visits.models import Duty, Visit, VisitDuty

DAY = timedelta(days=1)
State = Submission.State


# ---- greeting and homes taken along


def test_the_greeting_gives_what_a_phone_needs_and_a_session_of_its_own(phone: Phone, world: World) -> None:
    said = phone.hello
    worker = world.here.by("worker")
    assert said["user"] == {
        "ref": str(worker.ref),
        "name": "worker人",
        "community": str(worker.community_id),
    }
    assert said["versions"] == [1]
    assert said["seconds"] > 0
    assert len(base64.b64decode(said["secret"])) == 32
    other = Phone(world, "deputy", phone.device)
    assert other.hello["secret"] != said["secret"]
    assert Phone(world, "worker", phone.device).hello["secret"] == said["secret"]


def test_homes_taken_along_are_only_ones_own_and_each_look_is_noted(
    phone: Phone, world: World, duty: Duty
) -> None:
    mine = phone.client.get("/visit/sync/duties").json()
    assert [home["address"] for home in mine["kinds"]["visit"]["homes"]] == ["3栋2单元501"]
    assert [one["name"] for one in mine["kinds"]["visit"]["homes"][0]["persons"]] == ["张伟明"]
    assert FileOpening.objects.filter(what="phone").count() == 1
    phone.client.get("/visit/sync/duties")
    assert FileOpening.objects.filter(what="phone").count() == 1
    assert Phone(world, "leader").client.get("/visit/sync/duties").json()["kinds"]["visit"]["homes"] == []


def test_who_is_not_signed_in_is_told_so_in_words_a_script_understands(phone: Phone) -> None:
    stranger = Client()
    for answer in (
        stranger.get(f"/visit/sync/hello?device={phone.device}"),
        stranger.get("/visit/sync/duties"),
        stranger.post("/visit/sync/visit", "{}", content_type="application/json"),
        stranger.put("/visit/sync/blob/abc", b"x"),
    ):
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/json")
    assert stranger.get("/visit/").status_code == 200


def test_the_shell_holds_no_data_of_anybody(world: World, duty: Duty) -> None:
    page = world.client("worker").get("/visit/").content.decode()
    assert "张伟明" not in page
    assert "3栋" not in page
    worker = world.client("worker").get("/visit/worker.js").content.decode()
    assert 'request.method !== "GET"' in worker
    assert "sync" in worker


def test_without_the_secret_against_forgery_nothing_is_taken(
    world: World, phone: Phone, duty: Duty, at: datetime
) -> None:
    strict = world.client("worker", enforce_csrf_checks=True)
    packed = phone.packs(phone.writes(at, duty))
    hello = strict.get(f"/visit/sync/hello?device={phone.device}").json()
    phone.client = strict
    refused = phone.sends(packed)
    assert refused.status_code == 403
    assert Submission.objects.count() == 0
    assert phone.sends(packed, HTTP_X_CSRFTOKEN=hello["csrf"]).status_code == 201


def test_a_server_put_back_from_an_older_copy_says_what_it_no_longer_has(
    phone: Phone, at: datetime, duty: Duty
) -> None:
    packed = phone.packs(phone.writes(at, duty))
    assert phone.sends(packed).status_code == 201
    lost, nonsense = uuid4(), "x'; --"
    asked = f"/visit/sync/hello?device={phone.device}&held={packed['item']},{lost},{nonsense},"
    assert phone.client.get(asked).json()["unknown"] == [str(lost)]


# ---- sent once, twice, damaged, changed


def test_a_visit_sent_is_in_the_register_and_its_duty_has_ended(
    phone: Phone, duty: Duty, at: datetime
) -> None:
    packed = phone.packs(phone.writes(at, duty))
    answer = phone.sends(packed)
    said = answer.json()
    assert answer.status_code == 201
    assert (said["item"], said["sha256"], said["state"]) == (packed["item"], packed["sha256"], "applied")
    visit = Visit.objects.get()
    assert (str(visit.pk), visit.number, visit.came_by) == (packed["item"], said["number"], "phone")
    assert fresh(duty).state == "visited"
    assert Entry.objects.in_book("visits").count() == 1


def test_killed_after_sending_and_before_the_answer_it_sends_again_and_gets_the_same_receipt(
    phone: Phone, duty: Duty, at: datetime
) -> None:
    packed = phone.packs(phone.writes(at, duty))
    first, second = phone.sends(packed).json(), phone.sends(packed).json()
    assert first == second
    assert (Visit.objects.count(), Submission.objects.count()) == (1, 1)
    assert Entry.objects.in_book("visits").count() == 1


def test_a_phone_restored_from_a_copy_sends_everything_again_and_nothing_doubles(
    phone: Phone, world: World, duty: Duty, at: datetime
) -> None:
    sent = [phone.packs(phone.writes(at, duty)), phone.packs(phone.writes(at, household=duty.household_id))]
    for packed in sent:
        assert phone.sends(packed).status_code == 201
    restored = Phone(world, device=phone.device)
    restored.seq = 1  # its counter stands where the copy was made
    for packed in sent:
        assert restored.sends(packed).status_code == 201
    newer = restored.packs(restored.writes(at, household=duty.household_id))
    assert restored.sends(newer).status_code == 201
    assert Visit.objects.count() == 3
    assert Submission.objects.get(item=newer["item"]).flags == ["seq_reused"]


def test_another_body_under_the_same_number_is_kept_beside_the_first_for_a_person(
    phone: Phone, duty: Duty, at: datetime
) -> None:
    payload = phone.writes(at, duty)
    assert phone.sends(phone.packs(payload)).status_code == 201
    other = phone.packs({**payload, "situation": "摔了一跤"})
    for _time in range(2):
        answer = phone.sends(other)
        assert answer.status_code == 409
        assert (answer.json()["sha256"], answer.json()["state"]) == (other["sha256"], "held")
    assert Submission.objects.count() == 2
    assert Visit.objects.get().situation == "身体还好"
    assert phone.sends(phone.packs(payload) | {"envelope": "x"}).status_code == 400


def test_one_who_decides_may_still_take_the_second_body_as_a_visit_of_its_own(
    phone: Phone, world: World, duty: Duty, at: datetime
) -> None:
    payload = phone.writes(at, duty)
    phone.sends(phone.packs(payload))
    phone.sends(phone.packs({**payload, "situation": "摔了一跤"}))
    waiting = Submission.objects.held().get()
    deciding.take(waiting.pk, apart=True, by=world.here.by("deputy"), at=at)
    taken = Submission.objects.get(pk=waiting.pk)
    assert Visit.objects.get(pk=taken.made).situation == "摔了一跤"
    assert Visit.objects.count() == 2


def test_what_arrives_damaged_is_asked_for_again(phone: Phone, duty: Duty, at: datetime) -> None:
    packed = phone.packs(phone.writes(at, duty))
    answer = phone.sends({**packed, "envelope": packed["envelope"][:-9]})
    assert answer.status_code == 400
    assert "again" in answer.json()["error"]
    assert Submission.objects.count() == 0
    for body in ("", "[]", "{}", '{"item": "x", "sha256": 1, "envelope": []}', "null"):
        assert (
            phone.client.post("/visit/sync/visit", body, content_type="application/json").status_code == 400
        )


def test_too_large_is_answered_as_413_in_json(phone: Phone, duty: Duty, at: datetime) -> None:
    body = json.dumps({"item": str(uuid4()), "sha256": "0" * 64, "envelope": "x" * 900_000})
    answer = phone.client.post(
        "/visit/sync/visit", body, content_type="application/json", HTTP_ACCEPT="application/json"
    )
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/json")
    assert Submission.objects.count() == 0


# ---- what cannot be applied is held, with the reason


def test_what_was_sealed_for_another_installation_is_stored_and_held(
    phone: Phone, duty: Duty, at: datetime
) -> None:
    envelope = sealed(phone.writes(at, duty), phone.hello["key"], "0123456789abcdef")
    answer = phone.sends(
        {
            "item": str(uuid4()),
            "envelope": envelope,
            "sha256": hashlib.sha256(envelope.encode()).hexdigest(),
        }
    )
    assert (answer.status_code, answer.json()["state"]) == (202, "held")
    assert "another installation" in held().reason
    assert bytes(held().raw).decode() == envelope


def test_without_a_ticket_or_with_one_of_another_phone_nobody_can_say_who_wrote_it(
    phone: Phone, world: World, duty: Duty, at: datetime
) -> None:
    other = Phone(world, "deputy")
    for ticket in ("", "forged:ticket", other.hello["ticket"]):
        assert phone.sends(phone.packs(phone.writes(at, duty, ticket=ticket))).json()["state"] == "held"
    assert Visit.objects.count() == 0
    taken = deciding.take(
        Submission.objects.held().first().pk, apart=False, by=world.here.by("deputy"), at=at
    )
    # It stands under whoever brought it: nobody else can be told.
    assert Visit.objects.get(pk=taken.made).recorded_by_id == world.here.by("worker").account_id


def test_a_ticket_ends_after_sixty_days(
    phone: Phone, duty: Duty, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tickets, "TICKET_DAYS", -1)
    assert phone.sends(phone.packs(phone.writes(at, duty))).json()["state"] == "held"


def test_a_refusal_of_the_rules_holds_the_item_and_the_office_decides(
    phone: Phone, world: World, duty: Duty, at: datetime
) -> None:
    packed = phone.packs(phone.writes(at, duty, situation=""))
    answer = phone.sends(packed)
    assert (answer.status_code, answer.json()["state"]) == (202, "held")
    assert "how they are" in answer.json()["reason"]
    deputy = world.here.by("deputy")
    with pytest.raises(RuleBroken, match="how they are"):
        deciding.take(held().pk, apart=False, by=deputy, at=at)
    assert held().state == "held"
    with pytest.raises(RuleBroken, match="Say why"):
        actions_inbox.refuse_held(held().pk, reason=" ", by=deputy, at=at)
    actions_inbox.refuse_held(held().pk, reason="没有写情况", by=deputy, at=at)
    assert phone.sends(packed).json()["state"] == "refused"
    assert phone.greet()["items"][0]["reason"] == "没有写情况"
    with pytest.raises(RuleBroken, match="already"):
        actions_inbox.refuse_held(held().pk, reason="again", by=deputy, at=at)


def test_a_held_item_taken_later_is_its_writers_visit(
    phone: Phone, world: World, duty: Duty, at: datetime
) -> None:
    stranger = world.there.by("worker").account_id
    phone.sends(phone.packs(phone.writes(at, duty, visitors=[str(stranger)])))
    assert "neither a worker" in held().reason
    phone.sends(phone.packs(phone.writes(at, duty, household=str(uuid4()))))  # a home that is not there
    assert {row.state for row in Submission.objects.all()} == {"held"}
    assert Visit.objects.count() == 0


def test_a_fault_of_the_server_itself_leaves_it_stored_then_tried_again_then_held(
    phone: Phone, world: World, duty: Duty, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = phone.packs(phone.writes(at, duty))
    with monkeypatch.context() as broken:
        broken.setattr(visits_phone, "record_visit", lambda **_facts: 1 / 0)
        answer = phone.sends(packed)
        assert (answer.status_code, answer.json()["state"]) == (202, "received")
    inbox.apply_waiting(at=at)
    assert held().state == "applied"
    second = phone.packs(phone.writes(at, household=duty.household_id))
    monkeypatch.setattr(visits_phone, "record_visit", lambda **_facts: 1 / 0)
    phone.sends(second)
    inbox.apply_waiting(at=at + 2 * DAY)
    late = Submission.objects.get(item=second["item"])
    assert (late.state, "log" in late.reason) == ("held", True)


# ---- colleagues meanwhile


def test_a_duty_done_by_a_colleague_meanwhile_is_counted_once_and_both_visits_stand(
    phone: Phone, world: World, duty: Duty, at: datetime
) -> None:
    visited(world.here, at, duty, went=went(world.here, "deputy"), by=world.here.by("deputy"))
    assert phone.sends(phone.packs(phone.writes(at, duty))).status_code == 201
    assert Visit.objects.count() == 2
    assert VisitDuty.objects.filter(duty_id=duty.pk, counted=True).count() == 1
    assert set(held().flags) >= {"done_before", "changed"}


def test_a_duty_given_to_somebody_else_meanwhile_keeps_the_visitors_credit(
    phone: Phone, world: World, duty: Duty, at: datetime
) -> None:
    actions_duties.assign(
        duty.pk,
        account_id=world.here.by("deputy").account_id,
        seen=duty.version,
        by=world.here.by("deputy"),
        at=at,
    )
    assert phone.sends(phone.packs(phone.writes(at, duty))).status_code == 201
    assert "reassigned" in held().flags
    assert [one.name for one in Visit.objects.get().visitors.all()] == ["worker人"]


def test_another_user_may_send_but_not_read(phone: Phone, world: World, duty: Duty, at: datetime) -> None:
    good, bad = phone.writes(at, duty), phone.writes(at, household=duty.household_id, situation="")
    packed = [phone.packs(good), phone.packs(bad)]
    phone.signs_in("deputy")
    phone.greet()
    answers = [phone.sends(one).json() for one in packed]
    assert [answer["state"] for answer in answers] == ["applied", "held"]
    assert [answer["reason"] for answer in answers] == ["", ""]
    assert Visit.objects.get().recorded_by_id == world.here.by("worker").account_id
    assert "sent_by_other" in Submission.objects.get(item=good["item"]).flags
    assert {item["reason"] for item in phone.greet()["items"]} == {""}


def test_somebody_of_another_community_who_sends_is_held_there_not_here(
    phone: Phone, world: World, duty: Duty, at: datetime
) -> None:
    packed = phone.packs(phone.writes(at, duty))
    phone.client = world.client("worker", world.there)
    assert phone.sends(packed).json()["state"] == "held"
    assert Submission.objects.count() == 0
    assert Visit.objects.count() == 0


# ---- order, gaps, clocks


def test_out_of_order_they_wait_for_one_another_and_come_in_as_they_were_written(
    phone: Phone, duty: Duty, at: datetime
) -> None:
    first, second, third = (
        phone.packs(phone.writes(at, household=duty.household_id, situation=words))
        for words in ("一", "二", "三")
    )
    assert phone.sends(third).json()["state"] == "waiting"
    assert phone.sends(second).json()["state"] == "waiting"
    assert phone.sends(first).json()["state"] == "applied"
    assert list(Visit.objects.order_by("number").values_list("situation", flat=True)) == ["一", "二", "三"]
    assert {item["state"] for item in phone.greet()["items"]} == {"applied"}


def test_a_gap_that_stays_is_waited_for_five_days_then_applied_and_flagged(
    phone: Phone, world: World, duty: Duty, at: datetime
) -> None:
    phone.writes(at, duty)  # lost for ever
    phone.sends(phone.packs(phone.writes(at, household=duty.household_id)))
    inbox.apply_waiting(at=at + 4 * DAY)
    assert held().state == "waiting"
    inbox.apply_waiting(at=at + 5 * DAY)
    assert (held().state, held().flags) == ("applied", ["gap"])


@pytest.mark.parametrize(("days", "offset"), [(1, 0), (1, -86400), (-1, 86400)])
def test_a_clock_a_day_off_rejects_nothing_and_the_register_never_shows_a_day_to_come(
    phone: Phone, duty: Duty, at: datetime, days: int, offset: int
) -> None:
    told = at + days * DAY
    payload = phone.writes(told, duty, clock_offset=offset)
    assert phone.sends(phone.packs(payload)).status_code == 201
    visit = Visit.objects.get()
    assert visit.visited_on <= at.date()
    assert held().captured_at == told
    assert held().received_at == at
    assert visit.captured_at == told + timedelta(seconds=offset)
    assert ("clock" in held().flags) == (days > 0)
