"""Making the demo: two communities in one sub-district, Taishan with 17,000 residents, Xin'e with six groups."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import transaction
from django.db.models import Count

from tongxin.almanac.actions import fill
from tongxin.communities.actions import open_account, open_community
from tongxin.communities.models import Account, Community
from tongxin.communities.signing_in import actor_for
from tongxin.demo import wording
from tongxin.demo.past import Past, plan_activities, plan_examples, plan_needs
from tongxin.demo.rooms import plan_venues
from tongxin.demo.sheet import write_sheet
from tongxin.demo.suggesting import plan_suggestions
from tongxin.demo.visiting import plan_visits
from tongxin.demo.words import PASSWORD
from tongxin.groups.actions import enrol, form_group
from tongxin.kit.actor import Actor
from tongxin.kit.bulk import plan_anew
from tongxin.kit.clock import local_date
from tongxin.kit.scope import community_scope
from tongxin.people.actions import give_consent
from tongxin.people.models import Person
from tongxin.people.sheets import actions as sheets

STREET = "和平街道"
Say = Callable[[str], None]

ACCOUNTS = (
    ("deputy", "李明华", "deputy", "deputy_director", "统战与志愿服务", "主管日常工作，派单与名册"),
    ("worker", "陈小燕", "worker", "social_worker", "民政救助", "接待、救助申请、走访"),
    ("worker2", "周建平", "worker", "social_worker", "就业与文体", "就业岗位、活动、台账"),
    ("leader", "赵启文", "leader", "volunteer", "法律服务", ""),
    ("auditor", "孙敏", "auditor", "supervisor", "居务监督", ""),
    ("street", "吴国栋", "street", "street_officer", "", ""),
)


@dataclass(frozen=True, slots=True)
class Size:
    """How large a demo community is."""

    residents: int
    needs: int
    compatriots: int = 0
    relatives: int = 0
    allowance_relatives: int = 0
    allowance_compatriots: int = 0
    jobs: int = 0
    trainings: int = 0


# The figures that the work reports give; the report must count them from rows.
TAISHAN = Size(17_000, 640, 14, 14, 3, 2, 14, 6)
XINE = Size(600, 60)
SMALL = Size(240, 16, 14, 14, 3, 2, 14, 6)


def make(folder: Path, *, at: datetime, say: Say, taishan: Size = TAISHAN, xine: Size = XINE) -> None:
    """Make both communities; `at` is now."""
    say("days")
    fill()
    own = tuple((f"xine-{login}", f"{name[0]}{name[1:][::-1]}", *rest) for login, name, *rest in ACCOUNTS[:4])
    with _quick_hashes():
        make_community(
            "taishan", "泰山社区", "王秀兰", taishan, folder, at=at, say=say, seed=20, accounts=ACCOUNTS
        )
        make_community("xine", "新鹅社区", "何玉珍", xine, folder, at=at, say=say, seed=21, accounts=own)


@contextmanager
def _quick_hashes() -> Iterator[None]:
    """Hash passwords quickly: the demo's stands on its first page, and the first login hashes it anew as it should be."""
    usual = PBKDF2PasswordHasher.iterations
    PBKDF2PasswordHasher.iterations = 1000
    try:
        yield
    finally:
        PBKDF2PasswordHasher.iterations = usual


def make_community(
    code: str,
    name: str,
    secretary: str,
    size: Size,
    folder: Path,
    *,
    at: datetime,
    say: Say,
    seed: int,
    accounts: Any,
) -> Community:
    """Make one community with its accounts, residents, groups and past year."""
    chance = random.Random(seed)
    today = local_date(at)
    first = _first_day(today)
    begin = datetime.combine(first, datetime.min.time(), at.tzinfo) - timedelta(days=20)
    login = "secretary" if code == "taishan" else f"{code}-secretary"
    with transaction.atomic():
        community, account = open_community(
            street=STREET,
            name=name,
            code=code,
            secretary={"username": login, "name": secretary, "password": PASSWORD},
            at=begin,
        )
        with community_scope(community.pk):
            actors = _accounts(community, account, accounts, begin)
    with community_scope(community.pk):
        say(f"residents of {name}")
        _residents(folder, size, actors["secretary"], begin, seed, today, name)
        with transaction.atomic():
            _categories(size, actors["worker"], begin + timedelta(hours=2), chance)
            _groups(actors, begin + timedelta(hours=4), chance)
        say(f"a past year of {name}")
        _past(size, actors, chance, first=first, at=at)
    return community


def _first_day(today: date) -> date:
    """Return the first day of the report's year, a few weeks earlier if the year has only just begun."""
    first = date(today.year if today.month > 1 else today.year - 1, 1, 1)
    return min(first, today - timedelta(days=60))


def _accounts(community: Community, secretary: Account, accounts: Any, at: datetime) -> dict[str, Actor]:
    by = actor_for(secretary, community.pk)
    secretary.duties = "主持全面工作"
    secretary.line_of_work = "全面"
    secretary.save(update_fields=["duties", "line_of_work"])
    actors = {"secretary": by}
    for login, name, role, post, line, duties in accounts:
        account = open_account(
            username=login,
            name=name,
            role=role,
            post=post,
            line_of_work=line,
            duties=duties,
            password=PASSWORD,
            by=by,
            at=at,
        )
        actors.setdefault(role, actor_for(account, community.pk))
        actors[login] = actor_for(account, community.pk)
    return actors


def _residents(folder: Path, size: Size, by: Actor, at: datetime, seed: int, today: date, name: str) -> None:
    path = folder / f"{name}居民花名册.xlsx"
    write_sheet(path, size.residents, seed=seed, on=today - timedelta(days=400), title=f"{name}居民花名册")
    sheet = sheets.upload(path.name, [path.read_bytes()], by=by, at=at)[0]
    sheets.take_in(sheet.pk, by=by, at=at)


def _categories(size: Size, by: Actor, at: datetime, chance: random.Random) -> None:
    """Let residents agree to the categories that the report counts, each in a household of its own."""
    homes = Person.objects.filter(relation="0", household__isnull=False).order_by("folded", "id")
    adults = list(homes[: max(200, (size.compatriots + size.relatives) * 4)])
    chosen = chance.sample(adults, size.compatriots + size.relatives) if size.compatriots else []
    compatriots, relatives = chosen[: size.compatriots], chosen[size.compatriots :]
    given = [(person, "taiwan_compatriot") for person in compatriots]
    given += [(person, "taiwan_relative") for person in relatives]
    given += [(person, "allowance") for person in compatriots[: size.allowance_compatriots]]
    given += [(person, "allowance") for person in relatives[: size.allowance_relatives]]
    taken = {person.pk for person in chosen}
    counted = Person.objects.order_by().values("household_id").annotate(members=Count("pk"))
    single = counted.filter(members=1).values("household_id")
    old = homes.filter(birth_date__lt=at - timedelta(days=68 * 365), household_id__in=single)
    alone = [person for person in old[: 8 + size.residents // 330] if person.pk not in taken]
    given += [(person, "elderly_alone") for person in alone]
    others = [person for person in adults if person.pk not in taken][: len(alone) // 2]
    given += [(person, "disabled" if at % 3 else "special_hardship") for at, person in enumerate(others)]
    working = homes.filter(birth_date__range=(at - timedelta(days=58 * 365), at - timedelta(days=30 * 365)))
    given += [(person, "laid_off") for person in working[:10] if person.pk not in taken]
    for person, category in given:
        give_consent(
            person.pk,
            purpose="served_category",
            category=category,
            given_on=local_date(at),
            way="paper",
            by=by,
            at=at,
        )


def _groups(actors: dict[str, Actor], at: datetime, chance: random.Random) -> None:
    people = list(Person.objects.filter(relation__in=["0", "1"]).order_by("-folded", "id")[:200])
    chance.shuffle(people)
    for code, name, title, offers, weekdays, capacity, members in wording.GROUPS:
        group = form_group(
            code=code,
            name=name,
            formal_title=title,
            offers=offers,
            weekdays=weekdays,
            capacity=capacity,
            languages="mandarin,dialect",
            description="",
            by=actors["secretary"],
            at=at,
        )
        for number in range(members):
            leads = number == 0
            login = (
                next((key for key in actors if key.endswith("leader")), "")
                if leads and code == "legal"
                else ""
            )
            enrol(
                group.pk,
                people.pop().pk,
                consented_on=local_date(at),
                way="paper",
                is_leader=leads,
                account_id=actors[login].account_id if login else None,
                by=actors["deputy"],
                at=at,
            )


def _past(size: Size, actors: dict[str, Actor], chance: random.Random, *, first: date, at: datetime) -> None:
    grown = Person.objects.filter(
        phone__gt="", household__isnull=False, birth_date__lt=first - timedelta(days=19 * 365)
    )
    people = list(grown.order_by("id")[: max(size.needs, 100)])
    past = Past(actors, chance, until=at)
    last = local_date(at)
    plan_needs(past, people, first=first, last=last, number=size.needs, jobs=size.jobs)
    plan_activities(
        past, first=date(last.year, 1, 1) if last.month > 1 else first, last=last, trainings=size.trainings
    )
    plan_examples(past, people[:60], first=first)
    plan_visits(past, people, first=first, last=last)
    plan_venues(past, first=first, last=last)
    plan_suggestions(past, first=first, last=last, number=max(size.needs // 30, 6))
    with transaction.atomic():
        past.run()
        plan_anew()
