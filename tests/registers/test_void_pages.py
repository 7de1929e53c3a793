"""What the pages say of corrections: a void is marked wherever the row is shown, and a line that is void offers nothing more."""

from datetime import datetime, timedelta

from tests.activities.examples import held
from tests.conftest import World
from tests.needs.flow import received
from tests.visits import flow
from tongxin.registers import actions
from tongxin.registers.kinds import REGISTERS
from tongxin.registers.models import Entry


def entry_of(schema: str) -> Entry:
    return Entry.objects.written().filter(schema=schema).latest("seq")


def test_a_void_line_offers_no_amendment_and_says_so_at_once(world: World, at: datetime) -> None:
    held(world, at)
    entry, client = entry_of("activities.held/1"), world.client("secretary")
    amend_page = f"/registers/entries/{entry.pk}/amend/"
    assert amend_page in client.get(f"/registers/entries/{entry.pk}/").content.decode()
    actions.void(entry.pk, reason="重复", by=world.here.by("secretary"), at=at)
    assert amend_page not in client.get(f"/registers/entries/{entry.pk}/").content.decode()
    answer = client.get(amend_page)
    assert answer.status_code == 422
    assert "This entry is void" in answer.content.decode() and "fact_title" not in answer.content.decode()


def test_a_void_without_a_reason_shows_the_entry_again_with_the_fault_at_its_field(
    world: World, at: datetime
) -> None:
    held(world, at)
    entry, client = entry_of("activities.held/1"), world.client("secretary")
    answer = client.post(f"/registers/entries/{entry.pk}/void/", {"reason": " "})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert entry.short in page and '<details class="card" open>' in page
    assert answer.context["void_form"].errors["reason"]
    assert Entry.objects.filter(refers_to=entry.pk).count() == 0


def test_an_activity_declared_void_says_so_with_the_reason(world: World, at: datetime) -> None:
    activity = held(world, at)
    address = f"/activities/{activity.pk}/"
    assert "登记了两次" not in world.client("worker").get(address).content.decode()
    actions.void(entry_of("activities.held/1").pk, reason="登记了两次", by=world.here.by("secretary"), at=at)
    page = world.client("worker").get(address).content.decode()
    assert "Declared void" in page and "登记了两次" in page
    assert "登记了两次" not in world.client("auditor").get(address).content.decode()


def test_a_consent_declared_void_is_not_called_withdrawn(world: World, at: datetime) -> None:
    flow.agrees(world.here, at)
    person = world.here.people["张伟明"]
    entry = entry_of("people.consent_given/1")
    actions.void(entry.pk, reason="本人没有同意", by=world.here.by("secretary"), at=at)
    page = world.client("worker").get(f"/people/{person}/").content.decode()
    assert "本人没有同意" in page and "withdrawn on" not in page


def test_the_start_page_names_the_line_that_was_corrected(world: World, at: datetime) -> None:
    at += timedelta(minutes=1)  # after what the world was made of
    held(world, at)
    entry = entry_of("activities.held/1")
    by = world.here.by("secretary")
    actions.amend(entry.pk, {"actual_count": 3}, reason="数错", by=by, at=at + timedelta(minutes=5))
    actions.void(entry.pk, reason="重复", by=by, at=at + timedelta(minutes=6))
    page = world.client("worker").get("/today/").content.decode()
    assert (
        f"Amendment: Activity register {entry.short}" in page
        and f"Void: Activity register {entry.short}" in page
    )


def test_the_verification_stands_in_the_order_of_the_shelf(world: World, at: datetime) -> None:
    held(world, at)
    received(world.here, at)
    client = world.client("secretary")
    client.post("/registers/verify/")
    checks = client.get("/registers/verification/").context["checks"]
    codes = [register.code for register, _mark, _faults in checks]
    assert len(codes) > 2
    assert codes == [code for code in REGISTERS if code in codes]
