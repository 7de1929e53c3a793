"""Opening what phones have sealed. A finished visit lies on the phone encrypted to the key kept here: whoever finds the
phone reads nothing of it.

An envelope is JSON: `v` 1, `kid` the key's name, `key` an AES-256 key wrapped by RSA-OAEP (SHA-256), `iv` and `body` of
AES-GCM, all in base64. Pictures are sealed by AES-GCM with keys that stand inside the envelope.
"""

import base64
import hashlib
import hmac
import json
import os
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

KEY_FILE = "phones.key"
KEY_BITS = 3072
ENVELOPE_VERSION = 1
MOST_ENVELOPE_BYTES = 400_000


class Unopened(ValueError):
    """An envelope or picture that cannot be opened; the message is a code: shape | key | damaged."""


@lru_cache(maxsize=4)
def _key_at(path: Path) -> "RSAPrivateKey":
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    if not path.exists():
        made = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
        text = made.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_bytes(text)
        with suppress(FileExistsError):  # of two processes at once, the first one's key stays
            os.link(draft, path)
        draft.unlink()
    held = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(held, rsa.RSAPrivateKey):
        raise Unopened("key")
    return held


def private_key() -> "RSAPrivateKey":
    """Return the key of this installation, made when first needed, readable by its owner only."""
    return _key_at(Path(settings.DATA) / KEY_FILE)


def public_key() -> tuple[str, str]:
    """Return (name, SPKI in base64) of the key to which phones seal."""
    from cryptography.hazmat.primitives import serialization

    spki = (
        private_key()
        .public_key()
        .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    return hashlib.sha256(spki).hexdigest()[:16], base64.b64encode(spki).decode()


def at_rest_secret(account_ref: UUID, device: UUID) -> str:
    """Return, in base64, the key under which a phone keeps an account's duties and drafts while it is signed in.

    It follows from the account and the phone, so that a draft can be read again after the next login; the phone
    forgets it when the session ends.
    """
    said = b"tongxin/phone/at-rest" + account_ref.bytes + device.bytes
    return base64.b64encode(hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).digest()).decode()


def _decoded(text: Any) -> bytes:
    return base64.b64decode(text, validate=True)


def unseal(sealed: bytes, key: bytes, iv: bytes) -> bytes:
    """Open AES-GCM. Raises Unopened if a bit of it was changed."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(iv, sealed, None)
    except (InvalidTag, ValueError) as fault:
        raise Unopened("damaged") from fault


def open_envelope(text: bytes) -> dict[str, Any]:
    """Return what is inside an envelope. Raises Unopened saying why it cannot be opened."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    try:
        envelope = json.loads(text)
        if envelope["v"] != ENVELOPE_VERSION:
            raise Unopened("shape")
        if envelope["kid"] != public_key()[0]:
            raise Unopened("key")
        wrapped, iv, body = (_decoded(envelope[name]) for name in ("key", "iv", "body"))
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise fault if isinstance(fault, Unopened) else Unopened("shape") from fault
    oaep = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
    try:
        key = private_key().decrypt(wrapped, oaep)
    except ValueError as fault:
        raise Unopened("damaged") from fault
    try:
        found = json.loads(unseal(body, key, iv))
    except (ValueError, RecursionError) as fault:
        raise fault if isinstance(fault, Unopened) else Unopened("shape") from fault
    if not isinstance(found, dict):
        raise Unopened("shape")
    return found
