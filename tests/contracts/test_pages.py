"""Every page is opened by every role; what is found in the address book of the site is found by itself."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.conftest import AT, ROLES, World
from tests.examples import all_arguments
from tests.files.pictures import picture
from tests.needs.flow import accepted, done, offered, received
from tests.phones.phone import Phone
from tests.visits import flow as homes
from tongxin.communities.models import Account
from tongxin.files.pictures import clean
from tongxin.groups.actions import form_group
from tongxin.groups.models import Group
from tongxin.people.actions import add_person, give_consent
from tongxin.people.models import Person, SheetImport
from tongxin.rounds.plans.actions import draft_plan
from tongxin.visits.calls.facts import Came
from tongxin.visits.models import Duty, Visit, VisitReason

SKIPPED = frozenset({"account_signup", "account_reset_password", "account_inactive"})
# What is not there in this world: a calendar under that secret; a print of somebody else's, and a file that is not done.
NOT_FOUND = frozenset({"visit_calendar", "print", "print_file"})
# Volunteers do not find what is not their groups'; a picture is not there for who does not see the row it stands beside.
OF_GROUPS = frozenset({"visit", "duty", "duty_step", "submission", "stored_file"})
NOT_THEIRS = {
    "leader": OF_GROUPS,
    "member": OF_GROUPS,
    "street": frozenset({"stored_file"}),
    "auditor": frozenset({"stored_file"}),
}
# Open to anybody: they hold no data, or answer a script in its own words.
OPEN = (
    "/login/",
    "/language/",
    "/healthy/",
    "/accounts/",
    "/logout/",
    "/visit/",
    "/visits/calendar/",
    "/board/",
)


def patterns(resolver: URLResolver | None = None) -> list[URLPattern]:
    """Return every address of the site."""
    found: list[URLPattern] = []
    for item in (resolver or get_resolver()).url_patterns:
        found += patterns(item) if isinstance(item, URLResolver) else [item]
    return [item for item in found if item.name and item.name not in SKIPPED]


def fill(world: World, at: datetime) -> None:
    """Leave something of each kind in the world."""
    received(world.here, at)
    offered(world.here, at)
    accepted(world.here, at)
    done(world.here, at)
    give_consent(
        world.here.people["张伟明"],
        purpose="follow_up",
        given_on=at.date(),
        way="paper",
        by=world.here.by("worker"),
        at=at,
    )
    SheetImport.objects.create(
        community_id=world.here.id,
        file_name="a.csv",
        sha256="",
        path="/none",
        uploaded_at=at,
        uploaded_by=world.here.by("worker").ref,
        state="done",
    )
    _homes_filled(world, at)


def _homes_filled(world: World, at: datetime) -> None:
    duty = homes.due_at_winter(world.here, at)
    homes.visited(
        world.here,
        at,
        duty,
        gifts=[homes.RICE],
        went=homes.went(world.here, "worker", "deputy"),
        came=Came(pictures=[clean(picture())]),
    )
    homes.agrees(world.here, at, "单建国")
    homes.set_rule(world.here, at, "illness")
    homes.set_rule(world.here, at, "own", name="家庭困难必访")
    event = homes.ill(world.here, at)
    unwanted = Duty.objects.get(event_id=event.pk)
    homes.visited(world.here, at, unwanted, outcome="not_wanted")
    phone = Phone(world)
    phone.sends(phone.packs(phone.writes(at, duty, situation="")))
    draft_plan(
        reason_id=VisitReason.objects.get(kind="festival").pk,
        festival="winter_solstice",
        first=at.date(),
        last=at.date() + timedelta(days=20),
        visitors={world.here.by("worker").account_id: []},
        by=world.here.by("deputy"),
        at=at,
    )


def arguments(pattern: URLPattern, world: World) -> dict[str, Any]:
    """Return something that exists for each part of an address."""
    made = all_arguments()
    found = {}
    for part in pattern.pattern.regex.groupindex:
        make = made.get(f"{pattern.name}.{part}") or made.get(part)
        assert make is not None, (
            f"nothing stands for <{part}> of the address “{pattern.pattern}”: add to ARGUMENTS in "
            f'tests/<app>/examples.py the line "{part}": lambda world, at: ..., which gives a row\'s id'
        )
        found[part] = make(world, AT)
    return found


# Who may see what does not depend on the engine: on the second one, one role opens every page.
@pytest.mark.parametrize(
    "role", [pytest.param(role, marks=[] if role == "deputy" else [pytest.mark.once]) for role in ROLES]
)
def test_every_page_answers_every_role(filled: World, role: str) -> None:
    client = filled.client(role)
    for pattern in patterns():
        address = reverse(pattern.name or "", kwargs=arguments(pattern, filled))
        page = client.get(address, {"device": str(uuid4())} if pattern.name == "phone_hello" else {})
        assert page.status_code in {200, 302, 403, 404, 405}, f"{role} {address}: {page.status_code}"
        if page.status_code == 403:
            assert "” is for: " in page.content.decode() or "Only the" in page.content.decode(), address
        if page.status_code == 404:
            assert pattern.name in NOT_FOUND | NOT_THEIRS.get(role, frozenset()), address


def test_nobody_signed_in_sees_the_login_page_only(filled: World) -> None:
    from django.test import Client

    client = Client()
    for pattern in patterns():
        address = reverse(
            pattern.name or "",
            kwargs={
                name: "00000000-0000-7000-8000-000000000000"
                if name.endswith("_id")
                else 2026
                if name == "year"
                else "x"
                for name in pattern.pattern.regex.groupindex
            },
        )
        page = client.get(address)
        if not address.startswith(OPEN):
            assert page.status_code == 302, address
            assert page["Location"].startswith("/login/?next="), address


@pytest.mark.once
def test_every_page_has_one_heading_a_language_and_no_outside_address(filled: World) -> None:
    client = filled.client("secretary")
    looked_at = 0
    for pattern in patterns():
        page = client.get(reverse(pattern.name or "", kwargs=arguments(pattern, filled)))
        if (
            page.status_code != 200
            or "text/html" not in page["Content-Type"]
            or pattern.name == "find_person"
        ):
            continue
        looked_at += 1
        text = page.content.decode()
        assert len(re.findall(r"<h1[ >]", text)) == 1, pattern.name
        assert '<html lang="' in text, pattern.name
        assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", text), pattern.name
        assert not re.search(r"<[^>]+ (?:style|onclick|onload)=", text), pattern.name
    assert looked_at > 0.6 * len(patterns()), "most addresses must answer with a page that can be looked at"


@pytest.mark.once
def test_pages_are_answered_in_all_three_languages(filled: World) -> None:
    client = filled.client("deputy")
    titles = {}
    for code in ("zh-hans", "zh-hant", "en"):
        page = client.post("/language/", {"language": code, "next": "/registers/"}, follow=True)
        titles[code] = re.findall(r"<h1>(.*?)</h1>", page.content.decode())
    assert titles == {"zh-hans": ["台账"], "zh-hant": ["臺帳"], "en": ["Registers"]}
    assert Account.objects.get(pk=filled.here.by("deputy").account_id).language == "en"


def another_person(world: World, at: datetime, number: int) -> UUID:
    """Add a resident with a home of their own."""
    return add_person(
        name=f"张{'甲乙丙丁戊己'[number]}",
        phone=f"1990000{number:04d}",
        address=f"{20 + number}栋1单元101",
        relation="0",
        by=world.here.by("worker"),
        at=at,
    ).pk


def another_duty(world: World, at: datetime, number: int) -> Duty:
    """Let one more home be due, by the rule that stands."""
    pk = another_person(world, at, number)
    homes.agrees(replace(world.here, people={"张": pk}), at, "张")
    return Duty.objects.get(household=Person.objects.get(pk=pk).household_id, festival="winter_solstice")


def another_group(world: World, at: datetime, number: int) -> Group:
    """Form one more group."""
    facts: dict[str, Any] = {"code": f"g{number}", "name": f"第{number}组", "offers": ["legal"]}
    return form_group(**facts, by=world.here.by("deputy"), at=at)


def another_item(world: World, at: datetime, number: int) -> HttpResponse:
    """Let one more phone send something that the office must decide on."""
    phone = Phone(world)
    household = another_duty(world, at, number).household_id
    return phone.sends(phone.packs(phone.writes(at, household=household, situation="")))


def another_visit(world: World, at: datetime, number: int) -> Visit:
    """Visit one more home, and leave something there."""
    gift = replace(homes.RICE, signed_by=f"张{number}")
    two = homes.went(world.here, "worker", "deputy")
    return homes.visited(world.here, at, another_duty(world, at, number), gifts=[gift], went=two)


# Of each page: at most how many queries, and what adds to what it lists.
QUERIES: dict[str, tuple[int, Callable[[World, datetime, int], Any]]] = {
    "/today/": (22, lambda world, at, _number: offered(world.here, at)),
    "/needs/": (22, lambda world, at, _number: offered(world.here, at)),
    "/people/": (14, another_person),
    "/registers/reception/": (22, lambda world, at, _number: received(world.here, at)),
    "/groups/": (12, another_group),
    "/search/?q=张": (14, another_person),
    "/visits/": (22, another_duty),
    "/visits/made/": (18, another_visit),
    "/visits/coverage/2026/": (16, another_duty),
    "/visits/phones/": (16, another_item),
    "/registers/handouts/": (22, another_visit),
}


def words_of(page: Any) -> str:
    """Return what can be read on a page."""
    return re.sub(r"<[^>]*>", "", page.content.decode())


@pytest.mark.parametrize("address", QUERIES)
def test_a_page_needs_few_queries_whatever_it_lists(
    filled: World, at: datetime, address: str, django_assert_max_num_queries: Any
) -> None:
    client, (most, another) = filled.client("deputy"), QUERIES[address]
    with django_assert_max_num_queries(most) as first:
        before = client.get(address)
    for number in range(6):
        another(filled, at, number)
    with django_assert_max_num_queries(most) as second:
        after = client.get(address)
    assert words_of(after) != words_of(before), "nothing that was added stands on the page"
    assert len(second) <= len(first) + 1
