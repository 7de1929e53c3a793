"""From what somebody says to an answer: who may do which step, and what each leaves behind."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from tests.conftest import World
from tests.forum.flow import answered, approved, charged, published, taken, written
from tongxin.communities.models import Account
from tongxin.forum.models import Answer, Suggestion
from tongxin.forum.suggestions import actions
from tongxin.forum.telling import waiting
from tongxin.kit.errors import Conflict, NotAllowed, RuleBroken
from tongxin.registers.actions import amend
from tongxin.registers.models import Entry
from tongxin.registers.verifying import walk_all


def line_of(row: Suggestion) -> Entry:
    """Return the line in the book."""
    return Entry.objects.written().filter(schema="suggestions.taken/1").about(row.pk).get()


def test_it_is_due_after_fifteen_working_days_and_safety_after_five(world: World, at: datetime) -> None:
    monday = date(2026, 11, 2)
    assert taken(world, at, made_on=monday).due_on == date(2026, 11, 23)
    assert taken(world, at, made_on=monday, subject="safety").due_on == date(2026, 11, 9)


def test_sent_twice_it_is_taken_down_once(world: World, at: datetime) -> None:
    key = uuid4()
    first, second = taken(world, at, key=key), taken(world, at, key=key)
    assert (first.pk, first.number) == (second.pk, second.number)
    assert Suggestion.objects.count() == 1


def test_nobody_agrees_to_be_published_by_saying_nothing(world: World) -> None:
    client = world.client("worker")
    opened = client.get("/suggestions/new/").context["form"]
    typed = {name: opened[name].value() or "" for name in opened.fields}
    answer = client.post("/suggestions/new/", {**typed, "content": "路灯坏了", "subject": "traffic"})
    assert answer.status_code == 302
    assert Suggestion.objects.get().agrees is False


def test_only_who_is_in_charge_answers(world: World, at: datetime) -> None:
    row = charged(world, at)
    with pytest.raises(NotAllowed, match="worker人"):
        actions.write_answer(
            row.pk,
            text="可以",
            adopted="yes",
            reason="有经费",
            seen=row.version,
            by=world.here.by("deputy"),
            at=at,
        )
    page = world.client("deputy").post(
        f"/suggestions/{row.pk}/write/",
        {"text": "可以", "adopted": "yes", "reason": "有", "seen": row.version},
    )
    assert page.status_code in {403, 422}
    assert not Answer.objects.exists()


def test_nobody_approves_what_they_wrote_themselves(world: World, at: datetime) -> None:
    row, deputy = taken(world, at), world.here.by("deputy")
    row = actions.charge(row.pk, account_id=deputy.account_id, seen=row.version, by=deputy, at=at)
    row = actions.write_answer(
        row.pk, text="可以", adopted="no", reason="没有经费", seen=row.version, by=deputy, at=at
    )
    with pytest.raises(NotAllowed, match="other chief"):
        actions.approve_answer(row.pk, seen=row.version, by=deputy, at=at)
    by = world.here.by("secretary")
    assert actions.approve_answer(row.pk, seen=row.version, by=by, at=at).state == "approved"


def test_an_answer_is_given_only_once_it_is_approved_and_says_why(world: World, at: datetime) -> None:
    row, by = charged(world, at), world.here.by("worker")
    with pytest.raises(RuleBroken) as broken:
        actions.write_answer(row.pk, text="不行", adopted="no", reason=" ", seen=row.version, by=by, at=at)
    assert "reason" in broken.value.fields
    row = written(world, at, row)
    with pytest.raises(NotAllowed, match="approved"):
        actions.give_answer(row.pk, answered_on=at.date(), seen=row.version, by=by, at=at)


def test_every_version_of_an_answer_stays_readable(world: World, at: datetime) -> None:
    row = written(world, at, answered(world, at), text="灯已换好，附近再加一盏")
    row = answered(world, at, approved(world, at, row))
    page = world.client("worker").get(f"/suggestions/{row.pk}/").content.decode()
    assert "三日内换灯" in page and "再加一盏" in page
    assert list(row.answers.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert not [fault for walk in walk_all() for fault in walk.faults]


def test_who_answers_on_an_old_page_is_told(world: World, at: datetime) -> None:
    row = charged(world, at)
    written(world, at, row)
    with pytest.raises(Conflict):
        written(world, at, row)


def test_what_says_the_same_is_merged_with_a_trace_and_taken_apart_again(world: World, at: datetime) -> None:
    one, other, by = taken(world, at), taken(world, at), world.here.by("worker")
    one = actions.merge(one.pk, into_id=other.pk, seen=one.version, by=by, at=at)
    assert list(Suggestion.objects.standing()) == [other]
    with pytest.raises(RuleBroken):
        actions.merge(taken(world, at).pk, into_id=one.pk, seen=1, by=by, at=at)
    page = world.client("worker").get(f"/suggestions/{other.pk}/").content.decode()
    assert one.number in page
    one = actions.part(one.pk, reason="不是同一盏灯", seen=one.version, by=by, at=at)
    assert one.merged_into_id is None
    assert Entry.objects.filter(schema="suggestions.merged/1").about(one.pk).count() == 2


def test_two_merged_crosswise_do_not_swallow_each_other(world: World, at: datetime) -> None:
    one, other, by = taken(world, at), taken(world, at), world.here.by("worker")
    actions.merge(one.pk, into_id=other.pk, seen=one.version, by=by, at=at)
    with pytest.raises(NotAllowed, match="Others were merged"):
        actions.merge(other.pk, into_id=one.pk, seen=other.version, by=by, at=at)


def test_without_the_proposers_agreement_nothing_is_published(world: World, at: datetime) -> None:
    row = answered(
        world, at, approved(world, at, written(world, at, charged(world, at, taken(world, at, agrees=False))))
    )
    with pytest.raises(NotAllowed, match="has not agreed"):
        published(world, at, row)


def test_who_does_not_agree_any_more_is_taken_off_the_board(world: World, at: datetime) -> None:
    row = published(world, at)
    by = world.here.by("secretary")
    amend(line_of(row).pk, {"agrees": False}, reason="居民来电收回同意", by=by, at=at)
    row.refresh_from_db()
    assert (row.published_on, row.public_words, row.withdrawn_on) == (None, "", at.date())
    assert not [fault for walk in walk_all() for fault in walk.faults]


def test_the_day_due_follows_a_corrected_subject(world: World, at: datetime) -> None:
    row = taken(world, at, made_on=date(2026, 11, 2))
    amend(line_of(row).pk, {"subject": "safety"}, reason="涉及消防", by=world.here.by("secretary"), at=at)
    row.refresh_from_db()
    assert row.due_on == date(2026, 11, 9)


def test_what_stands_on_the_board_is_not_void_before_it_is_taken_off(world: World, at: datetime) -> None:
    row = published(world, at)
    page = world.client("secretary").post(
        f"/registers/entries/{line_of(row).pk}/void/", {"reason": "登记重复"}
    )
    assert page.status_code == 422
    row.refresh_from_db()
    assert not row.is_void


def test_when_who_was_in_charge_leaves_the_chiefs_are_told(world: World, at: datetime) -> None:
    row = charged(world, at)
    assert not [item for item in waiting(world.here.by("deputy"), at.date()) if row.number in item.who]
    Account.objects.filter(pk=world.here.by("worker").account_id).update(is_active=False)
    (item,) = [item for item in waiting(world.here.by("deputy"), at.date()) if row.number in item.who]
    assert "left" in item.why
    with pytest.raises(RuleBroken):
        charged(world, at, row)


def test_silence_waits_with_who_is_in_charge_until_the_answer_is_given(world: World, at: datetime) -> None:
    row = charged(world, at, taken(world, at, made_on=at.date() - timedelta(days=60)))
    assert list(Suggestion.objects.silent(at.date())) == [row]
    row = approved(world, at, written(world, at, row))
    assert list(Suggestion.objects.silent(at.date())) == [row], "an answer that is only approved is none"
    answered(world, at, row)
    assert not Suggestion.objects.silent(at.date()).exists()
