"""What the contract tests need of the way in from a phone."""

from tongxin.phones.models import Submission

ARGUMENTS = {
    "submission_id": lambda _world, _at: Submission.objects.first().pk,
    "sha256": lambda _world, _at: "0" * 64,
}
