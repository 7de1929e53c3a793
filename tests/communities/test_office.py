"""The office: limits, accounts and the forms that change them."""

import re

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


def test_a_street_officers_account_page_names_every_community_and_the_one_looked_at(world: World) -> None:
    client = world.client("street")
    client.post("/language/", {"language": "zh-hans", "next": "/"})
    client.post(f"/communities/{world.there.id}/choose/")
    page = re.sub(r"\s+", " ", client.get("/me/").content.decode())
    assert "<dt>街道</dt> <dd>和平街道</dd>" in page
    assert "<dt>所辖社区</dt> <dd>新鹅社区、泰山社区</dd>" in page
    assert "<dt>当前查看</dt> <dd>新鹅社区</dd>" in page
    own = world.client("worker").get("/me/").content.decode()
    assert "泰山社区" in own and "新鹅社区" not in own
