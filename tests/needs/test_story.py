"""What the pages say of a need: its story without identifiers, its clock, whose turn it was, and who is told nothing waits."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.activities.examples import held
from tests.conftest import World
from tests.needs.flow import accepted, done, offered, received
from tongxin.groups.models import Group, GroupMember
from tongxin.kit.errors import RuleBroken
from tongxin.needs import actions, actions_closing
from tongxin.needs.models import Need
from tongxin.needs.rules import Reason
from tongxin.registers.actions import amend
from tongxin.registers.models import Entry

TELL = re.compile(r">\s*[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-")  # an identifier as text


def story(world: World, need: Need) -> str:
    page = world.client("worker").get(f"/needs/{need.pk}/").content.decode()
    return page.partition('<ol class="story">')[2].partition("</ol>")[0]


def test_no_story_shows_an_identifier(world: World, at: datetime) -> None:
    home, by = world.here, world.here.by("worker")
    need = accepted(home, at)
    need = actions.give_back(need.pk, reason="律师病了", seen=need.version, by=home.by("leader"), at=at)
    need = actions.take(need.pk, seen=need.version, by=by, at=at)
    assert not TELL.search(story(world, need))
    assert not TELL.search(story(world, done(home, at)))
    swindle = received(home, at, service_type="swindle")
    actions_closing.pass_to_police(
        swindle.pk, station="和平路派出所", what="冒充僧人", seen=swindle.version, by=by, at=at
    )
    assert not TELL.search(story(world, swindle))


def test_an_entry_names_a_group_once_by_the_name_it_had(world: World, at: datetime) -> None:
    offered(world.here, at)
    Group.objects.filter(pk=world.here.groups["legal"]).update(name="法律组（新）")
    entry = Entry.objects.written().get(schema="needs.offered/1")
    page = world.client("worker").get(f"/registers/entries/{entry.pk}/").content.decode()
    rows = page.partition('<dl class="facts said">')[2].partition("</dl>")[0]
    assert rows.count("<dt>Group</dt>") == 1
    assert re.search(rf'href="/groups/{world.here.groups["legal"]}/"\s*>legal组</a>', rows)
    assert "法律组（新）" not in rows


def test_what_was_recorded_shows_no_words_from_after_the_correction(world: World, at: datetime) -> None:
    held(world, at)
    entry = Entry.objects.written().get(schema="activities.held/1")
    amend(entry.pk, {"name": "法律咨询日"}, reason="写错了", by=world.here.by("secretary"), at=at)
    page = world.client("worker").get(f"/registers/entries/{entry.pk}/").content.decode()
    above, _mark, rows = page.partition('<dl class="facts said">')
    stands, _end, corrected = rows.partition("</dl>")
    assert (stands.count("法律咨询日"), stands.count("广场法律咨询")) == (1, 0), "as it stands now"
    assert (corrected.count("法律咨询日"), corrected.count("广场法律咨询")) == (1, 1), (
        "old and new, once each"
    )
    assert corrected.count("<dt>Place</dt>") == 0, "what did not change is not said again"
    assert "/activities/" in above


def test_page_and_story_agree_since_when_the_clock_stands_and_the_list_says_so(
    world: World, at: datetime
) -> None:
    need = received(world.here, at)
    need = actions_closing.pause(need.pk, reason="外出", seen=need.version, by=world.here.by("worker"), at=at)
    client = world.client("worker")
    page = client.get(f"/needs/{need.pk}/").content.decode()
    assert "The clock stands since 23 Nov Mon" in page
    assert "23 Nov 2026" in story(world, need)
    assert "24 Nov" not in page
    assert "To be offered · clock stands" in client.get("/needs/").content.decode()


def test_a_group_asked_today_had_its_turn_today() -> None:
    assert Reason("waited", True, (0,)).words() == "had its turn today"
    assert Reason("waited", True, (1,)).words() == "last turn 1 day ago"


def test_a_refusal_writes_days_as_pages_do(world: World, at: datetime) -> None:
    need = accepted(world.here, at)
    with pytest.raises(RuleBroken, match=r"the reception \(23 Nov 2026\) and today"):
        actions_closing.finish(
            need.pk,
            done_on=at.date() - timedelta(days=1),
            hours=Decimal(1),
            result="讲明了",
            seen=need.version,
            by=world.here.by("leader"),
            at=at,
        )


def test_who_is_on_no_roster_reads_on_today_whom_to_ask(world: World, at: datetime) -> None:
    assert "not linked to a volunteer" not in world.client("leader").get("/today/").content.decode()
    GroupMember.objects.filter(account_id=world.here.by("leader").account_id).update(left_on=date(2026, 1, 1))
    page = world.client("leader").get("/today/").content.decode()
    assert "not linked to a volunteer" in page
    assert "deputy人" in page
    assert "not linked" not in world.client("worker").get("/today/").content.decode()
