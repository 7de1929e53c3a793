"""One example of each kind of entry about needs."""

from datetime import datetime, timedelta
from decimal import Decimal

from tests.conftest import World
from tests.examples import Example
from tests.needs.flow import accepted, done, offered, received
from tongxin.groups.actions import leave
from tongxin.kit.actor import the_clock
from tongxin.needs import actions, actions_closing
from tongxin.needs.models import Need
from tongxin.registers.models import Entry


def _paused(world: World, at: datetime) -> Need:
    need = received(world.here, at)
    return actions_closing.pause(
        need.pk, reason="居民外出", seen=need.version, by=world.here.by("worker"), at=at
    )


def _confirmed(world: World, at: datetime, need: Need) -> Need:
    return actions_closing.confirm(
        need.pk, comment="满意", seen=need.version, by=world.here.by("worker"), at=at
    )


def taken(world: World, at: datetime, _before: None = None) -> Need:
    """Let a worker take a need."""
    need = received(world.here, at)
    return actions.take(need.pk, seen=need.version, by=world.here.by("worker"), at=at)


KINDS = {
    "needs.received/1": Example(
        # Answered at once: only then is there an answer that can be amended.
        write=lambda world, at, _before: received(world.here, at, received_on=at.date(), reply="已当场讲明"),
        changes={
            "received_on": lambda world, at: at.date() - timedelta(days=3),
            "channel": "phone",
            "visitor": "吕芳",
            "person": lambda world, at: world.here.people["吕芳"],
            "party_size": 3,
            "phone": "13900001111",
            "place": "12栋1单元101",
            "category": "consult",
            "service_type": "clinic",
            "matter": "老人腿脚不便，想在家量血压",
            "wanted_by": lambda world, at: at.date() + timedelta(days=9),
            "reply": "已记下",
        },
    ),
    "needs.offered/1": Example(
        before=lambda world, at: received(world.here, at),
        write=lambda world, at, need: actions.offer(
            need.pk, world.here.groups["legal"], seen=need.version, by=world.here.by("worker"), at=at
        ),
    ),
    "needs.accepted/1": Example(
        before=lambda world, at: offered(world.here, at),
        write=lambda world, at, need: actions.accept(
            need.pk, world.here.members["单建国"], seen=need.version, by=world.here.by("leader"), at=at
        ),
    ),
    "needs.declined/1": Example(
        before=lambda world, at: offered(world.here, at),
        write=lambda world, at, need: actions.decline(
            need.pk, reason="本周排满了", seen=need.version, by=world.here.by("leader"), at=at
        ),
        changes={"reason": "缺懂劳动法的人"},
    ),
    "needs.volunteer_named/1": Example(
        before=lambda world, at: accepted(world.here, at),
        write=lambda world, at, need: actions.name_volunteer(
            need.pk, world.here.members["吕芳"], seen=need.version, by=world.here.by("leader"), at=at
        ),
    ),
    "needs.volunteer_left/1": Example(
        before=lambda world, at: accepted(world.here, at),
        write=lambda world, at, need: leave(need.volunteer_id, by=world.here.by("deputy"), at=at),
    ),
    "needs.taken/1": Example(
        before=lambda world, at: received(world.here, at),
        write=lambda world, at, need: actions.take(
            need.pk, seen=need.version, by=world.here.by("worker"), at=at
        ),
    ),
    "needs.offer_withdrawn/1": Example(
        before=lambda world, at: offered(world.here, at),
        write=lambda world, at, need: actions.withdraw(
            need.pk, seen=need.version, by=world.here.by("worker"), at=at
        ),
    ),
    "needs.handed_back/1": Example(
        before=taken,
        write=lambda world, at, need: actions.hand_back(
            need.pk, reason="下周外出培训", seen=need.version, by=world.here.by("worker"), at=at
        ),
    ),
    "needs.given_back/1": Example(
        before=lambda world, at: accepted(world.here, at),
        write=lambda world, at, need: actions.give_back(
            need.pk, reason="律师病了", seen=need.version, by=world.here.by("leader"), at=at
        ),
        changes={"reason": "案件涉及回避，不便承办"},
    ),
    "needs.offer_expired/1": Example(
        before=lambda world, at: offered(world.here, at - timedelta(days=20)),
        write=lambda world, at, need: actions.expire_offer(need.pk, by=the_clock(world.here.id), at=at),
    ),
    "service.given/1": Example(
        before=lambda world, at: accepted(world.here, at, received_on=at.date() - timedelta(days=5)),
        write=lambda world, at, need: actions_closing.finish(
            need.pk,
            done_on=at.date(),
            hours=Decimal("1.50"),
            result="讲明了权利和步骤",
            seen=need.version,
            by=world.here.by("leader"),
            at=at,
        ),
        changes={
            "served_on": lambda world, at: at.date() - timedelta(days=2),
            "content": "陪同到仲裁委立案",
            "hours": Decimal("3.00"),
        },
    ),
    "needs.closed/1": Example(
        before=lambda world, at: done(world.here, at),
        write=_confirmed,
        changes={"comment": "很满意，谢谢", "reason": "补记"},
    ),
    "needs.reopened/1": Example(
        before=lambda world, at: _confirmed(world, at, done(world.here, at)),
        write=lambda world, at, need: actions_closing.reopen(
            need.pk, reason="押金还没退", seen=need.version, by=world.here.by("worker"), at=at
        ),
    ),
    "needs.paused/1": Example(
        before=lambda world, at: received(world.here, at),
        write=lambda world, at, need: actions_closing.pause(
            need.pk, reason="居民外出", seen=need.version, by=world.here.by("worker"), at=at
        ),
    ),
    "needs.resumed/1": Example(
        before=_paused,
        write=lambda world, at, need: actions_closing.resume(
            need.pk, seen=need.version, by=world.here.by("worker"), at=at
        ),
    ),
    "needs.incident_passed/1": Example(
        before=lambda world, at: received(
            world.here, at, service_type="swindle", received_on=at.date() - timedelta(days=2)
        ),
        write=lambda world, at, need: actions_closing.pass_to_police(
            need.pk,
            station="和平路派出所",
            what="有人冒充僧人化缘",
            seen=need.version,
            by=world.here.by("worker"),
            at=at,
        ),
        changes={
            "passed_on": lambda world, at: at.date() - timedelta(days=1),
            "station": "光明路派出所",
            "what": "有人冒充僧人算命收钱",
        },
    ),
}


def figures(world: World, at: datetime) -> None:
    """Leave a need of each fate: answered at the desk, served, taken up again, open, declined, passed to the police."""
    worker = world.here.by("worker")
    received(world.here, at, reply="已当场讲明", party_size=2, person_id=None, visitor="周小兰")
    received(world.here, at - timedelta(days=9), received_on=at.date() - timedelta(days=9))
    done(world.here, at, received_on=at.date() - timedelta(days=5))
    done(world.here, at, received_on=at.date() - timedelta(days=3), service_type="jobs")
    again = _confirmed(world, at, done(world.here, at))
    actions_closing.reopen(again.pk, reason="押金还没退", seen=again.version, by=worker, at=at)
    asked = offered(world.here, at)
    actions.decline(asked.pk, reason="本周排满了", seen=asked.version, by=world.here.by("leader"), at=at)
    swindle = received(world.here, at, service_type="swindle")
    actions_closing.pass_to_police(
        swindle.pk,
        station="和平路派出所",
        what="有人冒充僧人化缘",
        seen=swindle.version,
        by=worker,
        at=at,
    )


ARGUMENTS = {
    "need_id": lambda _world, _at: (
        Entry.objects.in_book("reception").latest("seq").subject_rows.get(name="need").ref
    ),
    "need_step.code": lambda _world, _at: "offer",
}

# Of a hundred needs ninety-six are closed; what is closed was done within three weeks.
CROWD = {
    "needs.Need": {
        "state": "CASE n % 100 WHEN 0 THEN 'open' WHEN 1 THEN 'offered' WHEN 2 THEN 'accepted' WHEN 3 THEN 'done' ELSE 'closed' END",
        "outcome": "CASE WHEN n % 100 < 4 THEN '' WHEN n % 7 = 0 THEN 'answered' ELSE 'served' END",
        "service_type": "CASE n % 3 WHEN 0 THEN 'legal' WHEN 1 THEN 'clinic' ELSE 'swindle' END",
        "days_to_done": "CASE WHEN n % 100 < 4 THEN NULL ELSE n % 15 END",
        "hours": "CASE WHEN n % 100 < 4 THEN NULL ELSE n % 5 END",
        "paused_since": "NULL",
    },
}
