"""The table of days, and its make-up days."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.conftest import World
from tests.needs.flow import received
from tongxin.almanac import actions, models
from tongxin.almanac.actions import DayChange
from tongxin.almanac.models import CommunityDay, Day, calendar, days_here
from tongxin.almanac.rules import OutOfCalendar, add_working_days, working_days_between
from tongxin.kit.errors import NotAllowed, RuleBroken
from tongxin.kit.scope import community_scope
from tongxin.registers.models import Entry


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 1, 1), False),
        (date(2026, 1, 4), True),
        (date(2026, 2, 14), True),
        (date(2026, 2, 17), False),
        (date(2026, 10, 1), False),
        (date(2026, 11, 23), True),
        (date(2026, 11, 22), False),
    ],
)
def test_days_off_and_make_up_days_of_the_notice(world: World, day: date, working: bool) -> None:
    assert Day.objects.get(pk=day).is_working is working


def test_beyond_the_last_notice_days_are_provisional(world: World) -> None:
    assert not Day.objects.get(pk=date(2026, 5, 1)).provisional
    assert Day.objects.get(pk=date(2028, 5, 1)).provisional
    assert add_working_days(date(2028, 1, 3), 1, calendar(date(2028, 1, 1), date(2028, 2, 1))).provisional


def test_a_make_up_day_is_entered_with_an_entry_and_counts_from_then_on(world: World, at: datetime) -> None:
    actions.set_days([DayChange(date(2027, 1, 3), True, "调休上班")], by=world.here.by("deputy"), at=at)
    days = calendar(date(2027, 1, 1), date(2027, 1, 10))
    assert add_working_days(date(2027, 1, 2), 1, days).due == date(2027, 1, 3)
    assert working_days_between(date(2027, 1, 1), date(2027, 1, 4), days) == 2
    assert days_here(date(2027, 1, 3), date(2027, 1, 3))[0].name == "调休上班"


def test_what_one_community_enters_changes_no_due_date_of_another(world: World, at: datetime) -> None:
    published = list(Day.objects.order_by("day").values())
    day, there = date(2026, 11, 24), world.there
    actions.set_days([DayChange(day, False, "社区运动会")], by=world.here.by("deputy"), at=at)
    assert received(world.here, at).due_on == date(2026, 12, 1)
    with community_scope(there.id):
        assert received(there, at).due_on == date(2026, 11, 30)
        assert calendar(day, day)[day].is_working
        assert not Entry.objects.filter(schema="almanac.day_set/1").exists()
        actions.set_days([DayChange(day, True, "照常上班")], by=there.by("deputy"), at=at)
    assert not calendar(day, day)[day].is_working
    assert Entry.objects.filter(schema="almanac.day_set/1").count() == 1
    assert list(Day.objects.order_by("day").values()) == published


def test_a_day_entered_again_replaces_what_was_entered(world: World, at: datetime) -> None:
    for is_working, name in ((False, "停电放假"), (True, "照常上班")):
        actions.set_days([DayChange(date(2027, 3, 3), is_working, name)], by=world.here.by("deputy"), at=at)
    [row] = days_here(date(2027, 3, 3), date(2027, 3, 3))
    assert (row.is_working, row.name, row.provisional) == (True, "照常上班", False)


def test_only_chiefs_enter_days_and_only_within_the_table(world: World, at: datetime) -> None:
    with pytest.raises(NotAllowed):
        actions.set_days([DayChange(date(2027, 1, 3), True)], by=world.here.by("worker"), at=at)
    with pytest.raises(RuleBroken, match="2000 to 2056"):
        actions.set_days([DayChange(date(2057, 1, 3), True)], by=world.here.by("deputy"), at=at)


def test_a_count_past_the_known_days_says_so() -> None:
    with pytest.raises(OutOfCalendar):
        add_working_days(date(2056, 12, 30), 5, {})


def notice(client: Client, text: str, encoding: str = "utf-8") -> Any:
    file = SimpleUploadedFile("notice.csv", text.encode(encoding))
    return client.post("/almanac/?year=2027", {"file": file})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_notice_is_taken_in_as_a_file(world: World, encoding: str) -> None:
    page = notice(
        world.client("deputy"),
        "日期,安排,名称\n2027/2/5,放假,春节\n2027年2月14日,上班,春节调休\n\n",
        encoding,
    )
    assert page.status_code == 302, page.content.decode()
    off, worked = days_here(date(2027, 2, 5), date(2027, 2, 5)) + days_here(
        date(2027, 2, 14), date(2027, 2, 14)
    )
    assert not off.is_working
    assert (worked.is_working, worked.name, worked.source, worked.provisional) == (
        True,
        "春节调休",
        "office",
        False,
    )
    assert Entry.objects.filter(schema="almanac.day_set/1").count() == 2


def test_a_notice_with_mistakes_names_each_line_and_changes_nothing(world: World) -> None:
    page = notice(world.client("deputy"), "2027-02-05,放假,春节\n2027-13-40,放假,x\n2027-02-06,大概,x\n")
    text = page.content.decode()
    assert page.status_code == 422
    assert "Line 2" in text and "2027-13-40" in text and "Line 3" in text and "大概" in text
    assert not CommunityDay.objects.exists()
    assert not Entry.objects.filter(schema="almanac.day_set/1").exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no day"),
        ("日期,安排\n", "no day"),
        ("2057-01-01,放假\n", "outside the table"),
        ("2027-02-05,放假\n2027-02-05,上班\n", "given twice"),
        ("\x00\x01\x02", "no day"),
    ],
)
def test_a_notice_that_is_none_is_refused(world: World, text: str, words: str) -> None:
    page = notice(world.client("deputy"), text)
    assert page.status_code == 422
    assert words in page.content.decode()


def test_a_year_s_calendar_goes_out_as_csv_and_comes_in_again_unchanged(world: World) -> None:
    client = world.client("deputy")
    text = client.get("/almanac/?year=2026&export=csv").content.decode()
    before = calendar(date(2026, 1, 1), date(2026, 12, 31))
    assert (
        client.post("/almanac/?year=2026", {"file": SimpleUploadedFile("a.csv", text.encode())}).status_code
        == 302
    )
    after = calendar(date(2026, 1, 1), date(2026, 12, 31))
    assert [(fact.is_working, fact.name) for fact in after.values()] == [
        (fact.is_working, fact.name) for fact in before.values()
    ]


def test_the_calendar_shows_lunar_days_terms_and_festivals(world: World) -> None:
    text = world.client("worker").get("/almanac/?year=2026").content.decode()
    assert "Mid-Autumn Festival" in text and "Waking of insects" in text and "lunar month 8" in text
    assert text.count('<section class="month">') == 12


def test_days_filled_later_are_counted_though_their_months_were_asked_for_before(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "_MONTHS", {})  # what is filled here is gone after the test
    span = date(2028, 12, 20), date(2029, 1, 10)
    assert max(calendar(*span)) == date(2028, 12, 31)
    actions.fill(2029, 2029)
    assert list(calendar(*span)) == [span[0] + timedelta(days=number) for number in range(22)]
    Day.objects.all().delete()  # asked for before, and kept
    assert list(calendar(*span)) == [span[0] + timedelta(days=number) for number in range(22)]
