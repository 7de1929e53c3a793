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


def test_a_new_account_has_no_role_until_one_is_chosen_and_all_faults_are_said_in_chinese(
    world: World,
) -> None:
    client = world.client("secretary")
    client.post("/language/", {"language": "zh-hans", "next": "/"})
    form = client.get("/office/accounts/new/").context["form"]
    assert (form["role"].value(), form["post"].value()) == (None, None)
    page = client.post("/office/accounts/new/", {"name": "吕芳", "username": "lvfang", "password": "123"})
    errors = page.context["form"].errors
    assert {"role", "post", "password"} == set(errors)
    assert errors["role"] == ["请选择“角色”。"]
    assert errors["password"][0] == "密码太短：至少10个字符。"


def test_the_page_of_an_account_says_whether_and_to_whom_it_is_linked(world: World) -> None:
    leader = world.here.by("leader").account_id
    page = world.client("secretary").get(f"/office/accounts/{leader}/").content.decode()
    assert "linked to a volunteer of another name" in page
    assert "单建国" not in page, "who does not link accounts reads no volunteer's name"
    assert "单建国" in world.client("deputy").get("/office/").content.decode()
