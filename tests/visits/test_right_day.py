"""A visit put on its right day, or under the right resident of the home: duties, gifts, months and figures follow."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.conftest import World
from tests.visits.flow import RICE, due_at_winter, fresh, visited, went
from tests.visits.test_voids import DAY, faults, written
from tongxin.kit.actor import the_clock
from tongxin.kit.errors import RuleBroken
from tongxin.registers import actions as registers
from tongxin.registers.models import Entry
from tongxin.registers.reading import current_values
from tongxin.registers.tables import book_rows
from tongxin.visits.duties.actions import end_overdue
from tongxin.visits.models import Gift, Visit, VisitDuty


def amended(world: World, at: datetime, entry: Entry, **changes: Any) -> None:
    registers.amend(entry.pk, changes, reason="日期写错", by=world.here.by("secretary"), at=at)


def test_a_visit_put_on_its_right_day_takes_duty_gifts_and_month_along(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    pair = went(world.here, "worker", "deputy")
    visited(world.here, at, duty, gifts=[RICE], went=pair)
    day = (at - 30 * DAY).date()
    amended(world, at, written("visits.made/1")[0], visited_on=day)
    assert (fresh(duty).state, fresh(duty).ended_on) == ("visited", day)
    assert [gift.given_on for gift in Gift.objects.all()] == [day]
    for schema, book in (("visits.made/1", "visits"), ("handouts.given/1", "handouts")):
        rows = book_rows(book, 2026).standing_in_month(202610)
        assert [row.schema for row in rows] == [schema]
    assert faults() == []


def test_a_late_visit_put_within_the_window_counts_and_one_put_behind_it_does_not(
    world: World, at: datetime
) -> None:
    duty = due_at_winter(world.here, at)
    over = at + timedelta(days=(duty.due_on - at.date()).days + 2)
    end_overdue(by=the_clock(world.here.id), at=over)
    visited(world.here, over, fresh(duty))
    assert fresh(duty).state == "missed"
    entry = written("visits.made/1")[0]
    amended(world, over, entry, visited_on=duty.due_on)
    assert (fresh(duty).state, fresh(duty).ended_on) == ("visited", duty.due_on)
    assert [link.counted for link in VisitDuty.objects.all()] == [True]
    assert faults() == []
    amended(world, over, entry, visited_on=over.date())
    assert fresh(duty).state == "missed"
    assert [link.counted for link in VisitDuty.objects.all()] == [False]
    assert faults() == []


def test_a_resident_put_right_takes_the_names_along_and_must_live_there(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    visited(world.here, at, duty, gifts=[RICE], went=went(world.here, "worker", "deputy"))
    people, entry = world.here.people, written("visits.made/1")[0]
    amended(world, at, entry, person=people["吕芳"])
    assert current_values(entry)["visited"] == "吕芳"
    assert current_values(written("handouts.given/1")[0])["recipient"] == "吕芳"
    assert Visit.objects.get().person_id == people["吕芳"]
    assert Entry.objects.about(people["吕芳"]).filter(schema="visits.made/1").exists()
    with pytest.raises(RuleBroken, match="lives at another address"):
        amended(world, at, entry, person=people["单建国"])
    assert faults() == []


@pytest.mark.parametrize(("days", "words"), [(400, "within the year before"), (-1, "in the future")])
def test_a_visit_is_put_on_no_day_that_it_cannot_have(
    world: World, at: datetime, days: int, words: str
) -> None:
    visited(world.here, at, due_at_winter(world.here, at))
    day = at.date() - timedelta(days=days)
    with pytest.raises(RuleBroken, match=words):
        amended(world, at, written("visits.made/1")[0], visited_on=day)


def test_the_day_on_which_visits_were_refused_is_recorded_anew(world: World, at: datetime) -> None:
    visited(world.here, at, due_at_winter(world.here, at), outcome="not_wanted")
    with pytest.raises(RuleBroken, match="does not want"):
        amended(world, at, written("visits.made/1")[0], visited_on=at.date() - DAY)
