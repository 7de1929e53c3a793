"""What phones send: stored before it is applied, recorded once, never lost, whatever goes wrong on the way."""

import base64
import hashlib
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as fuzzing
from hypothesis import strategies as st

from tests.conftest import World
from tests.visits.envelope import sealed
from tests.visits.flow import due_at_winter, fresh, person, visited, went
from tests.visits.phone import Phone
from tongxin.kit.actor import the_clock
from tongxin.kit.errors import RuleBroken
from tongxin.people.actions import correct_person
from tongxin.people.models import FileOpening, Person
from tongxin.registers.models import Entry
from tongxin.visits import actions_duties, actions_inbox, inbox, pictures, sealing
from tongxin.visits.actions_rules import set_beat
from tongxin.visits.models import Duty, Visit, VisitDuty
from tongxin.visits.models_inbox import Blob, Submission, VisitPhoto
from tongxin.visits.payload import Unread, read_payload

DAY = timedelta(days=1)
State = Submission.State


@pytest.fixture
def duty(world: World, at: datetime) -> Duty:
    by = world.here.by("secretary")
    set_beat(building="3栋", account_id=world.here.by("worker").account_id, by=by, at=at)
    return due_at_winter(world.here, at)


@pytest.fixture
def phone(world: World, duty: Duty) -> Phone:
    return Phone(world)


def held() -> Submission:
    found: Submission = Submission.objects.get()
    return found


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
    assert [home["address"] for home in mine["homes"]] == ["3栋2单元501"]
    assert [one["name"] for one in mine["homes"][0]["persons"]] == ["张伟明"]
    assert FileOpening.objects.filter(what="phone").count() == 1
    phone.client.get("/visit/sync/duties")
    assert FileOpening.objects.filter(what="phone").count() == 1
    assert Phone(world, "leader").client.get("/visit/sync/duties").json()["homes"] == []


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
    visit = actions_inbox.take_held(waiting.pk, with_duties=False, by=world.here.by("deputy"), at=at)
    assert visit.situation == "摔了一跤"
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
    taken = actions_inbox.take_held(Submission.objects.held().first().pk, by=world.here.by("deputy"), at=at)
    assert taken.recorded_by_id == world.here.by("deputy").account_id or taken.recorded_by_id


def test_a_ticket_ends_after_sixty_days(
    phone: Phone, duty: Duty, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "TICKET_DAYS", -1)
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
        actions_inbox.take_held(held().pk, by=deputy, at=at)
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
        broken.setattr(inbox, "record_visit", lambda **_facts: 1 / 0)
        answer = phone.sends(packed)
        assert (answer.status_code, answer.json()["state"]) == (202, "received")
    inbox.apply_waiting(at=at)
    assert held().state == "applied"
    second = phone.packs(phone.writes(at, household=duty.household_id))
    monkeypatch.setattr(inbox, "record_visit", lambda **_facts: 1 / 0)
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
        duty.pk, account_id=world.here.by("deputy").account_id, seen=duty.version, by=world.here.by("deputy"), at=at
    )  # fmt: skip
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


# ---- phone numbers heard at the door


def _fact(one: Person, now: str, was: str | None = None) -> dict[str, Any]:
    return {
        "person": str(one.pk),
        "base_version": one.version,
        "was": one.phone if was is None else was,
        "now": now,
    }


def test_a_phone_number_heard_at_the_door_is_corrected(
    phone: Phone, world: World, duty: Duty, at: datetime
) -> None:
    one = person(world.here)
    phone.sends(phone.packs(phone.writes(at, duty, fact=_fact(one, "10000009999"))))
    assert (person(world.here).phone, held().fact["state"], held().flags) == ("10000009999", "taken", [])


def test_another_field_changed_meanwhile_both_changes_stand_and_are_labelled(
    phone: Phone, world: World, duty: Duty, at: datetime
) -> None:
    one = person(world.here)
    correct_person(
        one.pk, seen=one.version, name=one.name, birth_date=datetime(1950, 1, 2).date(), phone=one.phone,
        address=one.address, relation=one.relation, by=world.here.by("worker"), at=at,
    )  # fmt: skip
    phone.sends(phone.packs(phone.writes(at, duty, fact=_fact(one, "10000009999"))))
    found = person(world.here)
    assert (found.phone, found.birth_date) == ("10000009999", datetime(1950, 1, 2).date())
    assert "parallel" in held().flags


@pytest.mark.parametrize(("take", "stands"), [(True, "10000009999"), (False, "10000008888")])
def test_the_same_field_changed_meanwhile_a_person_decides(
    phone: Phone, world: World, duty: Duty, at: datetime, take: bool, stands: str
) -> None:
    one = person(world.here)
    correct_person(
        one.pk, seen=one.version, name=one.name, birth_date=one.birth_date, phone="10000008888",
        address=one.address, relation=one.relation, by=world.here.by("worker"), at=at,
    )  # fmt: skip
    phone.sends(phone.packs(phone.writes(at, duty, fact=_fact(one, "10000009999"))))
    assert person(world.here).phone == "10000008888"
    assert held().fact_open
    page = world.client("deputy").get(f"/visits/phones/{held().pk}/").content.decode()
    assert "10000009999" in page
    actions_inbox.settle_fact(held().pk, take=take, by=world.here.by("deputy"), at=at)
    assert person(world.here).phone == stands
    assert not held().fact_open


# ---- pictures


def test_a_picture_comes_before_its_visit_and_is_opened_beside_it(
    phone: Phone, world: World, duty: Duty, at: datetime
) -> None:
    photo, body = phone.photographs()
    assert phone.puts(photo["sha256"], body).status_code == 201
    assert phone.puts(photo["sha256"], body).status_code == 201
    assert phone.sends(phone.packs(phone.writes(at, duty, photos=[photo]))).status_code == 201
    kept = VisitPhoto.objects.get()
    assert Path(kept.path).read_bytes().startswith(b"\xff\xd8\xff")
    page = world.client("deputy").get(f"/visits/photos/{kept.pk}/")
    assert (page["Content-Type"], b"".join(page.streaming_content)[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    assert world.client("member").get(f"/visits/photos/{kept.pk}/").status_code in {403, 404}


def test_a_picture_that_never_came_is_asked_for_and_then_done_without(
    phone: Phone, world: World, duty: Duty, at: datetime
) -> None:
    photo, body = phone.photographs()
    packed = phone.packs(phone.writes(at, duty, photos=[photo]))
    answer = phone.sends(packed)
    assert (answer.status_code, answer.json()["missing"]) == (202, [photo["sha256"]])
    inbox.apply_waiting(at=at + 5 * DAY)
    assert (held().state, held().flags) == ("applied", ["no_photo"])
    second, _body = phone.photographs()
    packed = phone.packs(phone.writes(at, household=duty.household_id, photos=[second]))
    assert phone.sends(packed).json()["missing"] == [second["sha256"]]
    assert phone.puts(second["sha256"], body).status_code == 400
    assert phone.puts(second["sha256"], _body).status_code == 201
    assert phone.sends(packed).status_code == 201


def test_what_is_no_picture_stays_sealed_and_old_ones_are_forgotten(
    phone: Phone, duty: Duty, at: datetime
) -> None:
    photo, body = phone.photographs(b"<script>")
    phone.puts(photo["sha256"], body)
    assert phone.sends(phone.packs(phone.writes(at, duty, photos=[photo]))).status_code == 201
    assert VisitPhoto.objects.count() == 0
    path = Path(Blob.objects.get().path)
    assert path.exists()
    assert pictures.forget_sealed(at=at + 59 * DAY) == 0
    assert pictures.forget_sealed(at=at + 61 * DAY) == 1
    assert not path.exists()


def test_sealed_pictures_stay_while_something_waits_for_a_decision(
    phone: Phone, duty: Duty, at: datetime
) -> None:
    photo, body = phone.photographs()
    phone.puts(photo["sha256"], body)
    phone.sends(phone.packs(phone.writes(at, duty, photos=[photo], situation="")))
    assert pictures.forget_sealed(at=at + 90 * DAY) == 0


# ---- the way out: a file


def _file(*packed: dict[str, Any]) -> bytes:
    return json.dumps({"tongxin": "outbox", "items": list(packed)}).encode()


def _take_in(world: World, content: bytes, role: str = "deputy") -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("visits.json", content, content_type="application/json")
    return world.client(role).post("/visits/phones/file/", {"file": file})


def test_a_file_from_a_phone_is_taken_in_at_the_office_pictures_and_all(
    phone: Phone, world: World, duty: Duty, at: datetime
) -> None:
    photo, body = phone.photographs()
    packed = phone.packs(phone.writes(at, duty, photos=[photo])) | {
        "photos": [base64.b64encode(body).decode()]
    }
    for _time in range(2):
        assert _take_in(world, _file(packed)).status_code == 200
    visit = Visit.objects.get()
    assert (visit.came_by, visit.recorded_by_id) == ("file", world.here.by("worker").account_id)
    assert VisitPhoto.objects.count() == 1
    assert phone.sends({key: packed[key] for key in ("item", "sha256", "envelope")}).status_code == 201
    assert Visit.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not a file of the visit page"),
        (b"\xff\xfe", "not a file of the visit page"),
        (b"{}", "not a file of the visit page"),
        (b'{"tongxin": "outbox", "items": []}', "no visit in this file"),
        (b'{"tongxin": "outbox", "items": 5}', "not a file of the visit page"),
    ],
)
def test_a_wrong_file_is_refused_with_a_sentence(world: World, content: bytes, words: str) -> None:
    client = world.client("deputy")
    client.post("/language/", {"language": "en", "next": "/visits/"})
    from django.core.files.uploadedfile import SimpleUploadedFile

    page = client.post("/visits/phones/file/", {"file": SimpleUploadedFile("a.json", content)})
    assert page.status_code == 422
    assert words in page.content.decode()


def test_of_a_file_with_damaged_items_the_good_ones_are_taken(
    phone: Phone, world: World, duty: Duty, at: datetime
) -> None:
    good = phone.packs(phone.writes(at, duty))
    page = _take_in(
        world, _file({}, {**good, "sha256": "0" * 64}, {**good, "photos": ["%%"]}, good | {"photos": []})
    )
    assert page.status_code == 200
    assert Visit.objects.count() == 1


# ---- the office sees what waits


def test_held_items_stand_before_whoever_decides_and_on_the_writers_own_page(
    phone: Phone, world: World, duty: Duty, at: datetime
) -> None:
    phone.sends(phone.packs(phone.writes(at, duty, situation="")))
    receipt = held().receipt
    for role in ("deputy", "worker"):
        assert receipt in world.client(role).get("/visits/phones/").content.decode()
    assert receipt not in world.client("leader").get("/visits/phones/").content.decode()
    page = world.client("deputy").get(f"/visits/phones/{held().pk}/")
    assert page.status_code == 200
    assert world.client("leader").get(f"/visits/phones/{held().pk}/").status_code == 404
    assert world.client("worker").post(f"/visits/phones/{held().pk}/take/").status_code == 403
    taken = world.client("deputy").post(f"/visits/phones/{held().pk}/take/")
    assert taken.status_code == 422
    refused = world.client("deputy").post(f"/visits/phones/{held().pk}/refuse/", {"reason": "重写"})
    assert refused.status_code == 302
    assert held().state == "refused"


def test_the_nights_work_applies_what_waits_before_it_calls_anything_missed(
    phone: Phone, world: World, duty: Duty, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tongxin.visits import tasks

    phone.writes(at, duty)
    phone.sends(phone.packs(phone.writes(at, duty)))
    after = datetime.combine(duty.due_on + DAY, at.timetz())
    monkeypatch.setattr(tasks, "now", lambda: after)
    assert tasks.bring_all_up_to_date() == 0
    assert fresh(duty).state == "visited"
    assert the_clock(world.here.id).role


# ---- whatever is inside


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = (
    "item", "device", "seq", "form_version", "ticket", "household", "person", "duties", "base_versions", "visited_on",
    "outcome", "mode", "visitors", "members", "situation", "need", "service_type", "suggestions", "follow_up", "gifts",
    "captured_at", "clock_offset", "photos", "fact",
)  # fmt: skip


@fuzzing(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.dictionaries(st.sampled_from(FIELDS), JSON, min_size=1, max_size=3))
def test_whatever_stands_in_a_payload_it_is_stored_and_answered(
    phone: Phone, duty: Duty, at: datetime, changes: dict[str, Any]
) -> None:
    before = Submission.objects.count()
    packed = phone.packs({**phone.writes(at, duty), **changes}, item=str(uuid4()))
    answer = phone.sends(packed)
    assert answer.status_code in {201, 202}
    assert Submission.objects.count() == before + 1
    assert Submission.objects.get(item=packed["item"]).state != "received", "the server stumbled"


@fuzzing(max_examples=80, deadline=None)
@given(value=JSON)
def test_whatever_is_read_as_a_payload_only_says_which_field_does_not_fit(value: Any) -> None:
    with pytest.raises(Unread):
        read_payload(value if isinstance(value, dict) else {"form_version": value})


@fuzzing(max_examples=80, deadline=None)
@given(text=st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode()))
def test_whatever_is_read_as_an_envelope_only_says_that_it_is_none(text: bytes) -> None:
    with pytest.raises(sealing.Unopened):
        sealing.open_envelope(text)


def test_every_bit_of_an_envelope_counts(phone: Phone, duty: Duty, at: datetime) -> None:
    said = json.loads(phone.packs(phone.writes(at, duty))["envelope"])
    for name in ("key", "iv", "body"):
        raw = bytearray(base64.b64decode(said[name]))
        raw[len(raw) // 2] ^= 1
        changed = {**said, name: base64.b64encode(raw).decode()}
        with pytest.raises(sealing.Unopened, match="damaged"):
            sealing.open_envelope(json.dumps(changed).encode())


def test_a_server_put_back_from_an_older_copy_says_what_it_no_longer_has(
    phone: Phone, at: datetime, duty: Duty
) -> None:
    packed = phone.packs(phone.writes(at, duty))
    assert phone.sends(packed).status_code == 201
    lost, nonsense = uuid4(), "x'; --"
    asked = f"/visit/sync/hello?device={phone.device}&held={packed['item']},{lost},{nonsense},"
    assert phone.client.get(asked).json()["unknown"] == [str(lost)]
