"""From the rule to the duty: made, moved and taken back with rules, consents and events; through the real database."""

from datetime import date, datetime, timedelta

import pytest

from tests.conftest import World
from tests.visits.flow import agrees, due_at_winter, fresh, ill, night, set_rule
from tongxin.almanac.actions import DayChange, set_days
from tongxin.kit.actor import the_clock
from tongxin.kit.errors import NotAllowed, RuleBroken
from tongxin.kit.ids import uuid7
from tongxin.people.actions import give_consent, withdraw_consent
from tongxin.people.models import Consent
from tongxin.registers.models import Entry
from tongxin.visits.duties.actions import make_duties
from tongxin.visits.duties.explaining import why
from tongxin.visits.events import actions as actions_events
from tongxin.visits.models import (
    Duty,
    FamilyEvent,
    VisitReason,
    VisitRule,
)

DAY = timedelta(days=1)


def test_a_rule_and_a_consent_make_a_duty_and_a_second_run_changes_nothing(
    world: World, at: datetime
) -> None:
    duty = due_at_winter(world.here, at)
    assert (duty.opens_on, duty.due_on, duty.state) == (date(2026, 11, 23), date(2026, 12, 22), "open")
    entries, rows = Entry.objects.count(), list(Duty.objects.order_by("pk").values())
    assert not make_duties(by=the_clock(world.here.id), at=at)
    assert (Entry.objects.count(), list(Duty.objects.order_by("pk").values())) == (entries, rows)


def test_duties_are_made_sixty_days_ahead_and_not_beyond(world: World, at: datetime) -> None:
    due_at_winter(world.here, at)
    assert not Duty.objects.filter(festival="spring_festival").exists()
    later = at + 20 * DAY
    night(world.here, later)
    assert Duty.objects.get(festival="spring_festival").opens_on == date(2027, 1, 7)


def test_without_consent_to_be_called_on_nobody_is_due(world: World, at: datetime) -> None:
    set_rule(world.here, at)
    give_consent(
        world.here.people["张伟明"],
        purpose="served_category",
        category="elderly_alone",
        given_on=at.date(),
        way="paper",
        by=world.here.by("worker"),
        at=at,
    )
    assert not Duty.objects.exists()


def test_withdrawing_ends_the_duty_at_once_and_agreeing_again_makes_no_second(
    world: World, at: datetime
) -> None:
    duty = due_at_winter(world.here, at)
    consent = Consent.objects.get(purpose="follow_up")
    withdraw_consent(consent.pk, by=world.here.by("worker"), at=at + 3 * DAY)
    ended = fresh(duty)
    assert (ended.state, ended.ended_by, ended.ended_on) == ("waived", "consent_ended", (at + 3 * DAY).date())
    give_consent(
        world.here.people["张伟明"],
        purpose="follow_up",
        given_on=(at + 5 * DAY).date(),
        way="paper",
        by=world.here.by("worker"),
        at=at + 5 * DAY,
    )
    assert Duty.objects.filter(festival="winter_solstice").count() == 1


def test_a_change_of_rule_never_rewrites_what_was_due(world: World, at: datetime) -> None:
    duty = due_at_winter(world.here, at)
    set_rule(
        world.here, at, effective_from=(at + 2 * DAY).date(), window_days=3, festivals=["spring_festival"]
    )
    night(world.here, at + 2 * DAY)
    assert (fresh(duty).state, fresh(duty).opens_on, fresh(duty).rule_id) == (
        "open",
        duty.opens_on,
        duty.rule_id,
    )
    night(world.here, at + 20 * DAY)
    assert Duty.objects.get(festival="spring_festival").opens_on == date(2027, 2, 3)


def test_a_rule_takes_effect_today_or_later_and_needs_a_window_with_something_in_it(
    world: World, at: datetime
) -> None:
    with pytest.raises(RuleBroken, match="today or later"):
        set_rule(world.here, at, effective_from=(at - DAY).date())
    for empty in ({"festivals": []}, {"categories": []}):
        with pytest.raises(RuleBroken, match="makes no duty"):
            set_rule(world.here, at, **empty)
    with pytest.raises(RuleBroken):
        set_rule(world.here, at, window_days=0)
    with pytest.raises(NotAllowed):
        set_rule(world.here, at, by=world.here.by("worker"))
    assert not VisitRule.objects.exists()


def test_a_rule_set_twice_for_a_day_is_replaced_until_duties_follow_from_it(
    world: World, at: datetime
) -> None:
    set_rule(world.here, at, window_days=10)
    set_rule(world.here, at, window_days=40)
    assert VisitRule.objects.get().window_days == 40
    agrees(world.here, at)
    with pytest.raises(RuleBroken, match="Choose a later day"):
        set_rule(world.here, at, window_days=12)


def test_the_fourth_reason_has_the_name_that_the_community_gives_it(world: World, at: datetime) -> None:
    with pytest.raises(RuleBroken, match="Name the fourth"):
        set_rule(world.here, at, "own", limit_days=5)
    set_rule(world.here, at, "own", name="家庭困难必访", limit_days=5)
    assert str(VisitReason.objects.get(kind="own")) == "家庭困难必访"
    agrees(world.here, at)
    ill(world.here, at, kind="hardship")
    assert Duty.objects.get().reason.name == "家庭困难必访"
    with pytest.raises(RuleBroken, match="cannot become"):
        set_rule(
            world.here,
            at + DAY,
            "own",
            name="家庭困难必访",
            by_festival=True,
            festivals=["laba"],
            categories=["allowance"],
            effective_from=(at + DAY).date(),
        )


def test_an_illness_makes_a_duty_in_working_days_with_its_count_told(world: World, at: datetime) -> None:
    set_rule(world.here, at, "illness", limit_days=3)
    agrees(world.here, at)
    event = ill(world.here, at)
    duty = Duty.objects.select_related("rule__reason", "event", "reason").get(event_id=event.pk)
    assert (duty.opens_on, duty.due_on) == (date(2026, 11, 23), date(2026, 11, 26))
    told = why(duty)
    assert told.count is not None
    assert [step.number for step in told.count.steps] == [1, 2, 3]
    assert any("agreed to be called on" in sentence for sentence in told.sentences)
    assert any("In hospital" in sentence for sentence in told.sentences)


def test_a_duty_moves_with_its_event_and_with_the_days_announced(world: World, at: datetime) -> None:
    set_rule(world.here, at, "illness", limit_days=3)
    agrees(world.here, at)
    event = ill(world.here, at, happened_on=(at - 3 * DAY).date())  # a Friday: due on Wednesday
    duty = Duty.objects.get()
    assert duty.due_on == date(2026, 11, 25)
    actions_events.correct_event(
        event.pk, happened_on=at.date(), place="市医院", seen=event.version, by=world.here.by("worker"), at=at
    )
    assert fresh(duty).due_on == date(2026, 11, 26)
    set_days([DayChange(date(2026, 11, 26), False, "放假")], by=world.here.by("deputy"), at=at)
    assert fresh(duty).due_on == date(2026, 11, 27)


def test_an_event_that_was_no_event_takes_its_duty_with_it(world: World, at: datetime) -> None:
    set_rule(world.here, at, "illness", limit_days=3)
    agrees(world.here, at)
    by = world.here.by("worker")
    at_once, later = (
        ill(world.here, at),
        ill(
            world.here, at, "吕芳", another=True, urgent_reason="独自在家无人照应", by=world.here.by("deputy")
        ),
    )
    actions_events.void_event(at_once.pk, reason="记错了人", by=by, at=at)
    assert not Duty.objects.filter(event_id=at_once.pk).exists()
    actions_events.void_event(later.pk, reason="已出院，记重了", by=by, at=at + DAY)
    ended = Duty.objects.get(event_id=later.pk)
    assert (ended.state, ended.ended_by) == ("waived", "event_void")
    with pytest.raises(RuleBroken, match="void already"):
        actions_events.void_event(later.pk, reason="再记", by=by, at=at + DAY)


@pytest.mark.parametrize(
    ("days", "words"), [(1, "in the future"), (-367, "more than a year"), (-30 * 365, "Check the year")]
)
def test_an_event_in_the_future_or_long_ago_is_refused(
    world: World, at: datetime, days: int, words: str
) -> None:
    set_rule(world.here, at, "illness", limit_days=3)
    agrees(world.here, at)
    with pytest.raises(RuleBroken, match=words):
        ill(world.here, at, happened_on=(at + days * DAY).date())
    assert not FamilyEvent.objects.exists()


def test_an_event_recorded_twice_is_told_and_another_one_is_taken(world: World, at: datetime) -> None:
    set_rule(world.here, at, "illness", limit_days=3)
    agrees(world.here, at)
    key = uuid7()
    assert ill(world.here, at, key=key).pk == ill(world.here, at, key=key).pk
    with pytest.raises(RuleBroken, match="recorded already"):
        ill(world.here, at, happened_on=(at - 2 * DAY).date())
    ill(world.here, at, happened_on=(at - 2 * DAY).date(), another=True)
    assert (FamilyEvent.objects.count(), Duty.objects.count()) == (2, 2)


def test_without_consent_only_the_deputy_decides_in_urgent_hardship_and_the_reason_is_kept(
    world: World, at: datetime
) -> None:
    set_rule(world.here, at, "illness", limit_days=3)
    with pytest.raises(RuleBroken, match="has not agreed"):
        ill(world.here, at)
    with pytest.raises(NotAllowed):
        ill(world.here, at, urgent_reason="独居，无人照料")
    ill(world.here, at, urgent_reason="独居，无人照料", by=world.here.by("deputy"))
    assert Duty.objects.get().is_open
    entry = Entry.objects.filter(schema="visits.event_reported/1").with_values().get()
    assert entry.values()["urgent_reason"] == "独居，无人照料"


def test_somebody_without_an_address_or_a_kind_without_a_rule_is_told(world: World, at: datetime) -> None:
    with pytest.raises(RuleBroken, match="No rule"):
        ill(world.here, at)
    set_rule(world.here, at, "illness", limit_days=3)
    with pytest.raises(RuleBroken, match="no address"):
        ill(world.here, at, "欧阳静")
