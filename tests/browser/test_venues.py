"""The week of a venue in a real browser: a clash and what is offered instead, a drag, and the same by keyboard."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from tests.browser.conftest import Server, signed_in
from tests.browser.test_look import violations

pytestmark = pytest.mark.browser


def test_a_clash_is_solved_and_a_booking_moves_by_drag_and_by_keyboard(server: Server, chromium: Any) -> None:
    page = signed_in(chromium, server, "deputy")
    page.goto(f"{server.address}/venues/")
    page.get_by_role("link", name="活动室", exact=True).click()
    venue = page.url.split("?")[0]
    # A Sunday some weeks ahead, on which the demo has booked nothing.
    today = date.today()  # noqa: DTZ011  # the browser's own
    sunday = today + timedelta(days=41 - today.weekday())
    book(page, f"{venue}?week={sunday}", sunday, "09:00", "10:00", "戏曲联谊")
    page.wait_for_url(re.compile(r"/venues/bookings/[0-9a-f-]{36}/$"))
    book(page, venue, sunday, "09:30", "10:30", "亲子手工")
    assert "已被预约：戏曲联谊" in page.inner_text("main")
    page.locator("button[name=take]", has_text="10:00–11:00").click()
    page.wait_for_url(re.compile(r"/venues/bookings/[0-9a-f-]{36}/$"))
    assert "10:00–11:00" in page.inner_text("main")
    page.goto(f"{venue}?week={sunday}")
    block = page.locator("a.booked", has_text="亲子手工")
    with page.expect_navigation():
        block.drag_to(
            page.locator(f"td[data-day='{sunday}'][data-slot='30']"), target_position={"x": 20, "y": 8}
        )
    assert "15:00–16:00" in page.locator("a.booked", has_text="亲子手工").inner_text()
    block = page.locator("a.booked", has_text="亲子手工")
    block.focus()
    for key in ("Space", "ArrowDown", "ArrowLeft", "Escape"):
        page.keyboard.press(key)
    assert page.locator(".week-grid td.over").count() == 0
    with page.expect_navigation():
        for key in ("Space", "ArrowDown", "ArrowLeft", "Enter"):
            page.keyboard.press(key)
    moved = page.locator(f"td[data-day='{sunday - timedelta(days=1)}'] a.booked", has_text="亲子手工")
    assert "15:30–16:30" in moved.inner_text()
    assert violations(page) == []


def book(page: Any, come_from: str, day: date, begins: str, ends: str, purpose: str) -> None:
    """Fill in the form for a booking and send it."""
    page.goto(come_from)
    page.locator("main .head a.primary").click()
    page.fill("#id_day", str(day))
    page.fill("#id_from_time", begins)
    page.fill("#id_to_time", ends)
    page.fill("#id_purpose", purpose)
    page.fill("#id_holder", "居民自办")
    page.fill("#id_people", "20")
    page.locator("main form.card button.primary").click()
