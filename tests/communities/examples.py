"""One example of each kind of entry about the office."""

from datetime import datetime, timedelta

from tests.conftest import World
from tests.examples import Example
from tongxin.communities import actions
from tongxin.communities.models import Account
from tongxin.registers.models import Entry


def _account(world: World, at: datetime) -> Account:
    return actions.open_account(
        username="here-new",
        name="新来的人",
        role="worker",
        post="social_worker",
        password="a-long-password-indeed",
        by=world.here.by("secretary"),
        at=at,
    )


def _opened(world: World, at: datetime, _before: None) -> None:
    # A community's own first entry: made once, when the world was.
    assert Entry.objects.filter(schema="office.community_opened/1").exists()


KINDS = {
    "office.community_opened/1": Example(write=_opened),
    "office.account_opened/1": Example(write=lambda world, at, _before: _account(world, at)),
    "office.account_changed/1": Example(
        before=_account,
        write=lambda world, at, account: actions.change_account(
            account.pk, line_of_work="助残", by=world.here.by("secretary"), at=at
        ),
    ),
    "office.logged_out_everywhere/1": Example(
        write=lambda world, at, _before: actions.log_out_everywhere(by=world.here.by("worker"), at=at)
    ),
    "office.limits_changed/1": Example(
        write=lambda world, at, _before: actions.set_limits(
            need_due_days=7, answer_due_days=3, by=world.here.by("secretary"), at=at
        )
    ),
    "office.stranger_asked/1": Example(
        write=lambda world, at, _before: actions.note_stranger(
            "/people/x/", by=world.here.by("worker"), at=at
        )
    ),
    "work.logged/1": Example(
        write=lambda world, at, _before: actions.log_work(
            category="meeting",
            worked_on=at.date(),
            place="会议室",
            participants="全体社工",
            content="部署冬季走访",
            by=world.here.by("worker"),
            at=at,
        ),
        changes={
            "worked_on": lambda world, at: at.date() - timedelta(days=33),
            "category": "study",
            "place": "阅览室",
            "participants": "社工和志愿者",
            "content": "学习居委会组织法",
            "problems": "人手不足",
            "next_steps": "下周再议",
        },
    ),
}


def figures(world: World, at: datetime) -> None:
    """Leave a line in the work record book, with what is wrong and what comes next."""
    actions.log_work(
        category="meeting",
        worked_on=at.date(),
        content="部署冬季走访",
        problems="人手不足",
        next_steps="下周再议",
        by=world.here.by("worker"),
        at=at,
    )


ARGUMENTS = {
    "account_id": lambda world, _at: world.here.by("secretary").account_id,
    "community_id": lambda world, _at: world.here.id,
}
