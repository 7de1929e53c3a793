"""The day at the desk in a real browser: by keyboard alone, through expired logins, cut networks and a killed server."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Server, signed_in
from tests.browser.test_look import violations


def someone(server: Server, page: Any) -> tuple[str, str]:
    """Return the name and address of somebody in the demo who has both."""
    page.goto(f"{server.address}/people/")
    row = page.locator("tr[data-href]:has(td:nth-child(4):not(:empty))").nth(3)
    return row.locator("td").nth(0).inner_text(), row.locator("td").nth(3).inner_text()


def test_a_reception_is_recorded_by_keyboard_alone(page: Any, server: Server) -> None:
    name, home = someone(server, page)
    page.goto(f"{server.address}/today/")
    page.locator("body").press("n")
    page.wait_for_url("**/needs/new/")
    page.keyboard.type(name)
    page.locator("#found [role=option]").first.wait_for()
    first = page.locator("#found [role=option]").first.get_attribute("data-id")
    page.keyboard.press("ArrowDown")  # marks the first resident, also where it is proposed already
    page.keyboard.press("Enter")
    assert page.locator("#id_person_id").input_value() == first != ""
    assert page.locator("#id_place").input_value() == home
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("想请律师看看合同")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/needs/[0-9a-f-]{36}/$"))
    text = page.inner_text("main")
    assert name in text and "想请律师看看合同" in text and "待派单" in text
    page.goto(f"{server.address}/registers/reception/?q=想请律师看看合同")
    assert page.locator("tr[data-href]").count() == 1


def test_what_was_typed_survives_an_expired_login(page: Any, server: Server) -> None:
    page.goto(f"{server.address}/needs/new/")
    page.fill("#id_visitor", "赵某")
    page.locator(
        "#found [role=option]"
    ).first.wait_for()  # the look-up has its answer before the login expires
    page.check("input[name=service_type][value=repair]")
    page.fill("#id_matter", "登录过期也不能丢的话")
    page.context.clear_cookies(name="sessionid")
    page.click("form.quick button.primary")
    page.wait_for_url("**/login/**")
    assert "登录已过期" in page.inner_text("main")
    page.fill("#id_login", "worker")
    page.fill("#id_password", "tongxin-demo")
    page.click("main form.card button")
    page.wait_for_url("**/needs/new/")
    assert page.locator("#id_matter").input_value() == "登录过期也不能丢的话"
    assert page.locator("#id_visitor").input_value() == "赵某"
    assert page.locator("input[value=repair]").is_checked()
    page.click("form.quick button.primary")
    page.wait_for_url(re.compile(r"/needs/[0-9a-f-]{36}/$"))
    page.goto(f"{server.address}/needs/new/")
    assert page.locator("#id_matter").input_value() == ""


def test_another_account_does_not_see_what_somebody_typed(page: Any, server: Server, chromium: Any) -> None:
    page.goto(f"{server.address}/needs/new/")
    page.fill("#id_matter", "只给我自己的话")
    page.context.clear_cookies()
    page.goto(f"{server.address}/login/")
    page.fill("#id_login", "deputy")
    page.fill("#id_password", "tongxin-demo")
    page.click("main form.card button")
    page.goto(f"{server.address}/needs/new/")
    assert page.locator("#id_matter").input_value() == ""


def test_a_network_cut_in_mid_post_records_once(page: Any, server: Server) -> None:
    page.goto(f"{server.address}/needs/new/")
    page.check("input[name=service_type][value=errand]")
    page.fill("#id_matter", "断网前发出的事")

    def cut(route: Any) -> None:
        if route.request.method == "POST":
            route.fetch(max_redirects=0)  # the server has it
            route.abort()  # the answer never arrives
        else:
            route.continue_()

    page.route("**/needs/new/", cut)
    page.click("form.quick button.primary")
    page.wait_for_timeout(700)
    page.unroute("**/needs/new/")
    page.context.clear_cookies(name="messages")  # it came with the answer that never arrived
    page.goto(f"{server.address}/needs/new/")
    assert page.locator("#id_matter").input_value() == "断网前发出的事"
    page.click("form.quick button.primary")
    page.wait_for_url(re.compile(r"/needs/[0-9a-f-]{36}/$"))
    page.goto(f"{server.address}/needs/?tab=all&q=断网前发出的事")
    assert page.locator("tr[data-href]").count() == 1


def test_a_killed_server_loses_nothing_it_acknowledged(page: Any, server: Server) -> None:
    page.goto(f"{server.address}/needs/new/")
    page.check("input[name=service_type][value=goods]")
    page.fill("#id_matter", "断电之前登记的")
    page.click("form.quick button.primary")
    page.wait_for_url(re.compile(r"/needs/[0-9a-f-]{36}/$"))
    server.kill()
    server.start()
    page.reload()
    assert "断电之前登记的" in page.inner_text("main")
    assert '"ok": false' not in server.command("verify", "--json").stdout


def test_a_need_goes_from_offer_to_confirmed_by_buttons(page: Any, server: Server, chromium: Any) -> None:
    page.goto(f"{server.address}/needs/new/")
    page.check("input[name=service_type][value=legal]")
    page.fill("#id_matter", "从派单到回访")
    page.click("form.quick button.primary")
    page.wait_for_url(re.compile(r"/needs/[0-9a-f-]{36}/$"))
    address = page.url
    page.click(".candidates .button.primary")
    page.locator("text=待小组答复").first.wait_for()
    leader = signed_in(chromium, server, "leader")
    leader.goto(address)
    leader.click("form[action$='/accept/'] .button.primary")
    leader.locator("text=办理中").first.wait_for()
    leader.fill("form[action$='/finish/'] [name=hours]", "1.5")
    leader.fill("textarea[name=result]", "讲明了权利和步骤")
    leader.click("form[action$='/finish/'] .button.primary")
    leader.locator("text=待回访").first.wait_for()
    leader.context.close()
    page.goto(address)
    page.click("form[action$='/confirm/'] .button.primary")
    page.locator("text=已办理并确认").first.wait_for()
    page.goto(f"{server.address}/registers/service/?q=讲明了权利和步骤")
    assert page.locator("tr[data-href]").count() >= 1


def test_before_loss_it_asks(page: Any, server: Server) -> None:
    page.goto(f"{server.address}/me/")
    page.click("form[action$='/log-out-everywhere/'] button")
    dialog = page.locator("#confirm")
    assert dialog.is_visible()
    page.keyboard.press("Escape")
    page.goto(f"{server.address}/today/")
    assert page.url.endswith("/today/")


def test_a_sheet_is_taken_in_with_progress(chromium: Any, server: Server, tmp_path: Path) -> None:
    page = signed_in(chromium, server, bypass_csp=True)
    sheet = tmp_path / "花名册.csv"
    sheet.write_text(
        "姓名,电话,备注\n"
        + "".join(
            f"新{chr(0x4E00 + number)}{chr(0x5000 + number)},100{number:08d},\n" for number in range(30)
        )
        + "甲乙、丙丁,,\n"
    )
    page.goto(f"{server.address}/people/imports/new/")
    page.set_input_files("input[type=file]", str(sheet))
    page.click("form.card button.primary")
    page.locator("text=前几个值").wait_for()
    assert violations(page) == []
    page.click("form.card button.primary")
    page.locator("text=下载待改正的行").wait_for()
    assert "一格写了两个人" in page.inner_text("main")
    assert violations(page) == []
    page.click("text=导入合格的行")
    page.locator("text=名册已导入").wait_for()
    assert page.locator(".numbers dd").nth(1).inner_text() == "30"
    page.context.close()


def test_language_and_theme_are_remembered(page: Any, server: Server) -> None:
    for language, word in (("zh-hant", "需求"), ("en", "Needs"), ("zh-hans", "需求")):
        page.click(".menu summary")
        page.click(f".menu button[value={language}]")
        assert word in page.inner_text(".rail")
    page.click(".menu summary")
    page.click("[data-theme-switch]")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_a_filter_changes_the_list_and_the_address_stays_true(page: Any, server: Server) -> None:
    page.goto(f"{server.address}/needs/?tab=all")
    page.select_option("select[name=service_type]", "legal")
    page.wait_for_url("**service_type=legal**")
    page.locator(".chip").wait_for()
    shown = page.locator("tr[data-href]").count()
    page.reload()
    assert page.locator("tr[data-href]").count() == shown
    page.locator("body").press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/needs/[0-9a-f-]{36}/$"))


def test_pages_read_without_script(chromium: Any, server: Server) -> None:
    page = signed_in(chromium, server, java_script_enabled=False)
    for path in ("/today/", "/needs/", "/people/", "/registers/reception/", "/reports/"):
        page.goto(server.address + path)
        assert page.locator("h1").count() == 1
        assert page.locator("main").inner_text()
    page.context.close()


@pytest.mark.parametrize("path", ["/registers/reception/", "/reports/"])
def test_paper_shows_the_book_without_the_shell(page: Any, server: Server, path: str) -> None:
    page.goto(server.address + path)
    page.emulate_media(media="print")
    assert not page.locator(".rail").is_visible()
    assert not page.locator(".top").is_visible()
    assert page.locator("h1").is_visible()
    assert page.pdf()[:4] == b"%PDF"


def _amending(page: Any, server: Server) -> str:
    """Open the form that amends the latest reception and return its address."""
    page.goto(f"{server.address}/registers/reception/")
    page.locator("tr[data-href] a").last.click()
    page.wait_for_url("**/registers/entries/**")
    page.locator("a[href$='/amend/']").click()
    page.wait_for_url("**/amend/")
    return str(page.url)


def test_a_draft_left_behind_does_not_come_back_over_the_true_text(chromium: Any, server: Server) -> None:
    page = signed_in(chromium, server, "secretary")
    address = _amending(page, server)
    true = page.locator("#id_fact_matter").input_value()
    page.fill("#id_fact_matter", "不要的草稿")
    page.click("[data-discard]")
    page.wait_for_url(re.compile(r"/entries/[0-9a-f-]{36}/$"))
    page.goto(address)
    assert page.locator("#id_fact_matter").input_value() == true
    page.fill("#id_fact_matter", "离开页面时留下的草稿")
    page.goto(f"{server.address}/today/")
    page.goto(address)
    assert page.locator("#id_fact_matter").input_value() == "离开页面时留下的草稿"
    page.click("[data-discard-kept]")
    page.wait_for_function("document.querySelector('[data-kept-note]').hidden")
    assert page.locator("#id_fact_matter").input_value() == true
    page.context.close()


def test_what_was_refused_does_not_come_into_the_next_form(chromium: Any, server: Server) -> None:
    page = signed_in(chromium, server, "secretary")
    address = _amending(page, server)
    true = page.locator("#id_fact_matter").input_value()
    page.fill("#id_fact_matter", "没有写原因的更正")
    page.click("form[data-keep] button.primary")
    page.locator("[role=alert]").first.wait_for()
    assert page.locator("#id_fact_matter").input_value() == "没有写原因的更正", "the page gives it back"
    page.goto(address)
    assert page.locator("#id_fact_matter").input_value() == true
    page.context.close()


def test_a_draft_made_from_an_older_version_leaves_what_was_corrected_since(
    chromium: Any, server: Server
) -> None:
    page, other = (signed_in(chromium, server, role) for role in ("secretary", "deputy"))
    address = _amending(page, server)
    page.fill("#id_fact_matter", "草稿里的事由")
    page.goto(f"{server.address}/today/")
    other.goto(address)
    other.fill("#id_fact_party_size", "7")
    other.fill("#id_reason", "人数写错")
    other.click("form[data-keep] button.primary")
    other.wait_for_url(re.compile(r"/entries/[0-9a-f-]{36}/$"))
    page.goto(address)
    page.fill("#id_reason", "事由写错")
    page.click("form[data-keep] button.primary")
    page.wait_for_url(re.compile(r"/entries/[0-9a-f-]{36}/$"))
    page.goto(address)
    assert page.locator("#id_fact_matter").input_value() == "草稿里的事由"
    assert page.locator("#id_fact_party_size").input_value() == "7"
    for each in (page, other):
        each.context.close()
