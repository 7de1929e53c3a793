"""What is asked of a row, or of its absence, holds until the deed is done: several at the same moment, one is taken and the others are told."""

import pytest

from tests.registers.processes import done, fresh_database, python

SCRIPT = """
import threading, django
django.setup()
from django.conf import settings
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a slow one would only take time
from django.db import connections
from tests.conftest import AT, World, _home
from tests.visits import flow
from tongxin.communities.actions import open_account
from tongxin.groups.actions import form_group, link_account
from tongxin.groups.models import Group, GroupMember
from tongxin.kit.clock import standing_at
from tongxin.kit.errors import RuleBroken
from tongxin.kit.scope import community_scope
from tongxin.people.actions import add_person
from tongxin.people.models import Household, Person
from tongxin.visits.models import Beat, VisitReason
from tongxin.visits.reasons.actions import set_beat

world = World(_home("here", "泰山社区", "1000000"), _home("there", "新鹅社区", "1000001"))
here, worker = world.here, world.here.by("worker").account_id
by, deputy, chief = here.by("worker"), here.by("deputy"), here.by("secretary")
broken = []

def at_once(*deeds):
    gate, refused = threading.Barrier(len(deeds)), []
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
    return len(refused)

with community_scope(here.id), standing_at(AT):
    account, said = here.by("member").account_id, []
    wanted = [here.members["吕芳"], here.members["欧阳静"]]
    for number in range(4):
        for member in GroupMember.objects.filter(account_id=account):
            link_account(member.pk, account_id=None, by=deputy, at=AT)
        at_once(*[lambda pk=pk: link_account(pk, account_id=account, by=deputy, at=AT) for pk in wanted])
        said.append(GroupMember.objects.filter(account_id=account).count())
    four = range(4)
    def add():
        add_person(name="同名人", phone="13911110000", address="5栋1单元101", by=by, at=AT)
    at_once(*[add for _each in four])
    said += [Person.objects.filter(name="同名人").count(), Household.objects.filter(address="5栋1单元101").count()]
    at_once(*[lambda n=n: form_group(code="same", name=f"组{n}", offers=["legal"], by=deputy, at=AT) for n in four])
    said.append(Group.objects.filter(code="same").count())
    at_once(*[lambda: set_beat(building="3栋", account_id=worker, by=chief, at=AT) for _each in four])
    said.append(Beat.objects.count())
    at_once(*[lambda: flow.set_rule(here, AT) for _each in four])
    said.append(VisitReason.objects.count())
    at_once(*[lambda n=n: open_account(username="same", name=f"人{n}", role="worker", post="social_worker", password="tongxin-tests", by=chief, at=AT) for n in four])
print(said, broken)
"""


@pytest.mark.slow
@pytest.mark.both
def test_what_was_asked_holds_until_the_deed_is_done() -> None:
    with fresh_database("asked") as env:
        said = done(python(SCRIPT, env)).splitlines()[-1]
    assert said == f"{[1] * 4 + [1, 1, 1, 1, 1]} []"
