"""The exact bytes that are hashed. Changing anything here breaks every chain: make a new version instead."""

import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

ENTRY_TAG = b"tongxin/entry/1"
FIELD_TAG = b"tongxin/field/1"
GENESIS = "0" * 64
SALT_BYTES = 16
_SAFE_INTEGER = 2**53


def plain(value: Any) -> Any:
    """Turn a fact into what canonical JSON may hold: text, whole number, yes/no, nothing, or a list of these.

    Decimals become text with two places (yuan, hours), dates ISO text, moments UTC text with microseconds.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        if abs(value) >= _SAFE_INTEGER:
            raise ValueError(f"whole number too large to be canonical: {value}")
        return value
    return _plain_object(value)


def _plain_object(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")


def moment(at: datetime) -> str:
    """Write a moment as UTC text with microseconds: 2026-11-26T01:02:03.000004Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def canonical(value: Any) -> str:
    """Write a plain value as canonical JSON (RFC 8785 for what `plain` gives with ASCII keys)."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _prefixed(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def commitment(*, register: str, entry_id: UUID, name: str, salt: bytes, value: str) -> str:
    """Hash one field so that the entry can be verified without the value, and the value not be guessed from it."""
    parts = (FIELD_TAG, register.encode(), entry_id.bytes, name.encode(), salt, value.encode())
    return hashlib.sha256(_prefixed(*parts)).hexdigest()


def entry_hash(prev_hash: str, header: bytes) -> str:
    """Chain an entry to the one before it."""
    return hashlib.sha256(ENTRY_TAG + bytes.fromhex(prev_hash) + header).hexdigest()
