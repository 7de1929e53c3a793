"""What lies inside what phones send: facts, pictures, files, and whatever somebody may put there."""

import base64
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as fuzzing
from hypothesis import strategies as st

from tests.conftest import World
from tests.phones.phone import Phone, held
from tests.visits.flow import fresh, person
from tongxin.files.models import StoredFile
from tongxin.kit.actor import the_clock
from tongxin.people.actions import correct_person
from tongxin.people.models import FileOpening, Person
from tongxin.phones import actions as actions_inbox
from tongxin.phones import inbox, pictures, sealing
from tongxin.phones.items import readers
from tongxin.phones.models import SealedPicture, Submission
from tongxin.phones.payload import Unread, read_payload
from tongxin.visits.models import Duty, Visit

DAY = timedelta(days=1)
State = Submission.State


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
    assert (person(world.here).phone, held().heard["state"], held().flags) == ("10000009999", "taken", [])


def test_another_field_changed_meanwhile_both_changes_stand_and_are_labelled(
    phone: Phone, world: World, duty: Duty, at: datetime
) -> None:
    one = person(world.here)
    correct_person(
        one.pk,
        seen=one.version,
        name=one.name,
        birth_date=datetime(1950, 1, 2).date(),
        phone=one.phone,
        address=one.address,
        relation=one.relation,
        by=world.here.by("worker"),
        at=at,
    )
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
        one.pk,
        seen=one.version,
        name=one.name,
        birth_date=one.birth_date,
        phone="10000008888",
        address=one.address,
        relation=one.relation,
        by=world.here.by("worker"),
        at=at,
    )
    phone.sends(phone.packs(phone.writes(at, duty, fact=_fact(one, "10000009999"))))
    assert person(world.here).phone == "10000008888"
    assert held().heard_open
    page = world.client("deputy").get(f"/visits/phones/{held().pk}/").content.decode()
    assert "10000009999" in page
    actions_inbox.settle_heard(held().pk, take=take, by=world.here.by("deputy"), at=at)
    assert person(world.here).phone == stands
    assert not held().heard_open


# ---- pictures


def test_a_picture_comes_before_its_visit_and_is_opened_beside_it(
    phone: Phone, world: World, duty: Duty, at: datetime
) -> None:
    photo, body = phone.photographs()
    assert phone.puts(photo["sha256"], body).status_code == 201
    assert phone.puts(photo["sha256"], body).status_code == 201
    assert phone.sends(phone.packs(phone.writes(at, duty, photos=[photo]))).status_code == 201
    kept = StoredFile.objects.get()
    assert (kept.subject, kept.kind) == (Visit.objects.get().pk, "visit_picture")
    page = world.client("deputy").get(f"/files/{kept.pk}/")
    assert (page["Content-Type"], page.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    assert world.client("member").get(f"/files/{kept.pk}/").status_code == 404
    assert FileOpening.objects.filter(what="picture").count() == 1


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
    assert StoredFile.objects.count() == 0
    assert held().flags == ["bad_photo"]
    path = Path(SealedPicture.objects.get().content.path)
    assert path.exists()
    assert pictures.forget_sealed(at=at + 59 * DAY) == 0
    assert pictures.forget_sealed(at=at + 61 * DAY) == 1
    assert not path.exists()


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
    assert StoredFile.objects.count() == 1
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
    st.just("\ud800半个字")
    | st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = (
    "kind",
    "item",
    "device",
    "seq",
    "form_version",
    "ticket",
    "household",
    "person",
    "duties",
    "base_versions",
    "visited_on",
    "outcome",
    "mode",
    "visitors",
    "members",
    "situation",
    "need",
    "service_type",
    "suggestions",
    "follow_up",
    "gifts",
    "captured_at",
    "clock_offset",
    "photos",
    "fact",
)


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
        read_payload(value if isinstance(value, dict) else {"form_version": value}, readers())


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
