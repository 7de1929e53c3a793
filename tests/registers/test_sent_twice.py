"""A step sent twice is recorded once and answered alike: one after the other, and eight at the same moment."""

import threading
from datetime import datetime
from uuid import UUID

import pytest
from django.db import connection

from tests.activities.examples import held
from tests.conftest import World
from tests.contracts.test_corrections import form_of
from tests.needs.flow import received
from tests.registers.processes import done, fresh_database, python
from tongxin.activities.models import Activity
from tongxin.communities.actions import change_account, log_work
from tongxin.communities.models import WorkLog
from tongxin.groups.actions import leave
from tongxin.groups.models import Group, GroupMember
from tongxin.kit.actor import Actor
from tongxin.kit.errors import Conflict, RuleBroken
from tongxin.kit.ids import uuid7
from tongxin.kit.locking import wait_for
from tongxin.kit.scope import community_scope
from tongxin.needs import actions as needs
from tongxin.needs import actions_closing
from tongxin.people.actions import add_person
from tongxin.registers.models import Entry, written_under
from tongxin.registers.stepping import step

SENDERS, ROUNDS = 8, 16
# Senders are forked and wait for each other at a gate before each round, so that they send at the same moment.
SCRIPT = """
import multiprocessing, django
from django.conf import settings
django.setup()
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a slow one would only take time
from django.db import connections
from tongxin.communities.actions import log_work, open_account, open_community
from tongxin.communities.models import Account, WorkLog
from tongxin.communities.signing_in import actor_for
from tongxin.kit.clock import now, local_date
from tongxin.kit.ids import uuid7
from tongxin.kit.scope import community_scope
from tongxin.needs.actions import receive
from tongxin.needs.models import Need
from tongxin.registers.models import Entry, written_under
from tongxin.registers.verifying import walk_all
SENDERS, ROUNDS = %d, %d
fork = multiprocessing.get_context("fork")
open_community(street="街", name="社区", code="c", secretary=dict(username="s", name="王", password="tongxin-tests"), at=now())
keys = [[uuid7() for _deed in range(3)] for _round in range(ROUNDS)]

def send(gate, answers):
    account = Account.objects.get(username="s")
    with community_scope(account.community_id):
        by = actor_for(account, account.community_id)
        for number, (work, need, opened) in enumerate(keys):
            deeds = (
                lambda: log_work(category="meeting", worked_on=local_date(now()), content=f"会议 {number}", by=by, at=now(), key=work),
                lambda: receive(channel="phone", category="help", service_type="legal", matter=f"咨询 {number}", by=by, at=now(), key=need),
                lambda: open_account(username=f"worker{number}", name="李", role="worker", post="social_worker", password="tongxin-tests", by=by, at=now(), key=opened),
            )
            for place, deed in enumerate(deeds):
                gate.wait()
                try:
                    answer = str(deed().pk)
                except Exception as fault:
                    answer = f"{type(fault).__name__}: {fault}"[:80]
                answers.put((number, place, answer))

def main():
    gate, answers = fork.Barrier(SENDERS), fork.Queue()
    connections.close_all()
    senders = [fork.Process(target=send, args=(gate, answers)) for _sender in range(SENDERS)]
    for sender in senders:
        sender.start()
    heard = {}
    for _answer in range(SENDERS * ROUNDS * 3):
        number, place, answer = answers.get(timeout=90)
        heard.setdefault((number, place), []).append(answer)
    for sender in senders:
        sender.join()
    account = Account.objects.get(username="s")
    with community_scope(account.community_id):
        each = [str(key) for deeds in keys for key in deeds]
        alike = sum(len(set(answers)) == 1 and len(answers) == SENDERS for answers in heard.values())
        unlike = [answers for answers in heard.values() if len(set(answers)) > 1][:2]
        rows = WorkLog.objects.count(), Need.objects.count(), Account.objects.exclude(username="s").count()
        entries = Entry.objects.filter(pk__in=each).count()
        print(alike, rows, entries, all(found.ok for found in walk_all()), unlike)

main()
""" % (SENDERS, ROUNDS)


@pytest.mark.slow
@pytest.mark.both
def test_one_id_from_eight_senders_at_once_is_recorded_once_and_answered_alike() -> None:
    with fresh_database("twice") as env:
        said = done(python(SCRIPT, env)).splitlines()[-1]
    assert said == f"{ROUNDS * 3} {(ROUNDS, ROUNDS, ROUNDS)} {ROUNDS * 3} True []"


def _work(world: World, at: datetime, key: UUID, role: str = "worker") -> WorkLog:
    return log_work(
        category="meeting",
        worked_on=at.date(),
        content="例会",
        by=world.here.by(role),
        at=at,
        key=key,
    )


def test_the_second_sending_gets_the_first_ones_row_and_writes_nothing(world: World, at: datetime) -> None:
    key = uuid7()
    first = _work(world, at, key)
    entries = Entry.objects.count()
    assert _work(world, at, key) == first
    assert Entry.objects.count() == entries
    assert WorkLog.objects.count() == 1


def test_the_second_sending_of_a_step_is_answered_although_the_row_has_changed(
    world: World, at: datetime
) -> None:
    key, member = uuid7(), world.here.members["欧阳静"]
    by = world.here.by("deputy")
    left = leave(member, by=by, at=at, key=key)
    assert leave(member, by=by, at=at, key=key) == left
    assert Entry.objects.filter(pk=key).count() == 1


def test_an_id_that_somebody_else_used_is_refused(world: World, at: datetime) -> None:
    key = uuid7()
    _work(world, at, key)
    with pytest.raises(Conflict):
        _work(world, at, key, role="deputy")
    assert WorkLog.objects.count() == 1


def test_an_id_that_was_used_for_another_deed_is_refused(world: World, at: datetime) -> None:
    key = uuid7()
    _work(world, at, key)
    with pytest.raises(Conflict):
        add_person(name="梁燕", by=world.here.by("worker"), at=at, key=key)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer's lock for all")
def test_a_second_transaction_waits_for_the_key_until_the_first_has_ended(world: World) -> None:
    key = uuid7()
    wait_for(key, written_under)
    went_on: list[bool] = []

    def second() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_try_advisory_xact_lock(%s)", [int.from_bytes(key.bytes[8:], signed=True)]
            )
            went_on.append(cursor.fetchone()[0])
        connection.close()

    thread = threading.Thread(target=second)
    thread.start()
    thread.join()
    assert went_on == [False]


def test_an_id_that_was_used_for_another_deed_is_not_answered_as_done(world: World, at: datetime) -> None:
    key, member = uuid7(), world.here.members["欧阳静"]
    log_work(
        category="meeting", worked_on=at.date(), content="会", by=world.here.by("deputy"), at=at, key=key
    )
    with pytest.raises(Conflict):
        leave(member, by=world.here.by("deputy"), at=at, key=key)
    assert GroupMember.objects.get(pk=member).left_on is None


def test_an_id_that_was_used_for_another_row_is_not_answered_as_done(world: World, at: datetime) -> None:
    by = world.here.by("worker")
    one, other, key = received(world.here, at), received(world.here, at), uuid7()
    taken = needs.take(one.pk, seen=one.version, by=by, at=at, key=key)
    assert needs.take(one.pk, seen=one.version, by=by, at=at, key=key) == taken
    with pytest.raises(Conflict):
        needs.take(other.pk, seen=other.version, by=by, at=at, key=key)


def test_an_id_that_was_used_for_another_step_with_the_same_row_is_not_answered_as_done(
    world: World, at: datetime
) -> None:
    by, need, key = world.here.by("worker"), received(world.here, at), uuid7()
    need = needs.take(need.pk, seen=need.version, by=by, at=at, key=key)
    with pytest.raises(Conflict):
        actions_closing.pause(need.pk, reason="居民外出", seen=need.version, by=by, at=at, key=key)
    need.refresh_from_db()
    assert not need.is_paused


def test_a_changed_account_is_known_again_by_its_reference(world: World, at: datetime) -> None:
    secretary, key = world.here.by("secretary"), uuid7()
    account = world.here.by("worker").account_id
    changed = change_account(account, duties="片区", by=secretary, at=at, key=key)
    assert change_account(account, duties="片区", by=secretary, at=at, key=key) == changed
    with pytest.raises(Conflict):
        change_account(world.here.by("deputy").account_id, duties="片区", by=secretary, at=at, key=key)


def test_an_amendment_sent_again_with_another_value_is_not_called_done(world: World, at: datetime) -> None:
    held(world, at)
    entry = Entry.objects.written().filter(schema="activities.held/1").latest("seq")
    client = world.client("secretary")
    typed = form_of(client, entry, {"actual_count": 50}) | {"key": str(uuid7())}
    address = f"/registers/entries/{entry.pk}/amend/"
    assert client.post(address, typed).status_code == 302
    assert client.post(address, typed).status_code == 302, "the same again is answered alike"
    again = client.post(address, typed | {"fact_actual_count": "60"})
    assert again.status_code == 409
    assert Entry.objects.filter(refers_to=entry.pk).count() == 1
    void = client.post(f"/registers/entries/{entry.pk}/void/", {"reason": "重复", "key": typed["key"]})
    assert void.status_code == 409
    assert not Activity.objects.get().is_void


def test_the_same_form_with_another_content_is_not_called_recorded(world: World, at: datetime) -> None:
    client, key = world.client("worker"), str(uuid7())
    typed = {
        "title": "剪纸",
        "theme": "culture",
        "held_on": "2026-11-20",
        "actual_count": "3",
        "content": "教剪纸",
    }
    assert client.post("/activities/new/", typed | {"key": key}).status_code == 302
    assert client.post("/activities/new/", typed | {"key": key}).status_code == 302
    changed = client.post("/activities/new/", typed | {"key": key, "actual_count": "300"})
    assert changed.status_code == 409
    entry = Entry.objects.get(pk=key)
    assert entry.label in changed.content.decode()
    assert list(Activity.objects.values_list("actual_count", flat=True)) == [3]
    amended = form_of(client, entry, {"actual_count": 4}) | {"key": str(uuid7())}
    address = f"/registers/entries/{entry.pk}/amend/"
    assert client.post(address, amended).status_code == 302
    assert client.post(address, amended | {"reason": "另一个理由"}).status_code == 409


def test_what_somebody_else_wrote_after_the_action_had_looked_is_refused_in_words(
    world: World, at: datetime
) -> None:
    @step(Group)
    def form_past_the_check(*, by: Actor, at: datetime, key: UUID | None = None) -> Group:
        return Group.objects.create(community_id=by.community_id, code="legal", name="普法")

    with pytest.raises(RuleBroken, match="at this very moment"):
        form_past_the_check(by=world.here.by("deputy"), at=at)


def test_an_id_of_a_row_that_is_there_is_refused_in_words(world: World, at: datetime) -> None:
    by = world.here.by("worker")
    there = add_person(name="何春梅", by=by, at=at)
    with community_scope(world.there.id):
        strange = WorkLog.objects.create(
            community_id=world.there.id,
            category="meeting",
            worked_on=at.date(),
            content="例会",
        )
    entries = Entry.objects.count()
    with pytest.raises(Conflict):
        add_person(name="梁燕", by=by, at=at, key=there.pk)
    answer = world.client("worker").post("/people/new/", {"name": "梁燕", "key": str(there.pk)})
    assert answer.status_code == 409
    assert Entry.objects.count() == entries
    if connection.vendor == "sqlite":  # on PostgreSQL an id belongs to its community
        with pytest.raises(Conflict):
            _work(world, at, strange.pk)
