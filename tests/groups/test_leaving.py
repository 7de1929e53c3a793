"""A member who leaves and a person who withdraws take the same locks in the same order."""

from datetime import datetime

import pytest

from tests.conftest import World
from tests.visits.test_locks import locks_of
from tongxin.groups.actions import leave
from tongxin.groups.models import GroupMember
from tongxin.people.actions import withdraw_consent


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
