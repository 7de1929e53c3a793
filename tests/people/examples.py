"""One example of each kind of entry about residents."""

from datetime import date, datetime, timedelta

from tests.conftest import World
from tests.examples import Example
from tongxin.people import actions, rules
from tongxin.people.models import Consent, Household, Person, SheetImport
from tongxin.people.sheets import actions as sheets

SHEET = "姓名,电话,住址\n何春梅,13900002222,7栋1单元201\n".encode()


def _added(world: World, at: datetime, _before: None = None) -> Person:
    return actions.add_person(
        name="何春梅",
        birth_date=date(1950, 3, 5),
        phone="13900003333",
        address="7栋1单元201",
        by=world.here.by("worker"),
        at=at,
    )


def _agreed(world: World, at: datetime, _before: None = None) -> Consent:
    return actions.give_consent(
        world.here.people["张伟明"],
        purpose="served_category",
        category="elderly_alone",
        given_on=at.date() - timedelta(days=30),
        way="paper",
        by=world.here.by("worker"),
        at=at,
    )


FACTS = {
    "name": "何春美",
    "birth_date": date(1951, 3, 5),
    "phone": "13900004444",
}


def _uploaded(world: World, at: datetime, _before: None = None) -> SheetImport:
    return sheets.upload("花名册.csv", [SHEET], by=world.here.by("worker"), at=at)[0]


KINDS = {
    "people.sheet_uploaded/1": Example(write=_uploaded),
    "people.sheet_imported/1": Example(
        before=_uploaded,
        write=lambda world, at, sheet: sheets.take_in(sheet.pk, by=world.here.by("worker"), at=at),
    ),
    "people.added/1": Example(write=_added, changes=FACTS),
    "people.corrected/1": Example(
        before=_added,
        write=lambda world, at, person: actions.correct_person(
            person.pk,
            seen=person.version,
            name="何春妹",
            birth_date=date(1950, 3, 6),
            phone="13900005555",
            address="7栋1单元201",
            relation="",
            by=world.here.by("worker"),
            at=at,
        ),
        changes=FACTS,
    ),
    "people.consent_given/1": Example(
        write=_agreed,
        changes={"given_on": lambda world, at: at.date() - timedelta(days=20), "way": "spoken"},
    ),
    "people.consent_withdrawn/1": Example(
        before=_agreed,
        write=lambda world, at, consent: actions.withdraw_consent(
            consent.pk, by=world.here.by("worker"), at=at
        ),
        changes={"withdrawn_on": lambda world, at: at.date() - timedelta(days=2)},
    ),
}


def figures(world: World, at: datetime) -> None:
    """Leave somebody in each served category, and both kinds of households on the allowance."""
    held = [("单建国", category) for category in rules.CATEGORIES] + [("张伟明", "allowance")]
    for name, category in held:
        actions.give_consent(
            world.here.people[name],
            purpose="served_category",
            category=category,
            given_on=at.date(),
            way="paper",
            by=world.here.by("worker"),
            at=at,
        )


ARGUMENTS = {
    "person_id": lambda world, _at: world.here.people["张伟明"],
    "household_id": lambda _world, _at: Household.objects.first().pk,
    "sheet_id": lambda _world, _at: SheetImport.objects.first().pk,
    "consent_id": lambda _world, _at: Consent.objects.first().pk,
}

# One in twenty has moved away.
CROWD = {
    "people.Household": {"folded": "'z' || n"},
    "people.Person": {
        "folded": "'z' || n",
        "left_on": "CASE WHEN n % 20 = 0 THEN date('2026-01-05') END",
    },
}
