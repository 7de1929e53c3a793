"""What an auditor may see is declared on each fact: that something happened, and its numbers; nothing typed about anybody."""

from datetime import datetime

import pytest

from tests.conftest import World
from tests.examples import fill_figures
from tests.needs.examples import _paused
from tests.visits.flow import RICE, visited
from tongxin.registers.kinds import KINDS, REGISTERS
from tongxin.registers.models import Entry
from tongxin.visits.calls.facts import Went

# Typed about a case or a person by the actions of the examples.
TYPED = (
    "本周排满了",
    "居民外出",
    "押金还没退",
    "楼道灯坏了",
    "身体还好",
    "已当场讲明",
    "讲明了权利和步骤",
    "有人冒充僧人化缘",
    "人手不足",
)
NAMES = ("张伟明", "单建国", "何春梅", "周小兰")


@pytest.mark.parametrize("schema", sorted(KINDS))
def test_what_is_typed_as_a_reason_or_comment_is_withheld(schema: str) -> None:
    open_ = [
        name
        for name, about in KINDS[schema].abouts().items()
        if name.endswith(("reason", "comment", "situation", "suggestions", "follow_up", "matter", "reply"))
        and not about.personal
    ]
    assert open_ == [], "free text about a case: declare it `personal=True`"


@pytest.mark.once
def test_an_auditor_reads_no_free_text_and_no_name_in_any_book_or_entry(world: World, at: datetime) -> None:
    fill_figures(world, at)
    _paused(world, at)
    # Goods handed over by a worker and a volunteer: who went is a name too.
    went = Went([world.here.by("worker").account_id], [world.here.members["单建国"]])
    visited(world.here, at, gifts=[RICE], went=went)
    auditor, staff = world.client("auditor"), world.client("deputy")
    addresses = [f"/registers/{code}/2026/" for code in REGISTERS]
    addresses += [f"/registers/entries/{pk}/" for pk in Entry.objects.values_list("pk", flat=True)]
    seen_by_staff = ""
    for address in addresses:
        page = auditor.get(address)
        assert page.status_code == 200, address
        text = page.content.decode()
        assert not [word for word in (*TYPED, *NAMES) if word in text], address
        seen_by_staff += staff.get(address).content.decode()
    assert not [word for word in (*TYPED, *NAMES) if word not in seen_by_staff], (
        "the examples no longer type this"
    )
