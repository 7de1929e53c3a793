"""Measure must-visits: the duties of a year at two sizes, the list of duties, and a morning on which all phones send at once."""

import io
import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
from datetime import timedelta
from typing import Any
from uuid import uuid4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")
from tongxin.config import environment

environment.make_keys()
import django

django.setup()
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from bench.floor import plain_client
from bench.measure import Row, cpu, progress, site, tell
from bench.world import Resident, add_people, insert
from tests.phones.envelope import packed, payload_of
from tongxin.almanac.actions import fill
from tongxin.communities.actions import open_community
from tongxin.communities.models import Account
from tongxin.communities.signing_in import actor_for
from tongxin.kit.actor import Actor
from tongxin.kit.clock import local_date, now
from tongxin.kit.scope import community_scope
from tongxin.people.models import Consent, PersonCategory
from tongxin.people.rules import PURPOSES
from tongxin.phones.models import Submission
from tongxin.registers.verifying import walk_all
from tongxin.visits.models import Duty, FamilyEvent, Visit, VisitReason
from tongxin.visits.reasons.actions import set_rule

SMALL = 17_000
BACKEND = "tongxin.communities.signing_in.Backend"
# One resident in sixteen is served and agrees to be called on; one in ten of these falls ill within two months.
ONE_SERVED_IN = 16
ONE_EVENT_IN = 10
CATEGORIES = ("elderly_alone", "disabled", "allowance", "special_hardship")
FESTIVALS = ("spring_festival", "dragon_boat", "mid_autumn", "double_ninth")
PHONES = 20
QUEUED = 200


def build(residents: int) -> Account:
    """Open a community of a size with its rules, served residents and events, and no duties yet."""
    at = now()
    secretary = {"username": f"visits-{residents}", "name": "王书记", "password": "tongxin-bench"}
    code = f"visits-{residents}"
    community, account = open_community(street="街道", name="社区", code=code, secretary=secretary, at=at)
    with community_scope(community.pk), transaction.atomic():
        by = actor_for(account, community.pk)
        facts: dict[str, Any] = {
            "effective_from": local_date(at),
            "account_id": account.pk,
            "by": by,
            "at": at,
        }
        set_rule(kind="festival", festivals=FESTIVALS, categories=CATEGORIES, window_days=15, **facts)
        set_rule(kind="illness", limit_days=3, **facts)
        _serve(add_people(residents, residents, community.pk, at)[::ONE_SERVED_IN], by)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return account


def _serve(served: list[Resident], by: Actor) -> None:
    today = local_date(now())
    illness = VisitReason.objects.get(kind="illness")
    consents, categories, events = [], [], []
    for number, person in enumerate(served):
        common = {"community_id": by.community_id, "person_id": person.pk}
        both = [
            Consent(
                purpose=code,
                wording_version=PURPOSES[code].version,
                given_on=today - timedelta(days=90),
                way="paper",
                **common,
            )
            for code in ("served_category", "follow_up")
        ]
        consents += both
        categories.append(
            PersonCategory(
                category=CATEGORIES[number % 4], consent=both[0], since=today - timedelta(days=90), **common
            )
        )
        if number % ONE_EVENT_IN == 0:
            day = today - timedelta(days=number % 60)
            events.append(
                FamilyEvent(
                    reason=illness,
                    kind="hospital",
                    household_id=person.home,
                    happened_on=day,
                    told_on=day,
                    told_by="family",
                    **common,
                )
            )
    for model, rows in ((Consent, consents), (PersonCategory, categories), (FamilyEvent, events)):
        insert(model, rows)


def making(account: Account, residents: int) -> list[Row]:
    """Measure the duties of a year in a process of its own, beside a bare insert of the same rows."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.making", account.username],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout.splitlines()[-1])
    return [
        {"what": "floor: bare insert of the same duties", "value": found["floor"], "unit": "s"},
        {
            "what": f"duties of a year, {found['made']} of them",
            "value": found["seconds"],
            "unit": "s",
            "ratio": found["seconds"] / found["floor"],
            "target": 1 if residents == SMALL else 30,
        },
        *(
            [{"what": "made again: nothing changes", "value": found["again"], "unit": "s"}]
            if found["again"]
            else []
        ),
        {
            "what": "duties: memory at its highest",
            "value": found["megabytes"],
            "unit": "MB",
            "target": 500,
        },
    ]


def listing(account: Account) -> list[Row]:
    """Measure the list of duties beside the plain page."""
    client = Client()
    client.force_login(account, backend=BACKEND)

    def ask() -> None:
        answer = client.get("/visits/?tab=open")
        assert answer.status_code == 200
        assert answer.content.count(b"data-href") == 50

    with plain_client(account) as plain:
        assert plain.get("/duties/").content.count(b"<tr>") == 50
        lowest = cpu(lambda: plain.get("/duties/"))
    page = cpu(ask)
    return [
        {"what": "floor: plain view and template, same 50 rows", "value": lowest, "unit": "ms"},
        {
            "what": "list of duties (50 rows)",
            "value": page,
            "unit": "ms",
            "ratio": page / lowest,
            "target": 15,
        },
    ]


class Phone(threading.Thread):
    """A phone with visits written without a network, each sealed; at the start it sends them one after the other."""

    def __init__(self, account: Account, duties: list[Duty]) -> None:
        super().__init__()
        device, client = uuid4(), Client()
        client.force_login(account, backend=BACKEND)
        hello = client.get(f"/visit/sync/hello?device={device}").json()
        self.cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        self.token = hello["csrf"]
        self.queue = [
            packed(payload_of(hello, device, number, now(), duty.household_id, [duty], account.pk), hello)
            for number, duty in enumerate(duties, 1)
        ]
        self.address = ""
        self.refused: list[str] = []

    def run(self) -> None:
        """Send all, and the first once more as after a lost answer."""
        for item in [*self.queue, self.queue[0]]:
            request = urllib.request.Request(
                f"{self.address}/visit/sync/visit",
                json.dumps(item).encode(),
                method="POST",
                headers={
                    "Cookie": self.cookie,
                    "X-CSRFToken": self.token,
                    "Content-Type": "application/json",
                    "Origin": self.address,
                    "Referer": self.address,
                },
            )
            try:
                answer = urllib.request.urlopen(request, timeout=60)
                if answer.status != 201 or json.load(answer)["item"] != item["item"]:
                    self.refused.append(str(answer.status))
            except OSError as fault:
                self.refused.append(str(fault))


def sending(account: Account, by: Actor) -> list[Row]:
    """Measure two hundred visits sent by twenty phones at once, then count and walk what the registers hold."""
    with community_scope(by.community_id):
        found = Duty.objects.open().select_related("household").order_by("household_id", "id")
        homes: dict[Any, Duty] = {}
        for duty in found[: QUEUED * 8]:
            homes.setdefault(duty.household_id, duty)
        duties = list(homes.values())[:QUEUED]
        each = QUEUED // PHONES
        phones = [Phone(account, duties[at : at + each]) for at in range(0, QUEUED, each)]
    with site() as server:
        start = time.perf_counter()
        for phone in phones:
            phone.address = server.address
            phone.start()
        for phone in phones:
            phone.join()
        seconds = time.perf_counter() - start
    refused = [text for phone in phones for text in phone.refused]
    if refused:
        print(refused[:3], file=sys.stderr)
    with community_scope(by.community_id):
        visits, items = Visit.objects.count(), Submission.objects.count()
        broken = sum(not walk.ok for walk in walk_all())
    return [
        {"what": f"{QUEUED} visits from {PHONES} phones", "value": seconds, "unit": "s", "target": 10},
        {"what": "visits lost", "value": max(QUEUED - visits, 0) + len(refused), "unit": "", "target": 0},
        {"what": "visits doubled", "value": max(visits, items) - QUEUED, "unit": "", "target": 0},
        {"what": "chains broken", "value": broken, "unit": "", "target": 0},
    ]


def main() -> None:
    """At each size in turn: build, say so, wait to be told to go on, measure, print."""
    call_command("migrate", verbosity=0, stdout=io.StringIO())
    with transaction.atomic():
        fill()
    for residents in (int(text) for text in sys.argv[1:]):
        progress(f"building {residents} residents to be visited")
        account = build(residents)
        connection.close()
        print(json.dumps({"built": residents}), flush=True)
        sys.stdin.readline()
        measure(account, residents)
        connection.close()
        print(json.dumps({"measured": residents}), flush=True)
        sys.stdin.readline()


def measure(account: Account, residents: int) -> None:
    """Measure everything at one size; the list and the phones at that of a community."""
    assert account.community_id
    progress("duties")
    tell(making(account, residents))
    if residents == SMALL:
        by = actor_for(account, account.community_id)
        with community_scope(by.community_id):
            tell(listing(account))
        progress("phones")
        tell(sending(account, by))


if __name__ == "__main__":
    main()
