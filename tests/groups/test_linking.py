"""An account is linked to a volunteer by choosing; until then its owner is told what to do, never an error."""

import re
from datetime import datetime

import pytest
from django.urls import get_resolver, reverse

from tests.conftest import PASSWORD, World
from tests.needs.flow import offered
from tongxin.communities.actions import open_account
from tongxin.communities.models import Account
from tongxin.communities.signing_in import actor_for
from tongxin.groups import actions
from tongxin.groups.models import GroupMember
from tongxin.kit.errors import NotAllowed, RuleBroken
from tongxin.kit.ids import uuid7
from tongxin.registers.models import Entry

LINKED = "groups.account_linked/1"


@pytest.fixture
def newcomer(world: World, at: datetime) -> Account:
    """Return the account of a group leader that nobody has linked to a volunteer."""
    account = open_account(
        username="here-newcomer",
        name="陈律师",
        role="leader",
        post="volunteer",
        password=PASSWORD,
        by=world.here.by("secretary"),
        at=at,
    )
    world.here.actors["newcomer"] = actor_for(account, world.here.id)
    return account


@pytest.mark.parametrize("address", ["/needs/", "/needs/?tab=late", "/visits/", "/visits/made/"])
@pytest.mark.parametrize("fragment", [False, True])
def test_a_leader_on_no_roster_is_told_so_and_whom_to_ask(
    world: World, at: datetime, newcomer: Account, address: str, fragment: bool
) -> None:
    offered(world.here, at)
    headers = {"hx-request": "true"} if fragment else {}
    page = world.client("newcomer").get(address, headers=headers)
    assert page.status_code == 200
    text = page.content.decode()
    assert "not linked to a volunteer" in text and "deputy人" in text and "租房押金" not in text


def test_no_page_fails_for_a_leader_on_no_roster(world: World, newcomer: Account) -> None:
    client = world.client("newcomer")
    for pattern in get_resolver().url_patterns:
        for inner in getattr(pattern, "url_patterns", [pattern]):
            address = "/" + str(inner.pattern)
            if "<" not in address and "^" not in address and not re.match(r"/(logout|static)", address):
                assert client.get(address).status_code < 500, address


def test_the_deputy_chooses_the_account_on_the_groups_page_and_changes_it_later(
    world: World, at: datetime, newcomer: Account
) -> None:
    home, client = world.here, world.client("deputy")
    member = home.members["欧阳静"]
    address = f"/groups/{home.groups['health']}/members/{member}/account/"
    page = client.get(address).content.decode()
    assert "陈律师 · here-newcomer" in page and "not linked yet" in page
    key = str(uuid7())
    for _click in range(2):
        assert client.post(address, {"account_id": str(newcomer.pk), "key": key}).status_code == 302
    assert GroupMember.objects.get(pk=member).account_id == newcomer.pk
    assert Entry.objects.filter(schema=LINKED).count() == 1
    need = offered(home, at, group="health")
    assert world.client("newcomer").get(f"/needs/{need.pk}/").status_code == 200
    client.post(address, {"account_id": ""})
    assert GroupMember.objects.get(pk=member).account_id is None
    assert Entry.objects.filter(schema=LINKED).count() == 2
    assert world.client("newcomer").get(f"/needs/{need.pk}/").status_code == 404


def test_the_office_page_says_who_is_linked_and_leads_the_deputy_to_the_choice(
    world: World, newcomer: Account
) -> None:
    office = {role: world.client(role).get("/office/").content.decode() for role in ("deputy", "secretary")}
    choose = f"/groups/accounts/{newcomer.pk}/"
    assert choose in office["deputy"] and choose not in office["secretary"]
    for text in office.values():
        assert "linked to no volunteer yet" in text and "linked to a volunteer" in text
    client = world.client("deputy")
    assert "欧阳静" in client.get(choose).content.decode()
    member = world.here.members["欧阳静"]
    assert client.post(choose, {"member_id": str(member)}).status_code == 302
    assert GroupMember.objects.get(pk=member).account_id == newcomer.pk


def test_one_account_speaks_for_one_person(world: World, at: datetime) -> None:
    home, by = world.here, world.here.by("deputy")
    refused = {
        home.by("leader").account_id: "单建国",
        home.by("worker").account_id: "Choose an account",
        world.there.by("leader").account_id: "Choose an account",
    }
    for account_id, words in refused.items():
        with pytest.raises(RuleBroken, match=words):
            actions.link_account(home.members["欧阳静"], account_id=account_id, by=by, at=at)


def test_only_the_deputy_links(world: World, at: datetime, newcomer: Account) -> None:
    member = world.here.members["欧阳静"]
    for role in ("secretary", "worker", "leader"):
        with pytest.raises(NotAllowed):
            actions.link_account(member, account_id=newcomer.pk, by=world.here.by(role), at=at)
    assert world.client("secretary").get(f"/groups/accounts/{newcomer.pk}/").status_code == 403


def test_the_page_of_an_account_shows_who_is_linked_and_where_that_is_undone(world: World) -> None:
    account, member = world.here.by("leader").account_id, world.here.members["单建国"]
    page = world.client("deputy").get(reverse("link_member", args=[account]))
    assert page.context["form"]["member_id"].value() == member
    undo = reverse("link_account", args=[world.here.groups["legal"], member])
    assert f'<a href="{undo}">' in page.content.decode()
