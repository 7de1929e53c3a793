"""The way of a suggestion as tests walk it: each step makes what comes before it."""

from datetime import datetime
from typing import Any

from tests.conftest import World
from tongxin.forum.models import Suggestion
from tongxin.forum.suggestions import actions

LAMP = "12栋东侧的路灯坏了，晚上看不清路"
PUBLIC = "小区东侧路灯不亮，请维修"


def taken(world: World, at: datetime, **facts: Any) -> Suggestion:
    """Take down a suggestion at the desk."""
    told = {
        "content": LAMP,
        "subject": "traffic",
        "source": "desk",
        "proposer": "朱建民",
        "phone": "13800001234",
        "agrees": True,
        **facts,
    }
    return actions.take(**told, by=world.here.by("worker"), at=at)


def charged(world: World, at: datetime, row: Suggestion | None = None) -> Suggestion:
    """Put the worker in charge."""
    row, by = row or taken(world, at), world.here.by("deputy")
    account = world.here.by("worker").account_id
    return actions.charge(row.pk, account_id=account, seen=row.version, by=by, at=at)


def written(
    world: World, at: datetime, row: Suggestion | None = None, text: str = "已报修，三日内换灯"
) -> Suggestion:
    """Draft an answer."""
    row, by = row or charged(world, at), world.here.by("worker")
    facts = {"text": text, "adopted": "yes", "reason": "路灯由社区维修经费负担"}
    return actions.write_answer(row.pk, **facts, seen=row.version, by=by, at=at)


def approved(world: World, at: datetime, row: Suggestion | None = None) -> Suggestion:
    """Let the deputy approve it."""
    row = row or written(world, at)
    return actions.approve_answer(row.pk, seen=row.version, by=world.here.by("deputy"), at=at)


def answered(world: World, at: datetime, row: Suggestion | None = None) -> Suggestion:
    """Give the answer."""
    row, by = row or approved(world, at), world.here.by("worker")
    return actions.give_answer(row.pk, answered_on=at.date(), seen=row.version, by=by, at=at)


def published(world: World, at: datetime, row: Suggestion | None = None) -> Suggestion:
    """Put it on the board, with its answer if it has one."""
    row, by = row or answered(world, at), world.here.by("deputy")
    answer = "已报修，三日内换灯" if row.is_answered else ""
    return actions.publish(row.pk, words=PUBLIC, answer=answer, seen=row.version, by=by, at=at)
