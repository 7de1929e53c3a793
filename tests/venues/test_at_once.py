"""Eight processes book one venue at once, over and over; afterwards no two bookings that hold it share a moment."""

import pytest

from tests.registers.processes import done, fresh_database, python

WRITERS, TRIES = 8, 12
# One start of Django for all: the writers are forked from it before anything but the set-up has touched the database.
SCRIPT = """
import os, random, traceback, django
django.setup()
from datetime import datetime, timedelta
from itertools import pairwise
from django.db import connections
from tongxin.communities.actions import open_community
from tongxin.communities.models import Account
from tongxin.communities.signing_in import actor_for
from tongxin.kit.clock import CHINA, now
from tongxin.kit.errors import Conflict, RuleBroken
from tongxin.kit.scope import community_scope
from tongxin.venues.bookings.actions import book
from tongxin.venues.bookings.changing import cancel_booking, move_booking
from tongxin.venues.models import Booking, Venue
from tongxin.venues.rooms.actions import open_venue
WRITERS, TRIES = %d, %d
secretary = dict(username="s", name="王", password="tongxin-tests")
open_community(street="街", name="社区", code="c", secretary=secretary, at=now())

def acting():
    account = Account.objects.get(username="s")
    return actor_for(account, account.community_id)

by = acting()
with community_scope(by.community_id):
    hours = {day: [(0, 1440)] for day in range(7)}
    rooms = [open_venue(name=name, capacity=40, hours=hours, by=by, at=now()).pk for name in ("甲室", "乙室")]
begin = (now().astimezone(CHINA) + timedelta(days=2)).replace(hour=9, minute=0, second=0, microsecond=0)

def times(chance):
    start = begin + timedelta(minutes=chance.randrange(0, 180, 15))
    return {"starts": start, "ends": start + timedelta(minutes=chance.choice((30, 45, 60)))}

def write(number):
    chance, by = random.Random(number), acting()
    with community_scope(by.community_id):
        for _try in range(TRIES):
            try:
                made = book(
                    chance.choice(rooms), **times(chance), purpose="试", holder=f"第{number}组", people=5,
                    or_wait=chance.random() < 0.3, by=by, at=now(),
                )
                if chance.random() < 0.5:
                    move_booking(made.pk, **times(chance), venue_id=chance.choice(rooms), seen=made.version, by=by, at=now())
                elif chance.random() < 0.3:
                    cancel_booking(made.pk, reason="改期", seen=made.version, by=by, at=now())
            except (RuleBroken, Conflict):
                pass

connections.close_all()
children = []
for number in range(WRITERS):
    child = os.fork()
    if child == 0:
        try:
            write(number)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    children.append(child)
ended = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
with community_scope(by.community_id):
    clashes = 0
    for room in rooms:
        held = list(Booking.objects.holding().filter(venue_id=room).order_by("starts"))
        clashes += sum(later.starts < earlier.ends for earlier, later in pairwise(held))
    print(ended, clashes, Booking.objects.holding().count() > 3, Booking.objects.filter(version__gt=1).exists())
""" % (WRITERS, TRIES)


@pytest.mark.slow
@pytest.mark.both
def test_eight_writers_never_hold_one_venue_twice() -> None:
    with fresh_database("venues") as env:
        said = done(python(SCRIPT, env)).splitlines()[-1]
    assert said == f"{[0] * WRITERS} 0 True True"
