"""A morning on which twenty phones send two hundred visits at once: `python -m bench.phones`."""

import http.client
import json
import os
import sys
import threading
import time
from typing import Any
from uuid import uuid4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")
import django

django.setup()
from django.db import connection

from bench.figures import Row, tell
from bench.machine import unwind_when_terminated
from bench.serving import HOST, LONGEST, Site, cpu_of, site
from bench.world import PASSWORD, USERNAME, YEAR_DAYS, signed_in
from tests.phones.envelope import packed, payload_of
from tongxin.kit.actor import Actor
from tongxin.kit.clock import now
from tongxin.kit.scope import community_scope
from tongxin.phones.models import Submission
from tongxin.registers.models import RegisterHead
from tongxin.registers.verifying import walk
from tongxin.visits.duties.actions import make_duties
from tongxin.visits.models import Duty, Visit

PHONES = 20
QUEUED = 200


class Phone(threading.Thread):
    """A phone with visits written without a network, each sealed; at the start it sends them one after the other."""

    def __init__(self, at: Site, duties: list[Duty], visitor: Any) -> None:
        super().__init__()
        device = uuid4()
        status, page = at.ask(f"/visit/sync/hello?device={device}")
        if status != 200:
            raise SystemExit(f"a phone's hello was answered with {status}")
        hello = json.loads(page)
        self.at, self.token, self.refused = at, hello["csrf"], list[str]()
        self.cookie = at.request("/")[3]["Cookie"]
        self.queue = [
            packed(payload_of(hello, device, number, now(), duty.household_id, [duty], visitor), hello)
            for number, duty in enumerate(duties, 1)
        ]

    def run(self) -> None:
        """Send all, and the first once more as after a lost answer."""
        origin = f"http://{HOST}:{self.at.port}"
        headers = {"Cookie": self.cookie, "X-CSRFToken": self.token, "Content-Type": "application/json"}
        wire = http.client.HTTPConnection(HOST, self.at.port, timeout=LONGEST)
        for item in [*self.queue, self.queue[0]]:
            try:
                body = json.dumps(item).encode()
                wire.request("POST", "/visit/sync/visit", body, {**headers, "Origin": origin})
                answer = wire.getresponse()
                text = answer.read()
                if answer.status != 201 or json.loads(text)["item"] != item["item"]:
                    self.refused.append(str(answer.status))
            except (OSError, http.client.HTTPException) as fault:
                self.refused.append(repr(fault))
        wire.close()


def homes_to_visit() -> list[Duty]:
    """Return an open duty each of as many homes as there are visits."""
    homes: dict[Any, Duty] = {}
    for duty in Duty.objects.open().select_related("household").order_by("household_id", "id")[: QUEUED * 8]:
        homes.setdefault(duty.household_id, duty)
    return list(homes.values())[:QUEUED]


def sending(by: Actor) -> list[Row]:
    """Send, then count and walk what the registers hold."""
    with community_scope(by.community_id):
        make_duties(ahead=YEAR_DAYS, by=by, at=now())
        duties = homes_to_visit()
    connection.close()
    each = QUEUED // PHONES
    with site() as at:
        at.sign_in(USERNAME, PASSWORD)
        phones = [Phone(at, duties[first : first + each], by.account_id) for first in range(0, QUEUED, each)]
        before, start = cpu_of(at), time.perf_counter()
        for phone in phones:
            phone.start()
        for phone in phones:
            phone.join()
        seconds, cpu = time.perf_counter() - start, cpu_of(at) - before
    refused = [text for phone in phones for text in phone.refused]
    if refused:
        print(refused[:3], file=sys.stderr)
    with community_scope(by.community_id):
        visits, items = Visit.objects.count(), Submission.objects.count()
        # The chains alone: rows of the world were written in bulk, without an entry.
        broken = sum(not walk(head.register).ok for head in RegisterHead.objects.all())
    return [
        Row(f"{QUEUED} visits of {PHONES} phones", seconds, "s", PHONES, target=10),
        Row("one of these visits", cpu * 1000 / (QUEUED + PHONES), "ms", PHONES),
        Row("visits lost", max(QUEUED - visits, 0) + len(refused), "", PHONES, target=0),
        Row("visits doubled", max(visits, items) - QUEUED, "", PHONES, target=0),
        Row("chains broken", broken, "", PHONES, target=0),
    ]


def main() -> None:
    """Measure in a community that has no duty yet."""
    unwind_when_terminated()
    tell(sending(signed_in()))


if __name__ == "__main__":
    main()
