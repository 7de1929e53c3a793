"""Six processes append at once to one register; afterwards the chain is walked entry by entry."""

import pytest

from tests.registers.processes import done, fresh_database, python

PROCESSES, APPENDS = 6, 25
# One start of Django for all: the writers are forked from it before anything but the set-up has touched the database.
SCRIPT = """
import os, sys, traceback, django
django.setup()
from django.db import connections
from tongxin.communities.actions import log_work, open_community
from tongxin.communities.models import Account
from tongxin.communities.signing_in import actor_for
from tongxin.kit.clock import now, local_date
from tongxin.kit.scope import community_scope
from tongxin.registers.verifying import walk
PROCESSES, APPENDS = %d, %d
open_community(street="街", name="社区", code="c", secretary=dict(username="s", name="王", password="tongxin-tests"), at=now())

def write():
    account = Account.objects.get(username="s")
    with community_scope(account.community_id):
        by = actor_for(account, account.community_id)
        for number in range(APPENDS):
            log_work(category="meeting", worked_on=local_date(now()), content=f"会议 {os.getpid()} {number}", by=by, at=now())

connections.close_all()
children = []
for _number in range(PROCESSES):
    child = os.fork()
    if child == 0:
        try:
            write()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    children.append(child)
ended = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
account = Account.objects.get(username="s")
with community_scope(account.community_id):
    found = walk("work")
print(ended, found.entries, found.ok, [fault.what for fault in found.faults][:3])
""" % (PROCESSES, APPENDS)


@pytest.mark.slow
@pytest.mark.both
def test_six_processes_append_and_the_chain_still_verifies() -> None:
    with fresh_database("concurrency") as env:
        said = done(python(SCRIPT, env)).splitlines()[-1]
    assert said == f"{[0] * PROCESSES} {PROCESSES * APPENDS} True []"
