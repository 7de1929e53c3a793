"""A member who leaves and a person who withdraws take the same locks in the same order."""

from dataclasses import replace
from datetime import datetime

import pytest

from tests.conftest import World
from tests.needs.flow import accepted
from tests.visits.test_locks import locks_of
from tongxin.groups.actions import leave
from tongxin.groups.models import GroupMember
from tongxin.groups.telling import left_lately
from tongxin.needs.telling import waiting
from tongxin.people.actions import withdraw_consent
from tongxin.registers.models import Entry
from tongxin.registers.verifying import walk_all


@pytest.mark.parametrize("deed", ["leaves", "withdraws"])
def test_a_consent_is_locked_before_the_membership_that_rests_on_it(
    world: World, at: datetime, deed: str
) -> None:
    member = GroupMember.objects.get(pk=world.here.members["单建国"])
    assert member.consent_id
    with locks_of() as tables:
        if deed == "leaves":
            leave(member.pk, by=world.here.by("deputy"), at=at)
        else:
            withdraw_consent(member.consent_id, by=world.here.by("worker"), at=at)
    member.refresh_from_db()
    assert member.left_on == at.date()
    taken = [name for name in dict.fromkeys(tables) if name in {"people_consent", "groups_groupmember"}]
    assert taken == ["people_consent", "groups_groupmember"]


def test_what_is_open_in_the_hands_of_who_leaves_is_said_before_and_named_anew_after(
    world: World, at: datetime
) -> None:
    need, group = accepted(world.here, at), world.here.groups["legal"]
    client = world.client("deputy")
    before = client.get(f"/groups/{group}/").content.decode()
    asked = f"Let 单建国 leave legal组? The consent ends with it; hours given stay. Open in these hands: {need.number}."
    assert asked in before
    address = f"/groups/{group}/members/{world.here.members['单建国']}/leave/"
    after = client.post(address, follow=True).content.decode()
    assert "单建国 left legal组" in after and f"To be named anew: {need.number}" in after
    need.refresh_from_db()
    assert (need.state, need.group_id, need.volunteer_id) == ("accepted", group, None)
    for role in ("deputy", "leader"):
        whose = replace(world.here.by(role), group_ids=(group,), led_ids=(group,))
        assert [row.why for row in waiting(whose, at.date())] == ["its volunteer left legal组: name another"]
    assert not [fault for walk in walk_all() for fault in walk.faults]


def test_a_consent_withdrawn_takes_the_volunteer_out_of_what_is_open_too(world: World, at: datetime) -> None:
    need = accepted(world.here, at)
    member = GroupMember.objects.get(pk=world.here.members["单建国"])
    withdraw_consent(member.consent_id, by=world.here.by("worker"), at=at)
    need.refresh_from_db()
    assert need.volunteer_id is None
    assert Entry.objects.filter(schema="needs.volunteer_left/1").exists()
    assert not [fault for walk in walk_all() for fault in walk.faults]


def test_a_leaving_is_taken_back_from_the_group_s_page_and_the_membership_stands_again(
    world: World, at: datetime
) -> None:
    member = GroupMember.objects.get(pk=world.here.members["单建国"])
    leave(member.pk, by=world.here.by("deputy"), at=at)
    (gone,) = left_lately(member.group_id, world.here.by("deputy"))
    assert [one.undo for one in left_lately(member.group_id, world.here.by("leader"))] == [""]
    client = world.client("deputy")
    assert "is a member of legal组 again" in client.get(gone.undo).content.decode()
    assert client.post(f"{gone.undo}void/", {"reason": "点错了"}).status_code == 302
    member.refresh_from_db()
    assert member.left_on is None and member.consent.stands
    assert not [fault for walk in walk_all() for fault in walk.faults]
