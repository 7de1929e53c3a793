"""Days that contradict each other are refused in a sentence, whichever of the two is corrected."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.conftest import World
from tests.needs import flow
from tongxin.groups.actions import enrol, leave
from tongxin.groups.models import GroupMember
from tongxin.kit.clock import local_date
from tongxin.kit.days import FIRST_DAY, check_happened, overlap
from tongxin.kit.errors import RuleBroken
from tongxin.needs import actions_closing
from tongxin.people.actions import give_consent, withdraw_consent
from tongxin.registers.actions import amend
from tongxin.registers.models import Entry
from tongxin.registers.verifying import walk_all

DAY = timedelta(days=1)
JAN, MAR, MAY, JUL = (date(2026, month, 1) for month in (1, 3, 5, 7))


@pytest.mark.parametrize(
    ("first", "second", "do"),
    [
        ((JAN, MAR), (MAR, MAY), False),
        ((JAN, MAY), (MAR, JUL), True),
        ((JAN, JUL), (MAR, MAY), True),
        ((JAN, None), (MAR, MAY), True),
        ((MAY, None), (JAN, MAY), False),
        ((JAN, None), (MAR, None), True),
    ],
)
def test_two_spans_overlap(first: Any, second: Any, do: bool) -> None:
    assert overlap(first, second) is overlap(second, first) is do


@pytest.mark.parametrize("days", [-1, 0])
def test_what_happened_lies_between_the_first_books_and_today(days: int, at: datetime) -> None:
    check_happened(local_date(at) + days * DAY, at, field="day")
    check_happened(FIRST_DAY, at, field="day")
    for wrong in (local_date(at) + DAY, FIRST_DAY - DAY, date.min, date.max):
        with pytest.raises(RuleBroken):
            check_happened(wrong, at, field="day")


def _last(schema: str, back: int = 0) -> Entry:
    return Entry.objects.written().filter(schema=schema).order_by("-seq")[back]


def _closed(world: World, at: datetime) -> None:
    need = flow.done(world.here, at - 10 * DAY)
    actions_closing.confirm(need.pk, seen=need.version, by=world.here.by("worker"), at=at - 5 * DAY)


def _offered(world: World, at: datetime) -> None:
    flow.offered(world.here, at - 10 * DAY)


def _paused(world: World, at: datetime) -> None:
    need = flow.received(world.here, at - 10 * DAY)
    actions_closing.pause(
        need.pk, reason="外出", seen=need.version, by=world.here.by("worker"), at=at - 10 * DAY
    )


def _twice_a_member(world: World, at: datetime) -> None:
    here, by = world.here, world.here.by("deputy")
    for joined, left in ((80, 40), (20, 0)):
        then = at - joined * DAY
        member = enrol(
            here.groups["watch"],
            here.people["张伟明"],
            consented_on=local_date(then),
            way="paper",
            by=by,
            at=then,
        )
        if left:
            leave(member.pk, by=by, at=at - left * DAY)


def _with_hours(world: World, at: datetime) -> None:
    member, by = world.here.members["单建国"], world.here.by("deputy")
    joined = Entry.objects.about(member).get(schema="groups.joined/1")
    amend(joined.pk, {"joined_on": local_date(at - 30 * DAY)}, reason="补记", by=by, at=at)
    flow.done(world.here, at - 3 * DAY)
    leave(member, by=by, at=at)


def _agreed_twice(world: World, at: datetime) -> None:
    by = world.here.by("deputy")
    for given, withdrawn in ((100, 50), (20, 0)):
        then = at - given * DAY
        consent = give_consent(
            world.here.people["张伟明"],
            purpose="served_category",
            category="elderly_alone",
            given_on=local_date(then),
            way="paper",
            by=by,
            at=then,
        )
        if withdrawn:
            withdraw_consent(consent.pk, by=by, at=at - withdrawn * DAY)


def _passed_on(world: World, at: datetime) -> None:
    need = flow.received(world.here, at - 10 * DAY, service_type="swindle")
    actions_closing.pass_to_police(
        need.pk, station="所", what="诈骗", seen=need.version, by=world.here.by("worker"), at=at - 9 * DAY
    )


@pytest.mark.parametrize(
    ("before", "schema", "field", "ago", "fits"),
    [
        (_closed, "service.given/1", "served_on", 4, 5),
        (_offered, "needs.received/1", "received_on", 9, 12),
        (_paused, "needs.received/1", "received_on", 0, 12),
        (_passed_on, "needs.incident_passed/1", "passed_on", 11, 10),
        (_passed_on, "needs.incident_passed/1", "passed_on", 8, 10),
        (_twice_a_member, "groups.joined/1", "joined_on", 60, 30),
        (_twice_a_member, "groups.left/1", "left_on", 0, 30),
        (_with_hours, "groups.left/1", "left_on", 4, 2),
        (_agreed_twice, "people.consent_given/1", "given_on", 90, 30),
        (_agreed_twice, "people.consent_withdrawn/1", "withdrawn_on", 10, 30),
    ],
)
def test_a_day_that_contradicts_another_is_refused(
    world: World,
    at: datetime,
    before: Callable[[World, datetime], None],
    schema: str,
    field: str,
    ago: int,
    fits: int,
) -> None:
    before(world, at)
    by = world.here.by("deputy")
    with pytest.raises(RuleBroken) as refused:
        amend(_last(schema).pk, {field: local_date(at - ago * DAY)}, reason="写错", by=by, at=at)
    assert list(refused.value.fields) == [field]
    amend(_last(schema).pk, {field: local_date(at - fits * DAY)}, reason="写错", by=by, at=at)
    assert not [fault for walk in walk_all() for fault in walk.faults]


def test_the_consent_of_a_membership_begins_and_ends_with_it(world: World, at: datetime) -> None:
    _twice_a_member(world, at)
    day = local_date(at - 30 * DAY)
    amend(_last("groups.joined/1").pk, {"joined_on": day}, reason="写错", by=world.here.by("deputy"), at=at)
    member = GroupMember.objects.current().get(person_id=world.here.people["张伟明"])
    assert (member.joined_on, member.consent.given_on, member.consent.withdrawn_on) == (day, day, None)


def test_a_consent_from_before_the_last_one_ended_is_not_recorded_either(world: World, at: datetime) -> None:
    _agreed_twice(world, at)
    consent = _last("people.consent_given/1").values()["consent"]
    by = world.here.by("deputy")
    withdraw_consent(consent, by=by, at=at - 10 * DAY)
    with pytest.raises(RuleBroken, match="must not overlap"):
        give_consent(
            world.here.people["张伟明"],
            purpose="served_category",
            category="elderly_alone",
            given_on=local_date(at - 15 * DAY),
            way="paper",
            by=by,
            at=at,
        )
