"""A query that is kept asks as the query set does that it was made from, and keeps nothing of what it read."""

from datetime import date, timedelta

import pytest
from django.db import connection, connections, models, transaction
from django.test.utils import CaptureQueriesContext

from tests.conftest import World
from tongxin.almanac.models import CommunityDay
from tongxin.communities.models import Account
from tongxin.kit.errors import NoScope
from tongxin.kit.ids import uuid7
from tongxin.kit.kept import Given, KeptQuery
from tongxin.kit.scope import _open, community_scope
from tongxin.kit.statements import MOST_ROWS, columns_of, inserting, run
from tongxin.people.models import Person
from tongxin.registers.models import RegisterHead

AT_HOME: KeptQuery[Person] = KeptQuery(
    lambda: Person.objects.select_related("household").filter(pk=Given("person"))
)
NAMED: KeptQuery[tuple[str, str]] = KeptQuery(
    lambda: Person.objects.filter(name=Given("name", models.CharField())).values_list("name", "phone")
)
HEAD: KeptQuery[RegisterHead] = KeptQuery(lambda: RegisterHead.objects.filter(register="office").locked())


@pytest.mark.parametrize("name", ["张伟明", "欧阳静"])
def test_it_gives_the_rows_of_its_query_set_with_what_is_joined(world: World, name: str) -> None:
    person = world.here.people[name]
    kept, plain = AT_HOME.first(person=person), Person.objects.select_related("household").get(pk=person)
    assert kept is not None
    assert kept.__dict__.keys() == plain.__dict__.keys()
    assert [getattr(kept, field.attname) for field in Person._meta.concrete_fields] == [
        getattr(plain, field.attname) for field in Person._meta.concrete_fields
    ]
    with CaptureQueriesContext(connection) as asked:
        assert kept.address == plain.address
    assert not asked.captured_queries


def test_it_is_changed_and_saved_like_any_other_row(world: World) -> None:
    person = AT_HOME.first(person=world.here.people["吕芳"])
    assert person is not None
    person.spelling = "lǚ fāng"
    person.save(update_fields=["spelling"])
    again = AT_HOME.first(person=person.pk)
    assert again is not None
    assert again.spelling == "lǚ fāng"


def test_it_asks_the_community_that_is_open_now(world: World) -> None:
    here, there = world.here.people["张伟明"], world.there.people["张伟明"]
    assert AT_HOME.first(person=here)
    assert AT_HOME.first(person=there) is None
    [(_name, phone)] = NAMED.all(name="张伟明")
    with community_scope(world.there.id):
        assert AT_HOME.first(person=there)
        assert AT_HOME.first(person=here) is None
        [(_name, other)] = NAMED.all(name="张伟明")
    assert (phone, other) == ("10000000000", "10000010000")
    token = _open.set(None)
    with pytest.raises(NoScope):
        AT_HOME.first(person=here)
    _open.reset(token)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no lock on a row")
def test_it_locks_as_its_query_set_does_and_only_inside_a_transaction(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "FOR NO KEY UPDATE" in HEAD.statement().sql
    with monkeypatch.context() as outside:
        outside.setattr(connections["default"], "in_atomic_block", False)
        with pytest.raises(transaction.TransactionManagementError):
            HEAD.statement()


def test_a_role_taken_away_holds_at_the_next_request(world: World) -> None:
    client = world.client("worker")
    assert client.get("/needs/new/").status_code == 200
    Account.objects.filter(pk=world.here.by("worker").account_id).update(role="auditor")
    assert client.get("/needs/new/").status_code == 403
    Account.objects.filter(pk=world.here.by("worker").account_id).update(is_active=False)
    assert client.get("/needs/new/").status_code == 302


def test_many_rows_go_in_by_several_statements_in_their_order(world: World) -> None:
    columns = columns_of(CommunityDay)
    first = date(2027, 1, 1)
    rows = [
        tuple(
            {
                "id": uuid7(),
                "community_id": world.here.id,
                "day": first + timedelta(days=number),
                "is_working": True,
                "name": "",
            }[name]
            for name in columns
        )
        for number in range(MOST_ROWS + 1)
    ]
    assert run(inserting(CommunityDay, columns, rows)) == 1  # the last statement's
    found = CommunityDay.objects.order_by("day").values_list(*columns)
    assert list(found) == rows
    assert list(inserting(CommunityDay, columns, [])) == []
