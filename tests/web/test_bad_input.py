"""What bad input gets: a sentence that helps, nothing lost, nothing half-done."""

import csv
import io
import re
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client
from django.utils import translation
from python_calamine import CalamineWorkbook

from tests.conftest import PASSWORD, World
from tests.needs.flow import accepted, done, received
from tongxin.kit.ids import uuid7
from tongxin.kit.scope import community_scope
from tongxin.needs import actions
from tongxin.needs.models import Need
from tongxin.people.models import FileOpening
from tongxin.registers.models import Entry
from tongxin.web.exports import Sheet, defused, write_csv, write_xlsx

RECEPTION = {
    "service_type": "legal",
    "matter": "押金不退",
    "channel": "walk_in",
    "category": "help",
    "party_size": "1",
}
HOSTILE = "<script>alert(1)</script>'; DROP TABLE needs_need; --"


def test_an_expired_login_sends_back_to_the_form_and_says_what_was_kept(world: World) -> None:
    page = Client().post("/needs/new/", RECEPTION, headers={"referer": "http://testserver/needs/new/"})
    assert page.status_code == 302
    assert page["Location"] == "/login/?next=%2Fneeds%2Fnew%2F&kept=1"
    assert "What you typed is kept" in Client().get(page["Location"]).content.decode()


def test_a_fragment_with_an_expired_login_moves_the_whole_page(world: World) -> None:
    page = Client().get("/needs/", headers={"hx-request": "true"})
    assert page.status_code == 204
    assert page["HX-Redirect"].startswith("/login/")


def test_an_id_of_another_community_is_not_found_and_kept(world: World, at: datetime) -> None:
    with community_scope(world.there.id):
        need = received(world.there, at)
        entry = Entry.objects.about(need.pk).get()
    client = world.client("worker")
    for address in (
        f"/needs/{need.pk}/",
        f"/people/{world.there.people['张伟明']}/",
        f"/registers/entries/{entry.pk}/",
    ):
        assert client.get(address).status_code == 404
    kept = Entry.objects.in_book("office").filter(schema="office.stranger_asked/1")
    assert kept.count() == 3
    assert client.get(f"/needs/{uuid7()}/").status_code == 404
    assert kept.count() == 3
    assert not FileOpening.objects.exists()


def test_script_and_sql_in_a_text_are_shown_as_text_and_defused_in_sheets(world: World, at: datetime) -> None:
    client = world.client("worker")
    client.post("/needs/new/", {**RECEPTION, "matter": HOSTILE, "visitor": "=HYPERLINK(1)"})
    need = Need.objects.get()
    for address in (
        f"/needs/{need.pk}/",
        "/needs/?tab=all",
        "/registers/reception/",
        "/today/",
        "/search/?q=<script>",
    ):
        text = client.get(address).content.decode()
        assert "<script>alert" not in text, address
    rows = list(
        csv.reader(io.StringIO(client.get("/registers/reception/?export=csv").content.decode("utf-8-sig")))
    )
    assert "'=HYPERLINK(1)" in rows[1]
    book = b"".join(client.get("/registers/reception/?export=xlsx").streaming_content)
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "＝1"])
def test_no_export_begins_a_cell_as_a_formula(text: str) -> None:
    out = io.StringIO()
    write_csv(Sheet("x", [("a", "text")], [[text]]), out)
    assert out.getvalue().splitlines()[-1].lstrip('"').startswith("'")
    assert defused("普通") == "普通"


def test_lines_typed_with_carriage_returns_reach_a_sheet_as_lines(world: World, tmp_path: Path) -> None:
    client = world.client("worker")
    client.post("/needs/new/", {**RECEPTION, "matter": "第一行\r\n第二行"})
    assert Need.objects.get().matter == "第一行\n第二行"
    out = tmp_path / "sheet.xlsx"
    write_xlsx([Sheet("x", [("a", "long")], [["旧行一\r\n旧行二"]])], out)
    with zipfile.ZipFile(out) as archive:
        assert "_x000D_" not in archive.read("xl/worksheets/sheet1.xml").decode()


def test_days_and_moments_of_a_list_are_dates_in_a_sheet_not_text(world: World, tmp_path: Path) -> None:
    client = world.client("worker")
    client.post("/needs/new/", RECEPTION)
    out = tmp_path / "sheet.xlsx"
    out.write_bytes(b"".join(client.get("/needs/?export=xlsx&col=received_on&col=due_on").streaming_content))
    [_heads, row] = CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).to_python()
    assert row == [date(2026, 11, 23), date(2026, 11, 30)]


def test_a_text_that_is_too_long_comes_back_whole_with_what_to_do(world: World) -> None:
    long = "水" * 2001
    page = world.client("worker").post("/needs/new/", {**RECEPTION, "matter": long})
    text = page.content.decode()
    assert page.status_code == 422 and not Need.objects.exists()
    assert long in text and "2001 characters, and at most 2000 fit" in text
    # A browser must not cut it either: the field says how much fits, and the page counts.
    assert 'data-most="2000"' in text and not re.search(r"<textarea[^>]*maxlength", text)


def test_a_login_name_that_is_taken_is_said_in_words(world: World) -> None:
    form = {
        "name": "王芳",
        "username": "here-worker",
        "password": "long-enough-1",
        "role": "worker",
        "post": "social_worker",
    }
    client = world.client("secretary")
    assert "This login name is taken" in client.post("/office/accounts/new/", form).content.decode()
    with translation.override("en"):  # put back afterwards: the request speaks Chinese
        client.post("/language/", {"language": "zh-hans", "next": "/"})
        text = client.post("/office/accounts/new/", form).content.decode()
    assert "这个登录名已有人使用" in text and "Account" not in text


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"matter": ""}, "Fill in “What is asked”."),
        ({"service_type": "magic"}, "Select a valid choice"),
        ({"phone": "12345"}, "Not a phone number"),
        ({"received_on": "2031-01-01"}, "come in the future"),
        ({"party_size": "0"}, "must be at least 1"),
    ],
)
def test_a_wrong_reception_keeps_what_was_typed(world: World, facts: dict[str, str], words: str) -> None:
    page = world.client("worker").post("/needs/new/", {**RECEPTION, "visitor": "张三", **facts})
    assert page.status_code == 422
    text = page.content.decode()
    assert words in text
    assert 'value="张三"' in text
    assert "Nothing you typed is lost" in text
    assert not Need.objects.exists()


def test_the_same_form_sent_twice_is_recorded_once(world: World) -> None:
    client, key = world.client("worker"), str(uuid7())
    first = client.post("/needs/new/", {**RECEPTION, "key": key})
    second = client.post("/needs/new/", {**RECEPTION, "key": key})
    assert first["Location"] == second["Location"]
    assert Need.objects.count() == 1


def test_a_stale_page_is_told_with_both_versions(world: World, at: datetime) -> None:
    need = accepted(world.here, at)
    client = world.client("leader")
    done_form = {"done_on": "2026-11-23", "hours": "1", "result": "我写的结果", "seen": str(need.version)}
    client.post(f"/needs/{need.pk}/finish/", {**done_form, "key": str(uuid7())})
    page = client.post(
        f"/needs/{need.pk}/finish/", {**done_form, "result": "第二个结果", "key": str(uuid7())}
    )
    assert page.status_code == 409
    text = page.content.decode()
    assert "第二个结果" in text
    assert "我写的结果" in text
    assert Entry.objects.in_book("service").count() == 1


def test_a_button_of_a_stale_page_says_that_the_step_no_longer_fits(world: World, at: datetime) -> None:
    need = done(world.here, at)
    page = world.client("leader").post(
        f"/needs/{need.pk}/accept/",
        {"seen": str(need.version), "volunteer": str(world.here.members["单建国"])},
    )
    assert page.status_code in {403, 409, 422}
    assert "does not fit" in page.content.decode()


def test_a_full_disk_is_told_and_nothing_half_done(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: Any, **named: Any) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(actions, "record", full)
    page = world.client("worker", raise_request_exception=False).post("/needs/new/", RECEPTION)
    assert page.status_code == 507
    assert "disk of the server is full" in page.content.decode()
    assert not Need.objects.exists()


def test_too_much_in_one_request_is_refused(world: World) -> None:
    page = world.client("worker").post("/needs/new/", {**RECEPTION, "matter": "长" * 3_000_000})
    assert page.status_code == 413
    assert "more than one request may carry" in page.content.decode()


def test_a_fault_of_the_program_shows_a_page_without_details(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **named: Any) -> None:
        raise ZeroDivisionError("secret words")

    monkeypatch.setattr(actions, "receive", broken)
    page = world.client("worker", raise_request_exception=False).post("/needs/new/", RECEPTION)
    assert page.status_code == 500
    assert "secret words" not in page.content.decode()
    assert "not recorded" in page.content.decode()


def test_login_is_throttled_by_name(world: World) -> None:
    cache.clear()
    client = Client()
    for _attempt in range(6):
        page = client.post("/login/", {"login": "here-worker", "password": "wrong-password"})
    assert "Too many" in page.content.decode()
    right = client.post("/login/", {"login": "here-worker", "password": PASSWORD})
    assert right.status_code != 302
    cache.clear()
    assert client.post("/login/", {"login": "HERE-worker", "password": PASSWORD})["Location"] == "/today/"


def test_logging_out_everywhere_ends_every_session(world: World) -> None:
    desk, phone = world.client("deputy"), world.client("deputy")
    assert phone.get("/today/").status_code == 200
    desk.post("/me/log-out-everywhere/")
    assert phone.get("/today/").status_code == 302
    assert desk.get("/today/").status_code == 302


def test_a_closed_account_is_out_at_once(world: World) -> None:
    worker, secretary = world.client("worker"), world.client("secretary")
    account = world.here.by("worker").account_id
    page = secretary.post(
        f"/office/accounts/{account}/", {"name": "陈", "role": "worker", "post": "social_worker"}
    )
    assert page.status_code == 302
    assert worker.get("/today/").status_code == 302


def test_a_stale_token_says_to_reload(world: World) -> None:
    client = world.client("worker", enforce_csrf_checks=True)
    page = client.post("/needs/new/", RECEPTION)
    assert page.status_code == 403
    assert "open too long" in page.content.decode()


def test_json_callers_get_json(world: World) -> None:
    page = world.client("leader").get("/people/", headers={"accept": "application/json"})
    assert page.status_code == 403
    assert "Find residents" in page.json()["error"]
