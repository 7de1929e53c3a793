"""The section of suggestions on the public board."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.forum.entries import STEPS
from tongxin.forum.entries import SUGGESTIONS as BOOK
from tongxin.forum.models import Adopted, Subject, Suggestion
from tongxin.forum.rules import mask_public
from tongxin.kit.words import label_of
from tongxin.web.board import BoardSection

REGISTERS = (BOOK.code, STEPS.code)
PAGE = 20
MOST_PAGES = 1000
# All that the board reads of a row: nothing that was not approved for it, but the name, which is masked before it is shown.
READ = (
    "community_id",
    "id",
    "number",
    "made_on",
    "subject",
    "proposer",
    "due_on",
    "answered_on",
    "adopted",
    "merged_into",
    "public_words",
    "public_answer",
    "published_on",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A suggestion as anybody reads it."""

    id: Any
    number: str
    made_on: date
    subject: str
    who: str
    words: str
    answer: str
    state: str
    late: int
    answered_on: date | None
    due_on: date


def line_of(row: Suggestion, today: date) -> Line:
    """Return what of a suggestion is public."""
    late = row.days_late(today)
    state = label_of(Adopted, row.adopted) if row.answered_on else _("no answer yet")
    return Line(
        id=row.pk,
        number=row.number,
        made_on=row.made_on,
        subject=label_of(Subject, row.subject),
        who=mask_public(row.proposer),
        words=row.public_words,
        answer=row.public_answer,
        state=state,
        late=late,
        answered_on=row.answered_on,
        due_on=row.due_on,
    )


def _of(show: str, rows: QuerySet[Any], today: date) -> QuerySet[Any]:
    """Return the rows of one of the lists of the board, in its order."""
    if show == "late":
        return rows.filter(answered_on=None, due_on__lt=today).order_by("due_on", "id")
    if show == "answered":
        return rows.filter(answered_on__isnull=False).order_by("-answered_on", "-id")
    return rows.filter(answered_on=None).order_by("-made_on", "-id")


def read(today: date, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return a page of one of the lists, and how many there are of each; silence is counted with what is not published, too."""
    public, answered = Q(published_on__isnull=False), Q(answered_on__isnull=False)
    late = Q(answered_on=None, due_on__lt=today)
    counted = Suggestion.objects.standing().aggregate(
        taken=Count("due_on"),
        done=Count("due_on", filter=answered),
        silent=Count("due_on", filter=late),
        public=Count("due_on", filter=public),
        answered=Count("due_on", filter=public & answered),
        late=Count("due_on", filter=public & late),
    )
    counted["open"] = counted["public"] - counted["answered"]
    tabs = [
        ("open", _("Suggested"), counted["open"]),
        ("answered", _("Answered"), counted["answered"]),
        ("late", _("Late"), counted["late"]),
    ]
    show = asked["show"] if asked["show"] in {code for code, *_rest in tabs} else "open"
    page = min(int(asked["page"]), MOST_PAGES) if asked["page"].isdecimal() and asked["page"] != "0" else 1
    rows = _of(show, Suggestion.objects.public().only(*READ), today)
    found = list(rows[(page - 1) * PAGE : page * PAGE + 1])
    return {
        "totals": counted,
        "tabs": tabs,
        "show": show,
        "lines": [line_of(row, today) for row in found[:PAGE]],
        "earlier": page - 1,
        "next": page + 1 if len(found) > PAGE and page < MOST_PAGES else 0,
    }


SUGGESTIONS = BoardSection(
    order=10,
    code="suggestions",
    title=gettext_lazy("Suggestions and answers"),
    registers=REGISTERS,
    template="forum/board_section.html",
    read=read,
)
