"""What the contract tests need of suggestions."""

from datetime import date, datetime, timedelta
from typing import Any

from tests.conftest import World
from tests.examples import Example
from tests.forum.flow import answered, approved, charged, published, taken, written
from tongxin.forum.models import Suggestion
from tongxin.forum.suggestions import actions


def _merged(world: World, at: datetime, pair: tuple[Suggestion, Suggestion]) -> Suggestion:
    one, other = pair
    return actions.merge(one.pk, into_id=other.pk, seen=one.version, by=world.here.by("worker"), at=at)


def _withdrawn(world: World, at: datetime, row: Suggestion) -> Suggestion:
    by = world.here.by("deputy")
    return actions.withdraw(row.pk, reason="措辞有误，更正后再公示", seen=row.version, by=by, at=at)


def figures(world: World, at: datetime) -> None:
    """Leave a suggestion of each fate: answered, silent, merged into another."""
    answered(world, at)
    silent = taken(world, at, made_on=at.date() - timedelta(days=90))
    merging = taken(world, at)
    _merged(world, at, (merging, silent))


def _first_public(world: World, at: datetime) -> Any:
    return published(world, at).pk


KINDS = {
    "suggestions.taken/1": Example(
        write=lambda world, at, _before: taken(world, at),
        changes={
            "made_on": date(2026, 10, 12),
            "source": "box",
            "proposer": "欧阳静",
            "phone": "13900001111",
            "subject": "safety",
            "content": "三栋楼道堆物太多，请清理",
            "agrees": False,
        },
    ),
    "suggestions.charged/1": Example(
        before=taken,
        write=charged,
    ),
    "suggestions.answer_written/1": Example(before=charged, write=written),
    "suggestions.answer_approved/1": Example(before=written, write=approved),
    "suggestions.answered/1": Example(before=approved, write=answered),
    "suggestions.published/1": Example(before=answered, write=published),
    "suggestions.withdrawn/1": Example(before=published, write=_withdrawn),
    "suggestions.merged/1": Example(
        before=lambda world, at: (taken(world, at), taken(world, at)),
        write=_merged,
    ),
}
ARGUMENTS = {
    "suggestion_id": lambda world, at: taken(world, at).pk,
    "suggestion_step.code": lambda _world, _at: "charge",
    "community": lambda world, _at: world.here.code,
    "public_id": _first_public,
}
