"""What a phone says of a visit, read from inside the envelope. Every field is checked; nothing is believed unread."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar
from uuid import UUID

from tongxin.kit.words import clean
from tongxin.visits.actions_visits import GiftFacts, Told, Went

# The server takes what this version of the page writes and the two before it.
FORM_VERSION = 1
ACCEPTED_VERSIONS = tuple(version for version in range(FORM_VERSION - 2, FORM_VERSION + 1) if version > 0)
MOST_PHOTOS, MOST_GIFTS, MOST_TEXT = 6, 12, 2000
Read = TypeVar("Read")


class Unread(ValueError):
    """A payload that does not say what a visit is; the message names the field."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture: the fingerprint of its sealed bytes, and the key that opens it."""

    sha256: str
    key: str
    iv: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A resident's phone number as the visitor heard it, and as the phone had it before."""

    person: UUID
    base_version: int
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Payload:
    """A visit as a phone wrote it."""

    item: UUID
    device: UUID
    seq: int
    form_version: int
    ticket: str
    household: UUID
    duties: tuple[UUID, ...]
    base_versions: dict[UUID, int]
    visited_on: date
    outcome: str
    mode: str
    went: Went
    told: Told
    gifts: tuple[GiftFacts, ...]
    captured_at: datetime
    clock_offset: int
    person: UUID | None = None
    photos: tuple[Photo, ...] = ()
    fact: Fact | None = None


def _take(raw: dict[str, Any], name: str, reader: Callable[[Any], Read]) -> Read:
    try:
        return reader(raw[name])
    except (KeyError, ValueError, TypeError, InvalidOperation, OverflowError, AttributeError) as fault:
        raise Unread(name) from fault


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > MOST_TEXT:
        raise ValueError
    return clean(value)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise ValueError
    return value


def _offset(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**31:
        raise ValueError
    return value


def _ids(value: Any) -> tuple[UUID, ...]:
    if not isinstance(value, list) or len(value) > 50:
        raise ValueError
    return tuple(UUID(text) for text in value)


def _moment(value: Any) -> datetime:
    found = datetime.fromisoformat(value)
    if found.tzinfo is None or not 2000 <= found.year <= 2200:
        raise ValueError
    return found.astimezone(UTC)


def _money(value: Any) -> Decimal:
    found = Decimal(str(value))
    if not found.is_finite() or found != found.quantize(Decimal("0.01")) or abs(found) >= 10**8:
        raise ValueError
    return found.quantize(Decimal("0.01"))


def _gift(raw: Any) -> GiftFacts:
    return GiftFacts(
        item=_text(raw["item"]),
        value=_money(raw["value"]),
        fund_source=_text(raw["fund_source"]),
        signed_by=_text(raw["signed_by"]),
        quantity=_money(raw.get("quantity", "1")),
        unit=_text(raw.get("unit", ""))[:10],
        is_cash=bool(raw.get("is_cash", False)),
        relation=_text(raw.get("relation", ""))[:20],
    )


def _gifts(value: Any) -> tuple[GiftFacts, ...]:
    if not isinstance(value, list) or len(value) > MOST_GIFTS:
        raise ValueError
    return tuple(_gift(raw) for raw in value)


def _photos(value: Any) -> tuple[Photo, ...]:
    if not isinstance(value, list) or len(value) > MOST_PHOTOS:
        raise ValueError
    found = tuple(Photo(str(raw["sha256"]), str(raw["key"]), str(raw["iv"])) for raw in value)
    if any(len(photo.sha256) != 64 for photo in found):
        raise ValueError
    return found


def _fact(value: Any) -> Fact | None:
    if value is None:
        return None
    return Fact(
        UUID(value["person"]), _whole(value["base_version"]), _text(value["was"]), _text(value["now"])
    )


def _versions(value: Any) -> dict[UUID, int]:
    return {UUID(key): _whole(version) for key, version in value.items()}


def read_payload(raw: dict[str, Any]) -> Payload:
    """Read a payload. Raises Unread naming the first field that does not fit."""
    version = _take(raw, "form_version", _whole)
    if version not in ACCEPTED_VERSIONS:
        raise Unread("form_version")
    told = Told(
        situation=_take(raw, "situation", _text),
        need=_take(raw, "need", _text),
        service_type=_take(raw, "service_type", _text),
        suggestions=_take(raw, "suggestions", _text),
        follow_up=_take(raw, "follow_up", _text),
    )
    raw.setdefault("person", None)
    raw.setdefault("fact", None)
    return Payload(
        item=_take(raw, "item", UUID),
        device=_take(raw, "device", UUID),
        seq=_take(raw, "seq", _whole),
        form_version=version,
        ticket=_take(raw, "ticket", str),
        household=_take(raw, "household", UUID),
        duties=_take(raw, "duties", _ids),
        base_versions=_take(raw, "base_versions", _versions),
        visited_on=_take(raw, "visited_on", date.fromisoformat),
        outcome=_take(raw, "outcome", _text),
        mode=_take(raw, "mode", _text),
        went=Went(_take(raw, "visitors", _ids), _take(raw, "members", _ids)),
        told=told,
        gifts=_take(raw, "gifts", _gifts),
        captured_at=_take(raw, "captured_at", _moment),
        clock_offset=_take(raw, "clock_offset", _offset),
        photos=_take(raw, "photos", _photos),
        person=_take(raw, "person", lambda value: UUID(value) if value else None),
        fact=_take(raw, "fact", _fact),
    )


def true_moment(payload: Payload) -> datetime:
    """Return when the visit was written down by the server's clock, as far as the phone knew how far its own was off."""
    return payload.captured_at + timedelta(seconds=payload.clock_offset)
