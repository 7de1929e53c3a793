"""A reception amended: who came, when, and what was answered, by the same rules as at the desk."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.conftest import World
from tests.needs.flow import done, received
from tongxin.kit.errors import RuleBroken
from tongxin.needs import actions_closing
from tongxin.needs.models import Need
from tongxin.people.models import Person
from tongxin.registers.actions import amend
from tongxin.registers.models import Entry
from tongxin.registers.reading import current_values
from tongxin.registers.verifying import walk_all


def entry_of(schema: str) -> Entry:
    return Entry.objects.written().filter(schema=schema).latest("seq")


def amended(world: World, at: datetime, **changes: Any) -> Need:
    amend(entry_of("needs.received/1").pk, changes, reason="写错了", by=world.here.by("secretary"), at=at)
    assert not [fault for walk in walk_all() for fault in walk.faults]
    return Need.objects.get()


def resident(world: World, name: str) -> Person:
    found: Person = Person.objects.select_related("household").get(pk=world.here.people[name])
    return found


def test_name_phone_and_place_follow_the_resident_who_is_named_instead(world: World, at: datetime) -> None:
    received(world.here, at)
    right = resident(world, "吕芳")
    need = amended(world, at, person=right.pk)
    assert (need.visitor, need.phone, need.place) == (right.name, right.phone, right.address)
    values = current_values(entry_of("needs.received/1"))
    assert (values["visitor"], values["person"]) == ("吕芳", str(right.pk))


def test_the_form_sends_the_former_name_along_and_it_follows_all_the_same(world: World, at: datetime) -> None:
    need, right = received(world.here, at), resident(world, "吕芳")
    as_it_stood = {"visitor": need.visitor, "phone": need.phone, "place": need.place}
    need = amended(world, at, person=right.pk, **as_it_stood)
    assert (need.visitor, need.phone, need.place) == (right.name, right.phone, right.address)


def test_what_was_never_the_former_resident_s_stays_and_the_page_shows_both_names(
    world: World, at: datetime
) -> None:
    received(world.here, at, visitor="张小妹", phone="13900001234")
    right = resident(world, "吕芳")
    need = amended(world, at, person=right.pk)
    assert (need.visitor, need.phone) == ("张小妹", "13900001234")
    page = world.client("worker").get(f"/needs/{need.pk}/").content.decode()
    assert f'<a href="/people/{right.pk}/">吕芳</a>' in page
    assert f'<a href="/people/{right.pk}/">张小妹</a>' not in page
    assert "amend the reception" in page


def test_the_service_s_line_is_of_the_resident_who_is_named_instead(world: World, at: datetime) -> None:
    done(world.here, at)
    right = resident(world, "吕芳")
    amended(world, at, person=right.pk)
    served = current_values(entry_of("service.given/1"))
    assert (served["beneficiary"], served["person"]) == ("吕芳", str(right.pk))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"received_on": date(1, 1, 1)}, "received_on"),
        ({"received_on": date(2026, 11, 24)}, "received_on"),
        ({"wanted_by": date(1900, 1, 1)}, "wanted_by"),
        ({"wanted_by": date(2028, 1, 1)}, "wanted_by"),
        ({"visitor": ""}, "visitor"),
        ({"reply": "当场答复了"}, "reply"),
    ],
)
def test_what_the_desk_would_refuse_no_amendment_writes(
    world: World, at: datetime, changes: dict[str, Any], field: str
) -> None:
    received(world.here, at)
    with pytest.raises(RuleBroken) as refused:
        amended(world, at, **changes)
    assert field in refused.value.fields


def test_nobody_known_is_left_when_name_and_resident_are_taken_out(world: World, at: datetime) -> None:
    received(world.here, at)
    need = amended(world, at, visitor="", person=None)
    assert (need.is_anonymous, need.person_id) == (True, None)


def test_the_day_moves_not_before_the_table_of_days_nor_after_an_earlier_service(
    world: World, at: datetime
) -> None:
    before = at - timedelta(days=4)
    need = done(world.here, before)
    actions_closing.reopen(need.pk, reason="没弄好", seen=need.version, by=world.here.by("worker"), at=before)
    with pytest.raises(RuleBroken, match="19 Nov 2026"):
        amended(world, at, received_on=at.date())
    with pytest.raises(RuleBroken, match="table of days"):
        amended(world, at, received_on=date(2010, 1, 4))


def test_an_answer_that_closed_the_need_is_reworded_and_not_taken_away(world: World, at: datetime) -> None:
    received(world.here, at, reply="已当场讲明")
    with pytest.raises(RuleBroken, match="Reopen it"):
        amended(world, at, reply="")
    assert amended(world, at, reply="已讲明，给了材料清单").state == "closed"


def test_a_need_answered_at_once_is_closed_on_the_day_it_was_received(world: World, at: datetime) -> None:
    earlier = at.date() - timedelta(days=3)
    received(world.here, at, reply="已当场讲明", received_on=earlier)
    later = at.date() - timedelta(days=1)
    assert amended(world, at, received_on=later).closed_on == later
    assert current_values(entry_of("needs.closed/1"))["closed_on"] == later.isoformat()


@pytest.mark.parametrize(
    "facts",
    [
        {"service_type": "nope"},
        {"category": "nope"},
        {"channel": "nope"},
        {"party_size": -3},
        {"party_size": 40000},
        {"visitor": "长" * 41},
        {"place": "长" * 81},
        {"received_on": date(1, 1, 1)},
    ],
    ids=str,
)
def test_a_reception_checks_its_codes_and_lengths_whoever_sends_it(
    world: World, at: datetime, facts: dict[str, Any]
) -> None:
    with pytest.raises(RuleBroken) as refused:
        received(world.here, at, **facts)
    assert set(facts) <= set(refused.value.fields)
    assert not Need.objects.exists()
