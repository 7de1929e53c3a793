"""One example of each kind of entry about rounds."""

from datetime import datetime, timedelta

from tests.conftest import World
from tests.examples import Example
from tests.visits.examples import due
from tongxin.rounds.feeds.actions import make_feed
from tongxin.rounds.models import VisitPlan
from tongxin.rounds.plans.actions import confirm_plan, draft_plan
from tongxin.visits.models import Duty, VisitReason


def drafted(world: World, at: datetime, _duty: Duty) -> VisitPlan:
    """Draft a plan for winter solstice."""
    return draft_plan(
        reason_id=VisitReason.objects.get(kind="festival").pk,
        festival="winter_solstice",
        first=at.date(),
        last=at.date() + timedelta(days=20),
        visitors={world.here.by("worker").account_id: []},
        by=world.here.by("deputy"),
        at=at,
    )


def in_draft(world: World, at: datetime) -> VisitPlan:
    """Have a plan drafted."""
    return drafted(world, at, due(world, at))


def confirmed(world: World, at: datetime, plan: VisitPlan) -> VisitPlan:
    """Confirm a plan."""
    return confirm_plan(plan.pk, seen=plan.version, by=world.here.by("deputy"), at=at)


def feed(world: World, at: datetime, _before: None) -> str:
    """Make a calendar address."""
    return make_feed(by=world.here.by("worker"), at=at)


KINDS = {
    "rounds.plan_changed/1": Example(write=drafted, before=due),
    "rounds.plan_confirmed/1": Example(write=confirmed, before=in_draft),
    "rounds.feed_changed/1": Example(write=feed),
}

ARGUMENTS = {
    "plan_id": lambda _world, _at: VisitPlan.objects.first().pk,
    "secret": lambda _world, _at: "nobodys",
}
