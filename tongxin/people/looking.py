"""Keeping that somebody looked: who saw what about whom stands beside the files that were opened."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from tongxin.kit.actor import Actor
from tongxin.people.models import FileOpening, Person


def note_looks(
    persons: Iterable[Person], what: str, *, by: Actor, at: datetime, once_in: timedelta | None = None
) -> None:
    """Keep that an account saw something that tells of these persons.

    `what` is the code of what was seen. Within `once_in` of a look at the same, another is not kept: what a phone fetches
    twenty times a day would else drown the rest.
    """
    seen = list(persons)
    if once_in is not None:
        rows = FileOpening.objects.filter(
            account_ref=by.ref,
            what=what,
            opened_at__gte=at - once_in,
            person_id__in=[one.pk for one in seen],
        )
        known = set(rows.values_list("person_id", flat=True))
        seen = [one for one in seen if one.pk not in known]
    FileOpening.objects.bulk_create(
        [
            FileOpening(community_id=by.community_id, person=one, account_ref=by.ref, opened_at=at, what=what)
            for one in seen
        ]
    )
