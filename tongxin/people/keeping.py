"""Writing what is derived from a person's facts: fingerprint of the identity number, folded name, search keys."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from itertools import islice
from uuid import UUID

from django.conf import settings
from django.db import connection

from tongxin.kit.bulk import insert_rows
from tongxin.people.keys import keys_for
from tongxin.people.models import Household, Person, PersonSearchKey

KEY_BATCH = 20_000


def card_print(number: str) -> str:
    """Return the keyed fingerprint of an identity number: finds the same card again, tells nothing without the key."""
    return hmac.new(settings.IDENTITY_KEY.encode(), number.encode(), hashlib.sha256).hexdigest()


def key_rows(
    people: Iterable[tuple[UUID, str, str, str, str]], community_id: UUID
) -> Iterator[tuple[UUID, str, UUID]]:
    """Yield (community, key, person) for people given as (id, name, spelling, phone, address)."""
    for person_id, name, spelling, phone, address in people:
        for key in keys_for(name=name, spelling=spelling, phone=phone, address=address):
            yield community_id, key, person_id


def _in_order(rows: Iterator[tuple[UUID, str, UUID]]) -> Iterator[tuple[UUID, str, UUID]]:
    """Sort a batch at a time: sorted rows go into the index quickly, and all of them at once would fill the memory."""
    while batch := sorted(islice(rows, KEY_BATCH)):
        yield from batch


def write_keys(people: Iterable[tuple[UUID, str, str, str, str]], community_id: UUID) -> None:
    """Insert the search keys of new people."""
    rows = _in_order(key_rows(people, community_id))
    insert_rows(PersonSearchKey, ("community_id", "key", "person_id"), rows)


def renew_keys(people: Iterable[Person]) -> None:
    """Replace the search keys of people whose facts changed."""
    changed = list(people)
    PersonSearchKey.objects.filter(person_id__in=[person.pk for person in changed]).delete()
    for community_id in {person.community_id for person in changed}:
        write_keys(
            [
                (person.pk, person.name, person.spelling, person.phone, person.address)
                for person in changed
                if person.community_id == community_id
            ],
            community_id,
        )


def measure_tables() -> None:
    """Let the database count its rows anew after a great change, or it may search the long way round.

    These tables and no more: told that a file holds one community, SQLite takes every index that begins with it for useless, reads
    the whole table and sorts it (docs/speed.md).
    """
    with connection.cursor() as cursor:
        for model in (Household, Person, PersonSearchKey):
            cursor.execute(f"ANALYZE {model._meta.db_table}")
