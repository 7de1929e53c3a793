"""The week of ten venues with two bookings a day each: CPU of the whole page in process, beside a plain query and a plain template of the same rows."""

import os
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from statistics import median
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")
from tongxin.config import environment

environment.make_keys()
import django

django.setup()
from django.db import transaction
from django.template import Context, Engine
from django.test import Client

from bench.figures import Row, tell
from tongxin.communities.models import Account
from tongxin.communities.signing_in import actor_for
from tongxin.kit.clock import CHINA, now
from tongxin.kit.scope import community_scope
from tongxin.venues.bookings.actions import book
from tongxin.venues.models import Booking
from tongxin.venues.rooms.actions import open_venue

VENUES, DAYS = 10, 7
HOURS = (9, 15)
ROUNDS = 60
PLAIN = Engine().from_string(
    "<table>{% for row in rows %}<tr><td>{{ row.venue__name }}</td><td>{{ row.day }}</td><td>{{ row.starts }}</td>"
    "<td>{{ row.ends }}</td><td>{{ row.purpose }}</td></tr>{% endfor %}</table>"
)


def fill(by: Any) -> datetime:
    """Book ten venues twice on each day of the coming week; return its Monday."""
    at = now()
    monday = (at.astimezone(CHINA) + timedelta(days=7)).replace(hour=0, minute=0, second=0, microsecond=0)
    monday -= timedelta(days=monday.weekday())
    hours = {day: [(480, 1320)] for day in range(DAYS)}
    with transaction.atomic():
        for number in range(VENUES):
            venue = open_venue(name=f"{number + 1}号活动室", capacity=40, hours=hours, by=by, at=at)
            for day in range(DAYS):
                for hour in HOURS:
                    starts = monday + timedelta(days=day, hours=hour)
                    span = {"starts": starts, "ends": starts + timedelta(minutes=90)}
                    book(venue.pk, **span, purpose="合唱排练", holder="合唱队", people=20, by=by, at=at)
    return monday


def cpu(work: Callable[[], object]) -> float:
    """Return the median CPU of a piece of work, in milliseconds, once it is warm."""
    taken = []
    for number in range(ROUNDS + 5):
        began = time.process_time()
        work()
        if number >= 5:
            taken.append((time.process_time() - began) * 1000)
    return median(taken)


def main() -> None:
    """Measure both."""
    account = Account.objects.get()
    with community_scope(account.community_id):
        monday = fill(actor_for(account, account.community_id))
    client = Client()
    client.force_login(account, backend="tongxin.communities.signing_in.Backend")
    address = f"/venues/?week={monday:%Y-%m-%d}"
    page = client.get(address)
    if page.status_code != 200 or page.content.count("合唱排练".encode()) != VENUES * DAYS * len(HOURS):
        raise SystemExit("the week does not show what was booked")

    def plain() -> None:
        with community_scope(account.community_id):
            rows = Booking.objects.values("venue__name", "day", "starts", "ends", "purpose").order_by(
                "starts"
            )
            PLAIN.render(Context({"rows": list(rows)}))

    words = f"week of {VENUES} venues, {VENUES * DAYS * len(HOURS)} bookings"
    tell([Row(words, cpu(lambda: client.get(address)), "ms", floor=cpu(plain), target=15)])


if __name__ == "__main__":
    main()
