"""What the contract tests need of plans and round sheets."""

from tongxin.rounds.models import VisitPlan

ARGUMENTS = {
    "plan_id": lambda _world, _at: VisitPlan.objects.first().pk,
    "secret": lambda _world, _at: "nobodys",
}
