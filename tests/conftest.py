"""A small world for all tests: two communities of one sub-district, made once by the actions themselves."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation

from tests.lockguard import LockGuard
from tests.sqlguard import Guard
from tongxin.almanac.actions import fill
from tongxin.communities.actions import open_account, open_community
from tongxin.communities.models import Account
from tongxin.communities.signing_in import actor_for
from tongxin.config.checks import apps_left_out
from tongxin.groups.actions import enrol, form_group
from tongxin.kit.actor import Actor
from tongxin.kit.clock import standing_at
from tongxin.kit.scope import community_scope
from tongxin.people.actions import add_person

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # a Monday, ten in the morning in China
PASSWORD = "tongxin-tests"
ROLES = ("secretary", "deputy", "worker", "leader", "member", "street", "auditor")


@dataclass
class Home:
    """One community of the world."""

    id: UUID
    code: str
    actors: dict[str, Actor] = field(default_factory=dict)
    groups: dict[str, UUID] = field(default_factory=dict)
    members: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)

    def by(self, role: str) -> Actor:
        """Return who acts in a role."""
        return self.actors[role]


@dataclass
class World:
    """Both communities; `here` is the one tests work in."""

    here: Home
    there: Home

    def client(self, role: str = "worker", home: Home | None = None, **options: Any) -> Client:
        """Return a browser signed in as a role."""
        client = Client(**options)
        account = Account.objects.get(pk=(home or self.here).actors[role].account_id)
        client.force_login(account, backend="tongxin.communities.signing_in.Backend")
        return client


def _home(code: str, name: str, phone: str) -> Home:
    secretary = {"username": f"{code}-secretary", "name": "王秀兰", "password": PASSWORD}
    community, account = open_community(street="和平街道", name=name, code=code, secretary=secretary, at=AT)
    home = Home(community.pk, code)
    with community_scope(community.pk):
        by = home.actors["secretary"] = actor_for(account, community.pk)
        for role in ROLES[1:]:
            made = open_account(
                username=f"{code}-{role}",
                name=f"{role}人",
                role=role,
                post="social_worker",
                password=PASSWORD,
                by=by,
                at=AT,
            )
            home.actors[role] = actor_for(made, community.pk)
        for at, (who, address) in enumerate(
            (("张伟明", "3栋2单元501"), ("吕芳", "3栋2单元501"), ("单建国", "12栋1单元101"), ("欧阳静", ""))
        ):
            person = add_person(
                name=who, phone=f"{phone}{at:04d}", address=address, relation="0", by=by, at=AT
            )
            home.people[who] = person.pk
        for group_code, offers, capacity in (
            ("legal", ["legal"], 2),
            ("health", ["clinic", "legal"], 6),
            ("watch", ["swindle"], 6),
        ):
            group = form_group(
                code=group_code, name=f"{group_code}组", offers=offers, capacity=capacity, by=by, at=AT
            )
            home.groups[group_code] = group.pk
        for who, group_code, login in (
            ("单建国", "legal", f"{code}-leader"),
            ("欧阳静", "health", ""),
            ("吕芳", "legal", f"{code}-member"),
        ):
            member = enrol(
                home.groups[group_code],
                home.people[who],
                consented_on=AT.date(),
                way="paper",
                is_leader=login.endswith("leader"),
                account_id=Account.objects.get(username=login).pk if login else None,
                by=home.actors["deputy"],
                at=AT,
            )
            home.members[who] = member.pk
        for role in ("leader", "member"):
            home.actors[role] = actor_for(Account.objects.get(username=f"{code}-{role}"), community.pk)
    return home


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Make the database and the world once, beneath all tests, in the place of pytest-django's own.

    That one makes no database where the only tests are those that share rows.
    """
    global _world
    # The accounts of tests need no slow hash, and half a second each is what the true one takes.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases={"default"}, serialized_aliases=set())
        fill(2025, 2028)
        with transaction.atomic():
            _world = World(_home("here", "泰山社区", "1000000"), _home("there", "新鹅社区", "1000001"))
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


_world: World | None = None


def pytest_sessionstart() -> None:
    """Say of an app that the settings do not name what to do, before its models fail to load."""
    for fault in apps_left_out():
        raise pytest.UsageError(f"{fault.msg} {fault.hint}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches no database: it need not be run again on the second."""
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        if not names & {"db", "world", "here", "filled"} and not item.get_closest_marker("both"):
            item.add_marker(pytest.mark.once)


@pytest.fixture
def locks() -> LockGuard:
    """Return the guard over the order of locks; what it has found when the test ends fails it."""
    return LockGuard()


@contextmanager
def _guarded(locks: LockGuard) -> Iterator[World]:
    """Open the scope of the first community with every statement guarded; what the guards have found fails what was done."""
    assert _world is not None
    guard = Guard()
    with community_scope(_world.here.id), connection.execute_wrapper(guard), locks.watching():
        yield _world
    assert not guard.faults, "a tenant table was read without its community:\n" + "\n".join(guard.faults)
    assert not locks.faults, "locks were taken in the reverse order:\n" + "\n".join(locks.faults)


@pytest.fixture
def world(db: None, locks: LockGuard) -> Iterator[World]:
    """Return the world with the scope of the first community open, every statement guarded."""
    with _guarded(locks) as found:
        yield found


@pytest.fixture(scope="module")
def _rows_of_module(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[World]:
    """Make once what all tests of a module look at: its `fill(world, at)`. Rolled back when the module ends."""
    others = [
        item.nodeid
        for item in request.session.items
        if getattr(item, "module", None) is request.module and "db" in getattr(item, "fixturenames", ())
    ]
    assert not others, f"these ask for `world` in a module whose tests share `filled`: {others}"
    with (
        django_db_blocker.unblock(),
        standing_at(AT),
        translation.override(settings.LANGUAGE_CODE),
        transaction.atomic(),
    ):
        with _guarded(LockGuard()) as found:
            request.module.fill(found, AT)
        yield found
        connection.check_constraints()
        transaction.set_rollback(True)


@pytest.fixture
def filled(_rows_of_module: World, locks: LockGuard) -> Iterator[World]:
    """Return the world with the rows that the module's `fill` made; what a test changes is taken back after it."""
    connection.queries_log.clear()  # it keeps 9,000 statements, and nothing else empties it within a transaction
    with transaction.atomic(), _guarded(locks) as found:
        yield found
        transaction.set_rollback(True)


@pytest.fixture
def here(world: World) -> Home:
    """Return the community that tests work in."""
    return world.here


@pytest.fixture
def at() -> datetime:
    """Return the moment at which tests happen: Monday 23 November 2026, ten o'clock in China."""
    return AT


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    """Speak the language of tests whatever a page of the test before was answered in."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def _stopped_clock(request: pytest.FixtureRequest) -> Iterator[None]:
    """Pages read the wall clock; in tests it stands at the same moment."""
    if request.node.get_closest_marker("browser"):
        yield
        return
    with standing_at(AT):
        yield
