"""Whom and what an entry speaks of, in words; each app names its own rows and fills this in `AppConfig.ready()`."""

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

# The name under which entries keep a row (need, person, group): what gives the words for many such rows at once. Only
# staff read them, so a person may be named in full.
SUBJECTS: dict[str, Callable[[Collection[UUID]], Mapping[UUID, str]]] = {}


def name_subjects(name: str, words_of: Callable[[Collection[UUID]], Mapping[UUID, str]]) -> None:
    """Say how rows kept under a name are put into words; ValueError if another app already does."""
    if name in SUBJECTS:
        raise ValueError(f"two apps name what entries keep as “{name}”")
    SUBJECTS[name] = words_of
