"""What a phone says of a visit, beside what every item says. Every field is checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from tongxin.phones.payload import ids, take, text, whole
from tongxin.visits.calls.facts import GiftFacts, Told, Went

MOST_GIFTS = 12


@dataclass(frozen=True, slots=True)
class VisitSaid:
    """A visit as a phone wrote it; `base_versions` are the duties' versions that the phone had taken along."""

    household: UUID
    person: UUID | None
    duties: tuple[UUID, ...]
    base_versions: dict[UUID, int]
    visited_on: date
    outcome: str
    mode: str
    went: Went
    told: Told
    gifts: tuple[GiftFacts, ...]


def _money(value: Any) -> Decimal:
    found = Decimal(str(value))
    if not found.is_finite() or found != found.quantize(Decimal("0.01")) or abs(found) >= 10**8:
        raise ValueError
    return found.quantize(Decimal("0.01"))


def _gift(raw: Any) -> GiftFacts:
    return GiftFacts(
        item=text(raw["item"]),
        value=_money(raw["value"]),
        fund_source=text(raw["fund_source"]),
        signed_by=text(raw["signed_by"]),
        quantity=_money(raw.get("quantity", "1")),
        unit=text(raw.get("unit", ""))[:10],
        is_cash=bool(raw.get("is_cash", False)),
        relation=text(raw.get("relation", ""))[:20],
    )


def _gifts(value: Any) -> tuple[GiftFacts, ...]:
    if not isinstance(value, list) or len(value) > MOST_GIFTS:
        raise ValueError
    return tuple(_gift(raw) for raw in value)


def _versions(value: Any) -> dict[UUID, int]:
    return {UUID(key): whole(version) for key, version in value.items()}


def read_visit(raw: Mapping[str, Any]) -> VisitSaid:
    """Read a visit's own fields. Raises Unread naming the first that does not fit."""
    told = Told(
        situation=take(raw, "situation", text),
        need=take(raw, "need", text),
        service_type=take(raw, "service_type", text),
        suggestions=take(raw, "suggestions", text),
        follow_up=take(raw, "follow_up", text),
    )
    return VisitSaid(
        household=take(raw, "household", UUID),
        person=take({"person": None, **raw}, "person", lambda value: UUID(value) if value else None),
        duties=take(raw, "duties", ids),
        base_versions=take(raw, "base_versions", _versions),
        visited_on=take(raw, "visited_on", date.fromisoformat),
        outcome=take(raw, "outcome", text),
        mode=take(raw, "mode", text),
        went=Went(take(raw, "visitors", ids), take(raw, "members", ids)),
        told=told,
        gifts=take(raw, "gifts", _gifts),
    )
