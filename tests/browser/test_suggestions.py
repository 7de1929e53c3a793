"""From what somebody says to the public board, in a real browser: the desk, the chief, the one in charge, and anybody."""

from typing import Any

from tests.browser.conftest import Server, signed_in
from tests.browser.test_look import violations


def press(page: Any, label: str) -> None:
    """Open a step if it is folded, and take it."""
    folded = page.locator(f"details.more-step:not([open]) summary:text-is('{label}')")
    if folded.count():
        folded.first.click()
    page.locator(f"form.step button:text-is('{label}')").first.click()
    page.wait_for_load_state()


def test_a_suggestion_goes_from_the_desk_to_the_public_board(
    page: Any, server: Server, chromium: Any
) -> None:
    said = "老年食堂能不能增加送餐，行动不便的老人多"
    page.goto(f"{server.address}/suggestions/new/")
    page.fill("#id_proposer", "朱建民")
    page.select_option("#id_subject", "services")
    page.fill("#id_content", said)
    page.select_option("#id_agrees", "True")
    page.click("main form.card button.primary")
    page.wait_for_url("**/suggestions/*-*/")
    address = page.url
    chief = signed_in(chromium, server, "deputy")
    chief.goto(address)
    offered = chief.locator("#id_account_id option").all_inner_texts()
    chief.select_option("#id_account_id", index=[text.startswith("陈小燕") for text in offered].index(True))
    press(chief, "指定承办人")
    page.goto(address)
    page.locator("form.step #id_text").fill("本月起由志愿者送餐")
    page.check("form.step input[name=adopted][value=yes]")
    page.locator("form.step #id_reason").fill("志愿小组能承担")
    press(page, "拟写答复")
    chief.goto(address)
    press(chief, "审定答复")
    page.goto(address)
    press(page, "答复提出人")
    chief.goto(address)
    chief.locator("form.step #id_words").first.fill("建议老年食堂送餐上门")
    press(chief, "在公示栏公示")
    board = chief.locator("a:text-is('正在公示')").get_attribute("href")
    anybody = chromium.new_context(locale="zh-CN").new_page()
    anybody.goto(f"{server.address}{board}")
    text = anybody.inner_text("main")
    assert "建议老年食堂送餐上门" in text and "本月起由志愿者送餐" in text and "朱**" in text
    assert said not in text and "朱建民" not in text
    assert violations(anybody) == []
    anybody.context.close()
