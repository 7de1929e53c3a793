"""The visit page on a phone without a network: killed, doubled, cut off, full, of somebody else; no visit is lost or recorded twice."""

import json
import re
import shutil
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Server, sign_in, signed_in
from tests.browser.handset import SIZE, Handset, at_visit_page, begin, fill, recorded, save, states, wait_for
from tongxin.kit.clock import local_date

REGISTERED = "已入册"
ON_PHONE = "在这部手机上"
SYNC = "**/visit/sync/visit"
# Draws a picture of twelve million points, restless enough to stay large, and gives it as a data URL.
PICTURE = """() => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 4000, height: 3000 });
  const pen = canvas.getContext("2d");
  for (let x = 0; x < 4000; x += 10) for (let y = 0; y < 3000; y += 10) { pen.fillStyle = `rgb(${(x * 7919 + y * 104729) % 256},${(x * y) % 251},${(x * 31 + y * 17) % 241})`; pen.fillRect(x, y, 10, 10); }
  return canvas.toDataURL("image/jpeg", 0.9).split(",")[1];
}"""
FULL = """() => { IDBObjectStore.prototype.add = () => { throw new DOMException("no room", "QuotaExceededError"); }; }"""


NEW_WORKER_WAITS = """() => new Promise((done, fail) => navigator.serviceWorker.ready.then((found) => {
  const look = () => { if (found.waiting) done(true); else setTimeout(look, 50); };
  look();
  setTimeout(() => fail(new Error("no new worker came")), 10000);
}))"""


@pytest.fixture
def phone(chromium: Any, server: Server) -> Iterator[Any]:
    """Return a page at phone width, signed in as the worker, on the visit page, its worker at work."""
    page = signed_in(chromium, server, viewport=SIZE, accept_downloads=True)
    at_visit_page(page, server)
    yield page
    page.context.close()


def written_offline(page: Any, situation: str) -> str:
    """Write a visit without a network; return the home's address."""
    page.context.set_offline(True)
    home = begin(page)
    fill(page, situation)
    save(page)
    wait_for(page, ON_PHONE)
    return home


def number_of(page: Any) -> str:
    found = re.search(r"20\d\d-\d+", states(page)[0])
    assert found, states(page)
    return found.group()


def told(page: Any, words: str) -> None:
    page.locator("main", has_text=words).wait_for()


def back_online(page: Any) -> None:
    page.context.set_offline(False)
    page.click("#send")


def test_the_whole_journey_without_a_network(play: Any, server: Server, tmp_path: Path) -> None:
    handset = Handset(play, server, tmp_path / "disk").start()
    handset.context.set_offline(True)
    handset.open()  # the page comes from its worker, the homes from the phone
    page = handset.page
    home = begin(page)
    page.fill("#f-situation", "断网时写到一半")
    page.wait_for_timeout(500)
    handset.kill()

    handset.start(offline=True)
    page = handset.page
    page.click("#draft-list button")
    assert page.input_value("#f-situation") == "断网时写到一半"
    fill(page, "断网走访，老人一切都好", "visited")
    save(page)
    wait_for(page, ON_PHONE)
    assert "已保存在这部手机上" in page.inner_text("#notices")
    handset.kill()

    handset.start(offline=True)
    page = handset.page
    assert home in page.inner_text("#items")
    assert states(page) == [ON_PHONE]
    backup = tmp_path / "backup"
    handset.close()
    shutil.copytree(handset.disk, backup, symlinks=True)

    handset.start().signs_in_again()
    page = handset.page
    wait_for(page, REGISTERED)
    number = number_of(page)
    handset.close()

    # The phone is put back from the copy made before it sent: it sends again.
    restored = Handset(play, server, backup).start()
    restored.signs_in_again()
    wait_for(restored.page, REGISTERED)
    assert number in states(restored.page)[0]
    page = restored.page
    assert recorded(page, server, "断网走访，老人一切都好") == 1
    page.goto(f"{server.address}/visits/phones/?tab=all")
    assert page.locator("tr[data-href]").filter(has_text=number).count() == 1
    restored.close()


def test_cut_off_after_sending_before_the_answer_it_is_recorded_once(phone: Any, server: Server) -> None:
    page, sent = phone, []

    def cut(route: Any) -> None:
        sent.append(route.fetch().status)  # the server has it
        route.abort()  # the answer never arrives

    page.context.route(SYNC, cut)
    begin(page)
    fill(page, "回执没有送到")
    page.dblclick("#form button.primary")
    told(page, "没有网络")
    assert sent[0] == 201
    assert states(page) == [ON_PHONE]
    page.context.unroute(SYNC)
    back_online(page)
    wait_for(page, REGISTERED)
    assert recorded(page, server, "回执没有送到") == 1


def test_two_tabs_write_and_send_at_once(phone: Any, server: Server) -> None:
    page = phone
    second = page.context.new_page()
    at_visit_page(second, server)
    page.context.set_offline(True)
    for tab in (page, second):
        begin(tab)
        fill(tab, "两个标签页")
    for tab in (page, second):
        save(tab)
    page.context.set_offline(False)
    # Both send in the same moment.
    for tab in (page, second):
        tab.evaluate("document.getElementById('send').click()")
    for tab in (page, second):
        wait_for(tab, REGISTERED, 2)
    assert recorded(page, server, "两个标签页") == 2


def test_the_login_expires_and_somebody_else_sends_what_he_cannot_read(phone: Any, server: Server) -> None:
    page = phone
    home = written_offline(page, "只有写的人能看")
    begin(page)
    page.fill("#f-situation", "没写完的")
    page.click("#back")
    page.context.clear_cookies(name="sessionid")
    back_online(page)
    page.wait_for_selector("#login:not([hidden])")
    assert "不会丢失" in page.inner_text("#login")
    assert home not in page.inner_text("main")
    assert page.locator("#draft-list button").count() == 0
    page.click("#login a")
    page.fill("#id_login", "deputy")
    page.fill("#id_password", "tongxin-demo")
    page.click("main form.card button")
    page.wait_for_url("**/visit/")
    wait_for(page, REGISTERED)
    assert home not in page.inner_text("#items")
    assert page.locator("#draft-list button").count() == 0
    assert recorded(page, server, "只有写的人能看") == 1
    # Its writer signs in again and reads what he had begun.
    page.context.clear_cookies(name="sessionid")
    sign_in(page, server, "worker")
    at_visit_page(page, server)
    assert home in page.inner_text("#items")
    page.click("#draft-list button")
    assert page.input_value("#f-situation") == "没写完的"


def test_no_answer_but_the_servers_own_lets_go_of_a_visit(phone: Any, server: Server) -> None:
    page = phone
    written_offline(page, "网关和服务器都可能出错")
    answers = (
        (200, "text/html", "<h1>Welcome to our Wi-Fi</h1>", "网络返回的是它自己的页面"),
        (500, "text/html", "<h1>Server Error</h1>", "服务器应答不正常"),
        (
            200,
            "application/json",
            json.dumps({"item": "other", "sha256": "other", "state": "applied"}),
            "服务器应答不正常",
        ),
        (413, "text/html", "<h1>Too large</h1>", "服务器认为这一条太大"),
    )
    now = {"answer": answers[0]}

    def answered(route: Any) -> None:
        status, kind, body, _words = now["answer"]
        route.fulfill(status=status, content_type=kind, body=body)

    # One gateway all the while: the page also tries by itself.
    page.context.route(SYNC, answered)
    for answer in answers:
        now["answer"] = answer
        back_online(page)
        told(page, answer[-1])
        assert not any(REGISTERED in text for text in states(page)), answer
    page.context.unroute(SYNC)
    back_online(page)
    wait_for(page, REGISTERED)
    assert recorded(page, server, "网关和服务器都可能出错") == 1


def photograph(page: Any) -> None:
    picture = b64decode(page.evaluate(PICTURE))
    page.click("#form details:last-of-type summary")
    page.set_input_files("#f-photo", {"name": "客厅.jpg", "mimeType": "image/jpeg", "buffer": picture})


def test_a_full_phone_says_so_and_keeps_what_was_typed(chromium: Any, server: Server) -> None:
    page = signed_in(chromium, server, viewport=SIZE)
    devtools = page.context.new_cdp_session(page)
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": server.address, "quotaSize": 400_000})
    at_visit_page(page, server)
    page.context.set_offline(True)
    begin(page)
    fill(page, "手机满了也不能丢")
    photograph(page)
    page.locator("#form-errors", has_text="空间").wait_for()
    assert page.locator("#f-photos li").count() == 0
    page.evaluate(FULL)
    page.evaluate("document.getElementById('form-errors').hidden = true")
    page.click("#form button.primary")
    page.locator("#form-errors", has_text="空间").wait_for()
    assert page.input_value("#f-situation") == "手机满了也不能丢"
    assert page.locator("#items > li").count() == 0
    # Room is made: what was typed is still there, and is saved.
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": server.address})
    page.reload()
    page.wait_for_selector("body[data-ready='1']", state="attached")
    page.click("#draft-list button")
    save(page)
    wait_for(page, ON_PHONE)
    page.context.close()


def speak(language: str, page: Any, server: Server) -> None:
    tab = page.context.new_page()
    tab.goto(f"{server.address}/today/")
    tab.click(".menu summary")
    tab.click(f".menu button[value={language}]")
    tab.wait_for_selector(f".menu button[value={language}][aria-current]", state="attached")
    tab.close()


def test_a_new_worker_waits_for_an_open_form_and_leaves_the_queue(phone: Any, server: Server) -> None:
    page = phone
    written_offline(page, "更新时排着队")
    # Cut first: the page sends at the very moment the network is back.
    page.context.route(SYNC, lambda route: route.abort())
    page.context.set_offline(False)
    begin(page)
    page.fill("#f-situation", "更新时正在写")
    # The page in another language is another build of it, with a worker of its own.
    speak("en", page, server)
    page.evaluate("navigator.serviceWorker.ready.then(found => found.update())")
    page.evaluate(NEW_WORKER_WAITS)
    assert page.input_value("#f-situation") == "更新时正在写"
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    page.click("#back")  # no form is open now: it takes over, and the page comes anew
    page.wait_for_selector("html[lang=en]")
    page.wait_for_selector("body[data-ready='1']", state="attached")
    assert states(page) == ["on this phone"]
    page.click("#draft-list button")
    assert page.input_value("#f-situation") == "更新时正在写"
    page.click("#back")
    page.context.unroute(SYNC)
    page.click("#send")
    wait_for(page, "in the register")
    speak("zh-hans", page, server)


def test_a_picture_of_twelve_million_points_and_a_clock_a_day_off(phone: Any, server: Server) -> None:
    page = phone
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    page.clock.set_fixed_time(tomorrow)
    at_visit_page(page, server)
    begin(page)
    fill(page, "照片很大，时钟快一天", "visited")
    photograph(page)
    assert page.input_value("#f-day") == local_date(datetime.now(UTC)).isoformat()
    page.wait_for_selector("#f-photos li")
    save(page)
    wait_for(page, REGISTERED)
    number = number_of(page)
    page.goto(f"{server.address}/visits/made/?sort=-number")
    page.locator("tr[data-href]").filter(has_text=number).click()
    page.wait_for_selector(".photos img")
    shown = page.evaluate(
        "(() => { const it = document.querySelector('.photos img'); return it.decode().then(() => [it.naturalWidth, it.naturalHeight]); })()"
    )
    assert shown == [1600, 1200]


@pytest.mark.parametrize("zone", ["Pacific/Honolulu", "Asia/Shanghai", "Pacific/Kiritimati"])
def test_a_phone_set_to_another_zone_writes_the_day_it_is_in_china(
    chromium: Any, server: Server, zone: str
) -> None:
    page = signed_in(chromium, server, viewport=SIZE, timezone_id=zone)
    at_visit_page(page, server)
    begin(page)
    assert page.input_value("#f-day") == local_date(datetime.now(UTC)).isoformat()
    page.context.close()


def test_a_file_brought_to_the_office_and_the_phone_that_sends_it_again(
    phone: Any, server: Server, chromium: Any, tmp_path: Path
) -> None:
    page = phone
    written_offline(page, "带到居委会的文件")
    with page.expect_download() as waiting:
        page.click("#export")
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert "带到居委会的文件" not in file.read_text(), "sealed also in the file"
    office = signed_in(chromium, server, "secretary")
    for _twice in range(2):
        office.goto(f"{server.address}/visits/phones/file/")
        office.set_input_files("input[type=file]", str(file))
        office.click("form.card button.primary")
        office.wait_for_url("**/visits/phones/**")
    assert recorded(office, server, "带到居委会的文件") == 1
    office.context.close()
    back_online(page)
    wait_for(page, REGISTERED)
    assert recorded(page, server, "带到居委会的文件") == 1


def test_what_a_restored_server_no_longer_has_is_sent_again(phone: Any, server: Server) -> None:
    page = phone
    sent: list[str] = []
    begin(page)
    fill(page, "服务器从昨晚的备份恢复")
    save(page)
    wait_for(page, REGISTERED)
    page.context.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)

    def forgetful(route: Any) -> None:
        answer = route.fetch()
        said = answer.json()
        asked = route.request.url.partition("held=")[2].split(",")
        route.fulfill(response=answer, json={**said, "items": [], "unknown": [] if sent else asked})

    page.context.route("**/visit/sync/hello*", forgetful)
    with page.expect_response(SYNC):
        page.click("#send")
    wait_for(page, REGISTERED)
    assert len(sent) == 1
    assert recorded(page, server, "服务器从昨晚的备份恢复") == 1


def test_logging_out_warns_of_what_was_not_sent(phone: Any, server: Server) -> None:
    page = phone
    written_offline(page, "退出之前还没发送")
    # Before the network is back: the page sends by itself the moment it is, and then there is nothing to warn of.
    page.context.route(SYNC, lambda route: route.abort())
    page.context.set_offline(False)
    page.goto(f"{server.address}/today/")
    page.click(".menu summary")
    page.click("form[data-logout] button")
    page.wait_for_selector("#confirm[open]")
    assert "1" in page.inner_text("#confirm")
    page.keyboard.press("Escape")
    page.context.unroute(SYNC)
    at_visit_page(page, server)
    page.click("#send")
    wait_for(page, REGISTERED)


def test_homes_move_on_the_board_by_keyboard_and_by_drag(chromium: Any, server: Server) -> None:
    page = signed_in(chromium, server, "deputy")
    page.goto(f"{server.address}/visits/plans/")
    page.locator("main a[href^='/visits/plans/0']").first.click()
    page.wait_for_selector("[data-board]")
    home = page.locator("[data-home]").first
    name, cell = home.get_attribute("id"), home.locator("xpath=ancestor::td")
    before = cell.get_attribute("data-day")
    home.focus()
    page.keyboard.press("Enter")
    assert home.get_attribute("aria-pressed") == "true"
    page.keyboard.press("ArrowRight")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    moved = page.locator(f"#{name}").locator("xpath=ancestor::td").get_attribute("data-day")
    assert moved > before
    other = page.locator(f"td[data-drop][data-day='{before}']").first
    wanted = other.get_attribute("data-day")
    with page.expect_navigation():
        page.locator(f"#{name}").drag_to(other)
    assert page.locator(f"#{name}").locator("xpath=ancestor::td").get_attribute("data-day") == wanted
    page.context.close()


def test_a_text_that_is_too_long_is_counted_and_kept_whole_instead_of_being_cut(phone: Any) -> None:
    phone.context.set_offline(True)
    begin(phone)
    fill(phone, "好" * 1004)
    assert "4" in phone.inner_text("#f-situation + .counter.over")
    phone.click("#form button.primary")
    phone.wait_for_selector("#form-errors:not([hidden])")
    assert "情况简述" in phone.inner_text("#form-errors") and "4" in phone.inner_text("#form-errors")
    assert phone.input_value("#f-situation") == "好" * 1004
    phone.fill("#f-situation", "好" * 1000)
    save(phone)
    wait_for(phone, ON_PHONE)
