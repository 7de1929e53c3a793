"""What an entry states of a resident, and the entry of a correction: what it is now, and what stood before of each fact that changed."""

from collections.abc import Mapping
from typing import Any

from tongxin.kit.words import clean
from tongxin.people.entries import PersonCorrected
from tongxin.people.models import Person


def stated(person: Person) -> dict[str, Any]:
    """Return what an entry states of a resident."""
    return {
        "name": person.name,
        "birth_date": person.birth_date,
        "phone": person.phone,
        "address": person.address,
        "left_on": person.left_on,
    }


def corrected(person: Person, before: Mapping[str, Any], *, reason: str = "") -> PersonCorrected:
    """Return the entry of a resident's correction; `before` is what `stated` gave before it."""
    after = stated(person)
    was = {name: value for name, value in before.items() if value != after[name]}
    return PersonCorrected(
        person=person.pk,
        **after,
        reason=clean(reason),
        changed=tuple(was),
        **{f"was_{name}": value for name, value in was.items()},
    )
