"""A visit declared void takes back what it did, and nothing that another visit, the clock or the deputy did."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.conftest import World
from tests.visits.examples import assigned, photographed, tried
from tests.visits.flow import agrees, due_at_winter, fresh, ill, night, set_rule, visited
from tongxin.files.models import StoredFile
from tongxin.kit.actor import the_clock
from tongxin.people.actions import give_consent, withdraw_consent
from tongxin.people.models import Consent
from tongxin.registers import actions as registers
from tongxin.registers.models import Entry
from tongxin.registers.reading import current_values, is_void
from tongxin.registers.verifying import walk_all
from tongxin.visits.duties import actions, rules
from tongxin.visits.duties.rules import Standing, Step
from tongxin.visits.models import Duty, VisitDuty, VisitWish

DAY = timedelta(days=1)
AFTER = timedelta(days=60)  # the window of winter solstice has passed


SPRING, LATE = date(2027, 2, 6), date(2027, 2, 9)
IN_TIME = SPRING


@pytest.mark.parametrize(
    ("told", "stands"),
    [
        ([], Standing()),
        ([("visited", IN_TIME)], Standing("visited", IN_TIME)),
        ([("not_home", IN_TIME)] * 4, Standing(attempts=4, rung=3)),
        ([("not_home", IN_TIME), ("visited", LATE)], Standing("visited", LATE, 1, 1)),
        ([("visited", IN_TIME), ("not_wanted", IN_TIME)], Standing("visited", IN_TIME)),
        ([("missed", SPRING)], Standing("missed", SPRING + timedelta(days=1))),
        ([("not_home", IN_TIME), ("missed", SPRING)], Standing("not_home", date(2027, 2, 7), 1, 1)),
        ([("missed", SPRING), ("visited", IN_TIME)], Standing("visited", IN_TIME)),
        ([("missed", SPRING), ("visited", LATE)], Standing("missed", date(2027, 2, 7))),
        ([("given_up", date(2027, 2, 1)), ("visited", IN_TIME)], Standing("visited", IN_TIME)),
        ([("given_up", date(2027, 2, 1))], Standing("not_home", date(2027, 2, 1))),
        ([("waived", date(2027, 2, 1)), ("visited", IN_TIME)], Standing("waived", date(2027, 2, 1))),
    ],
)
def test_how_a_duty_stands_after_what_was_recorded(told: list[tuple[str, date]], stands: Standing) -> None:
    standing = Standing()
    for what, on in told:
        standing = rules.after(standing, Step(what, on), SPRING)
    assert standing == stands


def faults() -> list[str]:
    """Return what `verify` finds."""
    return [fault.what for walk in walk_all() for fault in walk.faults]


def written(schema: str) -> list[Entry]:
    """Return the entries of a kind, the first recorded first."""
    return list(Entry.objects.written().filter(schema=schema).order_by("seq"))


def void(world: World, at: datetime, entry: Entry) -> None:
    registers.void(entry.pk, reason="重复登记", by=world.here.by("secretary"), at=at)


def test_of_two_visits_for_one_duty_the_other_counts_when_one_is_void(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    visited(world.here, at, duty)
    again = visited(world.here, at + DAY, fresh(duty))
    void(world, at + DAY, written("visits.made/1")[0])
    assert (fresh(duty).state, fresh(duty).ended_on) == ("visited", again.visited_on)
    counted = VisitDuty.objects.filter(duty_id=duty.pk, counted=True, visit__is_void=False)
    assert [link.visit_id for link in counted] == [again.pk]
    void(world, at + DAY, written("visits.made/1")[1])
    assert (fresh(duty).state, fresh(duty).ended_on) == ("open", None)
    assert faults() == []


@pytest.mark.parametrize("first", [0, 1])
def test_a_wish_said_twice_stands_as_long_as_one_of_the_visits(
    world: World, at: datetime, first: int
) -> None:
    duty = due_at_winter(world.here, at)
    visited(world.here, at, duty, outcome="not_wanted")
    visited(world.here, at, fresh(duty), outcome="not_wanted")
    visits = written("visits.made/1")
    void(world, at, visits[first])
    assert VisitWish.objects.filter(until__isnull=True).count() == 1
    assert fresh(duty).state == "not_wanted"
    void(world, at, visits[1 - first])
    assert not VisitWish.objects.filter(until__isnull=True).exists()
    assert fresh(duty).state == "open"
    assert faults() == []


def test_a_window_passed_is_missed_once_the_only_try_is_void(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    visited(world.here, at, duty, outcome="not_home")
    night(world.here, at + AFTER)
    assert fresh(duty).state == "not_home"
    void(world, at + AFTER, written("visits.made/1")[0])
    assert (fresh(duty).state, fresh(duty).attempts, fresh(duty).rung) == ("missed", 0, 0)
    (said,) = written("visits.duty_missed/1")
    assert (current_values(said)["state"], current_values(said)["attempts"]) == ("missed", 0)
    night(world.here, at + AFTER + DAY)
    assert written("visits.duty_missed/1") == [said]
    assert faults() == []


def test_given_up_stays_given_up_when_the_visit_after_it_is_void(world: World, at: datetime) -> None:
    duty = tried(world, at)
    actions.give_up(duty.pk, reason="邻居说住院", seen=duty.version, by=world.here.by("deputy"), at=at)
    visited(world.here, at, fresh(duty))
    assert fresh(duty).state == "visited"
    void(world, at, written("visits.made/1")[-1])
    stands = fresh(duty)
    assert (stands.state, stands.ended_reason, stands.ended_on) == ("not_home", "邻居说住院", at.date())
    assert stands.attempts == duty.attempts
    assert faults() == []
    void(world, at, written("visits.duty_given_up/1")[0])
    assert (fresh(duty).state, fresh(duty).ended_reason) == ("open", "")
    assert faults() == []


def test_a_visit_made_though_it_was_waived_counts_once_the_waiver_is_void(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    actions.waive(duty.pk, reason="已搬走", seen=duty.version, by=world.here.by("deputy"), at=at)
    visited(world.here, at, fresh(duty))
    assert fresh(duty).state == "waived"
    void(world, at, written("visits.duty_waived/1")[0])
    assert (fresh(duty).state, fresh(duty).ended_by, fresh(duty).ended_reason) == ("visited", "", "")
    assert faults() == []


def _given(world: World, at: datetime, duty: Duty) -> None:
    assigned(world, at, duty)


def _waived_and_not(world: World, at: datetime, duty: Duty) -> None:
    actions.waive(duty.pk, reason="搬走", seen=duty.version, by=world.here.by("deputy"), at=at)
    void(world, at, written("visits.duty_waived/1")[0])


@pytest.mark.parametrize("speak", [_given, _waived_and_not])
def test_a_duty_of_which_an_entry_speaks_is_ended_and_not_dropped(
    world: World, at: datetime, speak: Any
) -> None:
    set_rule(world.here, at)
    agrees(world.here, at)
    actions.make_duties(ahead=120, by=the_clock(world.here.id), at=at)
    duty = Duty.objects.get(festival="spring_festival")
    assert duty.opens_on > at.date()
    speak(world, at, duty)
    consent = Consent.objects.get(purpose="follow_up", person_id=world.here.people["张伟明"])
    withdraw_consent(consent.pk, by=world.here.by("worker"), at=at)
    actions.make_duties(ahead=120, by=the_clock(world.here.id), at=at)
    assert (fresh(duty).state, fresh(duty).ended_by) == ("waived", "not_due")
    assert faults() == []
    # They agree again before anybody could have gone.
    give_consent(
        world.here.people["张伟明"],
        purpose="follow_up",
        given_on=at.date(),
        way="paper",
        by=world.here.by("worker"),
        at=at + DAY,
    )
    actions.make_duties(ahead=120, by=the_clock(world.here.id), at=at + DAY)
    assert (fresh(duty).state, fresh(duty).ended_by, fresh(duty).ended_on) == ("open", "", None)
    assert faults() == []


def test_a_duty_whose_event_is_void_is_not_opened_again_by_a_void_visit(world: World, at: datetime) -> None:
    here, by = world.here, world.here.by("secretary")
    set_rule(here, at, "illness")
    agrees(here, at, "单建国")
    duty = Duty.objects.get(event=ill(here, at, "单建国"))
    visited(here, at, duty)
    for schema in ("visits.event_reported/1", "visits.made/1"):
        registers.void(written(schema)[-1].pk, reason="登记有误", by=by, at=at)
    assert not Duty.objects.open().filter(pk=duty.pk).exists()
    assert not faults()


def test_a_duty_whose_consent_is_void_is_not_opened_again_by_a_void_visit(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    visited(world.here, at, duty)
    for schema in ("people.consent_given/1", "visits.made/1"):
        registers.void(written(schema)[-1].pk, reason="登记有误", by=world.here.by("secretary"), at=at)
    assert not Duty.objects.open().filter(pk=duty.pk).exists()
    assert not faults()


def test_the_pictures_of_a_void_visit_fall_with_it(world: World, at: datetime) -> None:
    photographed(world, at, due_at_winter(world.here, at))
    file = StoredFile.objects.get()
    client = world.client("worker")
    assert client.get(f"/files/{file.pk}/").status_code == 200
    registers.void(written("visits.made/1")[-1].pk, reason="登记有误", by=world.here.by("secretary"), at=at)
    assert client.get(f"/files/{file.pk}/").status_code == 404
    file.refresh_from_db()
    assert (file.gone_on, str(file.content)) == (at.date(), "")
    assert is_void(written("visits.picture_kept/1")[-1])
    assert not faults()


def test_the_next_try_follows_from_the_visits_that_stand(world: World, at: datetime) -> None:
    """Else a home that is to be tried again tomorrow slides to the end of its window."""
    duty = due_at_winter(world.here, at)
    first = visited(world.here, at, duty, outcome="not_home", visited_on=at.date() - DAY)
    assert fresh(duty).next_on == at.date() + DAY
    second = visited(world.here, at, fresh(duty), outcome="not_home")
    assert fresh(duty).next_on == at.date() + 2 * DAY
    by = world.here.by("secretary")
    of = Entry.objects.filter(schema="visits.made/1", kind="create")
    registers.void(of.about(second.pk).get().pk, reason="登记重复", by=by, at=at)
    assert fresh(duty).next_on == at.date() + DAY
    registers.amend(of.about(first.pk).get().pk, {"visited_on": at.date()}, reason="日期写错", by=by, at=at)
    assert fresh(duty).next_on == at.date() + 2 * DAY
    assert not faults()
