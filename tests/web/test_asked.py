"""What an address asks of a list, read without a list and without a server."""

import pytest
from django.test import RequestFactory

from tests.conftest import World
from tongxin.needs.models import Need
from tongxin.needs.tables import NEEDS
from tongxin.people.models import Person
from tongxin.people.tables import PEOPLE
from tongxin.web.asked import Asked
from tongxin.web.listings import Listing


def asked(address: str) -> Asked:
    """Return what a request for an address asks."""
    return Asked.from_request(RequestFactory().get(address))


@pytest.mark.parametrize(
    ("address", "one", "every"),
    [
        ("/needs/", "", []),
        ("/needs/?col=", "", []),
        ("/needs/?col=number", "number", ["number"]),
        ("/needs/?col=number&tab=all&col=state", "state", ["number", "state"]),
    ],
)
def test_a_parameter_may_be_left_out_or_given_more_than_once(
    address: str, one: str, every: list[str]
) -> None:
    assert (asked(address).one("col"), asked(address).every("col")) == (one, every)


@pytest.mark.parametrize(
    ("changes", "link"),
    [
        ({}, "/needs/?tab=all&col=number&col=state&page=3"),
        ({"page": None, "tab": "late"}, "/needs/?col=number&col=state&tab=late"),
        ({"col": "group"}, "/needs/?tab=all&page=3&col=group"),
        ({"q": "张 & 李"}, "/needs/?tab=all&col=number&col=state&page=3&q=%E5%BC%A0+%26+%E6%9D%8E"),
    ],
)
def test_a_link_keeps_what_it_does_not_change(changes: dict[str, str | None], link: str) -> None:
    found = asked("/needs/?tab=all&col=number&col=state&q=&page=3&export=csv")
    assert found.link(**changes) == link


def test_nothing_asked_is_the_whole_list_in_its_own_columns(world: World) -> None:
    listing = Listing(NEEDS, Asked.nothing(), Need.objects.all())
    assert listing.ordering == NEEDS.order
    assert [column.code for column in listing.columns] == [
        column.code for column in NEEDS.columns if not column.hidden
    ]
    assert (listing.page, listing.chips, listing.exports) == (1, [], [])


def test_what_may_be_taken_along_depends_on_who_reads(world: World) -> None:
    offered = {
        role: [
            kind
            for kind, _link in Listing(
                PEOPLE, Asked("/people/"), Person.objects.all(), reader=world.here.by(role)
            ).exports
        ]
        for role in ("worker", "deputy")
    }
    assert offered == {"worker": [], "deputy": ["XLSX", "CSV"]}
