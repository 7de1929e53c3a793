"""The pages of must-visits as they are used: due, recorded, explained, reported, ruled, charted."""

import re
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest

from tests.conftest import World
from tests.visits.flow import RICE, agrees, due_at_winter, fresh, ill, night, person, set_rule, visited, went
from tongxin.needs.models import Need
from tongxin.visits.duties import coverage
from tongxin.visits.models import Beat, Duty, FamilyEvent, Gift, Kind, Visit, VisitRule, VisitWish
from tongxin.visits.telling import waiting

DAY = timedelta(days=1)


def text(page: Any) -> str:
    """Return what a page says, without its marks."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.content.decode())))


def form_of(duty: Duty, world: World, **facts: Any) -> dict[str, Any]:
    """Return what the form of a visit sends when only the situation was typed."""
    return {
        "outcome": "visited",
        "situation": "身体还好",
        "duties": [str(duty.pk)],
        "service_type": "other",
        "visitors": [str(world.here.by("worker").account_id)],
        "visited_on": "2026-11-23",
        "mode": "home",
        "gift-TOTAL_FORMS": "2",
        "gift-INITIAL_FORMS": "0",
        **facts,
    }


def test_today_shows_what_is_due_and_leads_to_the_form(world: World, at: datetime) -> None:
    world.here.by("secretary")
    duty = due_at_winter(world.here, at)
    page = world.client("deputy").get("/today/")  # nobody's building: it waits for the chiefs
    assert f"/visits/new/?duty={duty.pk}" in unescape(page.content.decode())
    assert "3栋2单元501" in text(page)
    assert "3栋2单元501" not in text(world.client("leader").get("/today/"))


def test_a_visit_is_recorded_from_the_form_with_one_sentence_typed(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    client = world.client("worker")
    page = client.get(f"/visits/new/?duty={duty.pk}")
    assert page.context["form"]["duties"].initial == [str(duty.pk)]
    assert page.context["form"]["visitors"].initial == [str(world.here.by("worker").account_id)]
    done = client.post(f"/visits/new/?duty={duty.pk}", form_of(duty, world), follow=True)
    visit = Visit.objects.get()
    assert done.redirect_chain == [(f"/visits/made/{visit.pk}/", 302)]
    assert "身体还好" in text(done)
    assert fresh(duty).state == "visited"
    for address in ("/registers/visits/", "/visits/made/"):
        assert "3栋2单元501" in text(client.get(address))


def test_goods_and_a_need_go_in_with_the_same_form(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    client = world.client("worker")
    gift = {
        "gift-0-item": "大米",
        "gift-0-quantity": "2",
        "gift-0-unit": "袋",
        "gift-0-value": "160",
        "gift-0-fund_source": "街道慰问经费",
        "gift-0-signed_by": "张伟明",
    }
    alone = client.post(f"/visits/new/?duty={duty.pk}", form_of(duty, world, **gift))
    assert alone.status_code == 422
    assert "by two" in text(alone)
    assert 'value="160"' in alone.content.decode()
    both = [str(world.here.by(role).account_id) for role in ("worker", "deputy")]
    done = client.post(
        f"/visits/new/?duty={duty.pk}",
        form_of(duty, world, visitors=both, need="水龙头漏水", service_type="repair", **gift),
    )
    assert done.status_code == 302, text(done)
    assert (Gift.objects.get().value, Gift.objects.get().quantity) == (160, 2)
    assert Need.objects.get().channel == "visit"
    sheet = text(client.get("/registers/handouts/"))
    assert "大米" in sheet
    assert "张伟明" in sheet or "张" in sheet


def test_a_gift_begun_and_not_finished_is_asked_for(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    page = world.client("worker").post(
        f"/visits/new/?duty={duty.pk}", form_of(duty, world, **{"gift-0-item": "大米"})
    )
    assert page.status_code == 422
    assert text(page).count("Fill in “") >= 3
    assert Visit.objects.count() == 0


def test_that_goods_need_two_is_said_before_and_together_with_all_else(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    address = f"/visits/new/?duty={duty.pk}"
    client = world.client("worker")
    assert "handed over by two" in text(client.get(address))
    page = client.post(address, form_of(duty, world, **{"gift-0-item": "大米", "visited_on": "2999-01-01"}))
    assert set(page.context["form"].errors) == {"visitors", "visited_on"}
    assert any(page.context["gifts"].errors)


def test_today_says_who_is_to_be_visited(world: World, at: datetime) -> None:
    due_at_winter(world.here, at)
    (row,) = (row for row in waiting(world.here.by("deputy"), at.date()) if "3栋2单元501" in row.title)
    assert row.title.startswith("张伟明") and row.why == ""


def test_a_duty_says_why_it_is_due_day_by_day(world: World, at: datetime) -> None:
    set_rule(world.here, at, "illness", limit_days=3)
    agrees(world.here, at)
    event = ill(world.here, at, happened_on=date(2026, 11, 20))
    duty = Duty.objects.get(event_id=event.pk)
    page = text(world.client("worker").get(f"/visits/duties/{duty.pk}/"))
    assert "within 3 working days" in page
    assert "agreed to be called on" in page
    set_rule(world.here, at)
    festive = Duty.objects.get(festival="winter_solstice")
    told = text(world.client("worker").get(f"/visits/duties/{festive.pk}/"))
    assert "falls on" in told
    assert "lunar month 11, day 14" in told
    assert "elderly" in told.lower()


def test_steps_with_a_duty_are_taken_on_its_page_and_the_second_of_two_is_told(
    world: World, at: datetime
) -> None:
    duty = due_at_winter(world.here, at)
    client = world.client("deputy")
    address = f"/visits/duties/{duty.pk}/"
    given = client.post(
        f"{address}assign/", {"account_id": world.here.by("worker").account_id, "seen": duty.version}
    )
    assert given.status_code == 302
    late = client.post(f"{address}waive/", {"reason": "已住养老院", "seen": duty.version})
    assert late.status_code == 409
    assert "已住养老院" in text(late)
    empty = client.post(f"{address}waive/", {"reason": "", "seen": fresh(duty).version})
    assert empty.status_code == 422
    early = client.post(f"{address}give-up/", {"reason": "没人", "seen": fresh(duty).version})
    assert early.status_code in {403, 422}
    client.post(f"{address}waive/", {"reason": "已住养老院", "seen": fresh(duty).version})
    assert fresh(duty).state == "waived"
    assert client.post(f"{address}nonsense/", {}).status_code == 404
    assert client.get(f"{address}waive/").status_code == 302


def test_an_event_reported_leads_to_its_visit_and_is_corrected_and_voided(world: World, at: datetime) -> None:
    set_rule(world.here, at, "illness")
    agrees(world.here, at)
    client = world.client("worker")
    facts = {
        "person_id": person(world.here).pk,
        "kind": "hospital",
        "happened_on": "2026-11-23",
        "told_by": "family",
        "place": "区医院六楼",
    }
    done = client.post("/visits/events/new/", facts, follow=True)
    duty = Duty.objects.get()
    assert done.redirect_chain[-1][0] == f"/visits/duties/{duty.pk}/"
    again = client.post("/visits/events/new/", facts)
    assert again.status_code == 422
    assert "recorded already" in text(again)
    event = FamilyEvent.objects.get()
    future = client.post(
        f"/visits/events/{event.pk}/", {"happened_on": "2026-11-24", "place": "", "seen": event.version}
    )
    assert future.status_code == 422
    client.post(
        f"/visits/events/{event.pk}/", {"happened_on": "2026-11-20", "place": "", "seen": event.version}
    )
    assert fresh(duty).occasion_on == date(2026, 11, 20)
    assert client.post(f"/visits/events/{event.pk}/void/", {"reason": ""}).status_code == 422
    client.post(f"/visits/events/{event.pk}/void/", {"reason": "听错了"})
    assert not Duty.objects.exists(), "told and taken back on one day: nobody was ever due"
    assert client.post("/visits/events/new/", {**facts, "person_id": ""}).status_code == 422


@pytest.mark.parametrize(("day", "words"), [("2026-11-24", "future"), ("1996-11-23", "more than a year")])
def test_an_event_of_tomorrow_or_of_thirty_years_ago_says_so_beside_its_day(
    world: World, at: datetime, day: str, words: str
) -> None:
    set_rule(world.here, at, "illness")
    agrees(world.here, at)
    page = world.client("worker").post(
        "/visits/events/new/",
        {"person_id": person(world.here).pk, "kind": "hospital", "happened_on": day, "told_by": "family"},
    )
    assert page.status_code == 422
    assert words in " ".join(page.context["form"].errors["happened_on"])


def test_the_fourth_reason_is_asked_for_and_nothing_is_preset(world: World, at: datetime) -> None:
    client = world.client("secretary")
    assert not VisitRule.objects.exists()
    page = client.get("/visits/rules/")
    assert page.status_code == 200
    for kind in Kind.values:
        assert f"/visits/rules/{kind}/" in page.content.decode()
    unnamed = client.post(
        "/visits/rules/own/",
        {
            "name": "",
            "by_festival": "0",
            "active": "on",
            "effective_from": "2026-11-23",
            "window_days": "15",
            "limit_days": "5",
        },
    )
    assert unnamed.status_code == 422
    named = client.post(
        "/visits/rules/own/",
        {
            "name": "家庭困难必访",
            "by_festival": "0",
            "active": "on",
            "effective_from": "2026-11-23",
            "window_days": "15",
            "limit_days": "5",
        },
    )
    assert named.status_code == 302, text(named)
    assert "家庭困难必访" in text(client.get("/visits/rules/"))
    assert client.get("/visits/rules/nonsense/").status_code == 404
    assert world.client("worker").post("/visits/rules/own/", {}).status_code == 403


def test_a_festival_rule_without_anybody_to_visit_is_refused_beside_its_fields(
    world: World, at: datetime
) -> None:
    page = world.client("deputy").post(
        "/visits/rules/festival/", {"active": "on", "effective_from": "2026-11-23", "window_days": "15"}
    )
    assert page.status_code == 422
    assert {"festivals", "categories"} <= set(page.context["form"].errors)


def test_buildings_get_their_worker_on_the_page(world: World, at: datetime) -> None:
    client = world.client("deputy")
    client.post("/visits/beats/", {"building": "３栋", "account_id": world.here.by("worker").account_id})
    assert [(beat.building, beat.account_id) for beat in Beat.objects.all()] == [
        ("3栋", world.here.by("worker").account_id)
    ]
    client.post("/visits/beats/", {"building": "3栋", "account_id": ""})
    assert not Beat.objects.exists()


def test_a_wish_is_shown_on_the_households_page_and_lifted_there(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    visited(world.here, at, duty, outcome="not_wanted")
    wish = VisitWish.objects.get()
    client = world.client("worker")
    page = client.get(f"/households/{duty.household_id}/")
    assert f"/visits/wishes/{wish.pk}/lift/" in page.content.decode()
    assert client.get(f"/visits/wishes/{wish.pk}/lift/").status_code == 405
    client.post(f"/visits/wishes/{wish.pk}/lift/")
    wish.refresh_from_db()
    assert wish.until == at.date()
    for role in ("leader", "auditor", "street"):
        other = world.client(role).get(f"/households/{duty.household_id}/")
        assert other.status_code in {403, 404} or "visits/wishes" not in other.content.decode()


def test_volunteers_see_and_record_their_groups_homes_only(world: World, at: datetime) -> None:
    set_rule(world.here, at, group_id=world.here.groups["legal"])
    agrees(world.here, at)
    duty = Duty.objects.get(festival="winter_solstice")
    client = world.client("leader")
    assert "3栋2单元501" in text(client.get("/visits/"))
    page = client.get(f"/visits/new/?duty={duty.pk}")
    assert "need" not in page.context["form"].fields
    leader = str(world.here.members["单建国"])
    done = client.post(f"/visits/new/?duty={duty.pk}", form_of(duty, world, visitors=[leader]))
    assert done.status_code == 302, text(done)
    assert Visit.objects.get().visitors.get().name == "单建国"


# ---- pictures of the year: each mark opens exactly its rows


def a_year(world: World, at: datetime) -> None:
    """Let every end of a duty happen once."""
    set_rule(world.here, at, window_days=30)
    set_rule(world.here, at, "illness")
    agrees(world.here, at)
    agrees(world.here, at, "单建国")
    mine = Duty.objects.get(festival="winter_solstice", household_id=person(world.here).household_id)
    visited(world.here, at, mine, gifts=[RICE], went=went(world.here, "worker", "deputy"))
    event = ill(world.here, at)
    visited(world.here, at, Duty.objects.get(event_id=event.pk), outcome="not_wanted")
    ill(world.here, at, "单建国")
    night(world.here, at + 40 * DAY)


def _links(chart: coverage.StackChart) -> list[tuple[float, str]]:
    return [(part.value, part.href) for stack in chart.stacks for part in stack.parts if part.value]


@pytest.mark.parametrize("draw", [coverage.by_festival, coverage.by_month, coverage.by_reason])
def test_every_mark_opens_exactly_the_rows_that_make_it(world: World, at: datetime, draw: Any) -> None:
    a_year(world, at)
    found = _links(draw(2026))
    assert len(found) >= 2
    client = world.client("deputy")
    for value, href in found:
        assert client.get(href).context["listing"].counted[0] == value, href
        assert "tab" in parse_qs(urlparse(href).query)


def test_the_pictures_say_in_words_what_they_show(world: World, at: datetime) -> None:
    a_year(world, at)
    page = text(world.client("deputy").get("/visits/coverage/2026/"))
    assert re.search(r"4 due, 1 made, 1 not wanted, 2 missed", page), page[:1500]
    empty = world.client("deputy").get("/visits/coverage/2030/")
    assert empty.status_code == 200
    for year in (1999, 2057):
        assert world.client("deputy").get(f"/visits/coverage/{year}/").status_code == 404
    assert world.client("street").get("/visits/coverage/2026/").status_code == 403


def test_the_year_end_report_counts_visits_and_opens_their_rows(world: World, at: datetime) -> None:
    a_year(world, at)
    client = world.client("deputy")
    for code, wanted in (("visits_due", 4), ("visits_in_time", 1), ("visits_missed", 2), ("gifts", 1)):
        assert client.get(f"/reports/2026/{code}/").context["listing"].counted[0] == wanted
    assert "80" in text(client.get("/reports/2026/"))


def test_the_round_of_a_worker_is_a_page_to_print(world: World, at: datetime) -> None:
    due_at_winter(world.here, at)
    page = text(world.client("deputy").get("/visits/round/"))
    assert "3栋2单元501" in page
    assert "张伟明" in page


def test_another_communitys_visit_is_not_there_and_the_try_is_logged(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    client = world.client("deputy", world.there)
    assert client.get(f"/visits/duties/{duty.pk}/").status_code == 404
    assert client.get(f"/visits/new/?duty={duty.pk}").status_code == 404
    assert client.post(f"/visits/duties/{duty.pk}/waive/", {"reason": "x", "seen": 1}).status_code == 404


def test_a_consent_that_is_missing_is_said_at_the_person_with_the_way_to_record_it(
    world: World, at: datetime
) -> None:
    set_rule(world.here, at, "illness")
    person = world.here.people["吕芳"]
    told = {"person_id": person, "kind": "hospital", "happened_on": "2026-11-23", "told_by": "neighbour"}
    page = world.client("worker").post("/visits/events/new/", told)
    assert page.status_code == 422 and set(page.context["form"].errors) == {"person_id"}
    assert f'<a href="/people/{person}/consent/">Record the consent</a>' in page.content.decode()
