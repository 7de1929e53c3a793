"""How suggestions stand, against all that was recorded about them."""

from collections.abc import Iterator

from tongxin.forum import entries
from tongxin.forum.models import Suggestion
from tongxin.forum.rules import Said, stands_by
from tongxin.registers.comparing import Difference, against, in_chunks, told_of
from tongxin.registers.kinds import EntryKind

STEPS: dict[type[EntryKind], str] = {
    entries.Taken: "taken",
    entries.Charged: "charged",
    entries.AnswerWritten: "written",
    entries.AnswerApproved: "approved",
    entries.Answered: "given",
}
WHAT = {kind.schema: what for kind, what in STEPS.items()}


def compare_states() -> Iterator[Difference]:
    """Compare the state of each suggestion with its steps."""
    for chunk in in_chunks(Suggestion.objects.all()):
        told = told_of([row.pk for row in chunk], list(STEPS))
        for row in chunk:
            if steps := told.get(row.pk, ()):  # a suggestion without an entry is reported as such
                state = stands_by([Said(WHAT[step.schema], step.void) for step in steps]).state
                yield from against(row, steps[-1].entry, entries.STEPS.code, {"state": state})
