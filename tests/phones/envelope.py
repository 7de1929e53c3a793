"""What the visit page of a phone writes, made without a browser: a payload, sealed to the server."""

import base64
import hashlib
import json
import os
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tongxin.visits.models import Duty


def text(value: bytes) -> str:
    """Return bytes in base64."""
    return base64.b64encode(value).decode()


def sealed(payload: Any, key: str, kid: str) -> str:
    """Seal a payload as the page does."""
    public = serialization.load_der_public_key(base64.b64decode(key))
    assert isinstance(public, RSAPublicKey)
    inner, iv = os.urandom(32), os.urandom(12)
    body = AESGCM(inner).encrypt(iv, json.dumps(payload).encode(), None)
    oaep = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
    said = {
        "v": 1,
        "kid": kid,
        "key": text(public.encrypt(inner, oaep)),
        "iv": text(iv),
        "body": text(body),
    }
    return json.dumps(said)


def payload_of(
    hello: dict[str, Any],
    device: UUID,
    seq: int,
    at: datetime,
    home: UUID,
    duties: Sequence[Duty],
    visitor: UUID,
) -> dict[str, Any]:
    """Return the payload of a visit that found somebody well."""
    return {
        "kind": "visit",
        "item": str(uuid4()),
        "device": str(device),
        "seq": seq,
        "form_version": 1,
        "ticket": hello["ticket"],
        "household": str(home),
        "person": None,
        "duties": [str(duty.pk) for duty in duties],
        "base_versions": {str(duty.pk): duty.version for duty in duties},
        "visited_on": at.date().isoformat(),
        "outcome": "visited",
        "mode": "home",
        "visitors": [str(visitor)],
        "members": [],
        "situation": "身体还好",
        "need": "",
        "service_type": "other",
        "suggestions": "",
        "follow_up": "",
        "gifts": [],
        "captured_at": at.isoformat(),
        "clock_offset": 0,
        "photos": [],
        "fact": None,
    }


def packed(payload: dict[str, Any], hello: dict[str, Any]) -> dict[str, str]:
    """Return what the page keeps of a finished visit: its number, fingerprint and envelope."""
    envelope = sealed(payload, hello["key"], hello["kid"])
    return {
        "item": payload["item"],
        "sha256": hashlib.sha256(envelope.encode()).hexdigest(),
        "envelope": envelope,
    }
