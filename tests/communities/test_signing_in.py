"""Signing in, also while shared tables cannot be written."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.conftest import PASSWORD, World
from tongxin.communities.models import Account

NEWER = "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher"
WRITES = ("INSERT", "UPDATE", "DELETE")


def _refuse_accounts(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    """Do as a cluster does with a shared table while one of its servers is away."""
    if sql.startswith("UPDATE") and "communities_account" in sql:
        raise OperationalError("connection to the remote node failed")
    return execute(sql, *rest)


def _sign_in() -> Client:
    client = Client()
    page = client.post("/login/", {"login": "here-worker", "password": PASSWORD})
    assert (page.status_code, page.headers.get("Location")) == (302, "/today/")
    return client


def _account() -> Account:
    return Account.objects.get(username="here-worker")


@pytest.fixture
def newer_hash(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Prefer another hash than the one under which the accounts of tests are kept."""
    monkeypatch.setattr(settings, "PASSWORD_HASHERS", [NEWER, *settings.PASSWORD_HASHERS])
    from django.contrib.auth import hashers

    hashers.get_hashers.cache_clear()
    hashers.get_hashers_by_algorithm.cache_clear()
    yield
    hashers.get_hashers.cache_clear()
    hashers.get_hashers_by_algorithm.cache_clear()


def test_an_older_hash_is_renewed_at_login(world: World, newer_hash: None) -> None:
    assert _account().password.startswith("md5$")
    _sign_in()
    assert _account().password.startswith("pbkdf2_sha1$")


def test_a_login_goes_on_when_the_newer_hash_cannot_be_kept(world: World, newer_hash: None) -> None:
    with connection.execute_wrapper(_refuse_accounts):
        client = _sign_in()
        assert client.get("/today/").status_code == 200
    assert _account().password.startswith("md5$")
    assert client.get("/today/").status_code == 200


def test_signing_in_writes_nothing_while_the_hash_is_the_newest(world: World) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        _sign_in()
    assert [query["sql"] for query in asked if query["sql"].startswith(WRITES)] == []
