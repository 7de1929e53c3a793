"""One example of each kind of entry about activities."""

from datetime import datetime, timedelta
from decimal import Decimal

from tests.conftest import World
from tests.examples import Example
from tongxin.activities.actions import record_activity
from tongxin.activities.models import Activity


def held(world: World, at: datetime, _before: None = None) -> Activity:
    """Hold an activity with two volunteers."""
    return record_activity(
        title="广场法律咨询",
        theme="consultation",
        held_on=at.date(),
        actual_count=40,
        content="解答租房、赡养问题",
        place="中心广场",
        groups=[world.here.groups["legal"]],
        volunteers=[world.here.members["单建国"], world.here.members["吕芳"]],
        hours=Decimal("2.00"),
        by=world.here.by("worker"),
        at=at,
    )


KINDS = {
    "activities.held/1": Example(
        write=held,
        changes={
            "held_on": lambda world, at: at.date() - timedelta(days=40),
            "name": "冬至包饺子",
            "theme": "culture",
            "place": "活动室",
            "planned_count": 60,
            "actual_count": 55,
            "hours": Decimal("5.00"),
            "content": "包饺子送给独居老人",
            "outcome": "送出三十份",
            "funding": "社区经费",
            "amount": Decimal("320.50"),
        },
    )
}


def figures(world: World, at: datetime) -> None:
    """Leave an activity and a training session behind, each with volunteers who gave hours."""
    held(world, at)
    record_activity(
        title="防诈骗培训",
        theme="training",
        held_on=at.date() - timedelta(days=30),
        actual_count=25,
        content="讲解常见骗术",
        by=world.here.by("worker"),
        at=at,
    )


ARGUMENTS = {
    "activity_id": lambda world, at: held(world, at).pk,
}
