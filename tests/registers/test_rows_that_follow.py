"""What follows from several entries, or lies in rows that no entry speaks of by itself, is compared too: states, days, hours, money or goods."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from tests.activities.examples import held
from tests.conftest import World
from tests.needs.flow import accepted, done, received
from tests.visits import examples as visiting
from tests.visits import flow
from tongxin.almanac.actions import DayChange, set_days
from tongxin.groups.models import VolunteerHours
from tongxin.kit.ids import uuid7
from tongxin.needs import actions_closing
from tongxin.needs.actions import take
from tongxin.needs.models import Need
from tongxin.registers import actions
from tongxin.registers.models import Entry
from tongxin.registers.verifying import Fault, walk_all
from tongxin.visits.models import Duty, Gift


def found() -> list[Fault]:
    return [fault for walk in walk_all() for fault in walk.faults]


def _happened(world: World, at: datetime) -> None:
    held(world, at)
    done(world.here, at)
    went = flow.went(world.here, "worker", "deputy")
    flow.visited(world.here, at, visiting.due(world, at), gifts=[flow.RICE], went=went)
    assert found() == []


def _more_hours() -> None:
    row = VolunteerHours.objects.filter(source="need").get()
    row.pk, row._state.adding = uuid7(), True
    row.served_on -= timedelta(days=1)
    row.save()


CHANGES: dict[str, tuple[Callable[[], Any], set[str]]] = {
    "a need done is said to be closed": (lambda: Need.objects.update(state="closed"), {"state"}),
    "a need took fewer days": (lambda: Need.objects.update(days_to_done=77), {"days_to_done"}),
    "a need has more hours": (lambda: Need.objects.update(hours=Decimal(9)), {"hours"}),
    "a need stands still": (lambda: Need.objects.update(paused_since="2026-11-23"), {"paused_since"}),
    "nobody serves a need": (lambda: Need.objects.update(volunteer=None), {"volunteer_id"}),
    "a home is still to be visited": (lambda: Duty.objects.update(state="open"), {"state"}),
    "a home was waived": (
        lambda: Duty.objects.update(state="waived", ended_by="hand"),
        {"state", "ended_by"},
    ),
    "the facts ended it, but not so": (lambda: Duty.objects.update(ended_by="not_due"), {"state"}),
    "somebody went more often": (lambda: Duty.objects.update(attempts=2), {"attempts"}),
    "goods are said to be money": (lambda: Gift.objects.update(is_cash=True), {"is_cash"}),
    "hours were raised": (lambda: VolunteerHours.objects.filter(source="need").update(hours=9), {"hours"}),
    "hours lie in another year": (
        lambda: VolunteerHours.objects.filter(source="activity").update(served_on=date(2025, 1, 1)),
        {"served_on"},
    ),
    "hours are gone": (lambda: VolunteerHours.objects.filter(source="activity").remove(), {"id"}),
    "hours come from nothing": (
        lambda: VolunteerHours.objects.filter(source="need").update(source_id=uuid7()),
        {"id"},
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_row_that_follows_from_entries_is_compared_with_them(world: World, at: datetime, what: str) -> None:
    _happened(world, at)
    change, columns = CHANGES[what]
    change()
    assert {fault.column for fault in found()} == columns


def test_hours_credited_to_somebody_else_are_reported(world: World, at: datetime) -> None:
    done(world.here, at)
    assert found() == []
    row = VolunteerHours.objects.get()
    other = world.here.members["吕芳" if row.member_id != world.here.members["吕芳"] else "单建国"]
    VolunteerHours.objects.update(member=other)
    assert {fault.code for fault in found()} == {"row_alone", "row_gone"}


def test_whatever_is_declared_void_leaves_the_need_as_its_entries_say(world: World, at: datetime) -> None:
    by = world.here.by("secretary")
    need = accepted(world.here, at)
    actions_closing.pause(need.pk, reason="居民外出", seen=need.version, by=by, at=at)
    need.refresh_from_db()
    assert found() == []
    day = at.date()
    actions_closing.finish(
        need.pk, done_on=day, hours=Decimal(1), result="已办", seen=need.version, by=by, at=at
    )
    served = Entry.objects.written().get(schema="service.given/1")
    actions.void(served.pk, reason="记错人", by=by, at=at)
    assert found() == []
    reception = Entry.objects.written().get(schema="needs.received/1")
    actions.void(reception.pk, reason="记重了", by=by, at=at)
    assert found() == []
    Need.objects.update(state="accepted")
    assert [fault.column for fault in found()] == ["state"]


def test_days_to_done_follow_a_day_that_becomes_a_working_day(world: World, at: datetime) -> None:
    early = at - timedelta(days=7)
    need = received(world.here, early)
    by = world.here.by("secretary")
    take(need.pk, seen=need.version, by=by, at=early)
    need.refresh_from_db()
    actions_closing.finish(
        need.pk, done_on=at.date(), hours=Decimal(1), result="已办", seen=need.version, by=by, at=at
    )
    before = Need.objects.get().days_to_done
    assert before is not None
    sunday = at.date() - timedelta(days=1)
    set_days([DayChange(sunday, True, "调休上班")], by=by, at=at)
    assert Need.objects.get().days_to_done == before + 1
    assert found() == []


def test_page_and_command_say_row_column_and_both_values_in_the_readers_language(
    world: World, at: datetime
) -> None:
    done(world.here, at)
    Need.objects.update(state="closed")
    client = world.client("secretary")
    client.post("/language/", {"language": "zh-hans", "next": "/"})
    client.post("/registers/verify/")
    page = client.get("/registers/verification/").content.decode()
    need = Need.objects.get()
    for text in ("需求：“状态”与登记条目所写不一致。", str(need.pk), "状态", "待回访", "已办结"):
        assert text in page, text
    client.post("/language/", {"language": "en", "next": "/"})
    page = client.get("/registers/verification/").content.decode()
    assert "“State” does not hold what the entries say." in page
    told = StringIO()
    with translation.override("zh-hans"), pytest.raises(CommandError, match="与登记条目所写不一致"):
        call_command("verify", stdout=told)
    assert f"{need.pk} (needs.Need.state) 记录所载：待回访；数据所存：已办结。" in told.getvalue()
    Need.objects.update(state="done", visitor="别人")
    told = StringIO()
    with pytest.raises(CommandError):
        call_command("verify", stdout=told)
    assert str(need.pk) in told.getvalue()
    assert "别人" not in told.getvalue(), "what speaks of people is not printed"
    Need.objects.update(visitor=need.visitor, state="closed")
    told = StringIO()
    with pytest.raises(CommandError):
        call_command("verify", "--json", stdout=told)
    faults = [fault for register in json.loads(told.getvalue()) for fault in register["faults"]]
    assert [(fault["column"], fault["said"], fault["held"]) for fault in faults] == [
        ("state", "done", "closed")
    ]
