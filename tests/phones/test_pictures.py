"""Pictures that phones send: opened before anybody has to wait, forgotten with what they became, never kept for others' sake."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from PIL import Image

from tests.conftest import World
from tests.files.pictures import picture
from tests.phones.phone import Phone, held
from tests.visits.flow import fresh
from tongxin.files.models import StoredFile
from tongxin.phones import pictures
from tongxin.phones.models import SealedPicture, Submission
from tongxin.registers import actions as registers
from tongxin.registers.models import Entry
from tongxin.visits.models import Duty, Visit

DAY = timedelta(days=1)


def photographed(phone: Phone, clear: bytes | None = None) -> dict[str, str]:
    """Let a phone take and send a picture; return how its item names it."""
    photo, body = phone.photographs(clear)
    assert phone.puts(photo["sha256"], body).status_code == 201
    return photo


def void_picture(world: World, at: datetime) -> None:
    entry = Entry.objects.written().get(schema="visits.picture_kept/1")
    registers.void(entry.pk, reason="拍到了别人", by=world.here.by("secretary"), at=at)


def test_a_picture_deleted_is_deleted_on_the_way_it_came_too(
    phone: Phone, world: World, duty: Duty, at: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    photo, other = photographed(phone), photographed(phone, picture(90, 70))
    phone.sends(phone.packs(phone.writes(at, duty, photos=[photo])))
    phone.sends(phone.packs(phone.writes(at, fresh(duty), photos=[other], situation="")))
    path = Path(SealedPicture.objects.get(sha256=photo["sha256"]).content.path)
    assert path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        void_picture(world, at)
    assert not path.exists()
    assert SealedPicture.objects.get(sha256=other["sha256"]).content, "another's picture stays"


def test_a_picture_deleted_is_not_taken_in_when_a_phone_sends_it_again(
    phone: Phone, world: World, duty: Duty, at: datetime
) -> None:
    photo, body = phone.photographs()
    phone.puts(photo["sha256"], body)
    phone.sends(phone.packs(phone.writes(at, duty, photos=[photo])))
    void_picture(world, at)
    assert phone.puts(photo["sha256"], body).status_code == 201
    assert not SealedPicture.objects.get().content
    phone.sends(phone.packs(phone.writes(at, fresh(duty), photos=[photo])))
    assert Visit.objects.count() == 2
    assert StoredFile.objects.standing().count() == 0
    assert pictures.forget_sealed(at=at + 61 * DAY) == 1


def test_only_the_pictures_that_a_held_item_names_wait_with_it(
    phone: Phone, duty: Duty, at: datetime
) -> None:
    awaited, done = photographed(phone), photographed(phone)
    phone.sends(phone.packs(phone.writes(at, duty, photos=[awaited], situation="")))
    phone.sends(phone.packs(phone.writes(at, fresh(duty), photos=[done])))
    assert pictures.forget_sealed(at=at + 90 * DAY) == 1
    assert [row.sha256 for row in SealedPicture.objects.all()] == [awaited["sha256"]]


@contextmanager
def nobody_waits(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Note how many transactions are open, beyond the test's own, whenever a picture is made clean."""
    found: list[int] = []
    clean, outside = pictures.clean, len(connection.savepoint_ids)

    def watched(*given: Any, **more: Any) -> Any:
        found.append(len(connection.savepoint_ids) - outside)
        return clean(*given, **more)

    with monkeypatch.context() as patched:
        patched.setattr(pictures, "clean", watched)
        yield found


def test_pictures_are_opened_while_nobody_else_has_to_wait(
    phone: Phone, world: World, duty: Duty, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    photos = [photographed(phone), photographed(phone, picture(90, 70))]
    with nobody_waits(monkeypatch) as opened:
        phone.sends(phone.packs(phone.writes(at, duty, photos=photos, situation="")))
        assert held().state == "held"
        world.client("deputy").post(f"/visits/phones/{held().pk}/take/", {})
    assert opened == [0, 0, 0, 0]


def test_one_larger_than_the_page_makes_is_left_out(phone: Phone, duty: Duty, at: datetime) -> None:
    huge = BytesIO()
    Image.new("L", (2100, 2000)).save(huge, "PNG")
    photos = [photographed(phone, huge.getvalue()), photographed(phone)]
    phone.sends(phone.packs(phone.writes(at, duty, photos=photos)))
    assert Submission.objects.get().flags == ["bad_photo"]
    assert StoredFile.objects.count() == 1


@pytest.mark.parametrize("body", ["[" * 200_000, '{"item":' * 100_000])
def test_what_is_nested_without_end_is_answered(phone: Phone, body: str) -> None:
    answer = phone.client.post("/visit/sync/visit", body, content_type="application/json")
    assert answer.status_code == 400


def test_an_envelope_nested_without_end_is_held(phone: Phone) -> None:
    import hashlib
    from uuid import uuid4

    text = "[" * 200_000
    sent = {"item": str(uuid4()), "sha256": hashlib.sha256(text.encode()).hexdigest(), "envelope": text}
    assert phone.sends(sent).status_code == 202
    assert held().state == "held"


def test_half_a_character_is_marked_and_the_rest_recorded(phone: Phone, duty: Duty, at: datetime) -> None:
    answer = phone.sends(phone.packs(phone.writes(at, duty, situation="身体\ud800还好")))
    assert answer.status_code == 201
    assert Visit.objects.get().situation == "身体\ufffd还好"
