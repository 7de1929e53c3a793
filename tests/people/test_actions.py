"""Residents: found before created, corrected, consenting, looked at."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from tests.conftest import World
from tongxin.demo.invented import identity_number
from tongxin.groups.models import GroupMember
from tongxin.kit.errors import Conflict, NotAllowed, RuleBroken
from tongxin.people import actions
from tongxin.people.keeping import card_print
from tongxin.people.models import Consent, FileOpening, Person, PersonCategory
from tongxin.registers.models import Entry

CARD = identity_number(date(1956, 3, 5), 77)


def found(query: str) -> set[str]:
    return set(Person.objects.matching(query).values_list("name", flat=True))


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("伟明", "张伟明"),
        ("張偉", "张伟明"),
        ("zwm", "张伟明"),
        ("lyu", "吕芳"),
        ("shanj", "单建国"),
        ("3栋", "张伟明"),
        ("0002", "单建国"),
        ("12栋1单元", "单建国"),
        ("ouyang", "欧阳静"),
    ],
)
def test_one_box_finds_people_however_they_are_typed(world: World, query: str, name: str) -> None:
    assert name in found(query)


@pytest.mark.parametrize("query", ["", "   ", "不存在", "zzz", "%", "_", "'; --"])
def test_what_matches_nobody_finds_nobody(world: World, query: str) -> None:
    assert found(query) == set()


def test_an_identity_number_is_held_as_kind_last_four_and_fingerprint_only(
    world: World, at: datetime
) -> None:
    person = actions.add_person(name="郑一", card_number=CARD, by=world.here.by("worker"), at=at)
    person.refresh_from_db()
    assert (person.card_last4, person.card_print, person.birth_date) == (
        CARD[-4:],
        card_print(CARD),
        date(1956, 3, 5),
    )
    columns = {str(getattr(person, field.attname)) for field in Person._meta.concrete_fields}
    assert not any(CARD in text for text in columns)


def test_the_same_card_is_refused_in_any_case_by_page_and_database(world: World, at: datetime) -> None:
    actions.add_person(name="郑一", card_number=CARD, by=world.here.by("worker"), at=at)
    with pytest.raises(RuleBroken, match="already held with this identity number"):
        actions.add_person(name="郑二", card_number=CARD, another=True, by=world.here.by("worker"), at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(
            community_id=world.here.id, name="x", folded="x", card_print=card_print(CARD), created_at=at
        )


def test_somebody_who_looks_the_same_is_shown_before_a_second_is_made(world: World, at: datetime) -> None:
    facts = {"name": "张伟明", "phone": "10000000000"}
    with pytest.raises(RuleBroken, match="Already held: 张伟明 3栋2单元501"):
        actions.add_person(**facts, by=world.here.by("worker"), at=at)  # type: ignore[arg-type]
    actions.add_person(**facts, another=True, by=world.here.by("worker"), at=at)  # type: ignore[arg-type]
    assert Person.objects.filter(name="张伟明").count() == 2


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": ""}, "name"),
        ({"birth_date": date(2030, 1, 1)}, "birth_date"),
        ({"card_number": CARD[:-1] + "Q"}, "card_number"),
        ({"card_number": "1.1E+17"}, "card_number"),
        ({"phone": "1"}, "phone"),
        ({"card_number": CARD, "birth_date": date(1950, 1, 1)}, "birth_date"),
    ],
)
def test_a_wrong_fact_names_its_field(
    world: World, at: datetime, facts: dict[str, object], field: str
) -> None:
    with pytest.raises(RuleBroken) as told:
        actions.add_person(**{"name": "郑一", **facts}, by=world.here.by("worker"), at=at)  # type: ignore[arg-type]
    assert field in told.value.fields


def test_two_people_correct_one_file_the_second_sees_both(world: World, at: datetime) -> None:
    person = Person.objects.get(pk=world.here.people["张伟明"])
    facts = {
        "name": "张伟明",
        "birth_date": None,
        "address": "3栋2单元501",
        "relation": "0",
        "seen": person.version,
        "by": world.here.by("worker"),
        "at": at,
    }
    actions.correct_person(person.pk, phone="10000009999", **facts)  # type: ignore[arg-type]
    with pytest.raises(Conflict) as told:
        actions.correct_person(person.pk, phone="10000008888", **facts)  # type: ignore[arg-type]
    assert "10000008888" in map(str, told.value.mine.values())
    assert "10000009999" in map(str, told.value.theirs.values())
    assert found("9999") == {"张伟明"}


def test_a_category_rests_on_its_consent_and_ends_with_it(world: World, at: datetime) -> None:
    person = world.here.people["张伟明"]
    consent = actions.give_consent(
        person,
        purpose="served_category",
        category="allowance",
        given_on=at.date(),
        way="paper",
        by=world.here.by("worker"),
        at=at,
    )
    assert Person.objects.in_category("allowance").count() == 1
    with pytest.raises(RuleBroken, match="recorded already"):
        actions.give_consent(
            person,
            purpose="served_category",
            category="allowance",
            given_on=at.date(),
            way="paper",
            by=world.here.by("worker"),
            at=at,
        )
    actions.withdraw_consent(consent.pk, by=world.here.by("worker"), at=at)
    assert Person.objects.in_category("allowance").count() == 0
    assert PersonCategory.objects.get().until == at.date()


def test_under_fourteen_a_guardian_consents(world: World, at: datetime) -> None:
    child = actions.add_person(name="小宝", birth_date=date(2020, 1, 1), by=world.here.by("worker"), at=at)
    facts = {
        "purpose": "follow_up",
        "given_on": at.date(),
        "way": "paper",
        "by": world.here.by("worker"),
        "at": at,
    }
    with pytest.raises(RuleBroken, match="guardian"):
        actions.give_consent(child.pk, **facts)  # type: ignore[arg-type]
    actions.give_consent(child.pk, by_guardian="张伟明", **facts)  # type: ignore[arg-type]


def test_withdrawing_ends_a_membership_too(world: World, at: datetime) -> None:
    member = GroupMember.objects.get(pk=world.here.members["单建国"])
    actions.withdraw_consent(member.consent_id, by=world.here.by("worker"), at=at)
    member.refresh_from_db()
    assert member.left_on == at.date()
    assert not Consent.objects.get(pk=member.consent_id).stands


def test_each_look_at_a_file_is_kept_and_shown_on_it(world: World) -> None:
    address = f"/people/{world.here.people['张伟明']}/"
    world.client("worker").get(address)
    text = world.client("deputy").get(address).content.decode()
    assert "worker人" in text and "deputy人" in text
    assert FileOpening.objects.count() == 2


def test_a_leader_may_not_open_a_file(world: World, at: datetime) -> None:
    with pytest.raises(NotAllowed):
        actions.open_file(world.here.people["张伟明"], what="file", by=world.here.by("leader"), at=at)


def test_the_person_gets_a_copy_of_everything_held(world: World) -> None:
    held = world.client("worker").get(f"/people/{world.here.people['吕芳']}/copy/").json()
    assert held["name"] == "吕芳"
    assert held["consents"][0]["purpose"] == "Volunteer roster"
    assert held["entries"][0]["values"]["name"] == "吕芳"


def test_a_correction_keeps_the_old_facts_beside_the_new_with_the_reason(world: World, at: datetime) -> None:
    person = Person.objects.get(pk=world.here.people["张伟明"])
    client = world.client("worker")
    form = client.get(f"/people/{person.pk}/correct/").context["form"]
    typed = {name: value or "" for name, value in form.initial.items()}
    typed |= {"phone": "10000009999", "birth_date": "1948-03-05", "reason": "本人来电说明"}
    assert client.post(f"/people/{person.pk}/correct/", typed).status_code == 302
    entry = Entry.objects.written().with_values().get(schema="people.corrected/1")
    assert entry.values()["changed"] == ["birth_date", "phone"]
    assert entry.values()["was_phone"] == person.phone
    assert "was_name" not in entry.values()
    story = client.get(f"/people/{person.pk}/").content.decode()
    assert f"<del>{person.phone}</del> › 10000009999" in story
    assert "<del>—</del> › " in story, "a fact that was not known before is told too"
    assert "本人来电说明" in story
    told = client.get(f"/registers/entries/{entry.pk}/")
    rows = {str(row.label): [row.was.text, row.now.text] for row in told.context["told"].rows}
    assert rows["Phone"] == [person.phone, "10000009999"]
    assert rows["Name"] == ["", "张伟明"]
    assert "Changed" not in rows
    assert told.content.decode().count("<mark>") == 2
    auditor = world.client("auditor").get(f"/registers/entries/{entry.pk}/").content.decode()
    assert person.phone not in auditor and "本人来电说明" not in auditor
