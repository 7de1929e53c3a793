"""Corrections of one visit and of its gifts at the same moment: each is taken or refused in words, and none is lost."""

import pytest

from tests.registers.processes import done, fresh_database, python

ROUNDS = 6
SCRIPT = """
import threading, django
django.setup()
from django.conf import settings
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a slow one would only take time
from decimal import Decimal
from django.db import connections
from tests.conftest import AT, World, _home
from tests.needs.flow import done
from tests.visits import examples, flow
from tongxin.kit.clock import standing_at
from tongxin.kit.errors import RuleBroken
from tongxin.kit.scope import community_scope
from tongxin.needs.models import Need, Service
from tongxin.registers import actions
from tongxin.registers.models import Corrected, Entry
from tongxin.registers.reading import current_values
from tongxin.registers.verifying import walk_all
from tongxin.visits.calls.facts import GiftFacts
from tongxin.visits.calls.goods import value_of
from tongxin.visits.models import Gift

world = World(_home("here", "泰山社区", "1000000"), _home("there", "新鹅社区", "1000001"))
here = world.here
by = here.by("secretary")
refused, broken = [], []

def latest(schema, back=0):
    return Entry.objects.written().filter(schema=schema).order_by("-seq")[back]

def amend(entry, **changes):
    return lambda: actions.amend(entry.pk, changes, reason="写错了", by=by, at=AT)

def void(entry):
    return lambda: actions.void(entry.pk, reason="登记重复", by=by, at=AT)

def at_once(*deeds):
    gate = threading.Barrier(len(deeds))
    def run(deed):
        try:
            with community_scope(here.id), standing_at(AT):
                gate.wait()
                deed()
        except RuleBroken:
            refused.append(deed)
        except BaseException as fault:
            broken.append(type(fault).__name__ + ": " + str(fault).splitlines()[0])
        finally:
            connections.close_all()
    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

def told():
    return current_values(latest("visits.made/1"))

OIL = GiftFacts("油", Decimal("50.00"), "街道", "张伟明", Decimal(1))
with community_scope(here.id), standing_at(AT):
    examples.due(world, AT)
    done(here, AT)
    received, served = latest("needs.received/1"), latest("service.given/1")
    sums = []
    for number in range(%d):
        visit = flow.visited(here, AT, gifts=[flow.RICE, OIL], went=flow.went(here, "worker", "deputy"))
        oil, rice = latest("handouts.given/1"), latest("handouts.given/1", 1)
        at_once(amend(oil, value=Decimal("22.00")), amend(rice, value=Decimal("11.00")))
        sums.append(told()["value"] == f"{value_of(list(Gift.objects.filter(visit_id=visit.pk)))}" == "33.00")
        at_once(amend(oil, value=Decimal("44.00")), void(latest("visits.made/1")))
        standing = Gift.objects.filter(visit_id=visit.pk, is_void=False).count()
        void_lines = Corrected.objects.filter(entry_id__in=[oil.pk, rice.pk], is_void=True).count()
        sums.append((standing, void_lines) == (0, 2))
        at_once(amend(received, visitor=f"梁{number}"), amend(served, content=f"讲了 {number} 次"))
        line = current_values(served)
        sums.append((line["beneficiary"], line["content"]) == (f"梁{number}", f"讲了 {number} 次"))
    faults = [fault.what for walk in walk_all() for fault in walk.faults]
print(sums, broken, len(refused) <= %d, faults)
""" % (ROUNDS, ROUNDS)


@pytest.mark.slow
@pytest.mark.both
def test_corrections_of_one_visit_at_the_same_moment_are_all_kept() -> None:
    with fresh_database("at_once") as env:
        said = done(python(SCRIPT, env)).splitlines()[-1]
    assert said == f"{[True] * ROUNDS * 3} [] True []"
