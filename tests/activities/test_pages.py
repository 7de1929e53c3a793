"""The form and the page of an activity: who helped and how long, and the way to an amendment."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from tests.activities.examples import held
from tests.conftest import World
from tongxin.activities.models import Activity
from tongxin.communities.actions import log_work
from tongxin.groups.models import VolunteerHours
from tongxin.registers.models import Entry


def told(world: World, **more: Any) -> dict[str, Any]:
    here = world.here
    facts = {
        "title": "义诊",
        "theme": "volunteering",
        "held_on": "2026-11-23",
        "actual_count": "30",
        "content": "量血压",
        "groups": [here.groups["legal"]],
        "volunteers": [here.members["单建国"], here.members["吕芳"]],
        "hours": "2.5",
    }
    return {**facts, **more}


def test_volunteers_are_chosen_where_an_activity_is_recorded_and_their_hours_credited(world: World) -> None:
    client = world.client("worker")
    form = client.get("/activities/new/").content.decode()
    assert "单*国" in form and "单建国" not in form, "a roster is not everybody's to read"
    assert "单建国" in world.client("deputy").get("/activities/new/").content.decode()
    assert client.post("/activities/new/", told(world)).status_code == 302
    activity = Activity.objects.get()
    assert (activity.volunteers, activity.hours) == (2, Decimal("5.00"))
    assert list(VolunteerHours.objects.values_list("hours", flat=True)) == [Decimal("2.50")] * 2


def test_hours_of_nobody_and_members_of_another_group_are_refused(world: World) -> None:
    client = world.client("worker")
    for wrong in ({"volunteers": []}, {"groups": [world.here.groups["health"]]}):
        page = client.post("/activities/new/", told(world, **wrong))
        assert page.status_code == 422 and set(page.context["form"].errors) == {"volunteers"}
    assert not Activity.objects.exists()


def test_the_page_of_an_activity_and_the_list_of_work_lead_to_the_amendment(
    world: World, at: datetime
) -> None:
    activity = held(world, at)
    log_work(category="meeting", worked_on=at.date(), content="例会", by=world.here.by("worker"), at=at)
    held_in, logged = (Entry.objects.get(schema=schema) for schema in ("activities.held/1", "work.logged/1"))
    address = f"/activities/{activity.pk}/"
    link = f"/registers/entries/{held_in.pk}/amend/"
    assert link in world.client("worker").get(address).content.decode()
    assert link not in world.client("leader").get(address).content.decode()
    assert f"/registers/entries/{logged.pk}/" in world.client("worker").get("/office/work/").content.decode()
