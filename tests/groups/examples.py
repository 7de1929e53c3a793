"""One example of each kind of entry about groups."""

from datetime import datetime, timedelta

from tests.conftest import World
from tests.examples import Example
from tongxin.groups import actions
from tongxin.groups.models import Group, GroupMember


def _formed(world: World, at: datetime, _before: None = None) -> Group:
    return actions.form_group(
        code="teachers", name="助学组", offers=["tutoring"], capacity=4, by=world.here.by("deputy"), at=at
    )


def _joined(world: World, at: datetime, _before: None = None) -> GroupMember:
    return actions.enrol(
        world.here.groups["watch"],
        world.here.people["张伟明"],
        consented_on=at.date() - timedelta(days=90),
        way="paper",
        by=world.here.by("deputy"),
        at=at,
    )


KINDS = {
    "groups.formed/1": Example(write=_formed, changes={"name": "助学服务组", "capacity": 9}),
    "groups.changed/1": Example(
        before=_formed,
        write=lambda world, at, group: actions.change_group(
            group.pk, offers=["tutoring", "company"], name="课后组", by=world.here.by("deputy"), at=at
        ),
        changes={"name": "助学服务组", "capacity": 9},
    ),
    "groups.joined/1": Example(
        write=_joined, changes={"joined_on": lambda world, at: at.date() - timedelta(days=60)}
    ),
    "groups.account_linked/1": Example(
        write=lambda world, at, _before: actions.link_account(
            world.here.members["单建国"], account_id=None, by=world.here.by("deputy"), at=at
        ),
    ),
    "groups.left/1": Example(
        before=_joined,
        write=lambda world, at, member: actions.leave(member.pk, by=world.here.by("deputy"), at=at),
        changes={"left_on": lambda world, at: at.date() - timedelta(days=1)},
    ),
}

ARGUMENTS = {
    "link_account.member_id": lambda world, _at: world.here.members["单建国"],
    "link_member.account_id": lambda world, _at: world.here.by("leader").account_id,
    "group_id": lambda world, _at: world.here.groups["legal"],
    "member_id": lambda _world, _at: GroupMember.objects.first().pk,
}
