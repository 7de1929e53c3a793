"""A roster is visible to its leader and the deputy only; names are masked until a group has accepted."""

from datetime import datetime

import pytest

from tests.conftest import World
from tests.needs.flow import accepted, offered


@pytest.mark.parametrize(
    ("role", "named"),
    [("deputy", True), ("leader", True), ("secretary", False), ("worker", False), ("member", False)],
)
def test_who_sees_the_names_on_a_roster(world: World, role: str, named: bool) -> None:
    text = world.client(role).get(f"/groups/{world.here.groups['legal']}/").content.decode()
    assert ("单建国" in text) is named


def test_a_leader_sees_only_the_own_roster(world: World) -> None:
    assert (
        "欧阳静" not in world.client("leader").get(f"/groups/{world.here.groups['health']}/").content.decode()
    )


def test_a_name_is_masked_until_the_group_has_accepted(world: World, at: datetime) -> None:
    client = world.client("leader")
    waiting = client.get(f"/needs/{offered(world.here, at).pk}/").content.decode()
    assert "张*明" in waiting and "张伟明" not in waiting and "10000000000" not in waiting
    serving = client.get(f"/needs/{accepted(world.here, at).pk}/").content.decode()
    assert "张伟明" in serving and "10000000000" in serving


def test_a_member_sees_the_group_s_needs_and_no_others(world: World, at: datetime) -> None:
    mine, other = offered(world.here, at), offered(world.here, at, group="health")
    client = world.client("member")
    assert client.get(f"/needs/{mine.pk}/").status_code == 200
    assert client.get(f"/needs/{other.pk}/").status_code == 404


def test_an_auditor_reads_the_register_but_not_of_whom(world: World, at: datetime) -> None:
    accepted(world.here, at)
    text = world.client("auditor").get("/registers/reception/").content.decode()
    assert "张伟明" not in text and "租房押金" not in text and "10000000000" not in text
    assert "Legal advice" in text


def test_a_street_officer_sees_figures_with_small_counts_withheld(world: World, at: datetime) -> None:
    accepted(world.here, at)
    client = world.client("street")
    text = client.get("/reports/2026/").content.decode()
    assert "under 5" in text
    assert client.get("/reports/2026/receptions/").status_code == 403
    other = world.there.id
    assert client.post(f"/communities/{other}/choose/").status_code == 302
    assert client.get("/reports/2026/").status_code == 200
