"""A phone as the server sees it: it greets, takes homes along, seals, and sends through the site's own addresses."""

import hashlib
import json
import os
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.http import HttpResponse
from django.test import Client

from tests.conftest import World
from tests.files.pictures import picture
from tests.phones.envelope import packed, payload_of, text
from tongxin.phones.models import Submission
from tongxin.visits.models import Duty


class Phone:
    """One phone in somebody's hand; `writer` is who it greeted the server as when it wrote."""

    def __init__(self, world: World, role: str = "worker", device: UUID | None = None) -> None:
        self.world, self.device, self.seq = world, device or uuid4(), 0
        self.client: Client = world.client(role)
        self.hello: dict[str, Any] = {}
        self.greet()

    def greet(self) -> dict[str, Any]:
        """Ask the server who is signed in."""
        answer = self.client.get(f"/visit/sync/hello?device={self.device}")
        assert answer.status_code == 200, answer.content
        self.hello = answer.json()
        return self.hello

    def signs_in(self, role: str) -> None:
        """Let somebody else sign in, without asking anything anew."""
        self.client = self.world.client(role)

    def writes(self, at: datetime, *duties: Duty, **facts: Any) -> dict[str, Any]:
        """Return a payload: a visit that found somebody well."""
        self.seq += 1
        home = duties[0].household_id if duties else facts.pop("household")
        visitor = self.world.here.by("worker").account_id
        assert visitor
        return {**payload_of(self.hello, self.device, self.seq, at, home, duties, visitor), **facts}

    def packs(self, payload: Any, item: str | None = None) -> dict[str, str]:
        """Return what the page keeps of a finished visit, under another number if one is given."""
        found = packed(payload, self.hello)
        return {**found, "item": item or found["item"]}

    def sends(self, packed: dict[str, str], **headers: Any) -> HttpResponse:
        """Post a packed visit."""
        return self.client.post(  # type: ignore[return-value]  # the test client's response is one
            "/visit/sync/visit", json.dumps(packed), content_type="application/json", **headers
        )

    def photographs(self, clear: bytes | None = None) -> tuple[dict[str, str], bytes]:
        """Return a picture as the payload names it, and its sealed bytes."""
        key, iv = os.urandom(32), os.urandom(12)
        body = AESGCM(key).encrypt(iv, clear or picture(), None)
        return {"sha256": hashlib.sha256(body).hexdigest(), "key": text(key), "iv": text(iv)}, body

    def puts(self, sha256: str, body: bytes) -> HttpResponse:
        """Put a sealed picture."""
        return self.client.put(  # type: ignore[return-value]  # as above
            f"/visit/sync/blob/{sha256}", body, content_type="application/octet-stream"
        )


def held() -> Submission:
    """Return the one item that the server has stored."""
    found: Submission = Submission.objects.get()
    return found
