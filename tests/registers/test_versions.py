"""Two people correct one entry: each sends what he or she changed, and whoever changed the same is told and loses nothing."""

from datetime import datetime

import pytest

from tests.activities.examples import held
from tests.conftest import World
from tests.contracts.test_corrections import form_of
from tongxin.activities.models import Activity
from tongxin.kit.errors import Conflict, RuleBroken
from tongxin.kit.ids import uuid7
from tongxin.registers import actions
from tongxin.registers.models import Entry
from tongxin.registers.reading import current_values, version_of


def _entry() -> Entry:
    return Entry.objects.in_book("activity").written().get()


def test_a_form_opened_before_somebody_elses_correction_leaves_it_standing(
    world: World, at: datetime
) -> None:
    held(world, at)
    entry, first, second = _entry(), world.client("secretary"), world.client("worker")
    mine, theirs = form_of(second, entry, {"outcome": "好评"}), form_of(first, entry, {"actual_count": 400})
    address = f"/registers/entries/{entry.pk}/amend/"
    assert first.post(address, theirs).status_code == 302
    assert second.post(address, mine).status_code == 302
    activity = Activity.objects.get()
    assert (activity.actual_count, activity.outcome) == (400, "好评")
    assert current_values(entry)["actual_count"] == 400


def test_who_changed_the_same_is_shown_both_and_keeps_what_was_typed(world: World, at: datetime) -> None:
    held(world, at)
    entry, first, second = _entry(), world.client("secretary"), world.client("worker")
    second.cookies["django_language"] = "en"
    mine = form_of(second, entry, {"actual_count": 55, "outcome": "好评"})
    theirs = form_of(first, entry, {"actual_count": 400, "place": "小广场"})
    address = f"/registers/entries/{entry.pk}/amend/"
    first.post(address, theirs)
    page = second.post(address, mine)
    assert page.status_code == 422
    form = page.context["form"]
    assert "it stands now as “400”" in str(form.errors["fact_actual_count"])
    assert (form["fact_actual_count"].value(), form["fact_outcome"].value()) == ("55", "好评")
    assert form["fact_place"].value() == "小广场", "what somebody else changed alone is shown as it stands"
    assert Activity.objects.get().actual_count == 400
    again = {name: form[name].value() or "" for name in form.fields}
    assert second.post(address, again).status_code == 302
    activity = Activity.objects.get()
    assert (activity.actual_count, activity.outcome, activity.place) == (55, "好评", "小广场")


def test_a_version_seen_is_asked_for_at_the_action_too(world: World, at: datetime) -> None:
    held(world, at)
    entry, by = _entry(), world.here.by("secretary")
    seen = version_of(entry)
    actions.amend(entry.pk, {"actual_count": 400}, reason="数错", by=by, at=at)
    actions.amend(entry.pk, {"outcome": "好评"}, reason="漏记", seen=seen, by=by, at=at)
    with pytest.raises(Conflict) as refused:
        actions.amend(entry.pk, {"actual_count": 55}, reason="数错", seen=seen, by=by, at=at)
    assert (list(refused.value.mine.values()), list(refused.value.theirs.values())) == (["55"], ["400"])
    with pytest.raises(Conflict):
        actions.amend(entry.pk, {"actual_count": 55}, reason="数错", seen=uuid7(), by=by, at=at)


def test_what_was_erased_meanwhile_is_not_written_anew_by_an_old_form(world: World, at: datetime) -> None:
    held(world, at)
    entry, by = _entry(), world.here.by("secretary")
    seen = version_of(entry)
    actions.erase_fields(entry.pk, ["place"], ground="本人要求", approver="书记", by=by, at=at)
    with pytest.raises(Conflict):
        actions.amend(entry.pk, {"place": "小广场"}, reason="漏记", seen=seen, by=by, at=at)
    actions.amend(entry.pk, {"place": "小广场"}, reason="漏记", seen=version_of(entry), by=by, at=at)


@pytest.mark.parametrize("names", [[], ["activity"], ["place", "nonsense"]])
def test_what_an_entry_speaks_of_is_not_erased(world: World, at: datetime, names: list[str]) -> None:
    held(world, at)
    with pytest.raises(RuleBroken, match="Name the fields"):
        actions.erase_fields(
            _entry().pk, names, ground="本人要求", approver="书记", by=world.here.by("secretary"), at=at
        )
