"""The public board: what anybody may read, what nobody may, and what is kept."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.conftest import World
from tests.forum.flow import LAMP, PUBLIC, answered, published, taken
from tongxin.forum.models import Suggestion
from tongxin.forum.suggestions import actions
from tongxin.kit.errors import RuleBroken


def read(world: World, path: str = "", **headers: str) -> tuple[int, str, str]:
    """Open a page of the board as anybody: status, text, ETag."""
    page = Client(headers={"accept-language": "en", **headers}).get(f"/board/{world.here.code}/{path}")
    return page.status_code, page.content.decode(), page.headers.get("ETag", "")


def test_anybody_reads_what_was_approved_and_nothing_else(world: World, at: datetime) -> None:
    row = published(world, at)
    hidden = taken(world, at, content="请勿公开的话", proposer="单建国")
    for path in ("?show=answered", f"suggestions/{row.pk}/"):
        status, text, _etag = read(world, path)
        assert status == 200
        assert PUBLIC in text and "朱**" in text and "三日内换灯" in text
        for withheld in (LAMP, "朱建民", "13800001234", "请勿公开", "单建国", "worker人", "deputy人"):
            assert withheld not in text
    assert f'href="suggestions/{row.pk}/"' in read(world, "?show=answered")[1], (
        "within the board's own address"
    )
    assert read(world, f"suggestions/{hidden.pk}/")[0] == 404
    assert read(world, f"suggestions/{uuid4()}/")[0] == 404
    assert Client().get("/board/nowhere/").status_code == 404


@pytest.mark.parametrize(("words", "answer"), [("朱建民家门口的灯坏了", ""), (PUBLIC, "已电告13800001234")])
def test_a_name_or_a_number_is_not_published(world: World, at: datetime, words: str, answer: str) -> None:
    row, by = answered(world, at), world.here.by("deputy")
    with pytest.raises(RuleBroken, match="tells who said it"):
        actions.publish(row.pk, words=words, answer=answer, seen=row.version, by=by, at=at)
    assert not Suggestion.objects.public().exists()


def test_a_board_shows_its_own_community_alone(world: World, at: datetime) -> None:
    row = published(world, at)
    page = Client().get(f"/board/{world.there.code}/suggestions/{row.pk}/")
    assert page.status_code == 404
    assert PUBLIC not in Client().get(f"/board/{world.there.code}/").content.decode()


def test_what_is_late_is_said_to_be_late(world: World, at: datetime) -> None:
    row = published(world, at, taken(world, at, made_on=at.date() - timedelta(days=60)))
    status, text, _etag = read(world, "?show=late")
    assert status == 200
    assert PUBLIC in text
    assert f"{(at.date() - row.due_on).days} days late" in text


def test_a_withdrawn_answer_leaves_its_trace_at_its_address(world: World, at: datetime) -> None:
    row = published(world, at)
    actions.withdraw(
        row.pk, reason="答复有误，更正后再公示", seen=row.version, by=world.here.by("deputy"), at=at
    )
    status, text, _etag = read(world, f"suggestions/{row.pk}/")
    assert status == 200
    assert PUBLIC not in text
    assert "更正后再公示" in text and "Published on the board" in text
    assert PUBLIC in world.client("worker").get(f"/suggestions/{row.pk}/").content.decode()


def test_a_page_is_kept_until_something_is_recorded(world: World, at: datetime) -> None:
    published(world, at)
    _status, before, etag = read(world, "?show=answered")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        status, again, same = read(world, "?show=answered")
    assert (status, again, same) == (200, before, etag)
    assert len(asked) == 2, "whose board it is, and where its registers end"
    assert read(world, "?show=answered", **{"if-none-match": etag})[0] == 304
    other = answered(world, at)
    actions.publish(
        other.pk, words="新的一条", answer="好", seen=other.version, by=world.here.by("deputy"), at=at
    )
    _status, after, changed = read(world, "?show=answered", **{"if-none-match": etag})
    assert "新的一条" in after and changed != etag


def test_who_is_signed_in_gets_the_same_board(world: World, at: datetime) -> None:
    published(world, at)
    page = world.client("worker").get(f"/board/{world.here.code}/").content.decode()
    assert "worker人" not in page


def test_pages_of_the_board_follow_each_other(world: World, at: datetime) -> None:
    for number in range(21):
        row = taken(world, at)
        by = world.here.by("deputy")
        actions.publish(row.pk, words=f"第{number}条建议", seen=row.version, by=by, at=at)
    with CaptureQueriesContext(connection) as asked:
        text = read(world)[1]
    assert len(asked) == 4, (
        "whose board, where its registers end, the numbers, a page of lines: whatever it lists"
    )
    assert "page=2" in text
    assert "第0条建议" in read(world, "?page=2")[1]
    assert read(world, "?page=99999999999999999999&show=nonsense")[0] == 200
    assert Suggestion.objects.public().count() == 21
