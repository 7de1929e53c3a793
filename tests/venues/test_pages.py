"""The pages of venues: the week, a clash that offers something else, the steps by buttons, the picture of occupancy."""

import re
from datetime import date, datetime, timedelta

import pytest

from tests.conftest import World
from tests.venues import flow
from tongxin.venues.bookings.week import grid, week_of
from tongxin.venues.models import Booking, Closure, Venue
from tongxin.venues.rooms.actions import close_venue
from tongxin.venues.telling import waiting

DAY = flow.DAY
TYPED = {
    "day": "2026-11-24",
    "from_time": "15:30",
    "to_time": "16:30",
    "purpose": "京剧排练",
    "holder": "票友社",
    "people": "12",
    "repeat": "",
}


def test_a_clash_on_the_page_is_answered_by_one_more_button(world: World, at: datetime) -> None:
    venue, client = flow.room(world, at), world.client("worker")
    flow.booked(world, at, venue)
    page = client.post("/venues/book/", {**TYPED, "venue": venue.pk})
    assert page.status_code == 422
    text = page.content.decode()
    assert "is taken at 15:00–16:00" in text
    assert "京剧排练" in text  # what was typed is kept
    offered = re.findall(r'name="take" value="([^"]+)"', text)
    assert len(offered) == 4  # three other times and a shorter one
    page = client.post("/venues/book/", {**TYPED, "venue": venue.pk, "take": offered[-1]})
    made = Booking.objects.get(purpose="京剧排练")
    assert (page.status_code, made.clock, made.state) == (302, "16:00–16:30", "confirmed")
    client.post("/venues/book/", {**TYPED, "venue": venue.pk, "wait": "1", "purpose": "候补的"})
    assert Booking.objects.get(purpose="候补的").state == "waiting"


def test_a_series_is_booked_by_the_form_and_left_out_dates_by_a_button(world: World, at: datetime) -> None:
    venue, client = flow.room(world, at), world.client("worker")
    close_venue(
        venue.pk,
        first=date(2026, 12, 1),
        last=date(2026, 12, 1),
        reason="消防检查",
        by=world.here.by("deputy"),
        at=at,
    )
    typed = {**TYPED, "venue": venue.pk, "repeat": "weekly-1", "until": "2026-12-08"}
    page = client.post("/venues/book/", typed)
    assert page.status_code == 422
    assert 'name="leave_out"' in page.content.decode()
    assert client.post("/venues/book/", {**typed, "leave_out": "1"}).status_code == 302
    assert [f"{row.day:%m-%d}" for row in Booking.objects.order_by("starts")] == ["11-24", "12-08"]


def test_the_week_shows_who_has_what_and_no_phone_number(world: World, at: datetime) -> None:
    venue = flow.room(world, at)
    booking = flow.booked(world, at, venue)
    for address in ("/venues/", f"/venues/{venue.pk}/"):
        text = world.client("leader").get(address).content.decode()
        assert "合唱排练" in text
        assert "13900001234" not in text
        assert "合唱排练" not in world.client("worker").get(f"{address}?week=2026-12-07").content.decode()
    assert "13900001234" in world.client("worker").get(f"/venues/bookings/{booking.pk}/").content.decode()
    assert world.client("worker").get("/venues/?week=2026-99-99").status_code == 200
    assert world.client("street").get("/venues/").status_code == 403


def test_the_grid_holds_each_half_hour_of_a_day_once(world: World, at: datetime) -> None:
    venue = flow.room(world, at)
    for begins, ends in (("09:15", "09:30"), ("09:30", "10:10"), ("10:10", "10:30"), ("14:00", "22:00")):
        flow.booked(world, at, venue, begins, ends)
    monday = date(2026, 11, 23)
    laid = grid(venue, monday, week_of([venue], monday))
    assert (laid.rows[0][0], laid.rows[-1][0]) == ("08:00", "21:30")
    per_day = {
        column.day: sum(cell.rows for _label, cells in laid.rows for cell in cells if cell.day == column.day)
        for column in laid.days
    }
    assert set(per_day.values()) == {len(laid.rows)}
    held = [cell for _label, cells in laid.rows for cell in cells if cell.bookings]
    assert [(cell.clock, cell.rows, len(cell.bookings)) for cell in held] == [
        ("09:00", 1, 1),
        ("09:30", 2, 2),
        ("14:00", 16, 1),
    ]


def test_a_drag_moves_and_what_stands_in_the_way_comes_back_as_a_form(world: World, at: datetime) -> None:
    venue, client = flow.room(world, at), world.client("worker")
    booking = flow.booked(world, at, venue)
    flow.booked(world, at, venue, "18:00", "19:00")
    typed = {"venue": venue.pk, "day": "2026-11-24", "seen": booking.version}
    page = client.post(
        f"/venues/bookings/{booking.pk}/move/", {**typed, "from_time": "18:30", "to_time": "19:30"}
    )
    assert page.status_code == 422
    assert "is taken at 18:00–19:00" in page.content.decode()
    page = client.post(
        f"/venues/bookings/{booking.pk}/move/", {**typed, "from_time": "19:00", "to_time": "20:00"}
    )
    assert page["Location"].endswith("?week=2026-11-24")
    assert Booking.objects.get(pk=booking.pk).clock == "19:00–20:00"


def test_a_booking_goes_from_the_key_to_the_book_by_buttons(world: World, at: datetime) -> None:
    venue, client = flow.room(world, at, has_key=True), world.client("worker")
    booking = flow.booked(world, at, venue, "08:00", "09:00", day=at.date())  # over by now
    address = f"/venues/bookings/{booking.pk}"
    assert client.post(f"{address}/key/", {"seen": 1}).status_code == 302
    typed = {"seen": 2, "came": 18, "checked": "整洁"}
    assert client.post(f"{address}/use/", typed).status_code == 422  # the key is not back
    assert client.post(f"{address}/use/", {**typed, "key_back": "on"}).status_code == 302
    assert Booking.objects.get(pk=booking.pk).state == "used"
    assert client.post(f"{address}/cancel/", {"seen": 3, "reason": "晚了"}).status_code == 403
    assert client.post(f"{address}/burn/", {"seen": 3}).status_code == 404
    assert "合唱排练" in client.get("/registers/venue_use/").content.decode()


def test_today_shows_what_waits_for_whom(world: World, at: datetime) -> None:
    venue = flow.room(world, at, needs_approval=True)
    flow.booked(world, at, venue)
    flow.booked(world, at, venue, "08:00", "09:00", day=at.date(), by=world.here.by("deputy"))
    tomorrow = at.date() + DAY
    told = {
        role: [row.why for row in waiting(world.here.by(role), tomorrow)] for role in ("deputy", "worker")
    }
    assert told == {
        "deputy": ["its use is not recorded", "waits for approval"],
        "worker": ["its use is not recorded"],
    }
    assert list(waiting(world.here.by("auditor"), tomorrow)) == []


def test_each_square_of_occupancy_opens_as_many_rows_as_it_says(world: World, at: datetime) -> None:
    venue = flow.room(world, at, hours={day: [(0, 1440)] for day in range(7)})
    early = at - timedelta(days=14)
    for begins, ends in (("09:00", "10:00"), ("10:00", "11:30"), ("22:30", "01:00")):
        flow.booked(world, early, venue, begins, ends, day=at.date() - 6 * DAY)
    flow.booked(world, early, venue, "10:30", "12:00", day=at.date() - 13 * DAY)
    client = world.client("worker")
    shown = client.get(f"/venues/{venue.pk}/occupancy/").context["picture"]
    counts = {square.words: square.count for square in shown.squares if square.count}
    assert sorted(counts.values()) == [1, 1, 1, 2, 2]
    for square in shown.squares:
        if square.href:
            rows = client.get(square.href).context["listing"]
            assert len(list(rows.filtered)) == square.count, square.words


@pytest.mark.once
def test_a_venue_is_set_up_changed_and_closed_by_its_forms(world: World, at: datetime) -> None:
    client = world.client("secretary")
    typed = {f"day{day}": "8:30-11:30 14:00-17:30" for day in range(1, 6)}
    typed |= {"name": "阅览室", "capacity": "30", "is_active": "on"}
    assert client.post("/venues/new/", {**typed, "day1": "9-10"}).status_code == 422
    assert client.post("/venues/new/", typed).status_code == 302
    assert client.post("/venues/new/", typed).status_code == 422  # the name is taken
    venue = Venue.objects.get()
    assert venue.hours.count() == 10
    assert client.post(f"/venues/{venue.pk}/change/", {**typed, "day6": "09:00-12:00"}).status_code == 302
    assert venue.hours.count() == 11
    closing = {"first": "2026-12-02", "last": "2026-12-01", "reason": "检修"}
    assert client.post(f"/venues/{venue.pk}/close/", closing).status_code == 422
    assert client.post(f"/venues/{venue.pk}/close/", {**closing, "last": "2026-12-03"}).status_code == 302
    assert Closure.objects.count() == 1
