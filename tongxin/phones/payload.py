"""What a phone says, read from inside the envelope: what every item says here, the rest by the app that declared its kind.

Every field is checked; nothing is believed unread. The readers below are for the apps' own fields too.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import InvalidOperation
from typing import Any, TypeVar
from uuid import UUID

from tongxin.kit.words import clean

# The server takes what this version of the page writes and the two before it.
FORM_VERSION = 1
ACCEPTED_VERSIONS = tuple(version for version in range(FORM_VERSION - 2, FORM_VERSION + 1) if version > 0)
MOST_PHOTOS, MOST_TEXT, MOST_IDS = 6, 2000, 50
Read = TypeVar("Read")
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


class Unread(ValueError):
    """A payload that does not say what its kind of item is; the message names the field."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture: the fingerprint of its sealed bytes, and the key that opens it."""

    sha256: str
    key: str
    iv: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A resident's phone number as the writer heard it, and as the phone had it before."""

    person: UUID
    base_version: int
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Payload:
    """What every item says of itself; `said` is what its kind has read."""

    kind: str
    item: UUID
    device: UUID
    seq: int
    form_version: int
    ticket: str
    captured_at: datetime
    clock_offset: int
    photos: tuple[Photo, ...]
    heard: Heard | None
    said: Any

    @property
    def written_at(self) -> datetime:
        """Return when it was written down by the server's clock, as far as the phone knew how far its own was off."""
        return self.captured_at + timedelta(seconds=self.clock_offset)


def take(raw: Mapping[str, Any], name: str, reader: Callable[[Any], Read]) -> Read:
    """Read a field. Raises Unread naming it if it is missing or does not fit."""
    try:
        return reader(raw[name])
    except (KeyError, ValueError, TypeError, InvalidOperation, OverflowError, AttributeError) as fault:
        raise Unread(name) from fault


def text(value: Any) -> str:
    """Read a text of at most 2,000 characters. Half a character, which no database stores, becomes a replacement mark."""
    if not isinstance(value, str) or len(value) > MOST_TEXT:
        raise ValueError
    return clean(value.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def whole(value: Any) -> int:
    """Read a whole number from 0 on."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise ValueError
    return value


def ids(value: Any) -> tuple[UUID, ...]:
    """Read a list of at most 50 ids."""
    if not isinstance(value, list) or len(value) > MOST_IDS:
        raise ValueError
    return tuple(UUID(one) for one in value)


def _offset(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**31:
        raise ValueError
    return value


def _moment(value: Any) -> datetime:
    found = datetime.fromisoformat(value)
    if found.tzinfo is None or not 2000 <= found.year <= 2200:
        raise ValueError
    return found.astimezone(UTC)


def _photos(value: Any) -> tuple[Photo, ...]:
    if not isinstance(value, list) or len(value) > MOST_PHOTOS:
        raise ValueError
    found = tuple(Photo(str(raw["sha256"]), str(raw["key"]), str(raw["iv"])) for raw in value)
    if any(not _FINGERPRINT.fullmatch(photo.sha256) for photo in found):
        raise ValueError
    return found


def _heard(value: Any) -> Heard | None:
    if value is None:
        return None
    return Heard(UUID(value["person"]), whole(value["base_version"]), text(value["was"]), text(value["now"]))


def read_payload(
    raw: Mapping[str, Any], readers: Mapping[str, Callable[[Mapping[str, Any]], Any]]
) -> Payload:
    """Read a payload; `readers` are kind: what reads the kind's own fields. Raises Unread naming the first that does not fit."""
    version = take(raw, "form_version", whole)
    if version not in ACCEPTED_VERSIONS:
        raise Unread("form_version")
    kind = take(raw, "kind", text)
    if kind not in readers:
        raise Unread("kind")
    return Payload(
        kind=kind,
        item=take(raw, "item", UUID),
        device=take(raw, "device", UUID),
        seq=take(raw, "seq", whole),
        form_version=version,
        ticket=take(raw, "ticket", str),
        captured_at=take(raw, "captured_at", _moment),
        clock_offset=take(raw, "clock_offset", _offset),
        photos=take(raw, "photos", _photos),
        heard=take({"fact": None, **raw}, "fact", _heard),
        said=readers[kind](raw),
    )
