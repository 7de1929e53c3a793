"""A picture beside a visit: its bytes under a relative name, its fingerprint in the chain, seen by whom the visit is, then gone."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, models, transaction

from tests.conftest import World
from tests.files.pictures import picture
from tests.visits.flow import due_at_winter, visited
from tongxin.communities.checks import own_models
from tongxin.files.actions import forget
from tongxin.files.keeping import beside, fingerprint_in_chain
from tongxin.files.models import StoredFile
from tongxin.files.pictures import clean
from tongxin.files.sweeping import sweep
from tongxin.files.tasks import forget_in_all
from tongxin.kit.actor import the_clock
from tongxin.registers import actions as registers
from tongxin.registers.models import Entry
from tongxin.registers.verifying import walk_all
from tongxin.visits.calls.facts import Came
from tongxin.visits.models import Visit

DAY = timedelta(days=1)


@pytest.fixture
def visit(world: World, at: datetime) -> Visit:
    """Have a visit with one picture, which its visitor gave twice."""
    one = clean(picture())
    return visited(world.here, at, due_at_winter(world.here, at), came=Came(pictures=[one, one]))


@pytest.fixture
def file(visit: Visit) -> StoredFile:
    """Return the picture of the visit."""
    (found,) = beside(visit.pk)
    return found


def bytes_of(file: StoredFile) -> Path:
    """Return where the bytes of a file lie."""
    return Path(default_storage.path(str(file.content)))


# ---- kept


def test_bytes_and_fingerprint_are_the_same_in_row_and_chain(file: StoredFile) -> None:
    assert file.read() == clean(picture()).content
    assert fingerprint_in_chain(file) == file.sha256 == clean(picture()).sha256
    assert [entry.schema for entry in Entry.objects.about(file.subject).filter(register="files")] == [
        "visits.picture_kept/1"
    ]


def test_no_absolute_path_is_stored_anywhere(file: StoredFile) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM files_storedfile")
        (name,) = cursor.fetchone()
    assert not Path(name).is_absolute()
    assert str(settings.DATA) not in name
    assert bytes_of(file).is_relative_to(settings.DATA)


def test_every_column_that_names_a_file_is_one_of_djangos(db: None) -> None:
    named = {
        f"{model._meta.label}.{field.name}"
        for model in own_models()
        if issubclass(model, models.Model)
        and model._meta.app_label in {"files", "phones", "visits", "rounds"}
        for field in model._meta.concrete_fields
        if "path" in field.name or isinstance(field, models.FilePathField)
    }
    assert not named
    assert apps.get_app_config("files").get_model("StoredFile")


def test_a_data_folder_that_is_moved_keeps_its_pictures(
    world: World, file: StoredFile, tmp_path: Path, settings: Any
) -> None:
    moved = tmp_path / "elsewhere"
    bytes_of(file).parents[1].rename(moved)
    try:
        settings.STORAGES = {
            **settings.STORAGES,
            "default": {**settings.STORAGES["default"], "OPTIONS": {"location": moved}},
        }
        assert StoredFile.objects.get(pk=file.pk).read() == clean(picture()).content
    finally:
        moved.rename(Path(settings.DATA) / "files")


def test_only_the_servers_own_account_may_read_the_bytes(file: StoredFile) -> None:
    path = bytes_of(file)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_of_an_action_that_was_undone_the_bytes_are_swept_away_after_a_day(
    world: World, at: datetime
) -> None:
    duty = due_at_winter(world.here, at)
    undone = transaction.savepoint()
    visit = visited(world.here, at, duty, came=Came(pictures=[clean(picture(90))]))
    path = bytes_of(beside(visit.pk)[0])
    transaction.savepoint_rollback(undone)
    assert path.exists()
    assert StoredFile.objects.count() == 0
    written = datetime.fromtimestamp(path.stat().st_mtime, tz=at.tzinfo)
    sweep(at=written + DAY / 2)
    assert path.exists(), "an action may have written its bytes and not yet its row"
    assert sweep(at=written + 2 * DAY) >= 1
    assert not path.exists()


# ---- shown


@pytest.mark.parametrize(
    ("role", "status"),
    [("worker", 200), ("deputy", 200), ("member", 404), ("auditor", 404), ("street", 404)],
)
def test_who_sees_the_visit_sees_its_picture(world: World, file: StoredFile, role: str, status: int) -> None:
    assert world.client(role).get(f"/files/{file.pk}/").status_code == status


def test_another_community_does_not_find_it(world: World, file: StoredFile) -> None:
    assert world.client("deputy", world.there).get(f"/files/{file.pk}/").status_code == 404


def test_one_that_was_changed_past_the_register_is_not_shown(world: World, file: StoredFile) -> None:
    bytes_of(file).write_bytes(clean(picture(81)).content)
    page = world.client("deputy").get(f"/files/{file.pk}/")
    assert page.status_code == 422
    assert "differs from the fingerprint" in page.content.decode()


# ---- gone


def test_two_years_later_the_bytes_are_gone_and_the_fingerprint_stays(
    world: World, at: datetime, file: StoredFile, django_capture_on_commit_callbacks: Any
) -> None:
    path, clock = bytes_of(file), the_clock(world.here.id)
    assert file.kept_until is not None
    last = datetime.combine(file.kept_until, at.timetz())
    assert forget(by=clock, at=last) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert forget(by=clock, at=last + DAY) == 1
    assert not path.exists()
    assert beside(file.subject) == []
    assert fingerprint_in_chain(file) == file.sha256
    assert forget(by=clock, at=last + DAY) == 0
    assert "was deleted" in world.client("deputy").get(f"/files/{file.pk}/").content.decode()
    assert not [fault for walk in walk_all() for fault in walk.faults]


def test_one_kept_by_mistake_is_deleted_by_declaring_its_entry_void(
    world: World, at: datetime, file: StoredFile, django_capture_on_commit_callbacks: Any
) -> None:
    path = bytes_of(file)
    entry = Entry.objects.get(schema="visits.picture_kept/1")
    with django_capture_on_commit_callbacks(execute=True):
        registers.void(entry.pk, reason="居民不同意拍照", by=world.here.by("secretary"), at=at)
    assert not path.exists()
    assert beside(file.subject) == []


def test_the_night_forgets_in_every_community(world: World, file: StoredFile) -> None:
    assert forget_in_all() == 0
    assert StoredFile.objects.standing().count() == 1
