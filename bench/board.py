"""The public board of ten thousand suggestions: CPU of a page, written anew and kept; beside it a plain query and template.

`python -m bench.board`, in the process itself: the middleware and the address are Django's own, as over HTTP.
"""

import os
import random
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")
import django

django.setup()
from django.core.cache import cache
from django.db.models import Count, Q
from django.template import engines
from django.test import Client

from bench.figures import Row, tell
from bench.world import signed_in
from tongxin.communities.models import Community
from tongxin.forum.models import Adopted, Subject, Suggestion
from tongxin.kit.clock import local_date, now
from tongxin.kit.scope import community_scope

SUGGESTIONS = 10_000
TIMES = 60
PLAIN = engines["django"].from_string(
    "<html><body>{{ totals }}<ul>{% for row in rows %}<li>{{ row.number }} {{ row.public_words }} {{ row.public_answer }}"
    " {{ row.get_subject_display }} {{ row.made_on }} {{ row.due_on }} {{ row.answered_on }}</li>{% endfor %}</ul></body></html>"
)


def written(community_id: Any) -> None:
    """Write the suggestions: half of them answered, a tenth late, four in five on the board."""
    chance, today = random.Random(7), local_date(now())
    rows = []
    for number in range(SUGGESTIONS):
        made = today - timedelta(days=chance.randrange(1, 1500))
        answered = made + timedelta(days=12) if chance.random() < 0.5 else None
        public = chance.random() < 0.8
        rows.append(
            Suggestion(
                community_id=community_id,
                number=f"{made.year}-{number:05d}",
                made_on=made,
                source="desk",
                subject=chance.choice(Subject.values),
                content="路灯坏了，请修一修",
                proposer=chance.choice(("朱建民", "宋慧兰", "")),
                agrees=True,
                due_days=15,
                due_on=made + timedelta(days=21),
                state="answered" if answered else "charged",
                answered_on=answered,
                adopted=chance.choice(Adopted.values) if answered else "",
                public_words=f"路灯不亮，请维修（{number}）" if public else "",
                public_answer="已报修，三日内换灯" if public and answered else "",
                published_on=made if public else None,
            )
        )
    Suggestion.objects.bulk_create(rows, batch_size=2000)


def each(deed: Callable[[], Any]) -> float:
    """Return the CPU of one of many turns, in milliseconds; the first ones warm what is kept."""
    for _turn in range(5):
        deed()
    start = time.process_time()
    for _turn in range(TIMES):
        deed()
    return (time.process_time() - start) * 1000 / TIMES


def plain() -> str:
    """Count and list with one query each and a template of one line, without middleware, address, masks or translation."""
    today = local_date(now())
    public = Suggestion.objects.filter(is_void=False, merged_into=None, published_on__isnull=False)
    totals = public.aggregate(
        n=Count("pk"),
        answered=Count("pk", filter=Q(answered_on__isnull=False)),
        late=Count("pk", filter=Q(answered_on=None, due_on__lt=today)),
    )
    rows = list(public.filter(answered_on__isnull=False).order_by("-answered_on", "-id")[:20])
    return str(PLAIN.render({"totals": totals, "rows": rows}))


def measured() -> list[Row]:
    """Measure the page anew, the page kept, and the floor."""
    by = signed_in()
    code = Community.objects.get(pk=by.community_id).code
    client, address = Client(SERVER_NAME="localhost"), f"/board/{code}/?show=answered"

    def anew() -> None:
        cache.clear()
        assert client.get(address).status_code == 200

    with community_scope(by.community_id):
        written(by.community_id)
        floor = each(plain)
    fresh = each(anew)
    kept = each(lambda: client.get(address))
    etag = client.get(address)["ETag"]
    told = each(lambda: client.get(address, headers={"if-none-match": etag}))
    return [
        Row("public board of 10,000 suggestions, written anew", fresh, "ms", floor=floor, target=10),
        Row("public board, kept", kept, "ms", target=1),
        Row("public board, unchanged (304)", told, "ms", target=1),
    ]


if __name__ == "__main__":
    tell(measured())
