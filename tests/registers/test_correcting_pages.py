"""What a clerk reads before, while and after correcting: whom to ask, what goes with it, what each correction changed."""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest

from tests.conftest import World
from tests.needs.flow import done, received
from tests.visits.flow import RICE, due_at_winter, visited, went
from tongxin.activities.entries import ActivityHeld
from tongxin.people.actions import add_person
from tongxin.registers import actions
from tongxin.registers.carrying import follows
from tongxin.registers.forms import fact_field
from tongxin.registers.kinds import KINDS, EntryKind
from tongxin.registers.models import Entry
from tongxin.registers.reading import current_values
from tongxin.web.forms import Text


def text(page: Any) -> str:
    """Return what a page says, without its marks."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.content.decode())))


def entry_of(schema: str) -> Entry:
    return Entry.objects.written().filter(schema=schema).latest("seq")


def with_rice(world: World, at: datetime) -> Any:
    duty = due_at_winter(world.here, at)
    return visited(world.here, at, duty, gifts=[RICE], went=went(world.here, "worker", "deputy"))


def test_who_may_not_declare_void_is_told_by_name_whom_to_ask(world: World, at: datetime) -> None:
    done(world.here, at)
    address = f"/registers/entries/{entry_of('service.given/1').pk}/"
    for page in (address, f"{address}amend/"):
        assert "王秀兰 (Secretary)" in text(world.client("worker").get(page)), page
        assert "To have an entry declared void" not in text(world.client("deputy").get(page)), page


def test_a_refusal_to_do_names_whom_to_ask_and_one_to_look_does_not_ask_others_to_look(
    world: World, at: datetime
) -> None:
    page = text(world.client("street").get("/needs/"))
    assert "Ask 王秀兰 (Secretary)" in page and "what you need to know of it" in page
    assert "to do it" in text(world.client("worker").get("/office/accounts/new/"))
    assert "leader人" not in text(world.client("auditor").get(f"/groups/{world.here.groups['legal']}/")), (
        "volunteers are not named"
    )


def test_before_and_after_a_void_it_is_said_what_goes_with_it(world: World, at: datetime) -> None:
    with_rice(world, at)
    entry, client = entry_of("visits.made/1"), world.client("secretary")
    sheet = entry_of("handouts.given/1").label
    before = unescape(client.get(f"/registers/entries/{entry.pk}/").content.decode())
    asked = re.search(r'data-confirm="([^"]*)"', before)
    assert asked is not None
    for said in (f"{sheet} (大米1袋, ¥80.00)", "“To be visited” then"):
        assert said in asked.group(1), said
    assert 'data-confirm-yes="Declare void"' in before
    after = text(client.post(f"/registers/entries/{entry.pk}/void/", {"reason": "走错了门"}, follow=True))
    assert f"What went with it: {sheet}" in after and "“To be visited” then" in after
    duty = Entry.objects.filter(kind=Entry.Kind.VOID, schema="handouts.given/1").get()
    assert duty.values()["correction_reason"] == f"走错了门 (follows {entry.label})"
    visit = text(world.client("worker").get(f"/visits/made/{entry.values()['visit']}/"))
    assert "Declared void" in visit and "走错了门" in visit


def test_a_kind_cannot_take_more_along_with_a_void_than_it_says() -> None:
    with pytest.raises(ValueError, match="void_takes"):
        follows(
            type("Undeclared", (ActivityHeld,), {"schema": "tests.undeclared/1"}),
            voided=lambda _correction: (),
        )


def test_each_correction_shows_only_what_it_changed_and_tells_two_of_one_name_apart(
    world: World, at: datetime
) -> None:
    worker = world.here.by("worker")
    twin = add_person(name="张伟明", address="9栋1单元101", relation="0", another=True, by=worker, at=at)
    received(world.here, at)
    entry = entry_of("needs.received/1")
    actions.amend(entry.pk, {"matter": "押金不退"}, reason="听错了", by=worker, at=at)
    actions.amend(entry.pk, {"person": twin.pk}, reason="同名的另一位", by=worker, at=at + timedelta(hours=1))
    told = world.client("worker").get(f"/registers/entries/{entry.pk}/").context["told"]
    first, second = ([str(change.label) for change in item.changes] for item in told.corrections)
    assert first == ["What is asked"]
    assert "What is asked" not in second
    (person,) = (change for change in told.corrections[1].changes if str(change.label) == "Resident")
    assert "3栋2单元501" in person.was.links[0].text and "9栋1单元101" in person.now.links[0].text


def test_a_correction_of_one_book_that_follows_in_another_says_so_before_and_carries_the_clerks_words(
    world: World, at: datetime
) -> None:
    with_rice(world, at)
    sheet, visit = entry_of("handouts.given/1"), entry_of("visits.made/1")
    page = text(world.client("worker").get(f"/registers/entries/{sheet.pk}/amend/"))
    assert f"Follows with it: {visit.label}" in page
    actions.amend(sheet.pk, {"value": Decimal("60.00")}, reason="票据看错", by=world.here.by("worker"), at=at)
    carried = Entry.objects.get(refers_to=visit.pk)
    assert carried.values()["correction_reason"] == f"票据看错 (follows {sheet.label})"


def test_a_corrected_line_says_so_beside_its_number(world: World, at: datetime) -> None:
    received(world.here, at)
    actions.amend(
        entry_of("needs.received/1").pk,
        {"matter": "押金不退"},
        reason="听错了",
        by=world.here.by("worker"),
        at=at,
    )
    page = world.client("worker").get("/registers/reception/").content.decode()
    assert re.search(
        r'<tr class="corrected".*?</td><td class="k-remark"[^>]*>amended \(correction 2026-001\)</td>', page
    )


TEXTS = [
    (kind, name)
    for kind in KINDS.values()
    for name, about in kind.facts().items()
    if about.amends and about.words is None
]


@pytest.mark.once
@pytest.mark.parametrize(("kind", "name"), TEXTS, ids=lambda item: getattr(item, "schema", item))
def test_a_text_that_is_amended_has_a_greatest_length(kind: type[EntryKind], name: str) -> None:
    field = fact_field(kind, name, kind.facts()[name], None)
    assert not isinstance(field, Text) or field.max_length


def test_a_text_too_long_for_the_desk_is_too_long_for_a_correction(world: World, at: datetime) -> None:
    received(world.here, at)
    address = f"/registers/entries/{entry_of('needs.received/1').pk}/amend/"
    client = world.client("worker")
    desk = client.get("/needs/new/").context["form"].fields["matter"].widget.attrs["data-most"]
    assert client.get(address).context["form"].fields["fact_matter"].widget.attrs["data-most"] == desk
    page = client.post(address, {"fact_matter": "长" * (desk + 1), "reason": "补写"})
    assert page.status_code == 422 and "Too long" in text(page)


def sent(client: Any, address: str, **typed: str) -> Any:
    """Return the answer to the form of an amendment sent back with some fields changed; an empty box sends its hidden id empty too."""
    form = client.get(address).context["form"]
    data = {name: str(form[name].value()) for name in form.fields if form[name].value() not in (None, "")}
    return client.post(address, {**data, "reason": "写错了", **typed})


@pytest.mark.parametrize("typed", ["", "无此人"], ids=["emptied", "typed, nobody chosen"])
def test_an_amendment_never_takes_a_resident_off_unasked(world: World, at: datetime, typed: str) -> None:
    with_rice(world, at)
    received(world.here, at)
    client = world.client("worker")
    for schema in ("visits.made/1", "needs.received/1"):
        entry = entry_of(schema)
        address = f"/registers/entries/{entry.pk}/amend/"
        page = sent(client, address, **{"fact_person": "", "fact_person.typed": typed})
        assert page.status_code == 422
        assert page.context["form"].errors == {
            "fact_person": ["No resident is chosen: please choose one from the list."]
        }
        assert 'name="fact_person.typed"' in page.content.decode()
        assert not Entry.objects.filter(refers_to=entry.pk).exists()


def test_a_resident_is_taken_off_by_the_tick_and_a_name_nobody_bears_is_refused_then_too(
    world: World, at: datetime
) -> None:
    with_rice(world, at)
    entry, client = entry_of("visits.made/1"), world.client("worker")
    address = f"/registers/entries/{entry.pk}/amend/"
    assert sent(client, address, **{"fact_person.off": "on"}).status_code == 302
    assert "person" not in current_values(entry)
    page = sent(client, address, **{"fact_person": "", "fact_person.typed": "无此人", "fact_situation": "好"})
    assert page.status_code == 422 and list(page.context["form"].errors) == ["fact_person"]
    assert 'value="无此人"' in page.content.decode()


def test_only_where_a_name_may_stay_as_typed_the_box_offers_it(world: World) -> None:
    client = world.client("worker")
    assert "found-new" in client.get("/people/find/?q=张&free=1").content.decode()
    assert "found-new" not in client.get("/people/find/?q=张").content.decode()
    assert 'role="option"' not in client.get("/people/find/?q=无此人").content.decode()
    assert "data-free" in client.get("/needs/new/").content.decode()
    assert "data-free" not in client.get("/visits/new/").content.decode()


def test_all_that_is_wrong_with_an_amendment_is_said_at_once(world: World, at: datetime) -> None:
    done(world.here, at)
    address = f"/registers/entries/{entry_of('service.given/1').pk}/amend/"
    wrong = {"fact_served_on": "2026-11-01", "fact_hours": "很多", "reason": ""}
    page = sent(world.client("worker"), address, **wrong)
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"fact_served_on", "fact_hours", "reason"}
    assert not Entry.objects.filter(kind=Entry.Kind.AMEND).exists()
    reception = f"/registers/entries/{entry_of('needs.received/1').pk}/amend/"
    page = sent(world.client("worker"), reception, fact_phone="12", fact_wanted_by="1900-01-01")
    assert set(page.context["form"].errors) == {"fact_phone", "fact_wanted_by"}, (
        "two rules, one after the other"
    )


def test_what_cannot_be_amended_is_said_once_with_the_way_to_where_it_stands(
    world: World, at: datetime
) -> None:
    need = done(world.here, at)
    page = world.client("worker").get(f"/registers/entries/{entry_of('service.given/1').pk}/amend/")
    said = text(page)
    assert said.count("the entry is declared void and recorded anew") == 1
    assert "“Volunteers” cannot be corrected" not in said
    assert (
        f'<a href="/needs/{need.pk}/">' in page.content.decode().partition("What cannot be amended here")[2]
    )
