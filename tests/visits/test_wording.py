"""What pages about visits say: all that is wrong at once, the community's own name for its own reason, what is void."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import translation

from tests.conftest import World
from tests.visits.flow import agrees, due_at_winter, ill, set_rule, visited
from tests.visits.test_pages import form_of, text
from tongxin.kit.figures import FIGURES
from tongxin.registers import actions as registers
from tongxin.registers.models import Entry
from tongxin.reports.yearend import words_for
from tongxin.visits.models import Duty, Mode, Visit


def summary_of(page: str) -> str:
    """Return the list of what is to be mended."""
    assert 'class="summary"' in page
    return page.split('class="summary"')[1].split("</ul>", maxsplit=1)[0]


def test_all_that_is_wrong_with_a_visit_stands_in_one_list(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    wrong = {
        "visitors": [],
        "situation": "",
        "visited_on": (at.date() + timedelta(days=9)).isoformat(),
        "gift-0-item": "大米",
    }
    page = world.client("worker").post(f"/visits/new/?duty={duty.pk}", form_of(duty, world, **wrong))
    assert page.status_code == 422
    told = summary_of(page.content.decode())
    for words in (
        "lies in the future",
        "how they are",
        "Say who went",
        "Gift 1 Value in yuan",
        "#id_gift-0-value",
    ):
        assert words in told
    assert Visit.objects.count() == 0


def test_a_gift_half_filled_is_mentioned_where_all_else_is_right(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    page = world.client("worker").post(
        f"/visits/new/?duty={duty.pk}", form_of(duty, world, **{"gift-1-value": "80"})
    )
    assert "Gift 2 Signed by" in summary_of(page.content.decode())


@pytest.mark.parametrize(("mode", "words"), [("home", "上门"), ("phone", "电话"), ("hospital", "医院探望")])
def test_how_somebody_was_visited_is_said_as_visits_are(mode: str, words: str) -> None:
    with translation.override("zh-hans"):
        assert str(Mode(mode).label) == words


def test_the_book_says_by_which_way_a_visit_was_recorded(world: World, at: datetime) -> None:
    visited(world.here, at)
    with translation.override("zh-hans"):
        page = world.client("worker").get("/registers/visits/2026/", headers={"accept-language": "zh-hans"})
    assert "登记途径" in page.content.decode()
    assert "来访方式" not in page.content.decode()


def test_a_duty_s_story_says_what_was_declared_void(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    visited(world.here, at, duty)
    client = world.client("worker")
    assert "void" not in text(client.get(f"/visits/duties/{duty.pk}/"))
    entry = Entry.objects.written().get(schema="visits.made/1")
    registers.void(entry.pk, reason="走错了门", by=world.here.by("secretary"), at=at)
    story = text(client.get(f"/visits/duties/{duty.pk}/")).split("Story")[1]
    assert f"{entry.label} · void" in story


def test_an_entry_says_in_words_which_duty_it_speaks_of(world: World, at: datetime) -> None:
    set_rule(world.here, at, "illness", limit_days=3)
    agrees(world.here, at)
    event = ill(world.here, at, happened_on=date(2026, 11, 20))
    duty = Duty.objects.get(event_id=event.pk)
    visited(world.here, at, duty)
    entry = Entry.objects.written().get(schema="visits.made/1")
    for role in ("worker", "auditor"):
        page = text(world.client(role).get(f"/registers/entries/{entry.pk}/"))
        assert "event:" not in page
        assert "Illness in hospital, by" in page


def test_the_community_s_own_reason_goes_by_its_own_name(world: World, at: datetime) -> None:
    set_rule(world.here, at, "own", name="失独家庭关怀", limit_days=5)
    agrees(world.here, at)
    event = ill(world.here, at, kind="hardship")
    duty = Duty.objects.get(event_id=event.pk)
    client = world.client("worker")
    for address in ("/visits/events/", f"/visits/events/{event.pk}/", f"/visits/duties/{duty.pk}/"):
        page = text(client.get(address))
        assert "失独家庭关怀" in page
        assert "own reason" not in page, address
    assert words_for(FIGURES["visits_due"], "own") == "失独家庭关怀"
    assert "失独家庭关怀" in text(client.get("/reports/2026/"))
    reported = Entry.objects.written().get(schema="visits.event_reported/1")
    rule = Entry.objects.written().get(schema="visits.rule_set/1")
    for address in (
        "/registers/duties/",
        f"/registers/entries/{reported.pk}/",
        f"/registers/entries/{rule.pk}/",
        f"/registers/entries/{reported.pk}/amend/",
    ):
        page = text(client.get(address))
        assert "失独家庭关怀" in page, address
        assert "own reason" not in page, address


def test_a_group_with_needs_and_no_homes_is_not_called_free(world: World) -> None:
    page = text(world.client("worker").get(f"/groups/{world.here.groups['legal']}/"))
    assert "None at present" in page
    assert "free" not in page
