"""The office: limits, accounts and the forms that change them."""

from tests.conftest import World
from tongxin.communities.models import Account, Community
from tongxin.kit.ids import uuid7
from tongxin.registers.models import Entry


def test_the_limits_form_sent_twice_is_one_change_and_one_entry(world: World) -> None:
    client = world.client("secretary")
    form = {"need_due_days": "7", "answer_due_days": "3", "key": str(uuid7())}
    assert [client.post("/office/limits/", form).status_code for _click in range(2)] == [302, 302]
    assert Entry.objects.filter(schema="office.limits_changed/1").count() == 1
    assert Community.objects.get(pk=world.here.id).need_due_days == 7


def test_a_change_of_an_account_sent_twice_is_one_entry(world: World) -> None:
    account = Account.objects.get(pk=world.here.by("worker").account_id)
    form = {
        "name": account.name,
        "role": account.role,
        "post": account.post,
        "line_of_work": "民政",
        "is_active": "on",
        "key": str(uuid7()),
    }
    client = world.client("secretary")
    answers = [client.post(f"/office/accounts/{account.pk}/", form).status_code for _click in range(2)]
    assert answers == [302, 302]
    assert Entry.objects.filter(schema="office.account_changed/1").count() == 1
    account.refresh_from_db()
    assert account.line_of_work == "民政"
